"""Moves mails to the folders where clerks look for them. Independent of the receipts."""

from dataclasses import dataclass

import structlog

from gateway.domain.backoff import delay
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.ports import Clock, MailboxMover, Settlement, Settlements

_log = structlog.get_logger()
_AT_ONCE = 10  # leased together, so that one thread does not starve the others


@dataclass(frozen=True, slots=True)
class Settling:
    """What settling needs."""

    settlements: Settlements
    mover: MailboxMover
    clock: Clock


def settle_next(settling: Settling) -> bool:
    """Makes the moves that are due. False when there is none."""
    due = settling.settlements.claim_settlements(_AT_ONCE)
    for settlement in due:
        _settle(settling, settlement)
    return bool(due)


def _settle(settling: Settling, settlement: Settlement) -> None:
    try:
        found = settling.mover.move(settlement)
    except (TransientFailure, PermanentFailure) as failure:
        # Even a refusal "for good" is an administrator's mistake (a folder forbidden): the mail must not be stranded.
        until = settling.clock.now() + delay(settlement.attempts)
        settling.settlements.settle_later(settlement, until, str(failure))
        _log.warning(
            "settle-later", mailbox=settlement.mailbox, uid=settlement.uid, cause=str(failure)
        )
        return
    settling.settlements.settled(settlement, found=found)
    _log.info("settled", mailbox=settlement.mailbox, uid=settlement.uid, found=found)
