"""`gateway run`."""

import signal
import sys
import threading
from pathlib import Path

import click

from gateway import wiring
from gateway.cli.output import note
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
