"""The queue of receipts and the queue of moves: independent rows, so that one outage does not hold up the other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, select, update

from gateway.adapters.sql import leases
from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.tables import messages, outbox, settlements
from gateway.domain.receipt import Receipt
from gateway.domain.states import OutboxState, SettlementState
from gateway.ports import Clock, Outgoing, Settlement

_RECEIPT = TypeAdapter(Receipt)


class SqlOutbox:
    """Implements the port `OutboxQueue`."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner

    def claim_outgoing(self, limit: int) -> Sequence[Outgoing]:
        queued = outbox.c.state == OutboxState.QUEUED.value
        with self._database.write() as connection:
            rows = leases.claim(connection, outbox, self._owner, self._clock.now(), queued, limit)
        return [_outgoing(row) for row in rows]

    def rendered(self, outgoing: Sequence[Outgoing]) -> None:
        if not outgoing:
            return
        with self._database.write() as connection:
            for item in outgoing:
                # Bytes that are stored once are never replaced.
                where = (outbox.c.id == item.row) & outbox.c.mail.is_(None)
                connection.execute(update(outbox).where(where).values(mail=item.mail))

    def submitted(self, outgoing: Outgoing) -> None:
        ended = {"state": OutboxState.SUBMITTED.value, "submitted_at": self._clock.now()}
        with self._database.write() as connection:
            leases.end(connection, outbox, self._owner, outgoing.row, ended)

    def submit_later(self, outgoing: Outgoing, until: datetime, cause: str) -> None:
        with self._database.write() as connection:
            leases.postpone(connection, outbox, self._owner, outgoing.row, (until, cause))

    def undeliverable(self, outgoing: Outgoing, cause: str) -> None:
        ended = {"state": OutboxState.UNDELIVERABLE.value, "last_cause": cause[:500]}
        with self._database.write() as connection:
            leases.end(connection, outbox, self._owner, outgoing.row, ended)


def _outgoing(row: Row[Any]) -> Outgoing:
    receipt = _RECEIPT.validate_python(row.receipt, strict=False)
    return Outgoing(row.id, row.message_id, receipt, row.queued_at, row.mail, row.attempts)


class SqlSettlements:
    """Implements the port `Settlements`."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner

    def claim_settlements(self, limit: int) -> Sequence[Settlement]:
        pending = settlements.c.state == SettlementState.PENDING.value
        with self._database.write() as connection:
            rows = leases.claim(
                connection, settlements, self._owner, self._clock.now(), pending, limit
            )
            found = connection.execute(
                select(
                    settlements,
                    messages.c.folder,
                    messages.c.uidvalidity,
                    messages.c.uid,
                    messages.c.message_id,
                )
                .join(messages, messages.c.id == settlements.c.message)
                .where(settlements.c.id.in_([row.id for row in rows]))
                .order_by(settlements.c.id)
            ).all()
        return [
            Settlement(
                row.id,
                row.mailbox,
                row.folder,
                row.uidvalidity,
                row.uid,
                row.target,
                row.attempts,
                row.message_id,
            )
            for row in found
        ]

    def settled(self, settlement: Settlement, *, found: bool) -> None:
        state = SettlementState.SETTLED if found else SettlementState.GONE
        ended = {"state": state.value, "settled_at": self._clock.now()}
        with self._database.write() as connection:
            leases.end(connection, settlements, self._owner, settlement.row, ended)

    def settle_later(self, settlement: Settlement, until: datetime, cause: str) -> None:
        with self._database.write() as connection:
            leases.postpone(connection, settlements, self._owner, settlement.row, (until, cause))
