"""The outbox: renders queued receipts once, submits them, and tries again with back-off.

The bytes are stored before the first submission, so that a repeat after a lost `250` is the same message.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from gateway.domain.backoff import delay
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.states import OutboxState
from gateway.ports import Clock, OutboxQueue, Outgoing, ReceiptRenderer, Submitter

EMPTY_REVERSE_PATH = ""  # RFC 3834 §3.3: an automatic answer must not be answered by a bounce
_AT_ONCE = 10  # claimed and stored together; submitted and marked one by one


@dataclass(frozen=True, slots=True)
class Outbox:
    """What submitting needs."""

    queue: OutboxQueue
    renderer: ReceiptRenderer
    submitter: Submitter
    clock: Clock
    give_up_after: timedelta


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of one attempt; QUEUED means later, for the cause."""

    outgoing: Outgoing
    state: OutboxState
    cause: str = ""


def submit_due(outbox: Outbox) -> list[Attempt]:
    """Attempts the oldest receipts that are due; empty when none is.

    After a temporary failure the rest is postponed too: the server is most likely away, and a stop
    of the gateway must not wait for each of them to time out.
    """
    attempts: list[Attempt] = []
    ready = list(_rendered(outbox, outbox.queue.claim_outgoing(_AT_ONCE), attempts))
    outbox.queue.rendered(ready)
    for position, outgoing in enumerate(ready):
        attempt = _submit(outbox, outgoing)
        attempts.append(attempt)
        if attempt.state is OutboxState.QUEUED:
            attempts += [_later(outbox, other, attempt.cause) for other in ready[position + 1 :]]
            break
    return attempts


def _rendered(
    outbox: Outbox, claimed: Sequence[Outgoing], attempts: list[Attempt]
) -> Iterator[Outgoing]:
    """Those that have bytes; what cannot be rendered is attempted in vain."""
    for outgoing in claimed:
        if outgoing.mail is not None:
            yield outgoing
            continue
        try:
            mail = outbox.renderer.render(outgoing.receipt, outgoing.message_id, outbox.clock.now())
        except TransientFailure as failure:
            attempts.append(_later(outbox, outgoing, str(failure)))
        except PermanentFailure as failure:
            attempts.append(_undeliverable(outbox, outgoing, str(failure)))
        else:
            yield replace(outgoing, mail=mail)


def _submit(outbox: Outbox, outgoing: Outgoing) -> Attempt:
    try:
        outbox.submitter.submit(EMPTY_REVERSE_PATH, outgoing.receipt.to, outgoing.mail or b"")
    except TransientFailure as failure:
        return _later(outbox, outgoing, str(failure))
    except PermanentFailure as failure:
        return _undeliverable(outbox, outgoing, str(failure))
    outbox.queue.submitted(outgoing)
    return Attempt(outgoing, OutboxState.SUBMITTED)


def _later(outbox: Outbox, outgoing: Outgoing, cause: str) -> Attempt:
    now = outbox.clock.now()
    if now - outgoing.queued_at >= outbox.give_up_after:
        return _undeliverable(outbox, outgoing, f"given up: {cause}")
    outbox.queue.submit_later(outgoing, now + delay(outgoing.attempts), cause)
    return Attempt(outgoing, OutboxState.QUEUED, cause)


def _undeliverable(outbox: Outbox, outgoing: Outgoing, cause: str) -> Attempt:
    outbox.queue.undeliverable(outgoing, cause)
    return Attempt(outgoing, OutboxState.UNDELIVERABLE, cause)
