"""The incoming register: number, entries, journal, receipt, settlement and outcome in ONE transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Connection, Row, func, select, update

from gateway.adapters.sql import journal, rows
from gateway.adapters.sql.alarms import queue_mail
from gateway.adapters.sql.answers import queue_answer
from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.tables import counters, incoming_register, messages, settlements
from gateway.domain.admission import Accept, Hold, Ignore, Outcome, Reason, Reject, Wait
from gateway.domain.register import ArrivalNumber, Entry, RegisteredDocument
from gateway.domain.states import EntryState, MessageState, SettlementState, may_follow
from gateway.ports import Clock, Concluded, Conclusion, Work


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What the register must know of an agency mailbox."""

    book: str
    first_number: int
    domain: str  # right side of the Message-IDs of its receipts


class SqlRegister:
    """Implements the port `Register`."""

    def __init__(
        self, database: Database, clock: Clock, mailboxes: dict[str, Mailbox], hourly_limit: int
    ) -> None:
        self._database = database
        self._clock = clock
        self._mailboxes = mailboxes
        self._hourly_limit = hourly_limit

    def conclude(self, work: Work, conclusion: Conclusion) -> Concluded:
        now = self._clock.now()
        with self._database.write() as connection:
            query = select(messages).where(messages.c.id == work.row).with_for_update()
            row = connection.execute(query).one()
            if not may_follow(MessageState(row.state), MessageState.CONCLUDED):
                return self._concluded_before(connection, row, conclusion)
            concluded = self._enter(connection, row, conclusion, now)
            if conclusion.receipt is not None:
                queue_answer(
                    connection,
                    row,
                    conclusion.receipt,
                    concluded,
                    domain=self._mailboxes[row.mailbox].domain,
                    hourly_limit=self._hourly_limit,
                    now=now,
                )
            if conclusion.alarm is not None:
                domain = self._mailboxes[row.mailbox].domain
                queue_mail(connection, row.id, row.digest, conclusion.alarm, domain=domain, now=now)
            held_here = concluded.outcome is Outcome.HELD and isinstance(
                conclusion.admission, Accept
            )
            target = conclusion.held_target if held_here else conclusion.target
            _settle(connection, row, target, now)
            _finish(connection, row, conclusion, concluded, now)
        return concluded

    def _enter(
        self, connection: Connection, row: Row[Any], conclusion: Conclusion, now: datetime
    ) -> Concluded:
        match conclusion.admission:
            case Accept(warnings):
                if any(self._adds_an_annex(connection, row, entry) for entry in conclusion.entries):
                    return Concluded(Outcome.HELD, (Reason.DUPLICATE,))
                documents = tuple(
                    self._enter_one(connection, row, entry, conclusion.sender, now)
                    for entry in conclusion.entries
                )
                if all(document.duplicate for document in documents):
                    return Concluded(Outcome.IGNORED, (Reason.DUPLICATE, *warnings), documents)
                return Concluded(Outcome.ACCEPTED, warnings, documents)
            case Hold(reasons):
                return Concluded(Outcome.HELD, reasons)
            case Reject(reasons):
                return Concluded(Outcome.REJECTED, reasons)
            case Ignore(reasons):
                return Concluded(Outcome.IGNORED, reasons)
            case Wait():
                raise ValueError("a message that waits is not concluded")
        assert_never(conclusion.admission)

    def _enter_one(
        self, connection: Connection, row: Row[Any], entry: Entry, sender: str | None, now: datetime
    ) -> RegisteredDocument:
        mailbox = self._mailboxes[row.mailbox]
        known = _number_of(connection, mailbox.book, entry)
        if known is not None:
            return RegisteredDocument(entry, known, duplicate=True)
        number = _next_number(connection, mailbox, entry.times.arrival_date.year)
        columns = rows.entry_columns(entry, number, sender) | {
            "message": row.id,
            "state": EntryState.ENTERED.value,
            "version": 1,
            "entered_at": now,
        }
        insert = incoming_register.insert().returning(incoming_register.c.id)
        entry_row = connection.execute(insert, columns).scalar_one()
        journal.write_line(connection, mailbox.book, entry_row, columns, now)
        return RegisteredDocument(entry, number)

    def _adds_an_annex(self, connection: Connection, row: Row[Any], entry: Entry) -> bool:
        """A registered document that comes again with an annex of its own ("gửi bổ sung phụ lục"): a clerk decides."""
        columns = incoming_register.c
        known = connection.execute(
            select(columns.annexes).where(
                columns.book == self._mailboxes[row.mailbox].book,
                columns.sha256 == entry.document.main.sha256,
            )
        ).one_or_none()
        if known is None:
            return False
        before = {annex["sha256"] for annex in known.annexes}
        return any(annex.attachment.sha256 not in before for annex in entry.document.annexes)

    def _concluded_before(
        self, connection: Connection, row: Row[Any], conclusion: Conclusion
    ) -> Concluded:
        book = self._mailboxes[row.mailbox].book
        numbers = [(entry, _number_of(connection, book, entry)) for entry in conclusion.entries]
        documents = tuple(
            RegisteredDocument(entry, number) for entry, number in numbers if number is not None
        )
        reasons = tuple(Reason(reason) for reason in row.reasons)
        return Concluded(Outcome(row.outcome), reasons, documents)


def _number_of(connection: Connection, book: str, entry: Entry) -> ArrivalNumber | None:
    """The number that these bytes already have in the book."""
    columns = incoming_register.c
    known = connection.execute(
        select(columns.year, columns.arrival_number).where(
            columns.book == book, columns.sha256 == entry.document.main.sha256
        )
    ).one_or_none()
    return ArrivalNumber(book, *known) if known else None


def _next_number(connection: Connection, mailbox: Mailbox, year: int) -> ArrivalNumber:
    """The next number of the book's year from its counter row, never `max() + 1`: a rolled-back number is not lost."""
    key = (counters.c.book == mailbox.book) & (counters.c.year == year)
    last = connection.scalar(
        update(counters)
        .where(key)
        .values(last_number=counters.c.last_number + 1)
        .returning(counters.c.last_number)
    )
    if last is None:
        # A running paper book is continued in the first year only; each later year begins with 1.
        others = select(func.count()).select_from(counters).where(counters.c.book == mailbox.book)
        last = 1 if connection.scalar(others) else mailbox.first_number
        connection.execute(
            counters.insert(), {"book": mailbox.book, "year": year, "last_number": last}
        )
    return ArrivalNumber(mailbox.book, year, last)


def _settle(connection: Connection, row: Row[Any], target: str | None, now: datetime) -> None:
    if target is None or row.uid is None:
        return
    move = {
        "mailbox": row.mailbox,
        "target": target,
        "state": SettlementState.PENDING.value,
        "due_at": now,
    }
    # A released mail was moved before: it has its row, and another place.
    before = update(settlements).where(settlements.c.message == row.id).values(move)
    if not connection.execute(before).rowcount:
        connection.execute(settlements.insert(), {"message": row.id, **move})


def _finish(
    connection: Connection,
    row: Row[Any],
    conclusion: Conclusion,
    concluded: Concluded,
    now: datetime,
) -> None:
    outcome = {
        "state": MessageState.CONCLUDED.value,
        "outcome": concluded.outcome.value,
        "reasons": [reason.value for reason in concluded.reasons],
        "message_id": conclusion.message_id,
        "rules_digest": conclusion.rules_digest,
        "concluded_at": now,
        "lease_owner": None,
        "lease_until": None,
    }
    connection.execute(update(messages).where(messages.c.id == row.id).values(outcome))
