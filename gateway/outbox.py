"""The outbox: renders queued receipts once, submits them, and tries again with back-off.

The bytes are stored before the first submission, so that a repeat after a lost `250` is the same message.
"""

from dataclasses import dataclass
from datetime import timedelta

from gateway.domain.backoff import delay
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.ports import Clock, OutboxQueue, Outgoing, ReceiptRenderer, Submitter

EMPTY_REVERSE_PATH = ""  # RFC 3834 §3.3: an automatic answer must not be answered by a bounce


@dataclass(frozen=True, slots=True)
class Outbox:
    """What submitting needs."""

    queue: OutboxQueue
    renderer: ReceiptRenderer
    submitter: Submitter
    clock: Clock
    give_up_after: timedelta


def submit_next(outbox: Outbox) -> Outgoing | None:
    """Submits the oldest receipt that is due. Returns it, or None when nothing is due."""
    outgoing = outbox.queue.claim_outgoing()
    if outgoing is None:
        return None
    try:
        mail = outgoing.mail or _render(outbox, outgoing)
        outbox.submitter.submit(EMPTY_REVERSE_PATH, outgoing.receipt.to, mail)
    except TransientFailure as failure:
        _try_later(outbox, outgoing, str(failure))
    except PermanentFailure as failure:
        outbox.queue.undeliverable(outgoing, str(failure))
    else:
        outbox.queue.submitted(outgoing)
    return outgoing


def _render(outbox: Outbox, outgoing: Outgoing) -> bytes:
    mail = outbox.renderer.render(outgoing.receipt, outgoing.message_id, outbox.clock.now())
    outbox.queue.rendered(outgoing, mail)
    return mail


def _try_later(outbox: Outbox, outgoing: Outgoing, cause: str) -> None:
    now = outbox.clock.now()
    if now - outgoing.queued_at >= outbox.give_up_after:
        outbox.queue.undeliverable(outgoing, f"given up: {cause}")
    else:
        outbox.queue.submit_later(outgoing, now + delay(outgoing.attempts), cause)
