"""Validation after ETSI EN 319 102-1 with our own trust: basic, then past validation when indeterminate."""

from dataclasses import replace
from datetime import datetime

from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_basic_validation, ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec

from gateway.adapters.signatures.differences import POLICY
from gateway.adapters.signatures.embedded import EmbeddedKnowledge, read_embedded
from gateway.adapters.signatures.findings import PARSER_FAILURES
from gateway.adapters.signatures.outcome import (
    AdesOutcome,
    AnyResult,
    outcome_of,
    root_of,
    strong_enough,
)
from gateway.adapters.signatures.reading import JudgedSignature
from gateway.adapters.signatures.specification import (
    TOLERANCE,
    Allowance,
    Question,
    specification,
    timing,
)
from gateway.adapters.signatures.timestamps import proven_time

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


async def validate(
    signature: JudgedSignature, question: Question, *, sha1_digest: bool
) -> AdesOutcome:
    """`sha1_digest` lets a SHA-1 document digest pass here; the verdict is never better than REVIEW then."""
    embedded = read_embedded(signature)
    proven = await proven_time(signature, question, embedded)
    if proven is not None and proven + TOLERANCE < signature.signer_cert.not_valid_before:
        return AdesOutcome("NOT_YET_VALID", failed=True, proven_time=proven)  # EN 319 102-1 §5.5.4
    strict = Allowance(sha1_digest=sha1_digest)
    lenient = replace(strict, sha1_certificates=True)
    outcome = await _validate_with(signature, question, embedded, strict)
    if outcome.sub in _WEAK:
        outcome = await _validate_with(signature, question, embedded, lenient)
    if outcome.sub == "OUT_OF_BOUNDS_NO_POE" and proven and not question.require_revocation:
        outcome = await _validate_with(signature, replace(question, at=proven), embedded, lenient)
    if question.require_revocation and outcome.sub == "REVOKED_NO_POE" and proven is not None:
        outcome = await _before_revocation(signature, question, embedded, proven) or outcome
    if question.require_revocation and (not outcome.failed or outcome.sub in _REVOKED):
        outcome = _heed_own_crl(signature, question, proven, outcome)
    return replace(outcome, proven_time=proven or outcome.proven_time)


async def _before_revocation(
    signature: JudgedSignature, question: Question, embedded: EmbeddedKnowledge, proven: datetime
) -> AdesOutcome | None:
    """Passed when nothing but our own CRL revokes, after a proven time of signing (EN 319 102-1 §5.6.2.4).

    pyHanko's past validation wants proofs of existence for the CRLs too; ours came straight from the authority.
    """
    revoked = question.trust.revoked_at(signature.signer_cert)
    if revoked is None or proven >= revoked:
        return None
    lenient = Allowance(sha1_certificates=True)
    ours = await _basic(signature, specification(question, embedded, lenient), question)
    if outcome_of(ours, question, lenient).sub != "REVOKED_NO_POE":
        return None
    then = await _chain_at(signature, question, embedded, lenient, proven)
    return then if then.passed else None


def _heed_own_crl(
    signature: JudgedSignature, question: Question, proven: datetime | None, outcome: AdesOutcome
) -> AdesOutcome:
    """What our own CRL lists is revoked, even if the CRL is stale or the certificate expired since."""
    revoked = question.trust.revoked_at(signature.signer_cert)
    if revoked is None or (proven is not None and proven < revoked):
        return outcome
    if question.received < revoked:  # what came before the revocation was signed before it
        return AdesOutcome("REVOKED_NO_POE", root=outcome.root, revoked_after_receipt=True)
    return AdesOutcome("REVOKED", failed=True, root=outcome.root)


async def _validate_with(
    signature: JudgedSignature, question: Question, embedded: EmbeddedKnowledge, allow: Allowance
) -> AdesOutcome:
    spec = specification(question, embedded, allow)
    basic = await _basic(signature, spec, question)
    outcome = outcome_of(basic, question, allow)
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
    return outcome_of(await _basic(signature, spec, chain_only), chain_only, allow)


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
    second = outcome_of(await _basic(signature, spec, question), question, allow)
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
        if strong_enough(path, question, sha1_allowed=False):
            earlier = proven if proven < question.at else None
            return AdesOutcome(None, root=root_of(path), proven_time=earlier)
    return None


def _revoked_before(basic: AnyResult, proven: datetime) -> bool:
    """Our own CRL outweighs an older answer that a file brings along, unless a time is proven before it."""
    details = getattr(basic.api_status, "revocation_details", None)
    return details is not None and proven >= details.revocation_date
