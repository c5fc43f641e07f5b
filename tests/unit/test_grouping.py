"""Main documents and annexes of one mail, by what the files themselves say (domain.md 2.3 d, i, k; 13.10)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from gateway import resources
from gateway.adapters.rules_yaml import load_rules
from gateway.domain.document import DocumentText
from gateway.domain.examination import ExaminedFile
from gateway.domain.formats import FileKind, FormatVerdict
from gateway.domain.grouping import ReadFile, group
from gateway.domain.message import Attachment, Message, ReplyTraits
from gateway.domain.reading import DocumentReader
from gateway.domain.signature import UNSIGNED, Verdict

_RULES = load_rules(resources.shared("rules"))
_READER = DocumentReader(_RULES.document_types, _RULES.reading)
VALID = replace(UNSIGNED, verdict=Verdict.VALID)
HEAD = (
    "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "TỈNH QUẢNG NGÃI\tĐộc lập - Tự do - Hạnh phúc\n\n"
)
DECISION = (
    f"{HEAD}Số: 15/QĐ-UBND\tQuảng Ngãi, ngày 05 tháng 02 năm 2015\n\nQUYẾT ĐỊNH\nVề việc khen thưởng\n\n"
    "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\nCăn cứ Luật Tổ chức HĐND và UBND;\nQUYẾT ĐỊNH:\nĐiều 1. Khen thưởng\n"
)
WITH = "(Ban hành kèm theo Quyết định số 15/QĐ-UBND ngày 05 tháng 02 năm 2015 của UBND tỉnh)\n"
DRAFT = (
    f"{HEAD}Số:      /2015/QĐ-UBND\tQuảng Ngãi, ngày     tháng     năm 2015\n\nQUYẾT ĐỊNH\nSửa đổi một số điều của "
    "Quy chế\nban hành kèm theo Quyết định số 15/2014/QĐ-UBND\n"
)


def grouped(*files: tuple[str, FileKind, str], signed: str = "") -> dict[str, list[str]]:
    return {
        main.file.attachment.file_name: [item.file.attachment.file_name for item in annexes]
        for main, annexes in group(_read(files, signed))
    }


def _read(files: Sequence[tuple[str, FileKind, str]], signed: str) -> list[ReadFile]:
    attachments = tuple(
        Attachment(index, name, kind, 1000, str(index))
        for index, (name, kind, _) in enumerate(files)
    )
    mail = Message(None, "Gửi văn bản", None, None, None, "", (), attachments, ReplyTraits())
    read = []
    for attachment, (_, _, text) in zip(attachments, files, strict=True):
        shown = DocumentText(text=text, page_count=1)
        fields = _READER.read(mail, attachment, shown)
        verdict = VALID if attachment.file_name == signed else UNSIGNED
        file = ExaminedFile(attachment, FormatVerdict.ACCEPT, shown, verdict)
        read.append(ReadFile(file, fields))
    return read


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ke hoach.docx", f"KẾ HOẠCH\nTổ chức hội thi sáng tạo kỹ thuật\n{WITH}I. MỤC ĐÍCH"),
        ("15-QD-UBND ke hoach.docx", f"KẾ HOẠCH\nTổ chức hội thi sáng tạo kỹ thuật\n{WITH}"),
        ("quy che.docx", f"{HEAD}QUY CHẾ\nLàm việc của Ban chỉ đạo\n{WITH}"),
        ("2.docx", f"UBND TỈNH QUẢNG NGÃI\nSỞ NỘI VỤ\n\nPHỤ LỤC I\nBÁO CÁO DANH MỤC\n{WITH}"),
        (
            "de cuong.docx",
            "BÁO CÁO\nKết quả\n(Kèm theo Công văn số:     /SNV-CCHC ngày   /02/2015)",
        ),
        ("PL2.docx", "BÁO CÁO\nTình hình thực hiện nhiệm vụ năm 2014 của các đơn vị"),
        ("Pl-03.docx", "BÁO CÁO\nTình hình thực hiện"),
        ("Biểu mẫu.docx", "BÁO CÁO\nTình hình thực hiện"),
        ("Biểu.docx", "Biểu 01\nBÁO CÁO TÌNH HÌNH\n"),
        (
            "2.docx",
            "Mẫu số 01\nTÊN CƠ QUAN\nSố:    /BC-…\n….., ngày    tháng    năm\nBÁO CÁO\nKết quả",
        ),
    ],
)
def test_what_says_that_it_is_an_annex_gets_no_entry_of_its_own(name: str, text: str) -> None:
    files = ("15-QD-UBND.pdf", FileKind.PDF, DECISION), (name, FileKind.DOCX, text)
    assert grouped(*files) == {"15-QD-UBND.pdf": [name]}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("du thao.docx", DRAFT),
        ("du thao 2.docx", DRAFT.replace("QUYẾT ĐỊNH\n", f"QUYẾT ĐỊNH\n{WITH}", 1)),
        ("Phu luc 2.docx", DECISION.replace("15/QĐ", "16/QĐ")),
        ("16.docx", DECISION.replace("15/QĐ", "16/QĐ").replace("Về việc", f"{WITH}Về việc")),
        ("bao cao.docx", f"{HEAD}BÁO CÁO\nKèm theo báo cáo này là danh mục; biểu mẫu gửi sau\n"),
        ("Plan.docx", "BÁO CÁO\nTình hình thực hiện"),
    ],
)
def test_a_document_of_its_own_keeps_its_entry(name: str, text: str) -> None:
    files = ("15-QD-UBND.pdf", FileKind.PDF, DECISION), (name, FileKind.DOCX, text)
    assert grouped(*files) == {"15-QD-UBND.pdf": [], name: []}


PDF = ("15-QD-UBND.pdf", FileKind.PDF, DECISION)
WORD = ("ban word.docx", FileKind.DOCX, DECISION.replace("khen thưởng\n\n", "khen  thưởng\n\n"))
OTHER = ("tt.pdf", FileKind.PDF, DECISION.replace("15/QĐ", "16/QĐ"))
TABLE = ("Danh muc.xlsx", FileKind.XLSX, "Danh mục")


def test_the_word_file_of_a_pdf_is_its_annex() -> None:
    assert grouped(PDF, WORD) == grouped(WORD, PDF) == {PDF[0]: [WORD[0]]}
    assert grouped(PDF, OTHER, WORD, TABLE) == {PDF[0]: [WORD[0], TABLE[0]], OTHER[0]: []}
    assert grouped(PDF, WORD, signed=WORD[0]) == {WORD[0]: [PDF[0]]}
    two = ("ban.odt", FileKind.ODT, DECISION)
    assert grouped(PDF, WORD, two) == {PDF[0]: [WORD[0], two[0]]}
    assert [item.is_copy for _, annexes in group(_read((PDF, WORD, TABLE), "")) for item in annexes] == [True, False]  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        ("15.docx", FileKind.DOCX, DECISION.replace("khen thưởng", "thu hồi đất của hộ gia đình ông A")),
        ("15.docx", FileKind.DOCX, DECISION.replace("QUYẾT ĐỊNH", "KẾ HOẠCH").replace("15/QĐ", "15/KH")),
        ("15.docx", FileKind.DOCX, DECISION.replace("15/QĐ", "16/QĐ")),
        ("15.pdf", FileKind.PDF, DECISION),
        ("du thao.docx", FileKind.DOCX, DRAFT),
    ],
)  # fmt: skip
def test_what_differs_is_no_copy(other: tuple[str, FileKind, str]) -> None:
    assert grouped(PDF, other) == {PDF[0]: [], other[0]: []}


def test_a_copy_of_two_is_for_the_clerk() -> None:
    again = ("15 (2).pdf", FileKind.PDF, DECISION)
    assert grouped(PDF, again, WORD) == {PDF[0]: [], again[0]: [], WORD[0]: []}
