"""Takes one stored message through the walk. Holds the first crash barrier: one bad message never stops the others."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from gateway.domain.admission import Hold, Reason, Wait
from gateway.domain.backoff import delay
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.message import RawMessage
from gateway.domain.states import Lane
from gateway.pipeline import Tools, Walk, process
from gateway.ports import (
    Clock,
    Concluded,
    Conclusion,
    EvidenceKeeper,
    Ledger,
    Register,
    StatusRequests,
    Work,
)
from gateway.receiver import Receiver
from gateway.service.turnstile import Turnstile

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Examination:
    """What examining needs. `receivers` by mailbox name."""

    ledger: Ledger
    register: Register
    tools: Tools
    receivers: Mapping[str, Receiver]
    clock: Clock
    evidence: EvidenceKeeper
    requests: StatusRequests
    lanes: tuple[Lane, ...] = (Lane.MAIN,)
    turnstile: Turnstile = field(default_factory=Turnstile)


def examine_next(examination: Examination, on_concluded: Callable[[], None]) -> bool:
    """Examines the oldest message that is due. False when there is none."""
    work = examination.turnstile.take(lambda: examination.ledger.claim(examination.lanes))
    if work is None:
        return False
    try:
        examine(examination, work)
    finally:
        examination.turnstile.leave(work)
    on_concluded()
    return True


def examine(examination: Examination, work: Work) -> tuple[Conclusion, Concluded] | None:
    """The whole walk of one leased message; None when it was postponed."""
    return examine_at(examination, work, examination.clock.now())


def examine_at(
    examination: Examination, work: Work, now: datetime
) -> tuple[Conclusion, Concluded] | None:
    """The same for an instant that somebody names (`gateway process --at`)."""
    began = time.monotonic()
    done = _attempt(examination, work, now)
    if isinstance(done, Elsewhere):
        examination.ledger.pass_on(work, Lane.OCR)
        _log.info("waits-for-ocr", message=work.raw.digest, mailbox=work.raw.mailbox)
        return None
    if isinstance(done, Postponed):
        until = examination.clock.now() + done.wait
        examination.ledger.postpone(work, until, done.cause, done.lane)
        log = _log.info if done.cause == WAITING else _log.warning
        log("postponed", message=work.raw.digest, mailbox=work.raw.mailbox, cause=done.cause)
        return None
    conclusion, _ = done
    if conclusion.is_secret:
        _log.error("suspected-secret", **_place(work), alarm=conclusion.alarm is not None)
    _log.info("concluded", **_line(work, done[1]), seconds=round(time.monotonic() - began, 3))
    return done


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The message needs those who read scans."""


WAITING = Reason.SIGNATURE_INDETERMINATE.value  # the cause of messages that a new CRL may settle


@dataclass(frozen=True, slots=True)
class Postponed:
    """Tried again after `wait`, in `lane` or the one where it is."""

    cause: str
    wait: timedelta
    lane: Lane | None = None


def _attempt(
    examination: Examination, work: Work, now: datetime
) -> tuple[Conclusion, Concluded] | Postponed | Elsewhere:
    """What was concluded, or the cause for which it is tried later."""
    receiver = examination.receivers.get(work.raw.mailbox)
    later = delay(work.attempts)
    if receiver is None:
        return Postponed(f"mailbox {work.raw.mailbox} is not in the configuration", later)
    try:
        asked = work.cause == WAITING
        conclusion = consider(examination, work.raw, receiver, now, asked_before=asked)
        if isinstance(conclusion.admission, Wait) and conclusion.admission.for_ocr:
            return Elsewhere()
        if isinstance(conclusion.admission, Wait):
            examination.requests.want(conclusion.wanted)
            # In the main lane it is judged again without its scans being read again.
            again = examination.tools.policies.signatures.retry_after
            return Postponed(WAITING, again, Lane.MAIN)
        for trust in conclusion.trusts:
            examination.evidence.keep(trust)
        examination.turnstile.wait(work)
        return conclusion, examination.register.conclude(work, conclusion)
    except TransientFailure as failure:
        return Postponed(str(failure), later)
    except Exception as bug:  # noqa: BLE001 - barrier: one message must not stop the examiners again and again
        _log.critical(
            "internal-error", message=work.raw.digest, cause=type(bug).__name__, exc_info=True
        )
        return Postponed(f"internal error: {type(bug).__name__}", later)


def consider(
    examination: Examination,
    raw: RawMessage,
    receiver: Receiver,
    now: datetime,
    *,
    asked_before: bool = False,
) -> Conclusion:
    """What is decided of a message; what fails is held with a reason that the clerk sees.

    `asked_before`: it waits for the status of a certificate already.

    Raises `TransientFailure`.
    """
    try:
        return process(raw, receiver, examination.tools, now, asked_before=asked_before)
    except TransientFailure:
        raise
    except PermanentFailure as failure:
        _log.error("held-by-failure", message=raw.digest, mailbox=raw.mailbox, cause=str(failure))
    except Exception as bug:  # noqa: BLE001 - barrier: one bad message never stops the others
        _log.critical("internal-error", message=raw.digest, cause=type(bug).__name__, exc_info=True)
    walk = Walk(raw, receiver, examination.tools, now)
    return walk.conclude(Hold((Reason.INTERNAL_ERROR,)))


def _line(work: Work, concluded: Concluded) -> dict[str, object]:
    """The canonical line: who, what became of it, never what it says."""
    return {
        **_place(work),
        "channel": work.raw.channel.value,
        "size": work.raw.size,
        "outcome": concluded.outcome.value,
        "reasons": [reason.value for reason in concluded.reasons],
        "numbers": [str(document.arrival_number) for document in concluded.documents],
    }


def _place(work: Work) -> dict[str, object]:
    return {"message": work.raw.digest, "mailbox": work.raw.mailbox}
