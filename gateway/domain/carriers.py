"""Signatures in a file, around it and beside it: the one verdict of the document, and what is noted of them."""

from collections.abc import Sequence

from gateway.domain.display import harmless
from gateway.domain.examination import ExaminedFile
from gateway.domain.message import Attachment, CmsContent
from gateway.domain.signature import (
    UNSIGNED,
    VERDICT_ORDER,
    DocumentVerdict,
    Verdict,
    VerdictReason,
)

_REASONS = [str(reason) for reason in VerdictReason]
_SHOWN = 120  # characters of a file name in a note
_LISTED = 10  # files in a note
_ENVELOPE_NOTE = "Văn bản được lấy ra từ gói ký số (.p7m) gửi kèm thư."
_OFFICE_NOTE = (
    "Tệp «{name}» có chữ ký số của Office; cổng chưa kiểm tra được loại chữ ký này nên không tính đến, "
    "cần kiểm tra bằng phần mềm Office."
)


def combine(verdicts: Sequence[DocumentVerdict]) -> DocumentVerdict:
    """The strictest of all verdicts on one document: a valid signature never heals a broken one.

    What bears no signature says nothing, and neither does one that nobody here can check.
    """
    counted = [item for item in verdicts if _counts(item)]
    if not counted:
        return _uncounted(verdicts)
    if len(counted) == 1:
        return counted[0]
    strictest = min(counted, key=_strictness)
    return DocumentVerdict(
        strictest.verdict,
        strictest.reason if strictest.verdict is not Verdict.VALID else _reason_of_valid(counted),
        all(item.government for item in counted),
        tuple(report for item in counted for report in item.signatures),
        tuple(dict.fromkeys(code for item in counted for code in item.findings)),
        strictest.carrier,
        strictest.judged_at,
        strictest.trust,
        tuple(dict.fromkeys(wanted for item in counted for wanted in item.wanted)),
    )


def present_not_verified(verdict: DocumentVerdict) -> bool:
    """A signature inside an office file: named, never judged."""
    return verdict.reason == VerdictReason.PRESENT_NOT_VERIFIED


def notes_of_carriers(files: Sequence[ExaminedFile]) -> tuple[str, ...]:
    """Sentences for the clerk in the entry of a document made of `files`."""
    office = [
        _OFFICE_NOTE.format(name=_shown(file.attachment)) for file in files if _is_office(file)
    ]
    signatures = [item for file in files for item in file.signature_files]
    enveloped = any(file.attachment.cms is CmsContent.ENVELOPING for file in files)
    return (
        *office,
        *([_ENVELOPE_NOTE] if enveloped else []),
        *([_listed(signatures)] if signatures else []),
    )


def _is_office(file: ExaminedFile) -> bool:
    return any(present_not_verified(item) for item in file.judged)


def _listed(signatures: Sequence[Attachment]) -> str:
    names = ", ".join(f"«{_shown(item)}»" for item in signatures[:_LISTED])
    more = len(signatures) - _LISTED
    return f"Chữ ký số để trong tệp gửi kèm: {names}{f' và {more} tệp khác' * (more > 0)}."


def _counts(verdict: DocumentVerdict) -> bool:
    return verdict.verdict is not Verdict.UNSIGNED and not present_not_verified(verdict)


def _uncounted(verdicts: Sequence[DocumentVerdict]) -> DocumentVerdict:
    if any(present_not_verified(item) for item in verdicts):
        return DocumentVerdict(Verdict.UNSIGNED, VerdictReason.PRESENT_NOT_VERIFIED)
    return next(iter(verdicts), UNSIGNED)


def _strictness(verdict: DocumentVerdict) -> tuple[int, int]:
    known = verdict.reason in _REASONS
    reason = _REASONS.index(verdict.reason) if known else len(_REASONS)
    return VERDICT_ORDER.index(verdict.verdict), reason


def _reason_of_valid(verdicts: Sequence[DocumentVerdict]) -> str:
    reasons = {item.reason for item in verdicts}
    return reasons.pop() if len(reasons) == 1 else VerdictReason.VALID_MIXED


def _shown(attachment: Attachment) -> str:
    return harmless(attachment.file_name, _SHOWN) or "không tên"
