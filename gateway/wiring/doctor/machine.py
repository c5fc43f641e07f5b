"""Packages, log, clock and the service manager."""

import platform
import sqlite3
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from gateway.adapters import machine
from gateway.adapters.logs import is_under_journal
from gateway.adapters.machine import UnitState
from gateway.config.settings import Settings
from gateway.wiring.findings import Finding

_UNIT = "gateway.service"
_JUDGES = ("pyhanko", "cryptography", "pypdfium2")
# What a configuration may need beside the package's own dependencies, and what is missing without it.
_OPTIONAL = {
    "endesive": "receipts cannot be signed (extra `signing`)",
    "psycopg": "PostgreSQL cannot be used",
    "reportlab": "`gateway demo` cannot run (extra `demo`)",
}


def packages(settings: Settings) -> Iterator[Finding]:
    """The versions that count, and the optional packages. The one other program that is started is tesseract."""
    own = f"Python {platform.python_version()}, {ssl.OPENSSL_VERSION}, SQLite {sqlite3.sqlite_version}"
    found = (f"{name} {machine.version_of(name) or 'missing'}" for name in _JUDGES)
    yield Finding("ok", ", ".join([own, *found]))
    for name, without in _OPTIONAL.items():
        version = machine.version_of(name)
        if version is not None:
            yield Finding("ok", f"version {version}", item=name)
        elif name in _needed(settings):
            yield Finding("error", f"missing: {without}", f"install {name}", name)
        else:
            yield Finding("ok", f"missing, and not needed here: {without}", item=name)


def log(settings: Settings) -> Iterator[Finding]:
    """There is no log folder: the service manager keeps what goes to standard error."""
    where = "the journal" if is_under_journal() else "standard error (the journal under systemd)"
    said = f"goes to {where}, format {settings.log.format}, level {settings.log.level}"
    yield Finding("ok", said)


def clock(settings: Settings) -> Iterator[Finding]:
    """Arrival times count to the minute (Art. 11.2), and CRLs and TLS by the hour."""
    now = datetime.now(UTC).astimezone(settings.zone)
    yield Finding("ok", f"{now:%Y-%m-%d %H:%M} in {settings.time_zone}")
    synchronised = machine.is_synchronised()
    if synchronised is None:
        yield Finding("unknown", "whether a time server keeps the clock cannot be told here")
    elif synchronised:
        yield Finding("ok", "a time server keeps the clock")
    else:
        yield Finding(
            "warning",
            "the kernel says that no time server keeps the clock",
            "install systemd-timesyncd or chrony, and see `timedatectl`; a container shows its host's state",
        )


def service(_: Settings) -> Iterator[Finding]:
    """The systemd unit, where systemd runs."""
    yield unit_finding(machine.unit_state(_UNIT))


def unit_finding(state: UnitState | None) -> Finding:
    if state is None:
        return Finding("unknown", "systemd does not run here, or does not answer")
    if state.load == "not-found":
        return Finding("unknown", f"{_UNIT} is not installed", "see docs/quan-tri/cai-dat.md")
    said = f"{_UNIT}: {state.load}, {state.active}, {state.file}, account {state.user or 'root'}, {state.restarts} restarts"
    if state.active == "failed" or state.load != "loaded":
        return Finding("error", said, f"journalctl -u {_UNIT} names the cause")
    if state.active != "active" or state.file not in {"enabled", "static"}:
        return Finding("warning", said, f"systemctl enable --now {_UNIT}")
    return Finding("ok", said)


def _needed(settings: Settings) -> set[str]:
    needed = {"endesive"} if settings.receipts.signing else set[str]()
    try:
        backend = make_url(settings.database).get_backend_name() if settings.database else ""
    except ArgumentError:
        return needed  # the check of the database names it
    return needed | ({"psycopg"} if backend == "postgresql" else set())
