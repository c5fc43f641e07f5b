"""True tokens at times that cannot be, and several tokens on one signature."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from asn1crypto import cms

from gateway.domain.signature import TimeSource
from tests.support.forgeries_cms.case import BROKEN, LOOKED_AT, TOLERATED, VALID, Case, Cases
from tests.support.forgeries_kit.certificates import Holder
from tests.support.forgeries_kit.cms_builder import CmsPlan, Stamp, token
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.world import AT, genuine_world
from tests.support.forgeries_time.authorities import (
    ENDED,
    STAMPED,
    strange_authorities,
)
from tests.support.forgeries_time.tokens import in_need, true_token
from tests.support.pki import DAY, NOW, YEAR


def cases() -> Cases:
    yield from _received()
    yield from _two()


def _received() -> Cases:
    """What was here before can not have been stamped later, nor before its signer had a certificate."""
    plan, leaf = true_token(), genuine_world().leaf
    after = token(replace(plan, at=NOW - DAY))
    data = signed(CmsPlan(leaf, stamp=after, signed_at=STAMPED))
    yield Case(
        "time-after-receipt",
        "stamped after the file had come",
        data,
        VALID,
        source=TimeSource.CLAIMED,
        received=STAMPED,
    )
    yield Case(
        "time-before-receipt",
        "stamped before the file came",
        data,
        VALID,
        source=TimeSource.TIMESTAMP,
        received=NOW,
    )
    soon = token(replace(plan, at=AT + timedelta(minutes=4)))
    data = signed(CmsPlan(leaf, stamp=soon))
    yield Case("time-within-tolerance", "a clock four minutes ahead", data, VALID)
    before = token(replace(plan, at=NOW - YEAR - 30 * DAY))
    for name, signer, trust in [("fresh", leaf, genuine_world().trust()), *in_need()]:
        data = signed(CmsPlan(signer, stamp=before, signed_at=STAMPED))
        yield Case(
            f"time-before-certificate-{name}",
            "stamped a month before the certificate began",
            data,
            BROKEN | LOOKED_AT,
            trust=trust,
        )


def _two() -> Cases:
    """Two tokens: each true one proves, no false one does."""
    plan = true_token()
    early, late = token(plan), token(replace(plan, at=STAMPED + 5 * DAY))
    false = token(replace(plan, tsa=strange_authorities()["stranger"], at=STAMPED - 5 * DAY))
    after = token(replace(plan, at=ENDED + DAY))
    pairs: dict[str, tuple[Stamp, Stamp]] = {
        "early-late": (early, late),
        "late-early": (late, early),
        "false-true": (false, early),
        "true-false": (early, false),
    }
    for name, stamps in pairs.items():
        data = _with_tokens(genuine_world().leaf, *stamps)
        yield Case(f"two-{name}", f"two tokens: {name}", data, VALID, source=TimeSource.TIMESTAMP)
    for name, signer, trust in in_need():
        data = _with_tokens(signer, false, after)
        yield Case(
            f"two-false-after-{name}",
            "a false one before, a true one after the end",
            data,
            BROKEN | LOOKED_AT,
            trust=trust,
        )
        data = _with_tokens(signer, false, false)
        yield Case(
            f"two-false-{name}",
            "two false ones",
            data,
            BROKEN | LOOKED_AT,
            source=TimeSource.CLAIMED,
            trust=trust,
        )
        data = _with_tokens(signer, after, early)
        yield Case(
            f"two-after-early-{name}",
            "a true one after, a true one before the end",
            data,
            TOLERATED,
            trust=trust,
        )


def _with_tokens(signer: Holder, *stamps: Callable[[bytes], bytes]) -> bytes:
    """Several values of the attribute are not what a program writes; several attributes are."""

    def first(signature: bytes) -> bytes:
        others.extend(cms.ContentInfo.load(stamp(signature)) for stamp in stamps[1:])
        return stamps[0](signature)

    others: list[Any] = []
    return signed(CmsPlan(signer, stamp=first, later=others, signed_at=STAMPED))
