"""Why a mail was decided as it was, in lines for a person."""

from collections.abc import Iterator

from gateway.adapters.receipts import Texts
from gateway.domain.admission import Accept, Hold, Ignore, Outcome, Reject, Wait
from gateway.domain.conditions import Finding
from gateway.domain.record import document_record
from gateway.domain.register import Entry
from gateway.domain.rules import Explanation, RuleTrace
from gateway.domain.shown_evidence import lines_of
from gateway.ports import Concluded, Conclusion

_OUTCOMES = {
    Accept: Outcome.ACCEPTED,
    Hold: Outcome.HELD,
    Reject: Outcome.REJECTED,
    Ignore: Outcome.IGNORED,
    Wait: Outcome.HELD,  # the outcomes are fixed; `waiting` says that it is asked again
}
_FOR_A_STATUS = "chưa kết luận: còn chờ biết chứng thư số có bị thu hồi hay không; gateway run tự xét lại khi có CRL, quá hạn chờ mới chuyển cán bộ xem"
_FOR_OCR = (
    "chưa kết luận: bản quét còn chờ máy khác có tesseract đọc; gateway run ở máy ấy sẽ xét tiếp"
)


def waiting(conclusion: Conclusion) -> str | None:
    """What a mail waits for that shows as held; None when it is decided."""
    if not isinstance(conclusion.admission, Wait):
        return None
    return _FOR_OCR if conclusion.admission.for_ocr else _FOR_A_STATUS


def preview(conclusion: Conclusion) -> Concluded:
    """What the COMMIT would make of a conclusion on an empty register."""
    admission = conclusion.admission
    reasons = admission.warnings if isinstance(admission, Accept) else admission.reasons
    return Concluded(_OUTCOMES[type(admission)], reasons)


def explain_conclusion(conclusion: Conclusion, texts: Texts) -> Iterator[str]:
    """The outcome with its reasons, and both times of Art. 11.2."""
    outcome = preview(conclusion)
    times = conclusion.times
    yield f"Kết quả: {outcome.outcome}"
    for reason in outcome.reasons:
        yield f"  {reason}: {texts.sentence_for_reason(reason)}"
    if (waits := waiting(conclusion)) is not None:
        yield f"  {waits}"
    yield f"Vào hệ thống {times.entered_system_at:%H:%M %d/%m/%Y}, tính là {times.counted_at:%H:%M %d/%m/%Y} (Điều 11)"


def explain_entry(entry: Entry) -> Iterator[str]:
    """The fields of one document, each with where it was read and how sure that is."""
    record = document_record(entry)
    yield f"Văn bản: {record['file_name']} ({record['format']}, chữ ký: {record['signature']})"
    for note in entry.notes:
        yield f"  ghi chú: {note}"
    for line in lines_of(record["evidence"]):
        yield f"  {line}"


def explain_rules(explanation: Explanation) -> Iterator[str]:
    """Every rule that was asked, in order; the one that decided, with the words that it found."""
    decided = explanation.classification
    yield f"  Điều {decided.article} – {decided.item}; bản giấy: {decided.paper}; quy tắc {decided.rule} ({decided.legal_basis})"
    if explanation.note:
        yield f"    {explanation.note}"
    yield f"  Khoản 3 Điều 8 (hồ sơ gửi ubnd@quangngai.gov.vn): {'có' if decided.dossier_8_3 else 'không'}"
    for trace in explanation.asked:
        yield from _explain_rule(trace)


def _explain_rule(trace: RuleTrace) -> Iterator[str]:
    yield f"    {'✓' if trace.spoke else '·'} [{trace.stage}] {trace.rule} ({trace.basis})"
    for finding in _leaves(trace.finding):
        words = "; ".join(f"{seen.found.phrase!r} trong {seen.place}" for seen in finding.words)
        yield f"        {'✓' if finding.holds else '✗'} {finding.condition}: {words or finding.seen}"


def _leaves(finding: Finding) -> Iterator[Finding]:
    if not finding.parts:
        yield finding
    for part in finding.parts:
        yield from _leaves(part)
