"""The verdict of a document that bears signatures in several places, and what a mail's signature means."""

from dataclasses import replace

import pytest

from gateway.domain.admission import Reason
from gateway.domain.carriers import combine, notes_of_carriers
from gateway.domain.examination import ExaminedFile, doubts_of_file
from gateway.domain.formats import FileKind, FormatVerdict
from gateway.domain.mail_signature import (
    MailSignature,
    doubts_of_mail_signature,
    notes_of_mail_signature,
)
from gateway.domain.message import Attachment, CmsContent
from gateway.domain.signature import (
    UNSIGNED,
    Carrier,
    DocumentVerdict,
    Indication,
    SignatureReport,
    Signer,
    SignerKind,
    Verdict,
    VerdictReason,
    WantedStatus,
)
from tests.support.values import report_of

LEADER = Signer("Nguyễn Văn A", "Sở Nội vụ", (), None, "a@mau.example", "1", SignerKind.PERSON)
OFFICE = DocumentVerdict(Verdict.REVIEW, VerdictReason.PRESENT_NOT_VERIFIED)
INDEX = frozenset({0})


def report(
    signer: Signer = LEADER, indication: Indication = Indication.TOTAL_PASSED
) -> SignatureReport:
    return report_of(signer, indication, "a.p7s")


def verdict(word: Verdict, reason: str = "x", **changes: object) -> DocumentVerdict:
    return replace(DocumentVerdict(word, reason, signatures=(report(),)), **changes)


GOVERNMENT = verdict(Verdict.VALID, VerdictReason.VALID_GOVERNMENT, government=True)
PUBLIC = verdict(Verdict.VALID, VerdictReason.VALID_PUBLIC, carrier=Carrier.DETACHED)


@pytest.mark.parametrize(
    "bad",
    [
        Verdict.NOT_VALID,
        Verdict.REVIEW,
        Verdict.INDETERMINATE,
        Verdict.UNREADABLE,
        Verdict.ENCRYPTED,
        Verdict.TOO_LARGE,
        Verdict.TIMEOUT,
    ],
)
def test_a_valid_signature_heals_nothing(bad: Verdict) -> None:
    for both in ([verdict(bad), GOVERNMENT], [GOVERNMENT, verdict(bad)]):
        combined = combine(both)
        assert (combined.verdict, combined.government) == (bad, False)
        assert len(combined.signatures) == 2


def test_the_strictest_and_its_reason_win_in_the_order_of_the_interface() -> None:
    review = verdict(Verdict.REVIEW, VerdictReason.OVERLAY)
    foreign = verdict(Verdict.NOT_VALID, VerdictReason.UNTRUSTED_CHAIN)
    broken = verdict(Verdict.NOT_VALID, VerdictReason.DIGEST_MISMATCH)
    assert combine([review, foreign, broken]).reason == VerdictReason.DIGEST_MISMATCH
    assert combine([foreign, review]).verdict is Verdict.NOT_VALID


def test_all_valid_is_valid_and_of_the_government_only_when_all_are() -> None:
    assert combine([GOVERNMENT, GOVERNMENT]).government
    mixed = combine([GOVERNMENT, PUBLIC])
    assert (mixed.verdict, mixed.government, mixed.reason) == (
        Verdict.VALID,
        False,
        VerdictReason.VALID_MIXED,
    )
    assert combine([PUBLIC, PUBLIC]).reason == VerdictReason.VALID_PUBLIC


def test_what_bears_no_signature_says_nothing() -> None:
    assert combine([UNSIGNED, PUBLIC]) == PUBLIC
    stamp = DocumentVerdict(Verdict.UNSIGNED, VerdictReason.TIMESTAMP_ONLY)
    assert combine([stamp]) == stamp
    assert combine([]) == UNSIGNED


def test_an_office_signature_is_noted_and_changes_nothing() -> None:
    assert combine([OFFICE]).verdict is Verdict.UNSIGNED
    assert combine([OFFICE, PUBLIC]) == PUBLIC
    file = Attachment(0, "Giấy mời.docx", FileKind.DOCX, 1, "x")
    examined = ExaminedFile(file, FormatVerdict.ACCEPT, judged=(OFFICE,))
    (note,) = notes_of_carriers([examined])
    assert note.startswith("Tệp «Giấy mời.docx» có chữ ký số của Office")
    assert doubts_of_file(replace(examined, signature=combine([OFFICE]))) == ()


def test_what_waits_is_wanted_of_every_carrier() -> None:
    waiting = [
        verdict(Verdict.INDETERMINATE, wanted=(WantedStatus(name, "ca"),)) for name in ("1", "2")
    ]
    assert [item.certificate for item in combine(waiting).wanted] == ["1", "2"]


@pytest.mark.parametrize(
    ("cms", "reason"),
    [(CmsContent.ENCRYPTED, Reason.ENCRYPTED), (CmsContent.CLOSED, Reason.NOT_OPENED)],
)
def test_a_closed_cms_file_is_a_doubt_whatever_the_rules_say(
    cms: CmsContent, reason: Reason
) -> None:
    file = Attachment(0, "a.p7m", FileKind.CMS, 1, "x", cms)
    for rule in FormatVerdict:
        assert doubts_of_file(ExaminedFile(file, rule)) == (reason,)


def of_mail(word: Verdict, reason: str, covered: frozenset[int] = INDEX) -> MailSignature:
    return MailSignature(verdict(word, reason, carrier=Carrier.MAIL), covered)


@pytest.mark.parametrize(
    ("word", "reason", "doubts", "note"),
    [
        (
            Verdict.VALID,
            VerdictReason.VALID_GOVERNMENT,
            (),
            "hợp lệ bởi «Nguyễn Văn A», «Sở Nội vụ»",
        ),
        (
            Verdict.NOT_VALID,
            VerdictReason.DIGEST_MISMATCH,
            (Reason.SIGNATURE_REVIEW,),
            "không khớp",
        ),
        (
            Verdict.NOT_VALID,
            VerdictReason.MALFORMED_SIGNATURE,
            (Reason.SIGNATURE_REVIEW,),
            "không khớp",
        ),
        (Verdict.NOT_VALID, VerdictReason.REVOKED, (Reason.SIGNATURE_REVIEW,), "thu hồi"),
        (Verdict.NOT_VALID, VerdictReason.UNTRUSTED_CHAIN, (), "không thuộc hệ thống"),
        (Verdict.NOT_VALID, VerdictReason.WEAK_ALGORITHM, (), "chưa kết luận được"),
        (Verdict.REVIEW, VerdictReason.UNUSUAL_SIGNATURE, (), "chưa kết luận được"),
        (Verdict.INDETERMINATE, VerdictReason.REVOCATION_UNKNOWN, (), "chưa kết luận được"),
        (Verdict.TIMEOUT, VerdictReason.TIMEOUT, (), "chưa kết luận được"),
    ],
)
def test_what_the_signature_of_a_mail_leads_to(
    word: Verdict, reason: str, doubts: tuple[Reason, ...], note: str
) -> None:
    signatures = [of_mail(word, reason)]
    assert doubts_of_mail_signature(signatures) == doubts
    (sentence,) = notes_of_mail_signature(signatures, INDEX, None)
    assert note in sentence
    assert ("hợp lệ" in sentence) == (word is Verdict.VALID)


def test_a_valid_mail_signature_vouches_only_for_what_it_covers() -> None:
    (note,) = notes_of_mail_signature([of_mail(Verdict.VALID, "x", frozenset({1}))], INDEX, None)
    assert "nằm ngoài phần đó" in note
    broken = of_mail(Verdict.NOT_VALID, VerdictReason.DIGEST_MISMATCH, frozenset())
    (note,) = notes_of_mail_signature([broken], INDEX, None)
    assert "không khớp" in note  # wherever the document lies: the mail was changed
    two = [of_mail(Verdict.VALID, "x", frozenset()), of_mail(Verdict.VALID, "x")]
    (note,) = notes_of_mail_signature(two, INDEX, None)
    assert "hợp lệ bởi" in note
    assert notes_of_mail_signature([], INDEX, None) == ()


@pytest.mark.parametrize(
    ("sender", "differs"), [("A@mau.example", False), ("b@mau.example", True), (None, False)]
)
def test_another_address_in_the_certificate_is_said(sender: str | None, differs: bool) -> None:
    (note,) = notes_of_mail_signature([of_mail(Verdict.VALID, "x")], INDEX, sender)
    assert ("khác với địa chỉ gửi" in note) == differs


def test_only_signers_that_passed_are_named() -> None:
    stranger = replace(LEADER, common_name="Người lạ")
    signatures = (report(), report(stranger, Indication.INDETERMINATE))
    signed = MailSignature(verdict(Verdict.VALID, signatures=signatures), INDEX)
    (note,) = notes_of_mail_signature([signed], INDEX, None)
    assert "Người lạ" not in note
