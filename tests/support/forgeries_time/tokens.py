"""Timestamps of a signature. A true one proves its time; a false one proves none and spoils nothing.

Each false token is tried three times: on a signature that needs none, on that of an expired signer whom it
would save, and on that of a revoked signer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

from asn1crypto import cms

from gateway.domain.signature import TimeSource, VerdictReason
from tests.support.forgeries_cms.builder import CmsPlan, Stamp, TokenPlan, build_token, token
from tests.support.forgeries_cms.case import BROKEN, LOOKED_AT, TOLERATED, VALID, Case, Cases
from tests.support.forgeries_cms.certificates import Holder, curve_key, issue
from tests.support.forgeries_cms.places import signed
from tests.support.forgeries_cms.world import AT, Trust, genuine_world, tsa_plan
from tests.support.forgeries_time.authorities import (
    ENDED,
    STAMPED,
    expired_signer,
    revoked_authority,
    revoked_signer,
    revoking_trust,
    shifted,
    strange_authorities,
    wrong_authorities,
)
from tests.support.pki import DAY, NOW, YEAR

_TOKEN = "signature_time_stamp_token"


@dataclass(frozen=True, slots=True)
class Stamped:
    """A way to stamp."""

    name: str
    says: str
    stamp: Stamp
    trust: Trust | None = None


@cache
def true_token() -> TokenPlan:
    return TokenPlan(genuine_world().tsa, at=STAMPED)


def cases() -> Cases:
    yield from _genuine()
    for false in [*_forged(), *_wrong_times()]:
        yield from _tried(false)
    yield from _received()
    yield from _two()


def _genuine() -> Cases:
    plan = true_token()
    by_sub = issue(tsa_plan(), curve_key(), genuine_world().sub)
    stamps = {
        "plain": plan,
        "sha1-imprint": replace(plan, imprint_digest="sha1"),
        "sha512-imprint": replace(plan, imprint_digest="sha512"),
        "without-ess": replace(plan, ess=False),
        "under-issuing-authority": replace(plan, tsa=by_sub),
        "with-chain": replace(
            plan, certificates=[plan.tsa.certificate, genuine_world().root.certificate]
        ),
    }
    for name, made in stamps.items():
        data = signed(CmsPlan(genuine_world().leaf, stamp=token(made), signed_at=STAMPED))
        yield Case(
            f"true-{name}",
            f"a true token: {name}",
            data,
            VALID,
            source=TimeSource.TIMESTAMP,
            signed_at=STAMPED,
        )
    for name, signer, trust in _in_need():
        data = signed(CmsPlan(signer, stamp=token(plan), signed_at=STAMPED))
        expected = (
            VALID if name == "revoked" else VALID | LOOKED_AT
        )  # authorities drop expired ones from CRLs
        yield Case(
            f"true-saves-{name}",
            f"stamped before the certificate was {name}",
            data,
            expected,
            source=TimeSource.TIMESTAMP,
            signed_at=STAMPED,
            trust=trust,
        )
    late = token(replace(plan, at=ENDED + DAY))
    data = signed(CmsPlan(expired_signer(), stamp=late, signed_at=STAMPED))
    yield Case(
        "true-after-expiry",
        "a true token made after the end",
        data,
        LOOKED_AT,
        VerdictReason.EXPIRED_NO_TIME_PROOF,
    )
    data = signed(CmsPlan(revoked_signer(), stamp=late, signed_at=STAMPED))
    yield Case(
        "true-after-revocation",
        "a true token made after the revocation",
        data,
        BROKEN,
        VerdictReason.REVOKED,
        trust=revoking_trust(),
    )


def _in_need() -> list[tuple[str, Holder, Trust]]:
    return [
        ("expired", expired_signer(), genuine_world().trust()),
        ("revoked", revoked_signer(), revoking_trust()),
    ]


def _tried(false: Stamped) -> Cases:
    trust = false.trust or genuine_world().trust()
    data = signed(CmsPlan(genuine_world().leaf, stamp=false.stamp))
    yield Case(
        f"{false.name}-fresh", false.says, data, VALID, source=TimeSource.CLAIMED, trust=trust
    )
    data = signed(CmsPlan(expired_signer(), stamp=false.stamp, signed_at=STAMPED))
    yield Case(
        f"{false.name}-expired",
        f"{false.says}; the signer expired",
        data,
        LOOKED_AT,
        VerdictReason.EXPIRED_NO_TIME_PROOF,
        TimeSource.CLAIMED,
        trust=trust,
    )
    revoking = replace(
        revoking_trust(), tsa=trust.tsa, crls=(trust.crls[0], revoking_trust().crls[1])
    )
    data = signed(CmsPlan(revoked_signer(), stamp=false.stamp, signed_at=STAMPED))
    yield Case(
        f"{false.name}-revoked",
        f"{false.says}; the signer is revoked",
        data,
        BROKEN,
        VerdictReason.REVOKED,
        TimeSource.CLAIMED,
        trust=revoking,
    )


def _forged() -> list[Stamped]:
    plan = true_token()
    stranger = strange_authorities()["stranger"]
    plans = {
        "other-imprint": replace(plan, other_imprint=True),
        "weak-imprint": replace(plan, imprint_digest="md5"),
        "no-stamp-inside": replace(plan, content_type="data"),
        "signature-broken": replace(plan, broken_signature=True),
        "signed-for-another-content": replace(plan, other_digest=True),
        "signed-by-a-stranger": replace(plan, signing=stranger),
        "names-another-authority": replace(plan, ess_of=stranger.certificate),
        "certificate-of-a-stranger": replace(
            plan, certificates=[stranger.certificate], signing=stranger
        ),
        "without-certificates": replace(plan, certificates=[], signing=stranger),
    }
    plans |= {name: replace(plan, tsa=tsa) for name, tsa in wrong_authorities().items()}
    plans |= {name: replace(plan, tsa=tsa) for name, tsa in strange_authorities().items()}
    plans |= {
        f"{name}-with-chain": replace(
            plan, tsa=tsa, certificates=[tsa.certificate, genuine_world().root.certificate]
        )
        for name, tsa in strange_authorities().items()
    }
    made = [Stamped(name, name, token(changed)) for name, changed in plans.items()]
    made.append(
        Stamped(
            "of-another-signature",
            "the token of another signature",
            lambda _: build_token(plan, _digest_of_another()),
        )
    )
    revoked, trust = revoked_authority()
    made.append(
        Stamped(
            "authority-revoked",
            "the authority was revoked",
            token(replace(plan, tsa=revoked)),
            trust,
        )
    )
    nobody = genuine_world().trust(tsa=())
    made.append(Stamped("nobody-trusted", "no authority is configured", token(plan), nobody))
    return made


def _digest_of_another() -> bytes:
    return bytes(range(32))


def _wrong_times() -> list[Stamped]:
    plan = true_token()
    times = {
        "tomorrow": shifted(days=1),
        "in-a-year": shifted(days=365),
        "in-ten-minutes": shifted(minutes=10),
    }
    return [
        Stamped(f"time-{name}", f"made {name}", token(replace(plan, at=at)))
        for name, at in times.items()
    ]


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
    for name, signer, trust in [("fresh", leaf, genuine_world().trust()), *_in_need()]:
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
    for name, signer, trust in _in_need():
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
