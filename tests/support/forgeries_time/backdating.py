"""Times that a signer only claims: they prove nothing, in whichever direction they lie."""

from datetime import timedelta

from gateway.domain.signature import TimeSource, VerdictReason
from tests.support.forgeries_cms.case import BROKEN, LOOKED_AT, VALID, Case, Cases
from tests.support.forgeries_kit.certificates import curve_key, issue
from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.world import genuine_world, leaf_plan
from tests.support.forgeries_time.authorities import (
    ENDED,
    STAMPED,
    expired_signer,
    revoked_signer,
    revoking_trust,
)
from tests.support.pki import DAY, NOW, YEAR

_CLAIMS = {
    "in-time": STAMPED,
    "on-the-last-day": ENDED - DAY,
    "years-before": NOW - 10 * YEAR,
    "after-the-end": NOW,
    "tomorrow": NOW + DAY,
}


def cases() -> Cases:
    expired = VerdictReason.EXPIRED_NO_TIME_PROOF
    for name, at in _CLAIMS.items():
        data = signed(CmsPlan(expired_signer(), signed_at=at))
        yield Case(
            f"expired-claims-{name}",
            f"an expired signer claims {name}",
            data,
            LOOKED_AT,
            expired,
            TimeSource.CLAIMED,
        )
        data = signed(CmsPlan(revoked_signer(), signed_at=at))
        yield Case(
            f"revoked-claims-{name}",
            f"a revoked signer claims {name}",
            data,
            BROKEN,
            VerdictReason.REVOKED,
            TimeSource.CLAIMED,
            trust=revoking_trust(),
        )
        data = signed(CmsPlan(genuine_world().leaf, signed_at=at))
        yield Case(
            f"fresh-claims-{name}",
            f"a good signer's clock says {name}",
            data,
            VALID,
            source=TimeSource.CLAIMED,
        )
    early = issue(leaf_plan(NOW + DAY, NOW + YEAR), curve_key(), genuine_world().sub)
    for name, at in {"now": NOW, "in-time": NOW + 2 * DAY}.items():
        data = signed(CmsPlan(early, signed_at=at))
        yield Case(
            f"early-claims-{name}",
            "the certificate begins tomorrow",
            data,
            BROKEN,
            VerdictReason.NOT_YET_VALID,
        )
    new = issue(leaf_plan(NOW - timedelta(minutes=2), NOW + YEAR), curve_key(), genuine_world().sub)
    for name, at in {
        "at-once": NOW,
        "before": NOW - DAY,
        "local-time": NOW + timedelta(hours=7),
    }.items():
        data = signed(CmsPlan(new, signed_at=at))
        yield Case(
            f"new-claims-{name}",
            "the certificate is two minutes old",
            data,
            VALID,
            source=TimeSource.CLAIMED,
        )
    for name, signer, expected, trust in (
        ("expired", expired_signer(), LOOKED_AT, genuine_world().trust()),
        ("revoked", revoked_signer(), BROKEN, revoking_trust()),
    ):
        data = signed(CmsPlan(signer, no_time=True))
        yield Case(
            f"{name}-claims-nothing",
            "no time at all",
            data,
            expected,
            source=TimeSource.NONE,
            trust=trust,
        )
