"""What the command shows of the database. Reads only."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, exists, func, literal, select, union_all

from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.tables import incoming_register, messages, outbox, settlements
from gateway.domain.admission import Outcome
from gateway.domain.failures import PermanentFailure
from gateway.domain.states import Lane, MessageState, OutboxState, SettlementState

Row = dict[str, Any]
_PAGE = 500  # rows fetched at a time: memory stays flat however long the book is


class SqlQueries:
    """The read side: entries and queues as plain rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(
        self, *, book: str | None, year: int | None, since: datetime | None
    ) -> Iterator[Row]:
        """Entries in the order of their numbers."""
        columns = incoming_register.c
        query = select(incoming_register, messages.c.message_id).join(
            messages, messages.c.id == columns.message
        )
        if book is not None:
            query = query.where(columns.book == book)
        if year is not None:
            query = query.where(columns.year == year)
        if since is not None:
            query = query.where(columns.entered_system_at >= since)
        return self._rows(query.order_by(columns.book, columns.year, columns.arrival_number))

    def entry(self, *, book: str | None, year: int | None, number: int) -> Row | None:
        """One entry; without `year` the newest year that has the number.

        Raises `PermanentFailure` when several books have it and none is named.
        """
        columns = incoming_register.c
        query = (
            select(
                incoming_register,
                messages.c.message_id,
                messages.c.mailbox,
                messages.c.digest.label("mail_digest"),
            )
            .join(messages, messages.c.id == columns.message)
            .where(columns.arrival_number == number)
        )
        if book is not None:
            query = query.where(columns.book == book)
        if year is not None:
            query = query.where(columns.year == year)
        found = list(self._rows(query.order_by(columns.year.desc(), columns.book)))
        books = sorted({row["book"] for row in found})
        if len(books) > 1:
            raise PermanentFailure(
                f"several books have number {number}: name one of {', '.join(books)} with --book"
            )
        return found[0] if found else None

    def judgement(self, sha256: str) -> Row | None:
        """The entry under which a file of these bytes was judged first, with its signature report."""
        columns = incoming_register.c
        query = (
            select(columns.book, columns.year, columns.arrival_number, columns.signature_report)
            .where(columns.sha256 == sha256)
            .order_by(columns.id)
            .limit(1)
        )
        found = list(self._rows(query))
        return found[0] if found else None

    def messages(self) -> Iterator[Row]:
        """Every message with its outcome, in the order of arrival."""
        return self._rows(select(messages).order_by(messages.c.id))

    def queue(self) -> Iterator[Row]:
        """All that is not finished: messages to examine, waiting for OCR or held, receipts and moves not done.

        A held mail that a clerk moved back to the inbox is examined again as a new message; the old row
        is finished by that.
        """
        later = messages.alias()
        again = exists().where(
            later.c.mailbox == messages.c.mailbox,
            later.c.digest == messages.c.digest,
            later.c.id > messages.c.id,
        )
        stored = messages.c.state == MessageState.STORED.value
        ocr = messages.c.lane == Lane.OCR.value
        held = (messages.c.outcome == Outcome.HELD.value) & ~again
        waiting = select(
            messages.c.id,
            case((stored & ocr, "ocr"), (stored, "examine"), else_="held").label("queue"),
            messages.c.mailbox,
            messages.c.entered_system_at.label("since"),
            messages.c.attempts,
            messages.c.due_at,
            messages.c.last_cause,
            messages.c.reasons,
        ).where(stored | held)
        rows = self._rows(waiting.order_by(messages.c.id), self._receipts(), self._moves())
        return ({"reasons": [], **row} for row in rows)

    def _receipts(self) -> Select[Any]:
        done = (OutboxState.SUBMITTED.value,)
        return (
            select(
                outbox.c.id,
                case(
                    (outbox.c.state == OutboxState.QUEUED.value, "receipt"), else_=outbox.c.state
                ).label("queue"),
                outbox.c.mailbox,
                outbox.c.created_at.label("since"),
                outbox.c.attempts,
                outbox.c.due_at,
                outbox.c.last_cause,
            )
            .where(outbox.c.state.not_in(done))
            .order_by(outbox.c.id)
        )

    def _moves(self) -> Select[Any]:
        return (
            select(
                settlements.c.id,
                literal("move").label("queue"),
                settlements.c.mailbox,
                messages.c.concluded_at.label("since"),
                settlements.c.attempts,
                settlements.c.due_at,
                settlements.c.last_cause,
            )
            .join(messages, messages.c.id == settlements.c.message)
            .where(settlements.c.state == SettlementState.PENDING.value)
            .order_by(settlements.c.id)
        )

    def counts(self) -> Row:
        """How many of each are not finished, for the log and the checks."""
        stored = messages.c.state == MessageState.STORED.value
        parts = [
            select(func.count().label("n"), literal(name).label("queue"))
            .select_from(table)
            .where(condition)
            for name, table, condition in (
                ("examine", messages, stored & (messages.c.lane == Lane.MAIN.value)),
                ("ocr", messages, stored & (messages.c.lane == Lane.OCR.value)),
                ("receipts", outbox, outbox.c.state == OutboxState.QUEUED.value),
                ("moves", settlements, settlements.c.state == SettlementState.PENDING.value),
            )
        ]
        with self._database.read() as connection:
            return {row.queue: row.n for row in connection.execute(union_all(*parts))}

    def _rows(self, *queries: Select[Any]) -> Iterator[Row]:
        with self._database.read() as connection:
            for query in queries:
                result = connection.execution_options(yield_per=_PAGE).execute(query)
                for row in result.mappings():
                    yield dict(row)
