"""Timestamps: those of a signature prove its time, those of a document must hold."""

from collections.abc import Callable
from datetime import datetime

from asn1crypto import cms
from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.ades import ades_timestamp_validation

from gateway.adapters.signatures.embedded import EmbeddedKnowledge, read_embedded
from gateway.adapters.signatures.findings import PARSER_FAILURES
from gateway.adapters.signatures.outcome import AdesOutcome, AnyResult, outcome_of
from gateway.adapters.signatures.own_crls import revoked_at
from gateway.adapters.signatures.reading import JudgedSignature
from gateway.adapters.signatures.specification import (
    TOLERANCE,
    Allowance,
    Question,
    specification,
    timing,
)


async def proven_time(
    signature: JudgedSignature, question: Question, embedded: EmbeddedKnowledge
) -> datetime | None:
    """The time of the first signature timestamp that verifies; an error in it proves no time."""
    try:
        for token in generic_cms.extract_tst_data_iter(signature.signer_info, signed=False):
            imprint = generic_cms.message_imprint_checker(signature.signer_info)
            result = await _timestamp(token, question, embedded, imprint)
            if result.ades_subindic == AdESPassed.OK and result.api_status is not None:
                time: datetime = result.api_status.timestamp
                server = extract_certificate_info(token).signer_cert
                if question.require_revocation and revoked_at(question.trust, server):
                    return None  # a stale list of ours, against what the file brought along
                return time if time <= question.at + TOLERANCE else None
    except PARSER_FAILURES:
        return None
    return None


async def _timestamp(
    token: cms.SignedData,
    question: Question,
    embedded: EmbeddedKnowledge,
    imprint: Callable[[str], bytes],
) -> AnyResult:
    """Our own CRLs first; what the file brings along only where ours say nothing."""
    for brought in (False, True):
        allow = Allowance(sha1_certificates=True, sha1_digest=True, embedded_revocation=brought)
        result: AnyResult = await ades_timestamp_validation(
            token,
            specification(question, embedded, allow),
            expected_tst_imprint=imprint,
            timing_info=timing(question.at),
        )
        if result.ades_subindic != AdESIndeterminate.TRY_LATER:
            break
    return result


async def verify_document_timestamp(signature: JudgedSignature, question: Question) -> AdesOutcome:
    """A document timestamp: intact and true, and whether a configured root vouches for it."""
    result = await _timestamp(
        signature.signed_data, question, read_embedded(signature), signature.compute_digest
    )
    return outcome_of(result, question, Allowance(sha1_certificates=True))
