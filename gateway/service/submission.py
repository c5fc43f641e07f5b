"""One step of the outbox loop, with its canonical log line."""

import structlog

from gateway.outbox import Outbox, submit_next

_log = structlog.get_logger()


def submit_due(outbox: Outbox) -> bool:
    """Submits one receipt that is due. False when there is none."""
    outgoing = submit_next(outbox)
    if outgoing is None:
        return False
    _log.info(
        "submission",
        receipt=outgoing.message_id,
        kind=outgoing.receipt.kind.value,
        mailbox=outgoing.receipt.mailbox,
        attempt=outgoing.attempts + 1,
    )
    return True
