"""Queueing the answer of a concluded message, in the transaction that concludes it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, func, select, update

from gateway.adapters.sql.tables import incoming_register, messages, outbox
from gateway.domain.admission import Outcome, Reason
from gateway.domain.answering import OWN_MESSAGE_ID_PREFIX
from gateway.domain.receipt import Receipt, ReceiptKind, numbered
from gateway.domain.states import MessageState, OutboxState, may_follow
from gateway.ports import Concluded

_RECEIPT = TypeAdapter(Receipt)


def queue_answer(  # noqa: PLR0913 - what is known of the message, and the two settings
    connection: Connection,
    row: Row[Any],
    receipt: Receipt,
    concluded: Concluded,
    *,
    domain: str,
    hourly_limit: int,
    now: datetime,
) -> None:
    """Puts the receipt or refusal of a message (a row of `messages`) into the outbox, when one is owed."""
    if concluded.outcome is Outcome.HELD:
        return
    over = _answers_last_hour(connection, receipt.to, now) >= hourly_limit
    if Reason.DUPLICATE in concluded.reasons:
        firsts = _first_answers(connection, receipt, concluded)
        if _is_the_same_mail(connection, row) or (firsts and over):
            return
        if firsts:
            _queue_again(connection, firsts, now)
            return
    state = OutboxState.SUPPRESSED if over else OutboxState.QUEUED
    answer = {
        "message": row.id,
        "kind": receipt.kind.value,
        "message_id": _message_id(row, receipt.kind, domain),
        "mailbox": row.mailbox,
        "to_address": receipt.to,
        "receipt": _RECEIPT.dump_python(numbered(receipt, concluded.documents), mode="json"),
        "state": state.value,
        "created_at": now,
        "queued_at": now,
        "times_queued": 1,
        "due_at": now,
        "last_cause": "hourly limit of the address" if over else None,
    }
    connection.execute(outbox.insert(), answer)


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


def _first_answers(connection: Connection, receipt: Receipt, concluded: Concluded) -> Sequence[Any]:
    """The answers that this address had for these documents; empty unless each document was answered."""
    found: dict[int, Any] = {}
    for document in concluded.documents:
        number = document.arrival_number
        row = connection.execute(
            select(outbox.c.id, outbox.c.state, outbox.c.times_queued)
            .join(incoming_register, incoming_register.c.message == outbox.c.message)
            .where(
                incoming_register.c.book == number.book,
                incoming_register.c.year == number.year,
                incoming_register.c.arrival_number == number.number,
                outbox.c.to_address == receipt.to,
                outbox.c.kind == receipt.kind.value,
            )
            .limit(1)
        ).one_or_none()
        if row is None:
            return ()
        found[row.id] = row
    return tuple(found.values())


def _queue_again(connection: Connection, firsts: Sequence[Any], now: datetime) -> None:
    """The sender of a duplicate gets the first receipt again, same Message-ID, byte for byte.

    What is still queued or was suppressed stays so: one answer is enough.
    """
    for row in firsts:
        if may_follow(OutboxState(row.state), OutboxState.QUEUED):
            again = {
                "state": OutboxState.QUEUED.value,
                "queued_at": now,
                "times_queued": row.times_queued + 1,
                "due_at": now,
                "attempts": 0,
            }
            connection.execute(update(outbox).where(outbox.c.id == row.id).values(again))


def _answers_last_hour(connection: Connection, address: str, now: datetime) -> int:
    """Receipts queued for the address within the hour, repeats included (an upper bound for old ones)."""
    query = select(func.coalesce(func.sum(outbox.c.times_queued), 0)).where(
        outbox.c.to_address == address,
        outbox.c.queued_at > now - timedelta(hours=1),
        outbox.c.state != OutboxState.SUPPRESSED.value,
        outbox.c.kind != ReceiptKind.SECRET_ALARM.value,
    )
    return int(connection.scalar(query) or 0)


def _message_id(row: Row[Any], kind: ReceiptKind, domain: str) -> str:
    """Stable: derived from the identity of the message that is answered, so that a repeat is recognised."""
    place = f"{row.folder}\0{row.uidvalidity}\0{row.uid}"
    identity = (kind.value, row.mailbox, row.envelope_key or place, row.digest)
    digest = hashlib.sha256("\0".join(identity).encode()).hexdigest()
    return f"<{OWN_MESSAGE_ID_PREFIX}{digest[:40]}@{domain}>"
