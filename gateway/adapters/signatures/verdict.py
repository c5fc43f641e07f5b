"""From what was found to reports and the verdict of the file."""

import base64
from collections.abc import Sequence
from datetime import datetime

from asn1crypto import x509
from pyhanko.sign.validation.status import SignatureCoverageLevel

from gateway.adapters.signatures.assessment import Assessed, claimed_time, printable_field
from gateway.adapters.signatures.differences import modifications
from gateway.adapters.signatures.findings import PARSER_FAILURES, Finding
from gateway.adapters.signatures.reading import JudgedSignature
from gateway.adapters.signatures.signer import describe_issuer, describe_signer
from gateway.adapters.signatures.specification import Question
from gateway.domain.signature import (
    VERDICT_ORDER,
    Coverage,
    DocumentVerdict,
    Indication,
    Modifications,
    SignatureReport,
    Signer,
    TimeSource,
    Verdict,
    VerdictReason,
    WantedStatus,
)

_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.WHOLE_FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.WHOLE_REVISION,
    SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START: Coverage.PARTIAL,
}
_REASONS = list(VerdictReason)


def conclude(
    assessed: Sequence[Assessed],
    document: Sequence[Finding],
    question: Question,
    filled: frozenset[str],
) -> DocumentVerdict:
    """The verdict of a file with at least one filled signature field."""
    signers = [item for item in assessed if not item.is_timestamp]
    reports = tuple(_report(item, assessed, question, filled) for item in signers)
    findings = [finding for item in assessed for finding in item.findings]
    heavy = [finding for finding in [*findings, *document] if finding.verdict is not Verdict.VALID]
    if heavy:
        verdict = min((finding.verdict for finding in heavy), key=VERDICT_ORDER.index)
        reasons = [finding.reason for finding in heavy if finding.verdict is verdict]
        codes = tuple(dict.fromkeys(finding.code for finding in document))
        wanted = _wanted(signers, question) if verdict is Verdict.INDETERMINATE else ()
        return DocumentVerdict(
            verdict, min(reasons, key=_REASONS.index), False, reports, codes, wanted=wanted
        )
    if not signers:
        return DocumentVerdict(Verdict.UNSIGNED, VerdictReason.TIMESTAMP_ONLY)
    return _valid(reports)


def _wanted(signers: Sequence[Assessed], question: Question) -> tuple[WantedStatus, ...]:
    """The signers' certificates of unknown status, each with the certificate of its authority."""
    found = []
    for item in signers:
        if item.signature is None or item.outcome.sub != "TRY_LATER":
            continue
        certificate = item.signature.signer_cert
        issuer = question.trust.authority_of(certificate)
        if issuer is not None:
            found.append(WantedStatus(_base64(certificate), _base64(issuer)))
    return tuple(dict.fromkeys(found))


def _base64(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.dump()).decode("ascii")


def _valid(reports: tuple[SignatureReport, ...]) -> DocumentVerdict:
    government = [report.government for report in reports]
    if all(government):
        return DocumentVerdict(Verdict.VALID, VerdictReason.VALID_GOVERNMENT, True, reports)
    reason = VerdictReason.VALID_MIXED if any(government) else VerdictReason.VALID_PUBLIC
    return DocumentVerdict(Verdict.VALID, reason, False, reports)


def _report(
    item: Assessed, assessed: Sequence[Assessed], question: Question, filled: frozenset[str]
) -> SignatureReport:
    signature, outcome = item.signature, item.outcome
    signed_at, source = _time(item)
    return SignatureReport(
        field=printable_field(item.name),
        indication=_indication(item),
        sub_indication=outcome.sub,
        coverage=_coverage(signature),
        modifications=_modifications(signature, assessed, filled),
        signer=_signer(signature),
        issuer=_issuer(signature),
        government=outcome.chain_holds and question.trust.is_government(outcome.root),
        signed_at=signed_at,
        time_source=source,
        findings=tuple(dict.fromkeys(finding.code for finding in item.findings)),
        signed_bytes=item.byte_range.end if item.byte_range else None,
    )


def _indication(item: Assessed) -> Indication:
    if item.outcome.passed:
        return Indication.TOTAL_PASSED
    return Indication.TOTAL_FAILED if item.outcome.failed else Indication.INDETERMINATE


def _coverage(signature: JudgedSignature | None) -> Coverage:
    if signature is None or signature.covered is None:
        return Coverage.UNCLEAR
    return _COVERAGE.get(signature.covered, Coverage.UNCLEAR)


def _modifications(
    signature: JudgedSignature | None, assessed: Sequence[Assessed], filled: frozenset[str]
) -> Modifications:
    if signature is None or signature.changes is None:
        return Modifications.OTHER
    later = frozenset(
        item.signature.signed_revision
        for item in assessed
        if item.signature is not None and not item.is_timestamp
    )
    return modifications(signature, filled, later)


def _time(item: Assessed) -> tuple[datetime | None, TimeSource]:
    if item.signature is None:
        return None, TimeSource.NONE
    if item.outcome.proven_time is not None:
        return item.outcome.proven_time, TimeSource.TIMESTAMP
    claimed = claimed_time(item.signature)
    return claimed, TimeSource.NONE if claimed is None else TimeSource.CLAIMED


def _signer(signature: JudgedSignature | None) -> Signer | None:
    if signature is None:
        return None
    try:
        return describe_signer(signature.signer_cert)
    except PARSER_FAILURES:
        return None


def _issuer(signature: JudgedSignature | None) -> str | None:
    if signature is None:
        return None
    try:
        return describe_issuer(signature.signer_cert)
    except PARSER_FAILURES:
        return None
