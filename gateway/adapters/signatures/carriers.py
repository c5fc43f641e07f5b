"""CMS files: a detached `.p7s` beside its file, an enveloping `.p7m` around it. Judged like the PDF's signatures."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from asn1crypto import cms

from gateway.adapters.signatures.assessment import Assessed, judge_all, printable_field
from gateway.adapters.signatures.cms_check import (
    MAX_CERTIFICATES,
    MAX_CMS,
    check_signer_info,
    measure,
)
from gateway.adapters.signatures.cms_files import unarmoured
from gateway.adapters.signatures.cms_frame import check_frame, check_signer_frame
from gateway.adapters.signatures.cms_signature import CmsSignature, split
from gateway.adapters.signatures.findings import PARSER_FAILURES, Finding, broken, doubtful
from gateway.adapters.signatures.specification import Question, ask
from gateway.adapters.signatures.verdict import conclude
from gateway.domain.failures import TransientFailure
from gateway.domain.signature import Carrier, DocumentVerdict, Verdict, VerdictReason
from gateway.domain.signature_policy import NO_CIRCUMSTANCES, Circumstances

MAX_FILE = 100 * 1024 * 1024  # of the signed file, as for PDF files
_MAX_SIGNERS = 32
ENCRYPTED_TYPES = frozenset({"enveloped_data", "authenticated_enveloped_data", "encrypted_data"})


def judge_detached(
    signature: Path,
    content: Path,
    trust_dir: Path,
    at: datetime,
    revocation: Literal["require", "ignore"] = "require",
    circumstances: Circumstances = NO_CIRCUMSTANCES,
) -> DocumentVerdict:
    """Judges the CMS file `signature` over the bytes of `content` (RFC 5652 §5.2, external signature).

    The same terms as `judge_file`: whatever the files are, the answer is a value. Raises
    `TransientFailure` when one of them or the trust folder cannot be read.
    """
    question = ask(trust_dir, at, revocation, circumstances)
    name, blob, data = signature.name, _read(signature), _read(content)
    if blob is None or data is None:
        return _without(Verdict.TOO_LARGE, VerdictReason.TOO_LARGE, Carrier.DETACHED)
    return _judge(name, blob, data, question)


def judge_enveloping(
    path: Path,
    trust_dir: Path,
    at: datetime,
    revocation: Literal["require", "ignore"] = "require",
    circumstances: Circumstances = NO_CIRCUMSTANCES,
) -> DocumentVerdict:
    """Judges the CMS file `path` over the content inside it. Terms as for `judge_detached`."""
    question = ask(trust_dir, at, revocation, circumstances)
    blob = _read(path)
    if blob is None:
        return _without(Verdict.TOO_LARGE, VerdictReason.TOO_LARGE, Carrier.ENVELOPING)
    return _judge(path.name, blob, None, question)


def _read(path: Path) -> bytes | None:
    """None for a file that is too large."""
    try:
        return path.read_bytes() if path.stat().st_size <= MAX_FILE else None
    except OSError as error:
        raise TransientFailure(f"a stored body cannot be read: {error}") from error


def _without(verdict: Verdict, reason: VerdictReason, carrier: Carrier) -> DocumentVerdict:
    return DocumentVerdict(verdict, reason, carrier=carrier)


def _judge(name: str, file: bytes, content: bytes | None, question: Question) -> DocumentVerdict:
    carrier = Carrier.ENVELOPING if content is None else Carrier.DETACHED
    try:
        verdict = _judge_bytes(name, file, content, question)
    except SystemError as error:  # what CPython says when memory ends inside its own C code
        raise MemoryError from error
    except PARSER_FAILURES:
        verdict = _without(Verdict.NOT_VALID, VerdictReason.MALFORMED_SIGNATURE, carrier)
    if not verdict.signatures:
        return replace(verdict, carrier=carrier)
    return replace(
        verdict, carrier=carrier, judged_at=question.at, trust=question.trust.manifest_digest
    )


def _judge_bytes(
    name: str, file: bytes, content: bytes | None, question: Question
) -> DocumentVerdict:
    blob = unarmoured(file)
    if blob is None:
        return DocumentVerdict(Verdict.UNREADABLE, VerdictReason.UNREADABLE)
    return _judge_blob(name, blob, content, question)


def _judge_blob(
    name: str, blob: bytes, content: bytes | None, question: Question
) -> DocumentVerdict:
    if content is not None and len(blob) > MAX_CMS:
        return _stopped([doubtful("cms-too-large", VerdictReason.TOO_COMPLEX)])
    length = measure(blob)
    if length is None:
        return _stopped([broken("cms-malformed", VerdictReason.MALFORMED_SIGNATURE)])
    info = cms.ContentInfo.load(blob[:length])
    if info["content_type"].native != "signed_data":
        return _other_kind(info["content_type"].native)
    signed: cms.SignedData = info["content"]
    inside = content_of(signed)
    findings = _check_shape(signed, inside, content, blob, length)
    data = inside if content is None else content
    if data is None or findings:
        return _stopped(findings)
    return _judge_signers(name, signed, data, question)


def _other_kind(content_type: str) -> DocumentVerdict:
    if content_type in ENCRYPTED_TYPES:
        return DocumentVerdict(Verdict.ENCRYPTED, VerdictReason.ENCRYPTED)
    return _stopped([broken("cms-not-signed-data", VerdictReason.UNSUPPORTED_FORMAT)])


def _stopped(findings: list[Finding]) -> DocumentVerdict:
    first = next((item for item in findings if item.verdict is Verdict.NOT_VALID), findings[0])
    codes = tuple(finding.code for finding in findings)
    return DocumentVerdict(first.verdict, first.reason, findings=codes)


def content_of(signed: cms.SignedData) -> bytes | None:
    """What lies inside (eContent); None for a signature alone."""
    content = signed["encap_content_info"]["content"]
    return bytes(content) if content.native is not None else None


def _check_shape(
    signed: cms.SignedData, inside: bytes | None, content: bytes | None, blob: bytes, length: int
) -> list[Finding]:
    """What has to hold before any signer is looked at."""
    findings: list[Finding] = []
    if content is not None and inside is not None:
        findings.append(broken("encapsulated-content", VerdictReason.MALFORMED_SIGNATURE))
    if content is None and inside is None:
        findings.append(broken("no-content", VerdictReason.MALFORMED_SIGNATURE))
    if signed["encap_content_info"]["content_type"].native != "data":
        findings.append(broken("content-type", VerdictReason.UNSUPPORTED_FORMAT))
    if not signed["signer_infos"]:
        findings.append(broken("signer-info-count", VerdictReason.MALFORMED_SIGNATURE))
    if len(signed["signer_infos"]) > _MAX_SIGNERS:
        findings.append(doubtful("many-signers", VerdictReason.TOO_COMPLEX))
    if len(signed["certificates"] or ()) > MAX_CERTIFICATES:
        findings.append(doubtful("many-certificates", VerdictReason.TOO_COMPLEX))
    if length - len(inside or b"") > MAX_CMS:
        findings.append(doubtful("cms-too-large", VerdictReason.TOO_COMPLEX))
    if blob[length:]:
        findings.append(doubtful("bytes-after-cms", VerdictReason.UNUSUAL_SIGNATURE))
    return findings


def _judge_signers(
    name: str, signed: cms.SignedData, content: bytes, question: Question
) -> DocumentVerdict:
    parts = split(signed)
    assessed = [
        _look_at(name if len(parts) == 1 else f"{name} {number}", part, content)
        for number, part in enumerate(parts, start=1)
    ]
    found = asyncio.run(_validate(assessed, question)) + check_frame(signed, question.trust)
    return conclude(assessed, found, question, frozenset())


def _look_at(name: str, signed: cms.SignedData, content: bytes) -> Assessed:
    assessed = Assessed(printable_field(name))
    try:
        assessed.findings += check_signer_info(signed)
        if not assessed.stopped:
            assessed.signature = CmsSignature(signed, content)
    except PARSER_FAILURES:
        assessed.findings.append(broken("malformed-signature", VerdictReason.MALFORMED_SIGNATURE))
    return assessed


async def _validate(assessed: list[Assessed], question: Question) -> list[Finding]:
    found = await judge_all(assessed, question)
    for item in assessed:
        if item.signature is not None and not item.stopped:
            item.findings += check_signer_frame(
                item.signature.signer_info,
                item.signature.signer_cert,
                time_proven=item.outcome.proven_time is not None,
            )
    return found
