"""`gateway check` and `gateway doctor`: the same lines, without and with this machine and the servers."""

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from gateway import wiring
from gateway.cli.output import console, note, print_json

_MARKS = {"ok": "✓", "warning": "!", "error": "✗", "unknown": "?"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one check a line.")
@click.pass_obj
def check(config: Path, as_json: bool) -> None:
    """Checks configuration, rules, secrets, database, trust and texts without touching any server."""
    levels = _show(wiring.checks(wiring.load_settings(config)), as_json=as_json)
    sys.exit(1 if levels["error"] else 0)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one check a line.")
@click.pass_obj
def doctor(config: Path, as_json: bool) -> None:
    """Tells what works on this machine: all of `check`, folders, disk, workers, clock, mail servers.

    Logs in to the mailboxes and to the submission server; sends, reads and moves nothing.
    """
    levels = _show(wiring.diagnosis(wiring.load_settings(config)), as_json=as_json)
    note(
        f"doctor: {levels['ok']} ok, {levels['warning']} warnings, {levels['error']} failed, "
        f"{levels['unknown']} could not be checked"
    )
    sys.exit(1 if levels["error"] else 0)


def _show(findings: Iterable[wiring.Named], *, as_json: bool) -> Counter[str]:
    """Prints each as soon as it is there; how many there were of each level."""
    levels = Counter[str]()
    for name, finding in findings:
        levels[finding.level] += 1
        if as_json:
            print_json(
                {
                    "check": name,
                    "item": finding.item,
                    "level": finding.level,
                    "message": finding.message,
                    "advice": finding.advice,
                }
            )
        else:
            subject = f"{name} {finding.item}" if finding.item else name
            advice = f" → {finding.advice}" if finding.advice else ""
            line = f"{_MARKS[finding.level]} {subject}: {finding.message}{advice}"
            console().print(_harmless(line), soft_wrap=True)  # one line a finding
    return levels


def _harmless(line: str) -> str:
    """A server, or the maker of a certificate, may have written a part of it."""
    return "".join(sign if sign.isprintable() else "?" for sign in line)
