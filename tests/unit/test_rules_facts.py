"""What the rules look at: words as a clerk reads them, and facts of a document in its mail."""

import unicodedata
from dataclasses import replace
from time import perf_counter

import pytest

from gateway.domain.document import (
    Confidence,
    DocumentFields,
    DocumentText,
    Evidence,
    IncomingDocument,
    Reading,
)
from gateway.domain.facts import Facts, Place, facts_of
from gateway.domain.formats import FileKind
from gateway.domain.message import Attachment, Message, ReplyTraits
from gateway.domain.words import phrase, words_of, words_of_file_name


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("hỏa tốc", "văn bản HOẢ TỐC"),
        ("ủy ban", "UỶ BAN nhân dân"),
        ("góp ý", unicodedata.normalize("NFD", "V/v GÓP  Ý\ndự thảo")),
        ("tháng <số>", "Báo cáo tháng 10-2017"),
        ("quý <số>", "Báo cáo quý III"),
        ("UBND tỉnh … trình Chính phủ", "đề nghị UBND tỉnh xem xét, trình Chính phủ"),
        ("^mời họp", "Mời họp giao ban"),
        ("HĐ", "Mẫu HĐ kinh tế"),
        ("phòng chống", "phòng, chống lụt bão"),
        ("chương trình", "Chương trình công tác"),
    ],
)
def test_found(shown: str, text: str) -> None:
    found = phrase(shown).find(words_of(text))
    assert found is not None
    assert found.phrase == shown


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("HD", "Mẫu HĐ kinh tế"),
        ("ĐA", "DA nhà ở"),
        ("mời", "mờ ảo, mười"),
        ("mật", "mặt"),
        ("báo cáo", "báo cáo-ng bao cao"[10:]),
        ("^mời họp", "V/v mời họp"),
        ("tháng <số>", "tháng trước"),
        ("trình Chính phủ", "Chương trình Chính phủ điện tử"),
        ("UBND tỉnh … trình Chính phủ", "UBND tỉnh một hai ba bốn năm sáu bảy trình Chính phủ"),
    ],
)
def test_not_found(shown: str, text: str) -> None:
    assert phrase(shown).find(words_of(text)) is None


def test_file_names_are_compared_without_marks() -> None:
    assert phrase("tham luận").find(words_of_file_name("bai_Tham-luan_so 2.docx"))


@pytest.mark.parametrize("text", ["", "-", "mời …", "… mời", "^"])
def test_a_phrase_needs_words(text: str) -> None:
    with pytest.raises(ValueError, match="a phrase needs words"):
        phrase(text)


def test_long_text_is_searched_in_linear_time() -> None:
    hostile = words_of("UBND tỉnh " * 50_000)
    begin = perf_counter()
    assert phrase("UBND tỉnh … trình … Chính phủ").find(hostile) is None
    assert perf_counter() - begin < 2


PDF = Attachment(0, "van ban.pdf", FileKind.PDF, 1, "0" * 64)
MAIL = Message(
    message_id=None,
    subject="Gửi văn bản",
    sender=None,
    reply_path=None,
    date=None,
    body="",
    references=(),
    attachments=(PDF,),
    traits=ReplyTraits(),
)


def document(**fields: object) -> IncomingDocument:
    return IncomingDocument(PDF, DocumentText("…"), replace(DocumentFields(), **fields))  # type: ignore[arg-type]  # loose on purpose


def of(text: str, **fields: object) -> Facts:
    return facts_of(replace(document(**fields), text=DocumentText(text)), MAIL)


@pytest.mark.parametrize(
    "line", ["DỰ THẢO", "Dự thảo 2", "  (Dự thảo lần 3)", "DỰ THẢO LẦN THỨ 2", "Dự thảo 12/10/2025"]
)
def test_a_draft_mark_stands_alone_on_its_line(line: str) -> None:
    assert of(f"SỞ XÂY DỰNG\n{line}\nSố:   /QĐ-SXD").is_draft


@pytest.mark.parametrize(
    "line", ["V/v góp ý dự thảo", "Dự thảo Quyết định kèm theo", "Thẩm định dự thảo 2 Quy chế"]
)
def test_the_word_in_a_sentence_is_no_draft_mark(line: str) -> None:
    assert not of(f"SỞ XÂY DỰNG\n{line}\n").is_draft


def test_a_blank_number_is_a_draft_only_in_an_electronic_original() -> None:
    assert of("…", blank_code=True).is_draft
    scan = replace(document(blank_code=True), text=DocumentText("…", is_scan=True))
    assert not facts_of(scan, MAIL).is_draft


@pytest.mark.parametrize(
    ("addressees", "wanted"),
    [
        (("- Sở Xây dựng (để biết);",), True),
        (("Sở Xây dựng",), False),
        (("Sở Xây dựng", "- Sở Xây dựng (để biết)"), False),
        (("Các Sở, ngành", "- Thanh tra Sở Xây dựng (để biết)"), False),
        (("Sở Y tế (để biết)",), False),
        ((), False),
    ],
)
def test_for_information_only_when_every_line_says_so(
    addressees: tuple[str, ...], wanted: bool
) -> None:
    facts = facts_of(document(addressees=addressees), MAIL, ("Sở Xây dựng",))
    assert facts.is_for_information is wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("34_gm_ubnd.pdf", True), ("Giấy mời họp.pdf", True), ("gmail.pdf", False), ("kh.pdf", False)],
)
def test_another_file_of_the_mail_may_be_the_invitation(name: str, wanted: bool) -> None:
    other = Attachment(1, name, FileKind.PDF, 1, "1" * 64)
    mail = replace(MAIL, attachments=(PDF, other))
    assert facts_of(document(), mail).has_invitation_in_mail is wanted


def test_the_document_is_not_its_own_invitation() -> None:
    own = replace(PDF, file_name="giay moi.pdf")
    alone = replace(MAIL, attachments=(own,))
    assert not facts_of(replace(document(), main=own), alone).has_invitation_in_mail


@pytest.mark.parametrize(
    ("subject", "wanted"),
    [
        ("Hồ sơ 000.00.53.H48-220921-0099", True),
        ("Hồ sơ H48.12.05-230101-0007", True),
        ("Thủ tục 1.001612.000.00.00.H48", False),
        ("Số 12/2014", False),
    ],
)
def test_dossier_codes(subject: str, wanted: bool) -> None:
    assert facts_of(document(), replace(MAIL, subject=subject)).has_dossier_code is wanted


def test_the_title_is_the_abstract_and_else_the_subject() -> None:
    abstract = Reading("Về việc mời họp", Evidence.TEXT, Confidence.HIGH, "")
    read = facts_of(document(abstract=abstract), MAIL)
    assert read.places[Place.TITLE].text == " mời họp "
    assert facts_of(document(), MAIL).places[Place.TITLE].text == " gửi văn bản "
