"""Takes one stored message through the walk. Holds the first crash barrier: one bad message never stops the others."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from gateway.domain.admission import Hold, Reason
from gateway.domain.backoff import delay
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.pipeline import Tools, Walk, process
from gateway.ports import Clock, Concluded, Conclusion, Ledger, Register, Work
from gateway.receiver import Receiver

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Examination:
    """What examining needs. `receivers` by mailbox name."""

    ledger: Ledger
    register: Register
    tools: Tools
    receivers: Mapping[str, Receiver]
    clock: Clock


def examine_next(examination: Examination, on_concluded: Callable[[], None]) -> bool:
    """Examines the oldest message that is due. False when there is none."""
    work = examination.ledger.claim()
    if work is None:
        return False
    examine(examination, work)
    on_concluded()
    return True


def examine(examination: Examination, work: Work) -> tuple[Conclusion, Concluded] | None:
    """The whole walk of one leased message; None when the world failed and it was postponed."""
    began = time.monotonic()
    receiver = examination.receivers[work.raw.mailbox]
    try:
        conclusion = _process(examination, work, receiver)
        concluded = examination.register.conclude(work, conclusion)
    except TransientFailure as failure:
        until = examination.clock.now() + delay(work.attempts)
        examination.ledger.postpone(work, until, str(failure))
        _log.warning(
            "postponed", message=work.raw.digest, mailbox=work.raw.mailbox, cause=str(failure)
        )
        return None
    _log.info("concluded", **_line(work, concluded), seconds=round(time.monotonic() - began, 3))
    return conclusion, concluded


def _process(examination: Examination, work: Work, receiver: Receiver) -> Conclusion:
    try:
        return process(work.raw, receiver, examination.tools)
    except TransientFailure:
        raise
    except PermanentFailure as failure:
        _log.error(
            "held-by-failure", message=work.raw.digest, mailbox=work.raw.mailbox, cause=str(failure)
        )
    except Exception as bug:  # noqa: BLE001 - barrier: what fails is held with a reason that the clerk sees
        _log.critical("internal-error", message=work.raw.digest, cause=repr(bug), exc_info=True)
    return Walk(work.raw, receiver, examination.tools).conclude(Hold((Reason.INTERNAL_ERROR,)))


def _line(work: Work, concluded: Concluded) -> dict[str, object]:
    """The canonical line: who, what became of it, never what it says."""
    return {
        "message": work.raw.digest,
        "mailbox": work.raw.mailbox,
        "channel": work.raw.channel.value,
        "size": work.raw.size,
        "outcome": concluded.outcome.value,
        "reasons": [reason.value for reason in concluded.reasons],
        "numbers": [str(document.arrival_number) for document in concluded.documents],
    }
