"""Validation after ETSI EN 319 102-1 with our own trust: basic, then past validation when indeterminate."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, x509
from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed, AdESSubIndic
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.ades import (
    AdESBasicValidationResult,
    ades_basic_validation,
    ades_lta_validation,
    ades_timestamp_validation,
)
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.path import ValidationPath

from gateway.adapters.pdf_signatures.differences import POLICY
from gateway.adapters.pdf_signatures.embedded import EmbeddedKnowledge, read_embedded
from gateway.adapters.pdf_signatures.findings import PARSER_FAILURES
from gateway.adapters.pdf_signatures.reading import JudgedSignature
from gateway.adapters.pdf_signatures.specification import (
    TOLERANCE,
    Allowance,
    Question,
    specification,
    timing,
)
from gateway.adapters.pdf_signatures.trust import TrustStore

SHA1_CERTIFICATES_UNTIL = datetime(2019, 1, 1, tzinfo=UTC)  # the G1 authority's last SHA-1 leaves
_WEAK = frozenset({"CRYPTO_CONSTRAINTS_FAILURE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"})
_PAST = frozenset(
    {
        "REVOKED_NO_POE",
        "REVOKED_CA_NO_POE",
        "OUT_OF_BOUNDS_NO_POE",
        "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
        "TRY_LATER",
    }
)
_REVOKED = frozenset({"REVOKED", "REVOKED_NO_POE", "REVOKED_CA_NO_POE"})


AnyResult = AdESBasicValidationResult[Any]


@dataclass(frozen=True, slots=True)
class AdesOutcome:
    """What validation found. `sub` is the ETSI word; None when passed."""

    sub: str | None
    failed: bool = False  # TOTAL-FAILED rather than INDETERMINATE
    root: x509.Certificate | None = None
    proven_time: datetime | None = None  # a trusted timestamp says so
    sha1_certificates: bool = False

    @property
    def passed(self) -> bool:
        return self.sub is None

    @property
    def chain_holds(self) -> bool:
        """Only the revocation data may be wanting."""
        return self.sub in {None, "TRY_LATER"}


async def validate(
    signature: JudgedSignature, question: Question, *, sha1_digest: bool
) -> AdesOutcome:
    """`sha1_digest` lets a SHA-1 document digest pass here; the verdict is never better than REVIEW then."""
    embedded = read_embedded(signature)
    proven = await _proven_time(signature, question, embedded)
    strict = Allowance(sha1_digest=sha1_digest)
    lenient = replace(strict, sha1_certificates=True)
    outcome = await _validate_with(signature, question, embedded, strict)
    if outcome.sub in _WEAK:
        outcome = await _validate_with(signature, question, embedded, lenient)
    if outcome.sub == "OUT_OF_BOUNDS_NO_POE" and proven and not question.require_revocation:
        outcome = await _validate_with(signature, replace(question, at=proven), embedded, lenient)
    if question.require_revocation and not outcome.failed:
        outcome = _heed_own_crl(signature, question, proven, outcome)
    return replace(outcome, proven_time=proven or outcome.proven_time)


def _heed_own_crl(
    signature: JudgedSignature, question: Question, proven: datetime | None, outcome: AdesOutcome
) -> AdesOutcome:
    """What our own CRL lists is revoked, even if the CRL is stale or the certificate expired since."""
    revoked = question.trust.revoked_at(signature.signer_cert)
    if revoked is None or (proven is not None and proven < revoked):
        return outcome
    return AdesOutcome("REVOKED", failed=True, root=outcome.root)


async def _validate_with(
    signature: JudgedSignature, question: Question, embedded: EmbeddedKnowledge, allow: Allowance
) -> AdesOutcome:
    spec = specification(question, embedded, allow)
    basic = await _basic(signature, spec, question)
    outcome = _outcome(basic, question, allow)
    if outcome.sub == "CERTIFICATE_CHAIN_GENERAL_FAILURE":
        outcome = await _chain_alone(signature, question, embedded, allow)
    if not question.require_revocation:
        return outcome
    if embedded.has_revocation and outcome.sub in {None, "TRY_LATER"}:
        outcome = await _heed_embedded(signature, question, embedded, allow, outcome)
    if outcome.sub in _PAST:
        return await _past(signature, question, spec, basic) or outcome
    return outcome


async def _chain_alone(
    signature: JudgedSignature, question: Question, embedded: EmbeddedKnowledge, allow: Allowance
) -> AdesOutcome:
    """pyHanko says the same for a missing CRL, an expired authority and a broken chain: this tells them apart."""
    now = await _chain_at(signature, question, embedded, allow, question.at)
    if now.passed and question.require_revocation:
        return replace(now, sub="TRY_LATER")
    if now.sub != "CERTIFICATE_CHAIN_GENERAL_FAILURE":
        return now
    issued = signature.signer_cert.not_valid_before
    then = await _chain_at(signature, question, embedded, allow, issued)
    return replace(then, sub="OUT_OF_BOUNDS_NO_POE") if then.passed else now


async def _chain_at(
    signature: JudgedSignature,
    question: Question,
    embedded: EmbeddedKnowledge,
    allow: Allowance,
    at: datetime,
) -> AdesOutcome:
    chain_only = replace(question, require_revocation=False, at=at)
    spec = specification(chain_only, embedded, allow)
    return _outcome(await _basic(signature, spec, chain_only), chain_only, allow)


async def _basic(
    signature: JudgedSignature, spec: SignatureValidationSpec, question: Question
) -> AnyResult:
    return await ades_basic_validation(
        signature.signed_data,
        validation_spec=spec,
        timing_info=timing(question.at),
        raw_digest=signature.compute_digest(),
    )


async def _heed_embedded(
    signature: JudgedSignature,
    question: Question,
    embedded: EmbeddedKnowledge,
    allow: Allowance,
    outcome: AdesOutcome,
) -> AdesOutcome:
    """A revocation that the file brings along counts; its "good" only where our own CRLs say nothing."""
    spec = specification(question, embedded, replace(allow, embedded_revocation=True))
    second = _outcome(await _basic(signature, spec, question), question, allow)
    helps = outcome.sub == "TRY_LATER" and second.passed
    return second if second.sub in _REVOKED or helps else outcome


async def _past(
    signature: JudgedSignature,
    question: Question,
    spec: SignatureValidationSpec,
    basic: AnyResult,
) -> AdesOutcome | None:
    """Past validation by the file's own proofs of time and revocation data, or None when it does not help.

    Our newer CRLs would move pyHanko's control time past the expiry, so the second try goes without them;
    `_heed_own_crl` has the last word on what they list.
    """
    without = replace(spec, local_knowledge=replace(spec.local_knowledge, known_crls=[]))
    for attempt in (spec, without):
        try:
            result = await ades_lta_validation(
                signature,
                PdfSignatureValidationSpec(attempt, POLICY),
                timing_info=timing(question.at),
            )
        except PARSER_FAILURES:
            continue
        path = getattr(result.api_status, "validation_path", None)
        proven = result.best_signature_time
        if result.ades_subindic != AdESPassed.OK or path is None or _revoked_before(basic, proven):
            continue
        if _strong_enough(path, question.trust, sha1_allowed=False):
            earlier = proven if proven < question.at else None
            return AdesOutcome(None, root=_root(path), proven_time=earlier)
    return None


def _revoked_before(basic: AnyResult, proven: datetime) -> bool:
    """Our own CRL outweighs an older answer that a file brings along, unless a time is proven before it."""
    details = getattr(basic.api_status, "revocation_details", None)
    return details is not None and proven >= details.revocation_date


async def _proven_time(
    signature: JudgedSignature, question: Question, embedded: EmbeddedKnowledge
) -> datetime | None:
    """The time of the first signature timestamp that verifies; an error in it proves no time."""
    try:
        for token in generic_cms.extract_tst_data_iter(signature.signer_info, signed=False):
            imprint = generic_cms.message_imprint_checker(signature.signer_info)
            result = await _timestamp(token, question, embedded, imprint)
            if result.ades_subindic == AdESPassed.OK and result.api_status is not None:
                time: datetime = result.api_status.timestamp
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
    return _outcome(result, question, Allowance(sha1_certificates=True))


def _outcome(result: AnyResult, question: Question, allow: Allowance) -> AdesOutcome:
    path = getattr(result.api_status, "validation_path", None)
    root = _root(path)
    if result.ades_subindic != AdESPassed.OK:
        return AdesOutcome(_word(result.ades_subindic), _failed(result.ades_subindic), root)
    if not _strong_enough(path, question.trust, sha1_allowed=allow.sha1_certificates):
        return AdesOutcome("CRYPTO_CONSTRAINTS_FAILURE", root=root)
    return AdesOutcome(None, root=root, sha1_certificates=bool(_sha1_signed(path)))


def _sha1_signed(path: ValidationPath | None) -> list[x509.Certificate]:
    certificates = list(path.iter_certs(include_root=False)) if path else []
    return [item for item in certificates if item["signature_algorithm"].hash_algo == "sha1"]


def _strong_enough(path: ValidationPath | None, trust: TrustStore, *, sha1_allowed: bool) -> bool:
    """SHA-1 inside certificates: only those of the government's authority issued before 2019."""
    weak = _sha1_signed(path)
    if not weak:
        return True
    root = _root(path)
    ours = trust.is_government(root) or root in trust.tsa
    return (
        sha1_allowed
        and ours
        and all(certificate.not_valid_before < SHA1_CERTIFICATES_UNTIL for certificate in weak)
    )


def _root(path: ValidationPath | None) -> x509.Certificate | None:
    if path is None:
        return None
    certificate: x509.Certificate | None = getattr(path.trust_anchor, "certificate", None)
    return certificate


def _word(indication: AdESSubIndic) -> str:
    return str(indication.standard_name)


def _failed(indication: AdESSubIndic) -> bool:
    return indication.status.name == "FAILED"
