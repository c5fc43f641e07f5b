"""The incoming register: number, entries, journal, receipt, settlement and outcome in ONE transaction."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, func, select, update

from gateway.adapters.sql import rows
from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.tables import (
    counters,
    incoming_register,
    journal,
    journal_heads,
    messages,
    outbox,
    settlements,
)
from gateway.domain.admission import Accept, Hold, Ignore, Outcome, Reason, Reject
from gateway.domain.receipt import Receipt, ReceiptKind, numbered
from gateway.domain.register import ArrivalNumber, Entry, RegisteredDocument
from gateway.domain.states import EntryState, MessageState, OutboxState, SettlementState, may_follow
from gateway.ports import Clock, Concluded, Conclusion, Work

_RECEIPT = TypeAdapter(Receipt)
_GENESIS = "0" * 64  # what the first line of a book's journal follows


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
            row = connection.execute(
                select(messages).where(messages.c.id == work.row).with_for_update()
            ).one()
            if not may_follow(MessageState(row.state), MessageState.CONCLUDED):
                return self._concluded_before(connection, row, conclusion)
            concluded, repeats = self._enter(connection, row, conclusion, now)
            if conclusion.receipt is not None:
                self._answer(
                    connection, row, conclusion.receipt, concluded, repeats=repeats, now=now
                )
            _settle(connection, row, conclusion.target, now)
            _finish(connection, row, conclusion, concluded, now)
        return concluded

    def _enter(
        self, connection: Connection, row: Row[Any], conclusion: Conclusion, now: datetime
    ) -> tuple[Concluded, bool]:
        """Enters what is accepted. The flag says that this very mail was registered before (moved, not resent)."""
        match conclusion.admission:
            case Accept(warnings):
                documents = tuple(
                    self._enter_one(connection, row, entry, conclusion, now)
                    for entry in conclusion.entries
                )
                if all(document.duplicate for document in documents):
                    repeats = _is_the_same_mail(connection, row)
                    return Concluded(
                        Outcome.IGNORED, (Reason.DUPLICATE, *warnings), documents
                    ), repeats
                return Concluded(Outcome.ACCEPTED, warnings, documents), False
            case Hold(reasons):
                return Concluded(Outcome.HELD, reasons), False
            case Reject(reasons):
                return Concluded(Outcome.REJECTED, reasons), False
            case Ignore(reasons):
                return Concluded(Outcome.IGNORED, reasons), False

    def _enter_one(
        self,
        connection: Connection,
        row: Row[Any],
        entry: Entry,
        conclusion: Conclusion,
        now: datetime,
    ) -> RegisteredDocument:
        mailbox = self._mailboxes[row.mailbox]
        known = _number_of(connection, mailbox.book, entry)
        if known is not None:
            return RegisteredDocument(entry, known, duplicate=True)
        number = _next_number(connection, mailbox, entry.times.arrival_date.year)
        columns = rows.entry_columns(entry, number, conclusion.sender) | {
            "message": row.id,
            "state": EntryState.ENTERED.value,
            "version": 1,
            "entered_at": now,
        }
        entry_row = connection.execute(
            incoming_register.insert().values(**columns).returning(incoming_register.c.id)
        ).scalar_one()
        _write_journal(connection, mailbox.book, entry_row, columns, now)
        return RegisteredDocument(entry, number)

    def _concluded_before(
        self, connection: Connection, row: Row[Any], conclusion: Conclusion
    ) -> Concluded:
        book = self._mailboxes[row.mailbox].book
        numbers = [(entry, _number_of(connection, book, entry)) for entry in conclusion.entries]
        documents = tuple(
            RegisteredDocument(entry, number) for entry, number in numbers if number is not None
        )
        return Concluded(
            Outcome(row.outcome), tuple(Reason(reason) for reason in row.reasons), documents
        )

    def _answer(
        self,
        connection: Connection,
        row: Row[Any],
        receipt: Receipt,
        concluded: Concluded,
        *,
        repeats: bool,
        now: datetime,
    ) -> None:
        if repeats or concluded.outcome is Outcome.HELD:
            return
        if Reason.DUPLICATE in concluded.reasons and _send_again(
            connection, receipt, concluded, now
        ):
            return
        complete = numbered(receipt, concluded.documents)
        over = _answers_last_hour(connection, receipt.to, now) >= self._hourly_limit
        state = OutboxState.SUPPRESSED if over else OutboxState.QUEUED
        connection.execute(
            outbox.insert().values(
                message=row.id,
                kind=receipt.kind.value,
                message_id=_message_id(row, receipt.kind, self._mailboxes[row.mailbox].domain),
                mailbox=row.mailbox,
                to_address=receipt.to,
                receipt=_RECEIPT.dump_python(complete, mode="json"),
                state=state.value,
                created_at=now,
                due_at=now,
                last_cause="hourly limit of the address" if over else None,
            )
        )


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
        begun = connection.scalar(
            select(func.count()).select_from(counters).where(counters.c.book == mailbox.book)
        )
        last = 1 if begun else mailbox.first_number
        connection.execute(counters.insert().values(book=mailbox.book, year=year, last_number=last))
    return ArrivalNumber(mailbox.book, year, last)


def _write_journal(
    connection: Connection, book: str, entry: int, columns: dict[str, Any], now: datetime
) -> None:
    """One line for the change, chained by hash to the line before it in the same book."""
    head = connection.execute(
        select(journal_heads).where(journal_heads.c.book == book).with_for_update()
    ).one_or_none()
    sequence, previous = (head.last_sequence + 1, head.last_hash) if head else (1, _GENESIS)
    payload = json.dumps(
        columns, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )
    digest = chain_hash(previous, sequence, payload)
    connection.execute(
        journal.insert().values(
            book=book,
            sequence=sequence,
            at=now,
            kind="entered",
            entry=entry,
            payload=payload,
            previous_hash=previous,
            hash=digest,
        )
    )
    if head is None:
        connection.execute(
            journal_heads.insert().values(book=book, last_sequence=sequence, last_hash=digest)
        )
    else:
        connection.execute(
            update(journal_heads)
            .where(journal_heads.c.book == book)
            .values(last_sequence=sequence, last_hash=digest)
        )


def chain_hash(previous: str, sequence: int, payload: str) -> str:
    """sha256 over the line before, the sequence number and the payload."""
    return hashlib.sha256(f"{previous}\n{sequence}\n{payload}".encode()).hexdigest()


def _plain(value: Any) -> str:
    return str(value.isoformat())  # dates and instants are all that JSON does not know here


def _is_the_same_mail(connection: Connection, row: Row[Any]) -> bool:
    """True when a mail of the very same bytes was concluded before in this mailbox.

    A clerk moved it back to the inbox; a sender's resend carries new Received lines. Nobody is owed an answer.
    """
    found = connection.scalar(
        select(messages.c.id)
        .where(
            messages.c.digest == row.digest,
            messages.c.mailbox == row.mailbox,
            messages.c.id != row.id,
            messages.c.state == MessageState.CONCLUDED.value,
        )
        .limit(1)
    )
    return found is not None


def _send_again(
    connection: Connection, receipt: Receipt, concluded: Concluded, now: datetime
) -> bool:
    """The sender of a duplicate gets the first receipt again, same Message-ID, byte for byte."""
    first = concluded.documents[0].arrival_number
    row = connection.execute(
        select(outbox.c.id, outbox.c.state)
        .join(incoming_register, incoming_register.c.message == outbox.c.message)
        .where(
            incoming_register.c.book == first.book,
            incoming_register.c.year == first.year,
            incoming_register.c.arrival_number == first.number,
            outbox.c.to_address == receipt.to,
        )
        .limit(1)
    ).one_or_none()
    if row is None:
        return False
    if may_follow(OutboxState(row.state), OutboxState.QUEUED):
        connection.execute(
            update(outbox)
            .where(outbox.c.id == row.id)
            .values(state=OutboxState.QUEUED.value, due_at=now, attempts=0)
        )
    return True  # still queued, or suppressed: one answer is enough


def _answers_last_hour(connection: Connection, address: str, now: datetime) -> int:
    query = select(func.count()).where(
        outbox.c.to_address == address,
        outbox.c.created_at > now - timedelta(hours=1),
        outbox.c.state != OutboxState.SUPPRESSED.value,
    )
    return connection.scalar(query) or 0


def _message_id(row: Row[Any], kind: ReceiptKind, domain: str) -> str:
    """Stable: derived from the identity of the message that is answered, so that a repeat is recognised."""
    identity = (
        kind.value,
        row.mailbox,
        row.envelope_key or f"{row.folder}\0{row.uidvalidity}\0{row.uid}",
        row.digest,
    )
    digest = hashlib.sha256("\0".join(identity).encode()).hexdigest()
    return f"<cv.{digest[:40]}@{domain}>"


def _settle(connection: Connection, row: Row[Any], target: str | None, now: datetime) -> None:
    if target is None or row.uid is None:
        return
    connection.execute(
        settlements.insert().values(
            message=row.id,
            mailbox=row.mailbox,
            target=target,
            state=SettlementState.PENDING.value,
            due_at=now,
        )
    )


def _finish(
    connection: Connection,
    row: Row[Any],
    conclusion: Conclusion,
    concluded: Concluded,
    now: datetime,
) -> None:
    connection.execute(
        update(messages)
        .where(messages.c.id == row.id)
        .values(
            state=MessageState.CONCLUDED.value,
            outcome=concluded.outcome.value,
            reasons=[reason.value for reason in concluded.reasons],
            message_id=conclusion.message_id,
            rules_digest=conclusion.rules_digest,
            concluded_at=now,
            lease_owner=None,
            lease_until=None,
        )
    )
