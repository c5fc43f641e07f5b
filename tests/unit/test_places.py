"""The box of the words that were read: on the page where a person sees them, or none."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from gateway.adapters.document_text import read_file
from gateway.adapters.document_text.turning import Turn
from gateway.adapters.examiner.asking import TEXTS
from gateway.demo.layout import SERIF, register_fonts
from gateway.domain.document import Box, DocumentText, PlacedPage
from gateway.domain.formats import FileKind
from gateway.domain.reading import DocumentReader
from gateway.domain.reading.places import Places
from gateway.domain.record import evidence
from tests.support.reading.measure import reader

HEIGHT = A4[1]
SIZE = 13
LINES = (  # left, base line from the top, words
    (60, 60, "UBND TỈNH NAM SƠN"),
    (300, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (60, 80, "SỞ KẾ HOẠCH VÀ ĐẦU TƯ"),
    (330, 80, "Độc lập - Tự do - Hạnh phúc"),
    (60, 110, "Số: 34/KH-SKHĐT"),
    (310, 110, "Nam Sơn, ngày 05 tháng 3 năm 2026"),
    (240, 150, "KẾ HOẠCH"),
    (150, 170, "Kiểm tra tiến độ các dự án"),
    (170, 187, "đầu tư công năm 2026"),
    (60, 230, "Căn cứ Luật Đầu tư công, Sở xây dựng kế hoạch như sau."),
    (330, 700, "GIÁM ĐỐC"),
    (330, 760, "Nguyễn Văn A"),
)


@pytest.fixture(scope="module")
def reading() -> DocumentReader:
    return reader()


def drawn(folder: Path, annex: tuple[tuple[int, int, str], ...] = ()) -> Path:
    register_fonts()
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for page in (LINES, annex) if annex else (LINES,):
        canvas.setFont(SERIF, SIZE)
        for left, top, words in page:
            canvas.drawString(left, HEIGHT - top, words)
        canvas.showPage()
    canvas.save()
    path = folder / "ke-hoach.pdf"
    path.write_bytes(out.getvalue())
    return path


def boxes(reading: DocumentReader, path: Path) -> dict[str, list[float]]:
    fields = reading.read_parts("", "", "", read_file(path, FileKind.PDF))
    return {
        name: found["box"]
        for name, found in evidence(fields).items()
        if isinstance(found, dict) and "box" in found
    }


def is_around(box: list[float], left: float, first: float, last: float) -> bool:
    """The box begins at `left` and goes from above the base line `first` to below `last`, not much further."""
    return (
        abs(box[0] - left) < 2
        and first - 1.4 * SIZE < box[1] < first - 0.6 * SIZE
        and last <= box[3] < last + 0.6 * SIZE
    )


def test_each_box_is_where_the_words_were_drawn(reading: DocumentReader, tmp_path: Path) -> None:
    found = boxes(reading, drawn(tmp_path))
    assert is_around(found["code"], 60, 110, 110)
    assert is_around(found["issue_date"], 310, 110, 110)
    assert is_around(found["issuing_body"], 60, 60, 80)
    assert is_around(found["document_type"], 240, 150, 150)  # not the line of SỞ KẾ HOẠCH
    assert is_around(found["abstract"], 150, 170, 187)
    assert is_around(found["signatory"], 330, 760, 760)
    assert is_around(found["signatory_position"], 330, 700, 700)
    assert all(side == round(side, 1) for box in found.values() for side in box)


def test_the_corner_is_the_one_of_the_page_that_is_shown(
    reading: DocumentReader, tmp_path: Path
) -> None:
    plain = boxes(reading, drawn(tmp_path))
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "ke-hoach.pdf"))
    writer.pages[0].cropbox = RectangleObject((20, 0, A4[0], HEIGHT - 30))
    writer.write(tmp_path / "cropped.pdf")
    cropped = boxes(reading, tmp_path / "cropped.pdf")
    left, top, right, bottom = plain["code"]
    assert cropped["code"] == pytest.approx([left - 20, top - 30, right - 20, bottom - 30], abs=0.2)


def test_a_turned_page_has_no_boxes(reading: DocumentReader, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(drawn(tmp_path)))
    writer.pages[0].rotate(90)
    writer.write(tmp_path / "turned.pdf")
    fields = reading.read_parts("", "", "", read_file(tmp_path / "turned.pdf", FileKind.PDF))
    assert fields.code is not None
    assert fields.code.box is None


def test_the_name_of_the_signatory_in_a_list_behind_is_not_the_signature(
    reading: DocumentReader, tmp_path: Path
) -> None:
    annex = ((60, 60, "PHỤ LỤC"), (60, 100, "Danh sách Tổ kiểm tra"), (60, 140, "Nguyễn Văn A"))
    path = drawn(tmp_path, annex)
    fields = reading.read_parts("", "", "", read_file(path, FileKind.PDF))
    assert fields.signatory is not None
    assert fields.signatory.page == 1
    assert is_around(list(fields.signatory.box or ()), 330, 760, 760)


ONE, TWO, THREE = (0.0, 0.0, 9.0, 9.0), (20.0, 0.0, 29.0, 9.0), (0.0, 10.0, 9.0, 19.0)


@pytest.mark.parametrize(
    ("page", "seen", "expected"),
    [
        ("a\tb\nc", "a", ONE),
        ("a\tb\nc", "b", TWO),
        ("a\tb\nc", "a b", (0.0, 0.0, 29.0, 9.0)),
        ("a\tb\nc", "a c", (0.0, 0.0, 9.0, 19.0)),  # goes on below in its column
        ("a\tb\nc", "a / c", (0.0, 0.0, 9.0, 19.0)),
        ("a\tb\nc", "b / a", (0.0, 0.0, 29.0, 9.0)),
        ("a\tb\nc", "a d", None),
        ("a\tb\nc", "d", None),
        ("a\tb\nc", "", None),
        ("x a y\tb\na", "a", THREE),  # the column that says nothing else
        ("15/QĐ-UBND\tb\nc", "QĐ-UBND", ONE),
        ("15/QĐ-UBNDX\tb\nc", "QĐ-UBND", None),
        ("a  x  b\nc", "x", (0.0, 0.0, 29.0, 9.0)),  # one column, two boxes: around both
        ("a\tb\n\nc", "c", None),  # beyond the lines that have boxes
        ("\nc", "c", THREE),  # a stamp that was left out
    ],
)
def test_words_are_found_in_their_columns(page: str, seen: str, expected: Box | None) -> None:
    assert Places(page, ((ONE, TWO), (THREE,))).find(seen) == expected


def test_lines_without_boxes_are_of_another_page() -> None:
    assert Places("a\nb", ((ONE,), ())).find("a") is None


def test_many_equal_words_cost_no_time() -> None:
    page = "\n".join(["\t".join(["a a a"] * 8)] * 300)
    placed = Places(page, ((ONE,) * 8,) * 300)
    assert placed.find("a " * 600 + "b") is None


def test_boxes_cross_the_border_of_the_worker() -> None:
    text = DocumentText("a\tb", page_count=1, places=(PlacedPage(0, ((ONE, TWO),)),))
    assert TEXTS.shape.validate_json(TEXTS.shape.dump_json(text)) == text


@pytest.mark.parametrize(
    ("degrees", "after", "box"),
    [
        (0, (200, 400), (10, 20, 30, 40)),
        (90, (400, 200), (20, 170, 40, 190)),  # the right side came to the top
        (180, (200, 400), (170, 360, 190, 380)),
        (270, (400, 200), (360, 10, 380, 30)),
    ],
)
def test_a_box_of_a_turned_page_is_turned_back(
    degrees: int, after: tuple[int, int], box: tuple[int, int, int, int]
) -> None:
    left, top, right, bottom = box
    turn = Turn(degrees, after, (200, 400), 0.5)
    assert turn.back((left, top, right, bottom)) == (5.0, 10.0, 15.0, 20.0)
