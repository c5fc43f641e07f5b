"""`gateway demo`."""

import importlib
from pathlib import Path

import click

from gateway.cli.output import console
from gateway.domain.failures import PermanentFailure


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
    try:
        # The packages that typeset the samples are an extra: the daemon does without them.
        module = importlib.import_module("gateway.demo.run")
    except ModuleNotFoundError as error:
        raise PermanentFailure(
            f"the demo needs the package {error.name}: pip install 'congvan-gateway[demo,signing]'"
        ) from None
    module.run_demo(folder, console())
