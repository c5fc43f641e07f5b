"""From findings to the decision about a mail."""

import pytest

from gateway.domain.admission import Accept, AdmissionPolicy, Hold, Reason, Reject, decide
from gateway.domain.document import DocumentText, ReadProblem
from gateway.domain.examination import ExaminedFile, doubts_of_file
from gateway.domain.formats import FileKind, FormatVerdict
from gateway.domain.message import Attachment, Message, ReplyTraits
from gateway.domain.signature import DocumentVerdict, Verdict

POLICY = AdmissionPolicy(frozenset({Reason.FORMAT_NOT_LISTED}))
READ = DocumentText(text="Số: 1/GM-SNV", page_count=1)


def examined(
    verdict: FormatVerdict = FormatVerdict.ACCEPT,
    text: DocumentText = READ,
    signature: Verdict = Verdict.UNSIGNED,
    kind: FileKind = FileKind.PDF,
) -> ExaminedFile:
    return ExaminedFile(
        Attachment(0, "a.pdf", kind, 1, "0" * 64), verdict, text, DocumentVerdict(signature, "x")
    )


def test_without_doubt_a_mail_is_accepted_with_its_warnings() -> None:
    assert decide(
        (), (Reason.FORMAT_NOT_LISTED,), POLICY, refusable=False, may_wait=True
    ) == Accept((Reason.FORMAT_NOT_LISTED,))


def test_only_what_the_rules_name_is_refused() -> None:
    assert decide((Reason.FORMAT_NOT_LISTED,), (), POLICY, refusable=True, may_wait=True) == Reject(
        (Reason.FORMAT_NOT_LISTED,)
    )
    assert decide(
        (Reason.FORMAT_NOT_LISTED,), (), AdmissionPolicy(), refusable=True, may_wait=True
    ) == Hold((Reason.FORMAT_NOT_LISTED,))


def test_one_other_doubt_holds_the_mail() -> None:
    doubts = (Reason.FORMAT_NOT_LISTED, Reason.UNKNOWN_SENDER)
    assert decide(doubts, (), POLICY, refusable=True, may_wait=True) == Hold(doubts)


def test_a_good_document_is_not_refused_for_its_annex() -> None:
    assert decide((Reason.FORMAT_NOT_LISTED,), (), POLICY, refusable=False, may_wait=True) == Hold(
        (Reason.FORMAT_NOT_LISTED,)
    )


@pytest.mark.parametrize(
    "verdict", [verdict for verdict in Verdict if verdict not in {Verdict.VALID, Verdict.UNSIGNED}]
)
def test_every_verdict_but_valid_and_unsigned_is_a_doubt(verdict: Verdict) -> None:
    assert doubts_of_file(examined(signature=verdict))


@pytest.mark.parametrize("problem", list(ReadProblem))
def test_every_problem_of_reading_is_a_doubt(problem: ReadProblem) -> None:
    assert doubts_of_file(examined(text=DocumentText(problem=problem)))


def test_valid_and_unsigned_text_is_no_doubt() -> None:
    assert doubts_of_file(examined(signature=Verdict.VALID)) == doubts_of_file(examined()) == ()


def test_a_scan_is_held_since_nobody_saw_its_marks() -> None:
    assert doubts_of_file(examined(text=DocumentText(text="SAO Y", is_scan=True))) == (
        Reason.NO_TEXT,
    )


def test_an_archive_is_held_and_a_program_may_be_refused() -> None:
    assert doubts_of_file(examined(FormatVerdict.HOLD, kind=FileKind.ZIP)) == (Reason.NOT_OPENED,)
    assert doubts_of_file(examined(FormatVerdict.HOLD, kind=FileKind.EMPTY)) == (Reason.EMPTY,)
    # A container that nobody opened is held, whatever the rules say of its kind.
    assert doubts_of_file(examined(FormatVerdict.ACCEPT, kind=FileKind.ZIP)) == (Reason.NOT_OPENED,)
    assert doubts_of_file(examined(FormatVerdict.REFUSE, kind=FileKind.EXECUTABLE)) == (
        Reason.FORMAT_NOT_LISTED,
    )


def test_macros_and_passwords_have_their_own_reasons() -> None:
    refused = examined(FormatVerdict.REFUSE, kind=FileKind.OOXML_MACRO)
    assert doubts_of_file(refused) == (Reason.MACROS,)
    held = doubts_of_file(examined(FormatVerdict.HOLD, kind=FileKind.OLE_MACRO))
    policy = AdmissionPolicy(frozenset({Reason.FORMAT_NOT_LISTED, Reason.MACROS}))
    assert decide(held, (), policy, refusable=True, may_wait=False) == Hold(held)
    assert held[0] is Reason.MACROS
    locked = examined(FormatVerdict.ACCEPT, kind=FileKind.ENCRYPTED_OFFICE)
    assert doubts_of_file(locked) == (Reason.ENCRYPTED,)


@pytest.mark.parametrize(
    ("results", "failed"),
    [
        ((), False),
        ((("dmarc", "pass"), ("spf", "fail")), False),
        ((("dmarc", "fail"), ("spf", "pass")), True),
        ((("spf", "fail"),), True),
        ((("spf", "fail"), ("dkim", "pass")), False),
        ((("spf", "softfail"),), False),
        ((("dmarc", "none"), ("spf", "fail")), True),
    ],
)
def test_a_sender_disowned_by_its_domain(
    results: tuple[tuple[str, str], ...], failed: bool
) -> None:
    message = Message(None, "", None, None, None, "", (), (), ReplyTraits(), authentication=results)
    assert message.is_disowned is failed
