"""What the command shows of the database. Reads only."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, literal, select, union_all

from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.tables import incoming_register, messages, outbox, settlements
from gateway.domain.admission import Outcome
from gateway.domain.states import MessageState, OutboxState, SettlementState

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
        """One entry; without `year` the newest year that has the number."""
        columns = incoming_register.c
        query = (
            select(incoming_register, messages.c.message_id, messages.c.digest.label("mail_digest"))
            .join(messages, messages.c.id == columns.message)
            .where(columns.arrival_number == number)
        )
        if book is not None:
            query = query.where(columns.book == book)
        if year is not None:
            query = query.where(columns.year == year)
        return next(self._rows(query.order_by(columns.year.desc(), columns.book).limit(1)), None)

    def messages(self) -> Iterator[Row]:
        """Every message with its outcome, in the order of arrival."""
        return self._rows(select(messages).order_by(messages.c.id))

    def queue(self) -> Iterator[Row]:
        """All that is not finished: messages waiting or held, receipts and moves not done."""
        waiting = select(
            messages.c.id,
            case((messages.c.state == MessageState.STORED.value, "examine"), else_="held").label(
                "queue"
            ),
            messages.c.mailbox,
            messages.c.entered_system_at.label("since"),
            messages.c.attempts,
            messages.c.due_at,
            messages.c.last_cause,
            messages.c.reasons,
        ).where(
            (messages.c.state == MessageState.STORED.value)
            | (messages.c.outcome == Outcome.HELD.value)
        )
        return self._rows(waiting.order_by(messages.c.id), self._receipts(), self._moves())

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
        parts = [
            select(func.count().label("n"), literal(name).label("queue"))
            .select_from(table)
            .where(condition)
            for name, table, condition in (
                ("examine", messages, messages.c.state == MessageState.STORED.value),
                ("receipts", outbox, outbox.c.state == OutboxState.QUEUED.value),
                ("moves", settlements, settlements.c.state == SettlementState.PENDING.value),
            )
        ]
        with self._database.read() as connection:
            return {row.queue: row.n for row in connection.execute(union_all(*parts))}

    def receipts_of(self, message: int) -> list[Row]:
        """The receipts and refusals of one message, without their bytes."""
        columns = [column for column in outbox.c if column.name != "mail"]
        return list(self._rows(select(*columns).where(outbox.c.message == message)))

    def _rows(self, *queries: Select[Any]) -> Iterator[Row]:
        with self._database.read() as connection:
            for query in queries:
                result = connection.execution_options(yield_per=_PAGE).execute(query)
                for row in result.mappings():
                    yield dict(row)
