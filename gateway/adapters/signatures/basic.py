"""Basic validation (EN 319 102-1 §5.3), now or as of another day."""

from dataclasses import replace
from datetime import datetime

from pyhanko.sign.validation.ades import ades_basic_validation
from pyhanko.sign.validation.policy_decl import SignatureValidationSpec
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from gateway.adapters.signatures.embedded import EmbeddedKnowledge
from gateway.adapters.signatures.outcome import AdesOutcome, AnyResult, outcome_of
from gateway.adapters.signatures.reading import JudgedSignature
from gateway.adapters.signatures.specification import (
    TOLERANCE,
    Allowance,
    Question,
    specification,
    timing,
)


async def basic_validation(
    signature: JudgedSignature, spec: SignatureValidationSpec, question: Question
) -> AnyResult:
    return await ades_basic_validation(
        signature.signed_data,
        validation_spec=spec,
        timing_info=timing(question.at),
        raw_digest=signature.compute_digest(),
    )


async def at_proven_time(
    signature: JudgedSignature, question: Question, proven: datetime, allow: Allowance
) -> AdesOutcome | None:
    """The certificate as it was when a trusted timestamp proves the signature, or None when nobody can say.

    Of the signer only our own lists speak that are newer than the stamp, and of an expired certificate those
    that still had to name it (RFC 5280 §3.3); of authorities also those that hold today.
    """
    own, ends = signature.signer_cert.issuer, signature.signer_cert.not_valid_after
    spoken = tuple(
        known
        for known in question.trust.crls
        if _issued_between(known, proven, ends)
        or (known.crl_data.issuer != own and _holds(known, question.at))
    )
    then = replace(question, at=proven, trust=replace(question.trust, crls=spoken, responses=()))
    outcome = await _as_of_then(signature, then, allow)
    return outcome if outcome.passed else None


def _issued_between(known: CRLContainer, first: datetime, last: datetime) -> bool:
    return known.issuance_date is not None and first <= known.issuance_date <= last


def _holds(known: CRLContainer, at: datetime) -> bool:
    following = known.crl_data["tbs_cert_list"]["next_update"].native
    return following is not None and at - TOLERANCE <= following


async def told_revoked(
    signature: JudgedSignature, question: Question, allow: Allowance
) -> datetime | None:
    """Since when one of our OCSP answers, stale or not, calls the signer revoked for good.

    Who may answer is found out as of the day of the answer.
    """
    for answer in question.trust.responses:
        if answer.issuance_date is None or not _calls_revoked(answer, signature):
            continue
        then = replace(
            question,
            at=answer.issuance_date + TOLERANCE,
            trust=replace(question.trust, responses=(answer,)),
        )
        outcome = await _as_of_then(signature, then, allow)
        if outcome.sub == "REVOKED_NO_POE":
            return outcome.revoked_on
    return None


def _calls_revoked(answer: OCSPContainer, signature: JudgedSignature) -> bool:
    single = answer.extract_single_response()
    if single is None or single["cert_status"].name != "revoked":
        return False
    reason = single["cert_status"].chosen["revocation_reason"].native
    number = single["cert_id"]["serial_number"].native
    return bool(reason != "certificate_hold" and number == signature.signer_cert.serial_number)


async def _as_of_then(signature: JudgedSignature, then: Question, allow: Allowance) -> AdesOutcome:
    spec = specification(then, EmbeddedKnowledge(), replace(allow, later_revocation=True))
    return outcome_of(await basic_validation(signature, spec, then), then, allow)
