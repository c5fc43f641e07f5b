"""One signature: bytes, structure, integrity, then validation; each step only when the one before holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.validation.pdf_embedded import extract_contents
from pyhanko.sign.validation.status import SignatureCoverageLevel

from gateway.adapters.signatures.ades import validate
from gateway.adapters.signatures.bytes_check import ByteRange, check_bytes
from gateway.adapters.signatures.cms_check import check_blob, check_promise, check_signed_data
from gateway.adapters.signatures.differences import (
    MAX_UPDATED_OBJECTS,
    POLICY,
    updated_objects,
)
from gateway.adapters.signatures.findings import (
    PARSER_FAILURES,
    Finding,
    broken,
    doubtful,
    noted,
)
from gateway.adapters.signatures.following import room_for_long_ways
from gateway.adapters.signatures.knots import is_tangled
from gateway.adapters.signatures.outcome import AdesOutcome
from gateway.adapters.signatures.reading import JudgedSignature, StrictReader
from gateway.adapters.signatures.specification import TOLERANCE, Question
from gateway.adapters.signatures.timestamps import verify_document_timestamp
from gateway.adapters.signatures.usage import check_usage
from gateway.adapters.signatures.xref_limits import OvergrownFile
from gateway.domain.signature import Verdict, VerdictReason

_SUBFILTERS = frozenset({"/adbe.pkcs7.detached", "/ETSI.CAdES.detached"})
_TIMESTAMP = "/ETSI.RFC3161"
_UNREAL = re.compile(r"[^\w .\-]+")

_BY_WORD = {
    "HASH_FAILURE": broken("digest-mismatch", VerdictReason.DIGEST_MISMATCH),
    "SIG_CRYPTO_FAILURE": broken("signature-value", VerdictReason.DIGEST_MISMATCH),
    "REVOKED": broken("revoked", VerdictReason.REVOKED),
    "REVOKED_NO_POE": broken("revoked", VerdictReason.REVOKED),
    "REVOKED_CA_NO_POE": broken("revoked-authority", VerdictReason.REVOKED),
    "NOT_YET_VALID": broken("not-yet-valid", VerdictReason.NOT_YET_VALID),
    "NO_CERTIFICATE_CHAIN_FOUND": broken("no-chain", VerdictReason.UNTRUSTED_CHAIN),
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": broken("chain-failure", VerdictReason.UNTRUSTED_CHAIN),
    "CHAIN_CONSTRAINTS_FAILURE": broken("chain-constraints", VerdictReason.CERTIFICATE_UNFIT),
    "SIG_CONSTRAINTS_FAILURE": broken("key-usage", VerdictReason.CERTIFICATE_UNFIT),
    "CRYPTO_CONSTRAINTS_FAILURE": broken("weak-algorithm", VerdictReason.WEAK_ALGORITHM),
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": broken("weak-algorithm", VerdictReason.WEAK_ALGORITHM),
    "TRY_LATER": Finding(
        "revocation-unknown", Verdict.INDETERMINATE, VerdictReason.REVOCATION_UNKNOWN
    ),
    **dict.fromkeys(
        (
            "OUT_OF_BOUNDS_NO_POE",
            "OUT_OF_BOUNDS_NOT_REVOKED",
            "REVOCATION_OUT_OF_BOUNDS_NO_POE",
            "EXPIRED",
            "NO_POE",
        ),
        doubtful("expired-no-time-proof", VerdictReason.EXPIRED_NO_TIME_PROOF),
    ),
}
_OTHERWISE = broken("validation-failed", VerdictReason.MALFORMED_SIGNATURE)


@dataclass(slots=True)
class Assessed:
    """What was learnt of one filled field."""

    name: str
    is_timestamp: bool = False
    findings: list[Finding] = field(default_factory=list)
    byte_range: ByteRange | None = None
    signature: JudgedSignature | None = None
    outcome: AdesOutcome = field(default_factory=lambda: AdesOutcome("FORMAT_FAILURE", failed=True))

    @property
    def stopped(self) -> bool:
        return any(finding.verdict is Verdict.NOT_VALID for finding in self.findings)


def look_at(data: bytes, reader: StrictReader, name: str, form_field: object) -> Assessed:
    """The steps that need no trust. Registers what is sound enough with the reader."""
    assessed = Assessed(name)
    try:
        value = _signature_object(form_field)
        assessed.is_timestamp = value.get("/Type") == "/DocTimeStamp"
        assessed.findings += _check_format(value, timestamp=assessed.is_timestamp)
        contents = extract_contents(value)
        assessed.byte_range, findings = check_bytes(data, value.raw_get("/ByteRange"), contents)
        assessed.findings += findings + check_blob(contents)
        if not assessed.stopped:
            assessed.findings += check_signed_data(contents, timestamp=assessed.is_timestamp)
        if not assessed.stopped:
            assessed.signature = JudgedSignature(reader, _dictionary(form_field), name)
            reader.judged.append(assessed.signature)
    except KeyError:
        assessed.findings.append(broken("incomplete-signature", VerdictReason.BYTE_RANGE))
    except PARSER_FAILURES:
        assessed.findings.append(broken("malformed-signature", VerdictReason.MALFORMED_SIGNATURE))
    return assessed


def _signature_object(form_field: object) -> generic.DictionaryObject:
    return _dictionary(_dictionary(form_field)["/V"])


def _dictionary(value: object) -> generic.DictionaryObject:
    found = value.get_object() if isinstance(value, generic.IndirectObject) else value
    if not isinstance(found, generic.DictionaryObject):
        raise TypeError("a signature field or its value is no dictionary")
    return found


def _check_format(value: generic.DictionaryObject, *, timestamp: bool) -> list[Finding]:
    allowed = {_TIMESTAMP} if timestamp else _SUBFILTERS
    if value.get("/SubFilter") in allowed and value.get("/Type", "/Sig") in {
        "/Sig",
        "/DocTimeStamp",
    }:
        return []
    return [broken("unsupported-subfilter", VerdictReason.UNSUPPORTED_FORMAT)]


def compare(assessed: Assessed, reader: StrictReader, filled: frozenset[str]) -> None:
    """Coverage, digest and what later revisions changed."""
    signature = assessed.signature
    if signature is None or assessed.stopped:
        return
    try:
        if updated_objects(reader, signature.signed_revision) > MAX_UPDATED_OBJECTS:
            assessed.findings.append(broken("huge-update", VerdictReason.ALTERED_AFTER_SIGNING))
            assessed.outcome = AdesOutcome("MODIFIED_AFTER_SIGNING", failed=True)
            return
        with room_for_long_ways():
            signature.compute_integrity_info(POLICY)
        assessed.findings += _judge_integrity(signature, filled)
        if any(item.reason is VerdictReason.ALTERED_AFTER_SIGNING for item in assessed.findings):
            assessed.outcome = AdesOutcome("MODIFIED_AFTER_SIGNING", failed=True)
    except (OvergrownFile, RecursionError):  # nothing says that it was altered
        assessed.findings.append(doubtful("not-followed", VerdictReason.TOO_COMPLEX))
    except PARSER_FAILURES:
        assessed.findings.append(broken("not-comparable", VerdictReason.ALTERED_AFTER_SIGNING))


def _judge_integrity(signature: JudgedSignature, filled: frozenset[str]) -> list[Finding]:
    if signature.covered is None or signature.covered < SignatureCoverageLevel.ENTIRE_REVISION:
        return [broken("coverage", VerdictReason.BYTE_RANGE)]
    summary = signature.summarise_integrity_info()
    if not summary["docmdp_ok"]:
        return [broken("changed-after-signing", VerdictReason.ALTERED_AFTER_SIGNING)]
    changes = signature.changes
    if isinstance(changes, DiffResult) and not changes.changed_form_fields <= filled:
        return [broken("form-changed", VerdictReason.ALTERED_AFTER_SIGNING)]
    return []


async def judge_all(assessed: Sequence[Assessed], question: Question) -> list[Finding]:
    """Validation of all signatures of a file, or none: a knot in one of them could hold up each."""
    found = [item for item in assessed if item.signature is not None]
    if any(is_tangled(item.signature) for item in found if item.signature is not None):
        for item in found:
            item.outcome = AdesOutcome("NO_CERTIFICATE_CHAIN_FOUND")
        return [doubtful("many-chains", VerdictReason.TOO_COMPLEX)]
    for item in found:
        await judge(item, question)
    return []


async def judge(assessed: Assessed, question: Question) -> None:
    """Validation. A document timestamp must hold, and need not be trusted: it is nobody's signature."""
    signature = assessed.signature
    if signature is None or assessed.stopped:
        return
    try:
        if assessed.is_timestamp:
            await _judge_timestamp(assessed, signature, question)
        else:
            await _judge_signer(assessed, signature, question)
    except PARSER_FAILURES:
        assessed.findings.append(broken("malformed-signature", VerdictReason.MALFORMED_SIGNATURE))


async def _judge_timestamp(
    assessed: Assessed, signature: JudgedSignature, question: Question
) -> None:
    assessed.outcome = await verify_document_timestamp(signature, question)
    if assessed.outcome.failed:
        assessed.findings.append(_BY_WORD.get(str(assessed.outcome.sub), _OTHERWISE))
    elif not assessed.outcome.passed:
        assessed.findings.append(noted("timestamp-not-trusted"))


async def _judge_signer(assessed: Assessed, signature: JudgedSignature, question: Question) -> None:
    sha1 = signature.md_algorithm == "sha1"
    outcome = await validate(signature, question, sha1_digest=sha1)
    certificate = signature.signer_cert
    if _is_too_early(certificate, outcome, question):
        outcome = AdesOutcome("NOT_YET_VALID", failed=True, root=outcome.root)
    if outcome.root is None and certificate.self_signed != "no":
        outcome = AdesOutcome("NO_CERTIFICATE_CHAIN_FOUND")
    assessed.outcome = outcome
    if outcome.revoked_after_receipt:
        assessed.findings.append(doubtful("revoked-after-receipt", VerdictReason.REVOKED_LATER))
    elif not outcome.passed:
        assessed.findings.append(_BY_WORD.get(str(outcome.sub), _OTHERWISE))
    if sha1:
        assessed.findings.append(_judge_sha1(certificate, outcome, question))
        if outcome.passed and assessed.stopped:
            assessed.outcome = AdesOutcome("CRYPTO_CONSTRAINTS_FAILURE", root=outcome.root)
    if outcome.sha1_certificates:
        assessed.findings.append(noted("sha1-certificate"))
    if not question.require_revocation:
        assessed.findings.append(noted("revocation-ignored"))
    assessed.findings += check_usage(certificate)
    assessed.findings += check_promise(signature.signer_info, certificate)


def _is_too_early(certificate: x509.Certificate, outcome: AdesOutcome, question: Question) -> bool:
    """EN 319 102-1 §5.5.4: the signature was there, proven or received, before the certificate began."""
    there_by = min(question.received, outcome.proven_time or question.received)
    in_doubt = outcome.chain_holds or outcome.sub == "OUT_OF_BOUNDS_NO_POE"
    return in_doubt and certificate.not_valid_before > there_by + TOLERANCE


def _judge_sha1(certificate: x509.Certificate, outcome: AdesOutcome, question: Question) -> Finding:
    """Documents of 2014 to 2018 are weak and historic, not forged."""
    old = certificate.not_valid_before < question.algorithms.sha1_digests_until
    if old and question.trust.is_government(outcome.root):
        return doubtful("sha1-digest", VerdictReason.WEAK_DIGEST)
    return broken("sha1-digest", VerdictReason.WEAK_ALGORITHM)


def claimed_time(signature: JudgedSignature) -> datetime | None:
    """What the signer says; it proves nothing, and local time is often marked as UTC."""
    try:
        time = signature.self_reported_timestamp
    except PARSER_FAILURES:
        return None
    if time is None:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def printable_field(name: object) -> str:
    """The name of a field comes from the file."""
    return _UNREAL.sub("?", str(name))[:120]
