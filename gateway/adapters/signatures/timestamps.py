"""Timestamps: those of a signature prove its time, those of a document must hold."""

from collections.abc import Callable
from datetime import datetime

from asn1crypto import cms, x509
from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed
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

_SIGNS = frozenset({"digital_signature", "non_repudiation"})
_BROKEN_DIGESTS = frozenset({"md2", "md5"})


async def proven_time(
    signature: JudgedSignature, question: Question, embedded: EmbeddedKnowledge
) -> datetime | None:
    """The time of the first signature timestamp that verifies; an error in it proves no time."""
    try:
        for token in generic_cms.extract_tst_data_iter(signature.signer_info, signed=False):
            imprint = generic_cms.message_imprint_checker(signature.signer_info)
            result = await _timestamp(token, question, embedded, imprint)
            if result.ades_subindic != AdESPassed.OK or result.api_status is None:
                continue
            time: datetime = result.api_status.timestamp
            server = result.api_status.signing_cert
            if question.require_revocation and revoked_at(question.trust, server):
                continue  # a stale list of ours, against what the file brought along
            if _can_be(time, server, question) and _imprint_fits(token):
                return time
    except PARSER_FAILURES:
        return None
    return None


def _can_be(time: datetime, authority: x509.Certificate, question: Question) -> bool:
    """The authority was one at that time, and what was here already was not stamped later."""
    usage = authority.extended_key_usage_value
    alone = usage is not None and usage.native == ["time_stamping"]
    critical = "extended_key_usage" in authority.critical_extensions
    signs = authority.key_usage_value is None or bool(authority.key_usage_value.native & _SIGNS)
    if not (alone and critical and signs):  # RFC 3161 §2.3
        return False
    begins, ends = authority.not_valid_before, authority.not_valid_after
    return begins <= time <= ends and time <= question.received + TOLERANCE


def _imprint_fits(token: cms.SignedData) -> bool:
    """SHA-1 occurs in genuine stamps; MD5 has had collisions since before there were any."""
    stamp = token["encap_content_info"]["content"].parsed
    return stamp["message_imprint"]["hash_algorithm"]["algorithm"].native not in _BROKEN_DIGESTS


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
