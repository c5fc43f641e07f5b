"""The command group `gateway`, its global option and its exit codes.

0 done · 1 done, and the answer is "no" · 2 wrong use or wrong configuration · 3 a temporary failure, try again.
"""

import sys
from pathlib import Path

import click

from gateway.cli.checks import check, doctor
from gateway.cli.database import db
from gateway.cli.demo import demo
from gateway.cli.process import explain, process
from gateway.cli.quarantine import quarantine
from gateway.cli.queue import queue
from gateway.cli.register import register
from gateway.cli.rules import rules
from gateway.cli.run import run
from gateway.cli.trust import trust
from gateway.cli.verify import verify
from gateway.config.yaml_source import ConfigurationError
from gateway.domain.failures import PermanentFailure, TransientFailure


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("config.yaml"),
    envvar="GATEWAY_CONFIG",
    show_default=True,
    show_envvar=True,
    help="The configuration file.",
)
@click.version_option(package_name="congvan-gateway")
@click.pass_context
def cli(context: click.Context, config: Path) -> None:
    """Mail gateway for Vietnamese agencies (Decision 57/2014/QĐ-UBND).

    Takes in official mail, judges signatures, classifies documents under Articles 7 and 8,
    enters them in the incoming register and sends the receipt of Article 12.
    """
    context.obj = config


for command in (
    check,
    db,
    demo,
    doctor,
    explain,
    process,
    quarantine,
    queue,
    register,
    rules,
    run,
    trust,
    verify,
):
    cli.add_command(command)


def main() -> None:
    """Runs the command; failures of the world become one clear line and an exit code."""
    try:
        cli(prog_name="gateway")
    except ConfigurationError as error:
        _fail(str(error), 2)
    except PermanentFailure as error:
        _fail(f"gateway: {error}", 2)
    except TransientFailure as error:
        _fail(f"gateway: {error} (temporary: try again)", 3)
    except BrokenPipeError:
        sys.exit(0)  # the reader of a pipe, `head` for instance, has seen enough


def _fail(text: str, code: int) -> None:
    click.echo(text, err=True)
    sys.exit(code)
