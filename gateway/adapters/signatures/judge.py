"""`judge_file`: the verdict on the signatures of one file. Runs in a killable worker with limits."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import pypdfium2
import pypdfium2.raw as pdfium
from pyhanko.pdf_utils.misc import PdfDecodeLimitError

from gateway.adapters.signatures import content, revisions, structure
from gateway.adapters.signatures.assessment import Assessed, compare, judge_all, look_at
from gateway.adapters.signatures.bytes_check import last_covered
from gateway.adapters.signatures.findings import PARSER_FAILURES, Finding, broken, doubtful
from gateway.adapters.signatures.hidden import check_hidden_signatures
from gateway.adapters.signatures.overlay import check_overlays
from gateway.adapters.signatures.reading import JudgedSignature, StrictReader, open_strictly
from gateway.adapters.signatures.specification import Question, ask
from gateway.adapters.signatures.verdict import conclude
from gateway.adapters.signatures.xref_limits import OvergrownFile
from gateway.domain.failures import TransientFailure
from gateway.domain.signature import UNSIGNED, DocumentVerdict, Verdict, VerdictReason
from gateway.domain.signature_policy import NO_CIRCUMSTANCES, Circumstances

MAX_SIGNATURES = 64  # genuine files reach 8; the cap may not be lower than 32
_UNREADABLE = DocumentVerdict(Verdict.UNREADABLE, VerdictReason.UNREADABLE)
_TOO_LARGE = DocumentVerdict(Verdict.TOO_LARGE, VerdictReason.TOO_LARGE)
_TOO_COMPLEX = DocumentVerdict(Verdict.REVIEW, VerdictReason.TOO_COMPLEX)
_BOMB = Finding("bomb", Verdict.UNREADABLE, VerdictReason.UNREADABLE)  # nobody else gets to open it
_TRACES = (b"/ByteRange", b"/Adobe.PPKLite", b"/adbe.", b"/ETSI.", b"/Sig ", b"/Sig/", b"/Sig\n")

# pyHanko logs objects of the document; no document text may reach a log.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


def judge_file(
    path: Path,
    trust_dir: Path,
    at: datetime,
    revocation: Literal["require", "ignore"] = "require",
    circumstances: Circumstances = NO_CIRCUMSTANCES,
    max_bytes: int = 100 * 1024 * 1024,
) -> DocumentVerdict:
    """Judges the PDF in `path` under the trust in `trust_dir` for the instant `at` (aware).

    Whatever the file is, the answer is a value, or `MemoryError`: an earlier file may have filled the worker,
    so that the pool tries once more in a new one. Nothing is fetched. `revocation="ignore"` is for
    examining old files: every report then carries the finding `revocation-ignored`.
    Raises `TransientFailure` when the file or the trust folder cannot be read: the mail waits until the
    administrator has mended it.
    """
    question = ask(trust_dir, at, revocation, circumstances)
    try:
        if path.stat().st_size > max_bytes:
            return _TOO_LARGE
        data = path.read_bytes()
    except OSError as error:
        raise TransientFailure(f"a stored body cannot be read: {error}") from error
    try:
        verdict = _judge(data, question)
    except SystemError as error:  # what CPython says when memory ends inside its own C code
        raise MemoryError from error
    if not verdict.signatures:
        return verdict
    return replace(verdict, judged_at=at, trust=question.trust.manifest_digest)


def _judge(data: bytes, question: Question) -> DocumentVerdict:
    try:
        reader = open_strictly(data)
        if reader.encrypted:
            return DocumentVerdict(Verdict.ENCRYPTED, VerdictReason.ENCRYPTED)
        fields = reader.filled_fields()
        lost = revisions.check_lost_fields(reader, fields)
        lost += check_hidden_signatures(data, reader, known=bool(fields))
    except PdfDecodeLimitError:  # as `_BOMB`
        return _UNREADABLE
    except OvergrownFile:
        return _TOO_COMPLEX
    except PARSER_FAILURES:
        return _second_opinion(data)
    if len(fields) > MAX_SIGNATURES:
        return _TOO_COMPLEX
    return _judge_fields(data, reader, fields, lost, question) if fields else _without_fields(lost)


def _judge_fields(
    data: bytes,
    reader: StrictReader,
    fields: list[tuple[str, object, object]],
    lost: list[Finding],
    question: Question,
) -> DocumentVerdict:
    filled = frozenset(str(name) for name, _, _ in fields)
    assessed = [look_at(data, reader, str(name), field) for name, _, field in fields]
    for item in assessed:
        compare(item, reader, filled)
    document = lost + asyncio.run(judge_all(assessed, question))
    document += _check_document(data, reader, fields, assessed)
    return conclude(assessed, document, question, filled)


def _without_fields(lost: list[Finding]) -> DocumentVerdict:
    if not lost:
        return UNSIGNED
    return DocumentVerdict(lost[0].verdict, lost[0].reason)


def _check_document(
    data: bytes,
    reader: StrictReader,
    fields: list[tuple[str, object, object]],
    assessed: Sequence[Assessed],
) -> list[Finding]:
    try:
        findings = structure.check_shared(fields) + content.check_content(reader, len(fields))
        signatures = reader.embedded_signatures
        if signatures and not any(item.stopped for item in assessed):
            findings += _check_history(data, reader, signatures, assessed)
    except PdfDecodeLimitError:
        return [_BOMB]
    except OvergrownFile:
        return [doubtful("many-objects", VerdictReason.TOO_COMPLEX)]
    except PARSER_FAILURES:
        return [doubtful("not-walkable", VerdictReason.UNUSUAL_SIGNATURE)]
    except pypdfium2.PdfiumError:
        return [doubtful("no-second-opinion", VerdictReason.UNUSUAL_SIGNATURE)]
    return findings


def _check_history(
    data: bytes,
    reader: StrictReader,
    signatures: list[JudgedSignature],
    assessed: Sequence[Assessed],
) -> list[Finding]:
    ranges = [item.byte_range for item in assessed if item.byte_range is not None]
    if len(ranges) != len(assessed):
        return [broken("byte-range-missing", VerdictReason.BYTE_RANGE)]
    first = min(byte_range.end for byte_range in ranges)
    ends = [(item.signature, item.byte_range) for item in assessed]
    covered = sorted((s.signed_revision, r.end) for s, r in ends if s is not None and r is not None)
    return [
        *structure.check_xrefs(data, reader, covered),
        *structure.check_unlisted(data, reader, first),
        *structure.check_tail(data, reader, signatures, last_covered(ranges)),
        *revisions.check_updates(reader, signatures),
        *check_overlays(data, reader, signatures),
    ]


def _second_opinion(data: bytes) -> DocumentVerdict:
    """A sloppy file without any signature is unsigned; a signed one that cannot be read strictly is unreadable.

    PDFium repairs what viewers repair, and counts the signatures that a viewer would show.
    """
    whole = data.lstrip()[:5].startswith(b"%PDF-") and b"%%EOF" in data[-1024:]
    if not whole or any(trace in data for trace in _TRACES):
        return _UNREADABLE
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            return DocumentVerdict(Verdict.ENCRYPTED, VerdictReason.ENCRYPTED)
        return _UNREADABLE
    try:
        signed = pdfium.FPDF_GetSignatureCount(document) != 0
        return _UNREADABLE if signed or len(document) == 0 else UNSIGNED
    finally:
        document.close()
