"""The ledger of messages and of mailboxes: what came in, what was seen, who works on what."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.exc import IntegrityError

from gateway.adapters.sql import leases
from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.tables import mailboxes, messages, outbox, settlements
from gateway.domain.message import Channel, ImapPlace, RawMessage
from gateway.domain.states import Lane, MessageState
from gateway.ports import Clock, StartLine, Work


class SqlLedger:
    """Implements the ports `Ledger` and `MailboxLedger`."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner

    def record(self, raw: RawMessage) -> bool:
        with self._database.write() as connection:
            return self._insert(connection, raw)

    def claim(self, lanes: Collection[Lane] = (Lane.MAIN,)) -> Work | None:
        stored = messages.c.state == MessageState.STORED.value
        with self._database.write() as connection:
            rows = leases.claim(
                connection,
                messages,
                self._owner,
                self._clock.now(),
                stored & messages.c.lane.in_([lane.value for lane in lanes]),
            )
            return _work(rows[0]) if rows else None

    def pass_on(self, work: Work, lane: Lane) -> None:
        values = {"lane": lane.value, "due_at": self._clock.now(), "last_cause": None}
        with self._database.write() as connection:
            leases.end(connection, messages, self._owner, work.row, values)

    def recorded(self, raw: RawMessage) -> Work:
        """The work of a message that was recorded with an envelope: `gateway process` takes it.

        It is leased unless a running gateway was faster; then both come to the same conclusion.
        """
        key = messages.c.envelope_key == envelope_key(raw)
        with self._database.write() as connection:
            due = key & (messages.c.state == MessageState.STORED.value)
            leases.claim(connection, messages, self._owner, self._clock.now(), due)
            return _work(connection.execute(select(messages).where(key)).one())

    def postpone(self, work: Work, until: datetime, cause: str, lane: Lane | None = None) -> None:
        moved = {"lane": lane.value} if lane else {}
        with self._database.write() as connection:
            leases.postpone(connection, messages, self._owner, work.row, (until, cause), moved)

    def recall(self, cause: str) -> int:
        now = self._clock.now()
        waiting = (messages.c.state == MessageState.STORED.value) & (messages.c.due_at > now)
        with self._database.write() as connection:
            return connection.execute(
                update(messages)
                .where(waiting, messages.c.last_cause == cause, messages.c.lease_owner.is_(None))
                .values(due_at=now)
            ).rowcount

    def break_leases(self) -> None:
        """For a gateway that starts alone on its database: what a killed one held is due again."""
        with self._database.write() as connection:
            for table in (messages, outbox, settlements):
                leases.break_all(connection, table)

    def start_line(self, mailbox: str, folder: str) -> StartLine | None:
        with self._database.read() as connection:
            row = connection.execute(select(mailboxes).where(*_key(mailbox, folder))).one_or_none()
        return StartLine(row.uidvalidity, row.last_uid, row.started_at) if row else None

    def begin(self, mailbox: str, folder: str, line: StartLine) -> None:
        with self._database.write() as connection:
            known = connection.execute(
                update(mailboxes)
                .where(*_key(mailbox, folder))
                .values(uidvalidity=line.uidvalidity, last_uid=line.last_uid)
            ).rowcount
            if not known:
                connection.execute(
                    mailboxes.insert(),
                    {
                        "mailbox": mailbox,
                        "folder": folder,
                        "uidvalidity": line.uidvalidity,
                        "last_uid": line.last_uid,
                        "started_at": line.started_at,
                    },
                )

    def record_fetched(self, raw: RawMessage) -> bool:
        place = raw.place
        if place is None:
            raise ValueError("a fetched message has a place")
        with self._database.write() as connection:
            new = not _renumbered(connection, raw, place) and self._insert(connection, raw)
            _advance(connection, raw.mailbox, place)
            return new

    def skip(self, mailbox: str, place_uid: int, folder: str, uidvalidity: int) -> None:
        with self._database.write() as connection:
            _advance(connection, mailbox, ImapPlace(folder, uidvalidity, place_uid))

    def _insert(self, connection: Connection, raw: RawMessage) -> bool:
        values = _values(raw) | {"due_at": self._clock.now()}
        savepoint = connection.begin_nested()
        try:
            connection.execute(messages.insert(), values)
        except IntegrityError:  # the unique keys say: this very message is known
            savepoint.rollback()
            return False
        savepoint.commit()
        return True


def envelope_key(raw: RawMessage) -> str:
    """The identity of a message that came with an envelope: a resend after a lost `250` is the same message."""
    parts = (raw.mailbox, raw.digest, raw.channel.value, raw.envelope_from or "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _values(raw: RawMessage) -> dict[str, Any]:
    place = raw.place
    return {
        "digest": raw.digest,
        "size": raw.size,
        "mailbox": raw.mailbox,
        "channel": raw.channel.value,
        "folder": place.folder if place else None,
        "uidvalidity": place.uidvalidity if place else None,
        "uid": place.uid if place else None,
        "envelope_from": raw.envelope_from,
        "envelope_key": None if place else envelope_key(raw),
        "entered_system_at": raw.entered_system_at,
        "state": MessageState.STORED.value,
        "reasons": [],
    }


def _renumbered(connection: Connection, raw: RawMessage, place: ImapPlace) -> bool:
    """A server that gave its folder a new UIDVALIDITY shows the old mails under new numbers."""
    same = connection.scalar(
        select(messages.c.id)
        .where(
            messages.c.mailbox == raw.mailbox,
            messages.c.digest == raw.digest,
            messages.c.folder == place.folder,
            messages.c.uidvalidity != place.uidvalidity,
        )
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    if same is None:
        return False
    connection.execute(
        update(messages)
        .where(messages.c.id == same)
        .values(uidvalidity=place.uidvalidity, uid=place.uid)
    )
    return True


def _advance(connection: Connection, mailbox: str, place: ImapPlace) -> None:
    connection.execute(
        update(mailboxes)
        .where(
            *_key(mailbox, place.folder),
            mailboxes.c.uidvalidity == place.uidvalidity,
            mailboxes.c.last_uid < place.uid,
        )
        .values(last_uid=place.uid)
    )


def _key(mailbox: str, folder: str) -> tuple[Any, Any]:
    return mailboxes.c.mailbox == mailbox, mailboxes.c.folder == folder


def _work(row: Row[Any]) -> Work:
    return Work(row.id, raw_message(row), row.attempts, row.last_cause)


def raw_message(row: Row[Any]) -> RawMessage:
    """The value of a row of `messages`."""
    place = ImapPlace(row.folder, row.uidvalidity, row.uid) if row.uid is not None else None
    return RawMessage(
        digest=row.digest,
        size=row.size,
        mailbox=row.mailbox,
        channel=Channel(row.channel),
        entered_system_at=row.entered_system_at,
        envelope_from=row.envelope_from,
        place=place,
    )
