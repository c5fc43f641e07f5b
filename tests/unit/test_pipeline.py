"""The walk of one message, on mails that are already read."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.message_store import FileMessageStore
from gateway.adapters.rules_yaml import RuleSet, load_rules
from gateway.config.agencies import OfficeHoursSettings
from gateway.domain.admission import Accept, Admission, Hold, Ignore, Reason, Reject, Wait
from gateway.domain.document import Annex, DocumentText, Evidence, TextEncoding
from gateway.domain.formats import FileKind
from gateway.domain.mail_signature import MailSignature
from gateway.domain.message import (
    Address,
    Attachment,
    Channel,
    CmsContent,
    Container,
    Defect,
    Enclosed,
    RawMessage,
    ReplyTraits,
)
from gateway.domain.office_hours import OfficeHours
from gateway.domain.quarantine import NOTHING_RELEASED
from gateway.domain.reading import DocumentReader
from gateway.domain.receipt import ReceiptKind
from gateway.domain.rules import AgencyClassifier
from gateway.domain.signature import (
    UNSIGNED,
    DocumentVerdict,
    Signer,
    SignerKind,
    Verdict,
    VerdictReason,
    WantedStatus,
)
from gateway.domain.signature_policy import RequiredSigners, SignerRequirement
from gateway.pipeline import Tools, process
from gateway.ports import Conclusion, Releases
from gateway.receiver import Folders, Policies, Receiver, SignaturePolicy
from tests.support.examined import ReadMail, ReadyExaminer, mail
from tests.support.values import NOON_FRIDAY, ZONE, report_of

INVITATION = "\n".join(
    (
        "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
        "SỞ NỘI VỤ",
        "Số: 34/GM-SNV",
        "Quảng Ngãi, ngày 18 tháng 11 năm 2026",
        "GIẤY MỜI",
        "Họp giao ban công tác văn thư",
        "Kính gửi: Sở Xây dựng",
    )
)
DECISION = INVITATION.replace("34/GM-SNV", "12/2026/QĐ-UBND").replace("GIẤY MỜI", "QUYẾT ĐỊNH")
SECRET = "SỞ NỘI VỤ\nSố: 7/BC-SNV\nMẬT\nBÁO CÁO\nViệc riêng không ai được biết"


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules(resources.shared("rules"))


class World:
    """One receiver with the packaged rules and a real message store."""

    def __init__(self, folder: Path, rules: RuleSet) -> None:
        self.store = FileMessageStore(folder)
        self.rules = rules
        self.requirements: tuple[SignerRequirement, ...] = ()
        self.releases: Releases = NOTHING_RELEASED
        body = self.store.put([b"raw mail"])
        self.raw = RawMessage(
            body.digest, body.size, "sxd", Channel.SMTP, NOON_FRIDAY, "snv@quangngai.gov.vn"
        )
        self.receiver = Receiver(
            agency="sxd",
            mailbox="sxd",
            known_senders=("*.gov.vn",),
            holds_unknown_senders=True,
            observes=False,
            folders=Folders("Đã vào sổ/{year}", "Cần xem", "Từ chối", "Mật"),
            office_hours=OfficeHours(
                OfficeHoursSettings().by_weekday(), frozenset(), frozenset(), ZONE
            ),
            zone=ZONE,
            classifier=AgencyClassifier(rules.classification, ("Sở Xây dựng",)),
        )

    def process(
        self,
        read: ReadMail,
        now: datetime | None = None,
        *,
        scans_wait: bool = False,
        asked_before: bool = False,
    ) -> Conclusion:
        policies = Policies(
            self.rules.formats,
            self.rules.admission,
            self.rules.secrecy,
            self.rules.digest,
            SignaturePolicy(self.requirements),
            self.rules.directory,
        )
        reader = DocumentReader(self.rules.document_types)
        own = frozenset({"sxd@quangngai.gov.vn"})
        examiner = ReadyExaminer(read)
        tools = Tools(self.store, examiner, reader, policies, own, self.releases, scans_wait)
        at = now or self.raw.entered_system_at
        return process(self.raw, self.receiver, tools, at, asked_before=asked_before)


@pytest.fixture
def world(tmp_path: Path, rules: RuleSet) -> World:
    return World(tmp_path, rules)


def test_an_invitation_is_accepted_answered_and_filed_by_its_counted_year(world: World) -> None:
    conclusion = world.process(mail(INVITATION))
    assert conclusion.admission == Accept()
    (entry,) = conclusion.entries
    assert (entry.classification.article, entry.paper_expected) == ("7", False)
    assert conclusion.target == "Đã vào sổ/2026"
    assert conclusion.receipt is not None
    assert (conclusion.receipt.kind, conclusion.receipt.to) == (
        ReceiptKind.RECEIPT,
        "snv@quangngai.gov.vn",
    )
    assert conclusion.rules_digest == world.rules.digest


@pytest.mark.parametrize(
    ("verdict", "government", "expected"),
    [(Verdict.VALID, True, False), (Verdict.VALID, False, True), (Verdict.UNSIGNED, False, True)],
)
def test_only_a_government_signature_frees_from_paper(
    world: World, verdict: Verdict, government: bool, expected: bool
) -> None:
    """Art. 8.2."""
    read = mail(DECISION, subject="Quyết định số 12/2026/QĐ-UBND")
    read.verdicts = {0: DocumentVerdict(verdict, VerdictReason.VALID_GOVERNMENT, government)}
    (entry,) = world.process(read).entries
    assert entry.classification.article == "8"
    assert entry.paper_expected is expected


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (Verdict.NOT_VALID, Reason.SIGNATURE_NOT_VALID),
        (Verdict.REVIEW, Reason.SIGNATURE_REVIEW),
        (Verdict.TIMEOUT, Reason.SIGNATURE_REVIEW),
    ],
)
def test_a_doubtful_signature_is_held_and_not_answered(
    world: World, verdict: Verdict, reason: Reason
) -> None:
    read = mail(INVITATION)
    read.verdicts = {0: DocumentVerdict(verdict, "x")}
    conclusion = world.process(read)
    assert conclusion.admission == Hold((reason,))
    assert conclusion.receipt is None
    assert conclusion.target == "Cần xem"


def test_a_status_that_nobody_knows_is_waited_for_and_then_goes_to_the_clerk(world: World) -> None:
    read = mail(INVITATION)
    wanted = WantedStatus("bGVhZg==", "Y2E=")
    read.verdicts = {0: DocumentVerdict(Verdict.INDETERMINATE, "x", wanted=(wanted,))}
    entered = world.raw.entered_system_at
    waiting = world.process(read, entered + timedelta(hours=23))
    assert waiting.admission == Wait((Reason.SIGNATURE_INDETERMINATE,))
    assert (waiting.receipt, waiting.target, waiting.wanted) == (None, None, (wanted,))
    given_up = world.process(read, entered + timedelta(hours=24))
    assert given_up.admission == Hold((Reason.SIGNATURE_INDETERMINATE,))
    assert (given_up.receipt, given_up.target) == (None, "Cần xem")


def test_a_second_doubt_goes_to_the_clerk_at_once(world: World) -> None:
    read = mail(INVITATION, INVITATION + "\nbản hai")
    read.verdicts = {
        0: DocumentVerdict(Verdict.INDETERMINATE, "x"),
        1: DocumentVerdict(Verdict.REVIEW, "x"),
    }
    reasons = (Reason.SIGNATURE_INDETERMINATE, Reason.SIGNATURE_REVIEW)
    assert world.process(read).admission == Hold(reasons)


def test_of_a_secret_document_nothing_is_kept_but_the_fact(world: World) -> None:
    """Art. 1.2: the bytes are sealed; no title, no text, no sender; later files are not looked at."""
    read = mail(SECRET, INVITATION, subject="Gửi báo cáo")
    conclusion = world.process(read)
    assert conclusion.admission == Hold((Reason.SECRET,))
    assert "riêng" not in repr(conclusion)
    assert "báo cáo" not in repr(conclusion)
    assert (conclusion.entries, conclusion.receipt, conclusion.message_id, conclusion.sender) == (
        (),
        None,
        None,
        None,
    )
    assert conclusion.target == "Mật"
    assert read.looked_at == [0]
    assert world.store.is_quarantined(world.raw.digest)


def test_a_secret_found_sealed_after_a_crash_ends_the_same(world: World) -> None:
    first = world.process(mail(SECRET))
    assert world.process(mail(INVITATION)) == first


def test_a_mark_in_the_subject_stops_before_any_file_is_opened(world: World) -> None:
    read = mail(INVITATION, subject="[MẬT] Gửi văn bản")
    assert world.process(read).admission == Hold((Reason.SECRET,))
    assert read.looked_at == []


def test_limited_circulation_is_held_for_the_clerk(world: World) -> None:
    conclusion = world.process(mail(INVITATION.replace("GIẤY MỜI", "LƯU HÀNH NỘI BỘ\nGIẤY MỜI")))
    assert conclusion.admission == Hold((Reason.LIMITED_CIRCULATION,))
    assert conclusion.target == "Cần xem"
    assert not world.store.is_quarantined(world.raw.digest)


def test_observing_neither_moves_nor_answers(world: World) -> None:
    world.receiver = replace(world.receiver, observes=True)
    conclusion = world.process(mail(INVITATION))
    assert conclusion.admission == Accept()
    assert (conclusion.receipt, conclusion.target) == (None, None)


def test_an_unknown_sender_is_held(world: World) -> None:
    read = mail(INVITATION, sender=Address("", "someone@gmail.test"))
    assert world.process(read).admission == Hold((Reason.UNKNOWN_SENDER,))
    world.receiver = replace(world.receiver, holds_unknown_senders=False)
    assert world.process(read).admission == Accept()


def test_a_sender_disowned_by_its_domain_is_held(world: World) -> None:
    read = mail(INVITATION, authentication=(("dmarc", "fail"),))
    assert world.process(read).admission == Hold((Reason.SENDER_NOT_AUTHENTICATED,))


def test_a_mailing_list_document_is_entered_and_not_answered(world: World) -> None:
    conclusion = world.process(mail(INVITATION, traits=ReplyTraits(has_list_header=True)))
    assert conclusion.admission == Accept()
    assert conclusion.receipt is None


def test_an_out_of_office_note_is_ignored_and_stays_where_it_is(world: World) -> None:
    conclusion = world.process(mail(traits=ReplyTraits(auto_submitted="auto-replied")))
    assert conclusion.admission == Ignore((Reason.AUTO_REPLY,))
    assert conclusion.target is None


def test_a_defect_that_may_hide_a_file_is_held(world: World) -> None:
    read = mail(INVITATION, defects=frozenset({Defect.MISSING_BOUNDARY}))
    assert world.process(read).admission == Hold((Reason.MALFORMED,))


def test_a_program_is_refused_outright_as_the_rules_say(world: World) -> None:
    read = mail("x", subject="Báo cáo")
    assert read.message is not None
    program = replace(read.message.attachments[0], kind=FileKind.EXECUTABLE, file_name="a.exe")
    read.message = replace(read.message, attachments=(program,))
    conclusion = world.process(read)
    assert conclusion.admission == Reject((Reason.FORMAT_NOT_LISTED,))
    assert conclusion.receipt is not None
    assert (conclusion.receipt.kind, conclusion.target) == (ReceiptKind.REFUSAL, "Từ chối")
    assert read.looked_at == []


def test_a_container_that_stayed_closed_is_held_beside_a_good_document(world: World) -> None:
    read = mail(INVITATION, "x")
    assert read.message is not None
    good, other = read.message.attachments
    closed = replace(other, kind=FileKind.ZIP, file_name="a.zip", closed=Reason.UNSAFE_ARCHIVE)
    read.message = replace(read.message, attachments=(good, closed))
    assert world.process(read).admission == Hold((Reason.UNSAFE_ARCHIVE,))
    assert read.looked_at == [0]


def test_a_mark_in_an_enclosed_mail_seals_the_whole(world: World) -> None:
    read = mail(INVITATION)
    assert read.message is not None
    said = Enclosed(Container(FileKind.MAIL, (0,), ("thư.eml",)), subject="[MẬT] Giấy mời")
    read.message = replace(read.message, enclosed=(said,))
    assert world.process(read).admission == Hold((Reason.SECRET,))
    assert world.store.is_quarantined(world.raw.digest)
    assert read.looked_at == []


def test_two_documents_in_one_mail_are_two_entries(world: World) -> None:
    """The mail is not the unit (domain.md 2.3 i)."""
    conclusion = world.process(mail(INVITATION, DECISION, subject="Gửi văn bản"))
    codes = [
        str(entry.document.fields.code.value)
        for entry in conclusion.entries
        if entry.document.fields.code
    ]
    assert codes == ["34/GM-SNV", "12/2026/QĐ-UBND"]


def test_a_table_is_an_annex_of_its_document(world: World) -> None:
    read = mail(INVITATION, "STT\tNội dung")
    assert read.message is not None
    first, second = read.message.attachments
    table = replace(second, kind=FileKind.XLSX, file_name="bieu.xlsx")
    read.message = replace(read.message, attachments=(first, table))
    (entry,) = world.process(read).entries
    assert entry.document.annexes == (Annex(table),)


def test_a_scan_is_held_until_its_marks_can_be_read(world: World) -> None:
    read = mail(INVITATION)
    read.texts = {0: DocumentText(text="", page_count=1, is_scan=True)}
    assert world.process(read).admission == Hold((Reason.NO_TEXT,))


SCAN = DocumentText(text="", page_count=1, is_scan=True)
READ_SCAN = replace(SCAN, text=INVITATION, recognised=True)


def test_where_scans_wait_nothing_is_concluded_of_a_mail_with_one(world: World) -> None:
    """Art. 1.2: not a word of the mail is kept, entered or answered before its scan was read."""
    read = mail(INVITATION, INVITATION, INVITATION)
    read.texts = {**read.texts, 1: SCAN}
    conclusion = world.process(read, scans_wait=True)
    assert conclusion.admission == Wait((Reason.NO_TEXT,))
    assert (conclusion.entries, conclusion.receipt, conclusion.message_id) == ((), None, None)
    read.looked_at.clear()
    world.process(read, world.raw.entered_system_at + timedelta(hours=24), scans_wait=True)
    assert read.looked_at == [0, 1], "what follows is looked at by those who read the scan"


def test_a_scan_is_read_at_once_and_after_the_status_of_its_signature_is_known_or_given_up(
    world: World,
) -> None:
    """Else the same pages would be read at each question to the authority, for a day."""
    read = mail(INVITATION, INVITATION)
    wanted = WantedStatus("bGVhZg==", "Y2E=")
    read.texts = {0: SCAN, 1: SCAN}
    read.verdicts = {1: DocumentVerdict(Verdict.INDETERMINATE, "x", wanted=(wanted,))}
    entered = world.raw.entered_system_at
    first = world.process(read, entered, scans_wait=True)
    assert first.admission == Wait((Reason.NO_TEXT,)), "a mark is looked for at once"
    late = entered + timedelta(hours=23)
    waiting = world.process(read, late, scans_wait=True, asked_before=True)
    assert waiting.admission == Wait((Reason.SIGNATURE_INDETERMINATE,))
    assert waiting.wanted == (wanted,)
    assert (waiting.entries, waiting.receipt, waiting.message_id, waiting.sender) == (
        (),
        None,
        None,
        None,
    ), "Art. 1.2: a mark may stand on it"
    end = entered + timedelta(hours=24)
    given_up = world.process(read, end, scans_wait=True, asked_before=True)
    assert given_up.admission == Wait((Reason.NO_TEXT,))


@pytest.mark.parametrize("other", [Verdict.REVIEW, Verdict.NOT_VALID])
def test_what_goes_to_the_clerk_in_any_case_does_not_wait_for_a_status(
    world: World, other: Verdict
) -> None:
    read = mail(INVITATION, INVITATION)
    read.texts = {0: SCAN, 1: SCAN}
    read.verdicts = {
        0: DocumentVerdict(Verdict.INDETERMINATE, "x"),
        1: DocumentVerdict(other, "x"),
    }
    conclusion = world.process(read, scans_wait=True, asked_before=True)
    assert conclusion.admission == Wait((Reason.NO_TEXT,))


def test_a_scan_that_was_read_is_entered(world: World) -> None:
    read = mail(INVITATION)
    read.texts = {0: READ_SCAN}
    conclusion = world.process(read, scans_wait=True)
    assert conclusion.admission == Accept()
    (entry,) = conclusion.entries
    assert entry.document.fields.document_type is not None
    assert entry.document.fields.document_type.source is Evidence.OCR


def test_each_scan_that_names_its_type_is_a_document_of_its_own(world: World) -> None:
    """domain.md 2.3 i: a second document never hides as an annex of the first."""
    read = mail(INVITATION, INVITATION, subject="Gửi văn bản")
    read.texts = {0: READ_SCAN, 1: replace(READ_SCAN, text=INVITATION.replace("34/", "35/"))}
    conclusion = world.process(read)
    assert [entry.document.annexes for entry in conclusion.entries] == [(), ()]


@pytest.mark.parametrize("where", ["text", "stamps"])
def test_a_mark_that_ocr_saw_stops_the_mail(world: World, where: str) -> None:
    read = mail(INVITATION)
    marked = {"text": INVITATION.replace("GIẤY MỜI", "| MÂT |\tGIẤY MỜI"), "stamps": "TÕI MẬT"}
    read.texts = {0: replace(READ_SCAN, **{where: marked[where]})}
    assert world.process(read).admission == Hold((Reason.SECRET,))
    assert world.store.is_quarantined(world.raw.digest)


def test_a_picture_that_says_too_little_is_held(world: World) -> None:
    """A blank page, a photograph: nobody can say that it bears no mark."""
    read = mail(INVITATION)
    read.texts = {0: replace(SCAN, stamps="a ~ ,")}
    assert world.process(read).admission == Hold((Reason.NO_TEXT,))


def test_a_mail_that_cannot_be_read_is_held_with_its_reason(world: World) -> None:
    assert world.process(ReadMail(None, Reason.TOO_LARGE)).admission == Hold((Reason.TOO_LARGE,))
    assert world.process(ReadMail(None)).admission == Hold((Reason.MALFORMED,))


def test_one_code_on_two_files_goes_to_the_clerk(world: World) -> None:
    """The PDF and the Word file of one document must not get two numbers."""
    conclusion = world.process(mail(INVITATION, INVITATION + "\nbản Word", subject="Gửi giấy mời"))
    assert conclusion.admission == Hold((Reason.NOT_RECOGNISED,))


def test_the_word_file_of_a_pdf_gets_no_number_and_a_note(world: World) -> None:
    read = mail(INVITATION, INVITATION + "\nbản Word", subject="Gửi giấy mời")
    assert read.message is not None
    pdf, word = read.message.attachments
    word = replace(word, file_name="ban\u202e word.docx", kind=FileKind.DOCX)
    read.message = replace(read.message, attachments=(pdf, word))
    conclusion = world.process(read)
    (entry,) = conclusion.entries
    assert isinstance(conclusion.admission, Accept)
    assert [annex.attachment.file_name for annex in entry.document.annexes] == [word.file_name]
    assert any("«ban word.docx»" in note and "«van-ban-0.pdf»" in note for note in entry.notes)


@pytest.mark.parametrize(
    ("signers", "admission"),
    [
        (RequiredSigners.ANY, Accept()),
        (RequiredSigners.ORGANISATION, Hold((Reason.SIGNER_MISSING,))),
        (RequiredSigners.ORGANISATION_AND_PERSON, Hold((Reason.SIGNER_MISSING,))),
    ],
)
def test_a_signed_document_needs_the_signatures_that_are_required_on_its_day(
    world: World, signers: RequiredSigners, admission: Admission
) -> None:
    read = mail(INVITATION)
    person = Signer("Nguyễn Văn A", None, (), "Giám đốc", None, "1", SignerKind.PERSON)
    read.verdicts = {0: signed_by(person)}
    day = world.raw.entered_system_at.date()
    later = SignerRequirement(day + timedelta(days=1), RequiredSigners.ORGANISATION)
    world.requirements = (SignerRequirement(day, signers), later)
    assert world.process(read).admission == admission
    read.verdicts = {}  # unsigned: Article 8 asks for its paper
    assert world.process(read).admission == Accept()


def test_another_signer_than_the_issuing_body_is_noted_and_never_held_for_it(world: World) -> None:
    read = mail(INVITATION)
    signer = Signer("Sở Y tế", "Tỉnh Quảng Ngãi", (), None, None, "1", SignerKind.ORGANISATION)
    read.verdicts = {0: signed_by(signer)}
    conclusion = world.process(read)
    assert conclusion.admission == Accept((Reason.SIGNER_MISMATCH,))
    (entry,) = conclusion.entries
    assert "Chứng thư số ghi «Sở Y tế», văn bản ghi cơ quan ban hành" in entry.notes[0]
    read.verdicts = {0: signed_by(replace(signer, common_name="SO NOI VU"))}
    conclusion = world.process(read)
    assert conclusion.admission == Accept()
    assert conclusion.entries[0].notes == ()


def test_the_verdict_on_an_annex_is_kept_and_its_signer_compared(world: World) -> None:
    read = mail(INVITATION, "Phụ lục\nDanh sách đại biểu")
    signed = signed_by(
        Signer("Sở Y tế", "Tỉnh Quảng Ngãi", (), None, None, "1", SignerKind.ORGANISATION)
    )
    read.verdicts = {1: signed}
    conclusion = world.process(read)
    (entry,) = conclusion.entries
    assert [annex.signature for annex in entry.document.annexes] == [signed]
    assert conclusion.admission == Accept((Reason.SIGNER_MISMATCH,))


def signed_by(signer: Signer) -> DocumentVerdict:
    return DocumentVerdict(Verdict.VALID, "x", True, (report_of(signer),))


def with_signature(read: ReadMail) -> Attachment:
    """The mail with a `.p7s` as its last attachment."""
    assert read.message is not None
    given = read.message.attachments
    name = f"{given[0].file_name}.p7s"
    signature = Attachment(len(given), name, FileKind.CMS, 9, "0" * 64, CmsContent.DETACHED)
    read.message = replace(read.message, attachments=(*given, signature))
    return signature


def test_a_signature_beside_a_document_is_no_document(world: World) -> None:
    read = mail(DECISION, subject="Quyết định số 12/2026/QĐ-UBND")
    signature = with_signature(read)
    read.verdicts = {
        1: DocumentVerdict(Verdict.VALID, VerdictReason.VALID_GOVERNMENT, True, trust="t")
    }
    conclusion = world.process(read)
    assert conclusion.admission == Accept()
    (entry,) = conclusion.entries
    assert entry.document.signature_files == (signature,)
    assert entry.paper_expected is False
    assert (read.looked_at, conclusion.trusts) == ([0], ("t",))


def test_a_signature_of_nobody_knows_what_is_held(world: World) -> None:
    read = mail(INVITATION, DECISION, subject="Gửi văn bản")
    signature = with_signature(read)
    assert read.message is not None
    stray = replace(signature, file_name="c.p7s")
    read.message = replace(read.message, attachments=(*read.message.attachments[:2], stray))
    assert world.process(read).admission == Hold((Reason.SIGNATURE_UNPAIRED,))


def test_the_signature_of_a_mail_never_frees_from_paper(world: World) -> None:
    """Art. 8.2 and 9 ask for the signature of the document."""
    read = mail(DECISION, subject="Quyết định số 12/2026/QĐ-UBND")
    valid = DocumentVerdict(Verdict.VALID, VerdictReason.VALID_GOVERNMENT, True, trust="t")
    read.mail = (MailSignature(valid, frozenset({0})),)
    conclusion = world.process(read)
    (entry,) = conclusion.entries
    assert conclusion.admission == Accept()
    assert (entry.document.signature, entry.paper_expected) == (UNSIGNED, True)
    assert "không thay cho chữ ký số trên văn bản" in entry.notes[0]
    assert conclusion.trusts == ("t",)


def test_a_mail_that_was_changed_is_held_and_a_doubtful_signer_is_noted(world: World) -> None:
    read = mail(INVITATION)
    broken = DocumentVerdict(Verdict.NOT_VALID, VerdictReason.DIGEST_MISMATCH)
    read.mail = (MailSignature(broken, frozenset({0})),)
    assert world.process(read).admission == Hold((Reason.SIGNATURE_REVIEW,))
    unknown = DocumentVerdict(Verdict.INDETERMINATE, VerdictReason.REVOCATION_UNKNOWN)
    read.mail = (MailSignature(unknown, frozenset({0})),)
    conclusion = world.process(read)
    assert conclusion.admission == Accept()
    assert "chưa kết luận được" in conclusion.entries[0].notes[0]


@pytest.mark.parametrize("encoding", [TextEncoding.TCVN3, TextEncoding.WINDOWS_1258])
def test_a_document_in_an_older_table_is_entered_and_its_sender_told(
    world: World, encoding: TextEncoding
) -> None:
    """Art. 4.2.b: read by its table, no reason to keep it waiting."""
    read = mail(INVITATION)
    read.texts = {0: DocumentText(text=INVITATION, encoding=encoding)}
    conclusion = world.process(read)
    assert conclusion.admission == Accept((Reason.NOT_UNICODE,))
    assert conclusion.receipt is not None
    assert [line.is_unicode for line in conclusion.receipt.lines] == [False]


def test_an_annex_in_an_older_table_is_told_with_its_document(world: World) -> None:
    read = mail(INVITATION, "STT\tNội dung")
    assert read.message is not None
    first, second = read.message.attachments
    table = replace(second, kind=FileKind.XLSX, file_name="bieu.xlsx")
    read.message = replace(read.message, attachments=(first, table))
    read.texts = {**read.texts, 1: DocumentText("STT\tNội dung", encoding=TextEncoding.VNI)}
    conclusion = world.process(read)
    assert conclusion.admission == Accept((Reason.NOT_UNICODE,))
    assert conclusion.receipt is not None
    assert [line.is_unicode for line in conclusion.receipt.lines] == [False]


def test_a_text_whose_table_is_not_certain_is_held(world: World) -> None:
    read = mail(INVITATION)
    read.texts = {0: DocumentText(text=INVITATION, encoding=TextEncoding.UNKNOWN)}
    assert world.process(read).admission == Hold((Reason.NOT_UNICODE,))


@pytest.mark.parametrize("subject", ["[MËT] Giay moi", "[MAÄT] Giay moi", "[M‡T] Giay moi"])
def test_a_mark_of_an_older_table_in_a_doubtful_subject_stops(world: World, subject: str) -> None:
    read = mail(INVITATION, subject=subject, defects=frozenset({Defect.UNKNOWN_CHARSET}))
    assert world.process(read).is_secret
    assert read.looked_at == []
