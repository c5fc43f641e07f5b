"""One step of the outbox loop, with a canonical log line for each attempt."""

import structlog

from gateway.domain.states import OutboxState
from gateway.outbox import Attempt, Outbox, submit_due

_log = structlog.get_logger()


def submit_next(outbox: Outbox) -> bool:
    """Submits receipts that are due. False when there is none."""
    attempts = submit_due(outbox)
    for attempt in attempts:
        _note(attempt)
    return bool(attempts)


def _note(attempt: Attempt) -> None:
    log = _log.info if attempt.state is OutboxState.SUBMITTED else _log.warning
    log(
        "submission",
        receipt=attempt.outgoing.message_id,
        kind=attempt.outgoing.receipt.kind.value,
        mailbox=attempt.outgoing.receipt.mailbox,
        state=attempt.state.value,
        attempt=attempt.outgoing.attempts + 1,
        **({"cause": attempt.cause} if attempt.cause else {}),
    )
