"""Ledgers for tests of what feeds a ledger: in memory, and in a file that survives kill -9.

`tests/unit/test_port_contracts.py` asks the same of those in memory and of the SQL ledger.
"""

import json
import os
import threading
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from gateway.adapters.clock import SystemClock
from gateway.domain.failures import TransientFailure
from gateway.domain.message import Channel, ImapPlace, RawMessage
from gateway.domain.states import Lane
from gateway.ports import Clock, StartLine, Work


def identity(raw: RawMessage) -> tuple[object, ...]:
    """What makes a message the same: its IMAP place, or digest, mailbox and envelope (architecture.md)."""
    if raw.place is not None:
        return (raw.mailbox, raw.place)
    return (raw.mailbox, raw.channel, raw.digest, raw.envelope_from or "")


class MemoryLedger:
    """`Ledger` without a disk. Safe for several threads. `failing` makes `record` fail as a database does."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.failing = False
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._messages: dict[tuple[object, ...], RawMessage] = {}
        self._waiting: list[tuple[datetime, Work]] = []  # with the time at which each is due
        self._lanes: dict[int, Lane] = {}

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
            self._waiting.append((self._clock.now(), Work(len(self._messages), raw, 0)))
            return True

    def claim(self, lanes: Collection[Lane] = (Lane.MAIN,)) -> Work | None:
        now = self._clock.now()
        with self._lock:
            due = [
                item
                for item in self._waiting
                if item[0] <= now and self._lanes.get(item[1].row, Lane.MAIN) in lanes
            ]
            if not due:
                return None
            oldest = min(due, key=lambda item: (item[0], item[1].row))
            self._waiting.remove(oldest)
            return oldest[1]

    def pass_on(self, work: Work, lane: Lane) -> None:
        with self._lock:
            self._lanes[work.row] = lane
            self._waiting.append((self._clock.now(), replace(work, cause=None)))

    def postpone(self, work: Work, until: datetime, cause: str, lane: Lane | None = None) -> None:
        with self._lock:
            self._lanes[work.row] = lane or self._lanes.get(work.row, Lane.MAIN)
            again = replace(work, attempts=work.attempts + 1, cause=cause)
            self._waiting.append((until, again))

    def recall(self, cause: str) -> int:
        now = self._clock.now()
        with self._lock:
            late = [item for item in self._waiting if item[0] > now and item[1].cause == cause]
            self._waiting = [item for item in self._waiting if item not in late]
            self._waiting += [(now, work) for _, work in late]
            return len(late)


class MemoryMailboxLedger:
    """The port `MailboxLedger` in memory. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[tuple[str, str], StartLine] = {}
        self._messages: list[RawMessage] = []

    @property
    def messages(self) -> Sequence[RawMessage]:
        with self._lock:
            return tuple(self._messages)

    def start_line(self, mailbox: str, folder: str) -> StartLine | None:
        with self._lock:
            return self._lines.get((mailbox, folder))

    def begin(self, mailbox: str, folder: str, line: StartLine) -> None:
        with self._lock:
            known = self._lines.get((mailbox, folder))
            kept = replace(line, started_at=known.started_at) if known else line
            self._lines[mailbox, folder] = kept

    def record_fetched(self, raw: RawMessage) -> bool:
        place = raw.place
        assert place is not None
        with self._lock:
            self._advance(raw.mailbox, place)
            if any(_lies_there(known, raw.mailbox, place) for known in self._messages):
                return False
            for index, known in enumerate(self._messages):
                if _was_renumbered(known, raw, place):
                    self._messages[index] = replace(known, place=place)
                    return False
            self._messages.append(raw)
            return True

    def skip(self, mailbox: str, place_uid: int, folder: str, uidvalidity: int) -> None:
        with self._lock:
            self._advance(mailbox, ImapPlace(folder, uidvalidity, place_uid))

    def _advance(self, mailbox: str, place: ImapPlace) -> None:
        line = self._lines[mailbox, place.folder]
        if line.uidvalidity == place.uidvalidity and line.last_uid < place.uid:
            self._lines[mailbox, place.folder] = replace(line, last_uid=place.uid)


def _lies_there(known: RawMessage, mailbox: str, place: ImapPlace) -> bool:
    return known.mailbox == mailbox and known.place == place


def _was_renumbered(known: RawMessage, raw: RawMessage, place: ImapPlace) -> bool:
    """The same bytes in the same folder under another UIDVALIDITY."""
    return (
        (known.mailbox, known.digest) == (raw.mailbox, raw.digest)
        and known.place is not None
        and known.place.folder == place.folder
        and known.place.uidvalidity != place.uidvalidity
    )


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
