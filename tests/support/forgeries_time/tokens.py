"""Timestamps of a signature. A true one proves its time; a false one proves none and spoils nothing.

Each false token is tried three times: on a signature that needs none, on that of an expired signer whom it
would save, and on that of a revoked signer.
"""

from dataclasses import dataclass, replace
from functools import cache

from gateway.domain.signature import TimeSource, VerdictReason
from tests.support.forgeries_cms.case import BROKEN, LOOKED_AT, VALID, Case, Cases
from tests.support.forgeries_kit.certificates import Holder, curve_key, issue
from tests.support.forgeries_kit.cms_builder import CmsPlan, Stamp, TokenPlan, build_token, token
from tests.support.forgeries_kit.documents import signed, stamped, with_dss
from tests.support.forgeries_kit.revocation_data import crl
from tests.support.forgeries_kit.world import Trust, genuine_world, tsa_plan
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
from tests.support.pki import DAY

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
    for name, signer, trust in in_need():
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
    yield from _with_store()
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


def _with_store() -> Cases:
    """The CRLs of the day lie in the file, as programs write them that sign for the long term."""
    world = genuine_world()
    day = STAMPED + DAY
    lists = [crl(issuer, last=day, following=day + 30 * DAY) for issuer in (world.root, world.sub)]
    for name, signer, trust in in_need():
        data = signed(CmsPlan(signer, stamp=token(true_token()), signed_at=STAMPED))
        stored = with_dss(data, certificates=(world.sub.der, world.root.der), crls=tuple(lists))
        stamp = replace(true_token(), at=day + DAY)
        yield Case(
            f"true-store-saves-{name}",
            "a true token and the lists of that day, stamped again",
            stamped(stored, stamp),
            VALID if name == "revoked" else VALID | LOOKED_AT,  # as the labelled file of 2023
            source=TimeSource.TIMESTAMP,
            trust=trust,
        )


def in_need() -> list[tuple[str, Holder, Trust]]:
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
