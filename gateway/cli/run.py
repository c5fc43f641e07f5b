"""`gateway run` and `gateway check`."""

import signal
import sys
import threading
from pathlib import Path

import click

from gateway import wiring
from gateway.cli.output import console, note, print_json
from gateway.service import sd_notify


@click.command()
@click.pass_obj
def run(config: Path) -> None:
    """Runs the gateway until SIGTERM or SIGINT; ends after the message in hand."""
    settings = wiring.load_settings(config)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with wiring.running(settings) as gateway:
        sd_notify.ready()
        note(f"gateway: running with {config}; stop it with Ctrl+C or SIGTERM.")
        while not stop.wait(1):
            if not gateway.is_healthy:
                break
        sd_notify.stopping()
    if not stop.is_set():
        note("gateway: a part of the program ended by itself; see the log above.")
        sys.exit(3)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one check a line.")
@click.pass_obj
def check(config: Path, as_json: bool) -> None:
    """Checks configuration, rules, secrets, database, trust and texts without touching any server."""
    settings = wiring.load_settings(config)
    failed = False
    for finding in wiring.checks(settings):
        failed |= finding.level == "error"
        if as_json:
            print_json({"check": finding.name, "level": finding.level, "message": finding.message})
        else:
            mark = {"ok": "✓", "warning": "!", "error": "✗"}[finding.level]
            console().print(f"{mark} {finding.name}: {finding.message}")
    sys.exit(1 if failed else 0)
