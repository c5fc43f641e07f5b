"""One step of the outbox loop, with a canonical log line for each attempt."""

from datetime import datetime

import structlog

from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.receipt import Receipt
from gateway.domain.states import OutboxState
from gateway.outbox import Attempt, Outbox, submit_due
from gateway.ports import ReceiptRenderer

_log = structlog.get_logger()


class Guarded:
    """A renderer behind the crash barrier of one receipt: what fails is tried later, the others go on."""

    def __init__(self, renderer: ReceiptRenderer) -> None:
        self._renderer = renderer

    def render(self, receipt: Receipt, message_id: str, now: datetime) -> bytes:
        try:
            return self._renderer.render(receipt, message_id, now)
        except (TransientFailure, PermanentFailure):
            raise
        except Exception as bug:  # barrier: one receipt must not keep back those of all agencies
            _log.critical(
                "internal-error", receipt=message_id, cause=type(bug).__name__, exc_info=True
            )
            raise TransientFailure(f"internal error: {type(bug).__name__}") from bug

    def subject(self, receipt: Receipt) -> str:
        return self._renderer.subject(receipt)


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
