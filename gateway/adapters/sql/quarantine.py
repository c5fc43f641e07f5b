"""The record of the quarantine: append-only lines, each chained by hash to the line before it."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Text, cast, exists, or_, select, update

from gateway.adapters.sql.alarms import queue_mail
from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.journal import GENESIS, chain_hash
from gateway.adapters.sql.tables import messages, quarantine_acts, settlements
from gateway.domain.admission import Outcome, Reason
from gateway.domain.failures import TransientFailure
from gateway.domain.quarantine import Act, ActKind, Arrival, RecordedAct, SecrecyCase
from gateway.domain.receipt import Receipt
from gateway.domain.states import MessageState, SettlementState, may_follow
from gateway.ports import Clock

_SUSPECTED = (messages.c.outcome == Outcome.HELD.value) & cast(messages.c.reasons, Text).like(
    f'%"{Reason.SECRET.value}"%'
)


class SqlQuarantine:
    """Implements the port `Releases`; what is sealed lies with `SealedBodies`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def is_released(self, digest: str) -> bool:
        released = exists().where(
            quarantine_acts.c.digest == digest, quarantine_acts.c.kind == ActKind.RELEASE.value
        )
        with self._database.read() as connection:
            return bool(connection.scalar(select(released)))

    def record(self, act: Act) -> None:
        """Writes a line; durable on return. What it says may be done now.

        Raises `TransientFailure` while a message with these bytes is being examined.
        """
        with self._recording(act):
            pass

    def release(self, act: Act) -> int:
        """Writes the line and gives the messages back to be examined; how many those are. One COMMIT."""
        with self._recording(act) as connection:
            rows = connection.execute(
                select(messages).where(messages.c.digest == act.digest, _SUSPECTED)
            ).all()
            for row in rows:
                self._examine_again(connection, row)
        return len(rows)

    def contact(self, act: Act, notice: Receipt, row: int, domain: str) -> bool:
        """Writes the line and queues the neutral text. One COMMIT. False when that address had it before."""
        now = self._clock.now()
        with self._recording(act) as connection:
            return queue_mail(connection, row, act.digest, notice, domain=domain, now=now)

    def cases(self, prefix: str = "") -> list[SecrecyCase]:
        """Every suspected secret whose digest begins so, in the order of arrival."""
        acted = select(quarantine_acts.c.digest)
        query = (
            select(messages)
            .where(or_(_SUSPECTED, messages.c.digest.in_(acted)))
            .where(messages.c.digest.startswith(prefix, autoescape=True))
            .order_by(messages.c.id)
        )
        with self._database.read() as connection:
            found = connection.execute(query).all()
            lines = connection.execute(
                select(quarantine_acts).order_by(quarantine_acts.c.sequence)
            ).all()
        return [
            SecrecyCase(digest, tuple(_arrivals(digest, found)), tuple(_acts(digest, lines)))
            for digest in dict.fromkeys(row.digest for row in found)
        ]

    def broken_at(self) -> int | None:
        """The number of the first line that does not follow from the one before it; None when all do."""
        previous = GENESIS
        with self._database.read() as connection:
            query = select(quarantine_acts).order_by(quarantine_acts.c.sequence)
            for number, line in enumerate(connection.execute(query), start=1):
                hashed = chain_hash(previous, number, line.payload)
                if (line.sequence, line.previous_hash, line.hash) != (number, previous, hashed):
                    return number
                previous = line.hash
        return None

    @contextmanager
    def _recording(self, act: Act) -> Iterator[Connection]:
        with self._database.write() as connection:
            stored = exists().where(
                messages.c.digest == act.digest, messages.c.state == MessageState.STORED.value
            )
            if connection.scalar(select(stored)):
                raise TransientFailure("this mail is being examined")
            _write_line(connection, act, self._clock.now())
            yield connection

    def _examine_again(self, connection: Connection, row: Row[Any]) -> None:
        if not may_follow(MessageState(row.state), MessageState.STORED):
            return
        again = {"state": MessageState.STORED.value, "due_at": self._clock.now(), "attempts": 0}
        again |= _place_now(connection, row)
        connection.execute(update(messages).where(messages.c.id == row.id).values(again))


def _place_now(connection: Connection, row: Row[Any]) -> dict[str, object]:
    """A mail that was moved has another UID, which nobody knows: it is looked for by its Message-ID."""
    target = connection.scalar(
        select(settlements.c.target).where(
            settlements.c.message == row.id, settlements.c.state != SettlementState.PENDING.value
        )
    )
    return {} if target is None else {"folder": target, "uidvalidity": 0, "uid": row.id}


def _write_line(connection: Connection, act: Act, now: datetime) -> None:
    last = connection.execute(
        select(quarantine_acts).order_by(quarantine_acts.c.sequence.desc()).limit(1)
    ).one_or_none()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, GENESIS)
    content = {**asdict(act), "kind": act.kind.value, "at": now.isoformat()}
    payload = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    line = {
        "sequence": sequence,
        "digest": act.digest,
        "kind": act.kind.value,
        "at": now,
        "payload": payload,
        "previous_hash": previous,
        "hash": chain_hash(previous, sequence, payload),
    }
    connection.execute(quarantine_acts.insert(), line)


def _arrivals(digest: str, rows: Iterable[Row[Any]]) -> Iterator[Arrival]:
    for row in rows:
        if row.digest == digest:
            yield Arrival(row.id, row.mailbox, row.entered_system_at)


def _acts(digest: str, lines: Iterable[Row[Any]]) -> Iterator[RecordedAct]:
    for line in lines:
        if line.digest == digest:
            said = json.loads(line.payload)
            said.pop("at")
            yield RecordedAct(line.at, Act(**said | {"kind": ActKind(line.kind)}))
