"""What pyHanko is told: our own roots and CRLs, nothing fetched, nothing of the operating system's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import x509
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    LocalKnowledge,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.utils import CMSAlgorithmUsagePolicy
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
)
from pyhanko_certvalidator.registry import SimpleTrustManager

from gateway.adapters.signatures.algorithms import StrongKeys
from gateway.adapters.signatures.embedded import EmbeddedKnowledge
from gateway.adapters.signatures.trust import TrustStore, load_trust
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.signature_policy import DEFAULT_ALGORITHMS, AlgorithmPolicy, Circumstances

_STRICT = StrongKeys(sha1=False)
_WITH_SHA1 = StrongKeys(sha1=True)
TOLERANCE = timedelta(minutes=5)  # clocks of signers, stamps and ours
_NEVER_FETCH = RevocationInfoGatheringSpec(
    online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY,
    certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
)


@dataclass(frozen=True, slots=True)
class Question:
    """Under what trust, for what time (aware), and whether revocation counts.

    `received` is when the file was seen first, never later than `at`.
    """

    trust: TrustStore
    at: datetime
    require_revocation: bool
    received: datetime
    algorithms: AlgorithmPolicy = DEFAULT_ALGORITHMS


def ask(trust_dir: Path, at: datetime, revocation: str, circumstances: Circumstances) -> Question:
    """The question of one judgement.

    Raises `TransientFailure` when the trust folder cannot be used: the mail waits until that is mended.
    """
    try:
        trust = load_trust(trust_dir)
    except PermanentFailure as failure:
        raise TransientFailure(f"trust folder: {failure}") from failure
    received = min(circumstances.received or at, at)
    return Question(trust, at, revocation == "require", received, circumstances.algorithms)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the specification of one validation lets pass."""

    sha1_certificates: bool = False
    sha1_digest: bool = False
    embedded_revocation: bool = False
    later_revocation: bool = False  # lists newer than the instant of judging speak of it too


def timing(at: datetime) -> ValidationTimingInfo:
    return ValidationTimingInfo(
        validation_time=at, best_signature_time=at, point_in_time_validation=True
    )


def specification(
    question: Question, embedded: EmbeddedKnowledge, allow: Allowance
) -> SignatureValidationSpec:
    trust = question.trust
    crls, responses = list(trust.crls), list(trust.responses)
    brought = allow.embedded_revocation
    return SignatureValidationSpec(
        cert_validation_policy=_certificates([*trust.government, *trust.public], question, allow),
        ts_cert_validation_policy=_certificates(list(trust.tsa), question, allow),
        revinfo_gathering_policy=_NEVER_FETCH,
        local_knowledge=LocalKnowledge(
            known_crls=crls + embedded.crls if brought else crls,
            known_ocsps=responses + embedded.responses if brought else responses,
            known_certs=[*trust.intermediates, *embedded.certificates],
        ),
        signature_algorithm_policy=CMSAlgorithmUsagePolicy.lift_policy(
            _WITH_SHA1 if allow.sha1_digest else _STRICT
        ),
    )


def _certificates(
    roots: list[x509.Certificate], question: Question, allow: Allowance
) -> CertValidationPolicySpec:
    checking = REQUIRE_REVINFO if question.require_revocation else NO_REVOCATION
    return CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        revinfo_policy=CertRevTrustPolicy(checking, retroactive_revinfo=allow.later_revocation),
        time_tolerance=TOLERANCE,
        algorithm_usage_policy=_WITH_SHA1 if allow.sha1_certificates else _STRICT,
    )
