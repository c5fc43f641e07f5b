"""Pages as pictures: level, bounded, stamps apart from print."""

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from gateway.adapters.document_text.page_picture import (
    Picture,
    TooLarge,
    levelled,
    of_image,
    of_page,
    slope_of,
)
from gateway.adapters.document_text.reader import read_file
from gateway.adapters.document_text.scan import read_scan
from gateway.adapters.document_text.stamps import stamps
from gateway.domain.document import ReadProblem
from gateway.domain.formats import FileKind


def lines(size: tuple[int, int] = (1654, 2339)) -> Image.Image:
    page = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(page)
    for row in range(200, size[1] - 200, 45):
        for left in range(200, size[0] - 200, 60):
            draw.rectangle((left, row, left + 45, row + 20), fill="black")
    return page


@pytest.mark.parametrize("tilt", [-3.0, -2.0, -0.7, 0.0, 0.4, 2.0, 3.5])
def test_a_page_is_laid_level(tilt: float) -> None:
    tilted = lines().rotate(tilt, Image.Resampling.BICUBIC, fillcolor="white")
    assert slope_of(tilted.convert("L")) == pytest.approx(-tilt, abs=0.3)
    assert abs(slope_of(levelled(tilted).all_ink())) <= 0.3


def test_an_empty_page_has_no_slope_and_is_blank() -> None:
    empty = Image.new("RGB", (800, 1100), (244, 243, 238))
    assert slope_of(empty.convert("L")) == 0
    assert Picture(empty).is_blank
    assert not Picture(lines()).is_blank


def test_coloured_ink_and_print_are_told_apart() -> None:
    page = lines()
    ImageDraw.Draw(page).rectangle((300, 300, 700, 420), outline=(200, 30, 40), width=8)
    picture = Picture(page)
    ink = picture.stamped()
    assert ink is not None
    (stamp,) = stamps(ink)
    assert 300 < stamp.width < 800
    assert picture.printed().getpixel((302, 350)) > 150
    assert picture.all_ink().getpixel((302, 350)) < 60
    assert Picture(lines()).stamped() is None


def pdf(width: float, height: float) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(width, height))
    canvas.rect(0, 0, width, height, fill=1)
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("size", [(28_346, 28_346), (500, 28_346)])
def test_a_page_of_ten_metres_is_not_rendered(size: tuple[float, float]) -> None:
    document = pypdfium2.PdfDocument(pdf(*size))
    with pytest.raises(TooLarge):
        of_page(document, 0)


def test_a_page_of_a3_is_rendered_at_200_dpi() -> None:
    assert of_page(pypdfium2.PdfDocument(pdf(842, 1191)), 0).size == (2339, 3309)


def test_a_picture_bomb_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (30_000, 30_000)).save(path)
    assert read_scan(path, FileKind.PNG).problem is ReadProblem.TOO_LARGE


def test_a_broken_picture_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0" + b"nothing" * 50)
    assert read_scan(path, FileKind.JPEG).problem is ReadProblem.UNREADABLE


def test_a_picture_waits_for_ocr(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    lines((400, 600)).save(path)
    assert read_file(path, FileKind.PNG).waits_for_ocr


def test_a_large_picture_is_made_smaller(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    lines((4000, 6000)).save(path)
    (frame,) = of_image(path)
    assert frame.height == 2339


def test_the_first_and_the_last_frame_of_a_fax_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "fax.tiff"
    frames = [Image.new("L", (600, 800), 200 + place) for place in range(4)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert [frame.getpixel((5, 5))[0] for frame in of_image(path)] == [200, 203]
