"""Ledgers for tests of what feeds a ledger: in memory, and in a file that survives kill -9."""

import json
import os
import threading
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from gateway.domain.failures import TransientFailure
from gateway.domain.message import Channel, RawMessage
from gateway.ports import Work


def identity(raw: RawMessage) -> tuple[object, ...]:
    """What makes a message the same: its IMAP place, or digest, mailbox and envelope (architecture.md)."""
    if raw.place is not None:
        return (raw.mailbox, raw.place)
    return (raw.mailbox, raw.channel, raw.digest, raw.envelope_from)


class MemoryLedger:
    """`Ledger` without a disk. Safe for several threads. `failing` makes `record` fail as a database does."""

    def __init__(self) -> None:
        self.failing = False
        self._lock = threading.Lock()
        self._messages: dict[tuple[object, ...], RawMessage] = {}
        self._due: list[Work] = []
        self.postponed: list[tuple[Work, datetime, str]] = []  # with until and cause

    @property
    def messages(self) -> Sequence[RawMessage]:
        with self._lock:
            return tuple(self._messages.values())

    def record(self, raw: RawMessage) -> bool:
        if self.failing:
            raise TransientFailure("the database is away")
        with self._lock:
            if identity(raw) in self._messages:
                return False
            self._messages[identity(raw)] = raw
            self._due.append(Work(len(self._messages), raw, 0))
            return True

    def claim(self) -> Work | None:
        with self._lock:
            return self._due.pop(0) if self._due else None

    def postpone(self, work: Work, until: datetime, cause: str) -> None:
        with self._lock:
            self.postponed.append((work, until, cause))
            self._due.append(Work(work.row, work.raw, work.attempts + 1))


class SlowLedger(MemoryLedger):
    """A `MemoryLedger` whose `record` waits for `gate`."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def record(self, raw: RawMessage) -> bool:
        assert self.gate.wait(30)
        return super().record(raw)


class FileLedger(MemoryLedger):
    """A `MemoryLedger` that writes each new message to a file and syncs it before it answers."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("ab", buffering=0)

    def record(self, raw: RawMessage) -> bool:
        if not super().record(raw):
            return False
        row = asdict(raw) | {"entered_system_at": raw.entered_system_at.isoformat()}
        self._file.write(json.dumps(row).encode() + b"\n")
        os.fsync(self._file.fileno())
        return True


def read_ledger_file(path: Path) -> list[RawMessage]:
    """The messages that a `FileLedger` wrote."""
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    return [
        RawMessage(
            **row
            | {
                "channel": Channel(row["channel"]),
                "entered_system_at": datetime.fromisoformat(row["entered_system_at"]),
            }
        )
        for row in rows
    ]
