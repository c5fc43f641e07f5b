"""Queueing what is no answer of the walk: the alarm of a suspected secret, the neutral text to its sender."""

import hashlib
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, select

from gateway.adapters.sql.tables import outbox, quarantine_acts
from gateway.domain.answering import OWN_MESSAGE_ID_PREFIX
from gateway.domain.quarantine import ActKind
from gateway.domain.receipt import Receipt
from gateway.domain.states import OutboxState

_RECEIPT = TypeAdapter(Receipt)


def queue_mail(
    connection: Connection, row: int, digest: str, mail: Receipt, *, domain: str, now: datetime
) -> bool:
    """Puts the mail into the outbox once for each address and case; False when it was queued before.

    No hourly limit: an alarm is never suppressed, and the neutral text is a person's own act.
    """
    message_id = _message_id(connection, digest, mail, domain)
    known = select(outbox.c.id).where(outbox.c.message_id == message_id)
    if connection.scalar(known) is not None:
        return False
    values = {
        "message": row,
        "kind": mail.kind.value,
        "message_id": message_id,
        "mailbox": mail.mailbox,
        "to_address": mail.to,
        "receipt": _RECEIPT.dump_python(mail, mode="json"),
        "state": OutboxState.QUEUED.value,
        "created_at": now,
        "queued_at": now,
        "times_queued": 1,
        "due_at": now,
    }
    connection.execute(outbox.insert(), values)
    return True


def _message_id(connection: Connection, digest: str, mail: Receipt, domain: str) -> str:
    identity = (mail.kind.value, mail.to, digest, str(_times_destroyed(connection, digest)))
    hashed = hashlib.sha256("\0".join(identity).encode()).hexdigest()
    return f"<{OWN_MESSAGE_ID_PREFIX}{hashed[:40]}@{domain}>"


def _times_destroyed(connection: Connection, digest: str) -> int:
    """How often these bytes were destroyed: when they come again, that is another case."""
    query = select(func.count()).where(
        quarantine_acts.c.digest == digest, quarantine_acts.c.kind == ActKind.DESTROY.value
    )
    return connection.scalar(query) or 0
