"""Validation after ETSI EN 319 102-1 with our own trust: basic, then past validation when indeterminate."""

from dataclasses import replace
from datetime import datetime

from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec

from gateway.adapters.signatures.basic import at_proven_time, basic_validation, told_revoked
from gateway.adapters.signatures.differences import POLICY
from gateway.adapters.signatures.embedded import EmbeddedKnowledge, read_embedded
from gateway.adapters.signatures.findings import PARSER_FAILURES
from gateway.adapters.signatures.outcome import (
    AdesOutcome,
    AnyResult,
    authorities_of,
    outcome_of,
    outlived,
    root_of,
    strong_enough,
)
from gateway.adapters.signatures.own_crls import revoked_at
from gateway.adapters.signatures.reading import JudgedSignature
from gateway.adapters.signatures.specification import Allowance, Question, specification, timing
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
_SINCE = frozenset({"REVOKED_NO_POE", "OUT_OF_BOUNDS_NO_POE"})
_REVOKED = frozenset({"REVOKED", "REVOKED_NO_POE", "REVOKED_CA_NO_POE"})


async def validate(
    signature: JudgedSignature, question: Question, *, sha1_digest: bool
) -> AdesOutcome:
    """`sha1_digest` lets a SHA-1 document digest pass here; the verdict is never better than REVIEW then."""
    embedded = read_embedded(signature)
    proven = await proven_time(signature, question, embedded)
    strict = Allowance(sha1_digest=sha1_digest)
    lenient = replace(strict, sha1_certificates=True)
    outcome = await _validate_with(signature, question, embedded, strict)
    if outcome.sub in _WEAK:
        outcome = await _validate_with(signature, question, embedded, lenient)
    if outcome.sub == "OUT_OF_BOUNDS_NO_POE" and proven and not question.require_revocation:
        outcome = await _validate_with(signature, replace(question, at=proven), embedded, lenient)
    since = outcome.sub in _SINCE and (outcome.revoked_on or question.at) > (proven or question.at)
    if proven and since and question.require_revocation:
        outcome = await at_proven_time(signature, question, proven, lenient) or outcome
    if question.require_revocation and (not outcome.failed or outcome.sub in _REVOKED):
        told = await told_revoked(signature, question, lenient)
        outcome = _heed_own_words(signature, question, proven, outcome, told)
    return replace(outcome, proven_time=proven or outcome.proven_time)


def _heed_own_words(
    signature: JudgedSignature,
    question: Question,
    proven: datetime | None,
    outcome: AdesOutcome,
    told: datetime | None,
) -> AdesOutcome:
    """What our own CRL or answer calls revoked is it, even if that is stale or the certificate expired since."""
    chain = (*outcome.authorities, signature.signer_cert)
    listed = [told, *(revoked_at(question.trust, certificate) for certificate in chain)]
    revoked = min((day for day in listed if day is not None), default=None)
    if revoked is None or (proven is not None and proven < revoked):
        return outcome
    if question.received < revoked:  # what came before the revocation was signed before it
        return AdesOutcome("REVOKED_NO_POE", root=outcome.root, revoked_after_receipt=True)
    return AdesOutcome("REVOKED", failed=True, root=outcome.root)


async def _validate_with(
    signature: JudgedSignature, question: Question, embedded: EmbeddedKnowledge, allow: Allowance
) -> AdesOutcome:
    spec = specification(question, embedded, allow)
    basic = await basic_validation(signature, spec, question)
    outcome = outcome_of(basic, question, allow)
    if outcome.sub in {"CERTIFICATE_CHAIN_GENERAL_FAILURE", "TRY_LATER"}:
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
    """pyHanko says the same for a missing CRL, an expired authority and a broken chain: this tells them apart.

    A stale CRL stops it before it has seen the whole chain.
    """
    now = await _chain_at(signature, question, embedded, allow, question.at)
    if now.passed and question.require_revocation:
        return replace(now, sub="TRY_LATER")
    if now.sub != "CERTIFICATE_CHAIN_GENERAL_FAILURE":
        return now
    issued = signature.signer_cert.not_valid_before
    then = await _chain_at(signature, question, embedded, allow, issued)
    if then.passed:
        return replace(then, sub="OUT_OF_BOUNDS_NO_POE")
    return replace(now, sub="CHAIN_CONSTRAINTS_FAILURE") if now.signed_throughout else now


async def _chain_at(
    signature: JudgedSignature,
    question: Question,
    embedded: EmbeddedKnowledge,
    allow: Allowance,
    at: datetime,
) -> AdesOutcome:
    chain_only = replace(question, require_revocation=False, at=at)
    spec = specification(chain_only, embedded, allow)
    return outcome_of(await basic_validation(signature, spec, chain_only), chain_only, allow)


async def _heed_embedded(
    signature: JudgedSignature,
    question: Question,
    embedded: EmbeddedKnowledge,
    allow: Allowance,
    outcome: AdesOutcome,
) -> AdesOutcome:
    """A revocation that the file brings along counts; its "good" only where our own CRLs say nothing."""
    spec = specification(question, embedded, replace(allow, embedded_revocation=True))
    second = outcome_of(await basic_validation(signature, spec, question), question, allow)
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
    `_heed_own_words` has the last word on what they list.
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
        if outlived(root_of(path), proven):
            continue
        if strong_enough(path, question, sha1_allowed=False):
            earlier = proven if proven < question.at else None
            authorities = authorities_of(path)
            return AdesOutcome(
                None, root=root_of(path), proven_time=earlier, authorities=authorities
            )
    return None


def _revoked_before(basic: AnyResult, proven: datetime) -> bool:
    """Our own CRL outweighs an older answer that a file brings along, unless a time is proven before it."""
    details = getattr(basic.api_status, "revocation_details", None)
    return details is not None and proven >= details.revocation_date
