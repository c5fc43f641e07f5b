"""Reading, Build 6: main documents and what belongs to them, through the whole walk."""

from collections.abc import Iterator

import pytest

from tests.support.desk import Desk, a_desk
from tests.support.document_files import slides, workbook
from tests.support.reading.as_office import docx_file
from tests.support.reading.as_pdf import pdf
from tests.support.reading.sketches import Sketch, sketches
from tests.support.signed_mail import plain_mail
from tests.support.small_pdf import annex, decision

pytestmark = pytest.mark.acceptance
SLIDES = slides("BÁO CÁO</a:t></a:r></a:p><a:p><a:r><a:t>Kết quả công tác quý III năm 2026")
TABLE = workbook("Danh mục nhiệm vụ")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("desk"), crls=False) as made:
        yield made


def sketch(name: str) -> Sketch:
    return next(item for item in sketches() if item.name == name)


def test_6_slides_tables_and_appendices_belong_to_their_document(desk: Desk) -> None:
    number = next(desk.numbers)
    mail = plain_mail(
        ("Bao cao.pptx", SLIDES),
        ("Phu luc 1.pdf", annex(1, number)),
        ("quyet dinh.pdf", decision(number)),
        ("Danh muc.xlsx", TABLE),
    )
    line, _ = desk.process(mail)
    (found,) = line["documents"]
    assert found["file_name"] == "quyet dinh.pdf"
    names = {item["file_name"] for item in found["annexes"]}
    assert names == {"Bao cao.pptx", "Phu luc 1.pdf", "Danh muc.xlsx"}


def test_6_a_draft_and_its_covering_letter_are_two_documents(desk: Desk) -> None:
    """domain.md 2.3 (i): the mail is not the unit, the document is; the appendix goes with the draft before it."""
    mail = plain_mail(
        ("to trinh.pdf", pdf(sketch("to-trinh"))),
        ("du thao.docx", docx_file(sketch("du-thao-trong-so"))),
        ("Phu luc du thao.xlsx", TABLE),
    )
    letter, draft = desk.accepted(mail)
    assert (letter["file_name"], letter["document_type"], letter["number"]) == (
        "to trinh.pdf",
        "Tờ trình",
        "730",
    )
    assert letter["annexes"] == []
    assert (draft["file_name"], draft["number"]) == ("du thao.docx", None)
    assert draft["article"] == "7", "a draft sent for comments needs no paper (Art. 7)"
    assert [item["file_name"] for item in draft["annexes"]] == ["Phu luc du thao.xlsx"]
    assert letter["arrival_number"] != draft["arrival_number"]


def test_6_a_mail_of_annexes_alone_is_one_document_for_the_clerk(desk: Desk) -> None:
    line, _ = desk.process(plain_mail(("Danh muc.xlsx", TABLE), ("Bao cao.pptx", SLIDES)))
    assert (line["outcome"], line["reasons"]) == ("held", ["not-recognised"])
