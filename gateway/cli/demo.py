"""`gateway demo`."""

from pathlib import Path

import click

from gateway.cli.output import console
from gateway.demo.run import run_demo


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/demo"),
    show_default=True,
    help="Where the demo leaves its state; an earlier demo there is replaced.",
)
def demo(folder: Path) -> None:
    """Shows the whole walk on sample mails: no server, nothing to configure, ends by itself."""
    run_demo(folder, console())
