"""Slides by their XML."""

from pathlib import Path

import pytest

from gateway.adapters.document_text import read_file
from gateway.domain.document import DocumentText, ReadProblem, TextEncoding
from gateway.domain.formats import FileKind
from tests.support.document_files import ODF, archive
from tests.support.older_tables import shown

A = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


def _shape(text: str, mark: str = "", font: str = "") -> str:
    latin = f'<a:rPr><a:latin typeface="{font}"/></a:rPr>' if font else ""
    run = f"<a:r>{latin}<a:t>{text}</a:t></a:r>"
    return f"<p:sp><p:nvSpPr>{mark}</p:nvSpPr><p:txBody><a:p>{run}</a:p></p:txBody></p:sp>"


def _slide(inside: str, root: str = "sld") -> str:
    return f"<p:{root} {A}><p:cSld><p:spTree>{inside}</p:spTree></p:cSld></p:{root}>"


def _read(tmp_path: Path, parts: dict[str, str | bytes], kind: FileKind) -> DocumentText:
    path = tmp_path / "slides"
    path.write_bytes(archive(parts))
    return read_file(path, kind)


def test_slides_come_in_their_order_with_what_the_master_shows(tmp_path: Path) -> None:
    numbers = (10, 2, 1)
    parts = {f"ppt/slides/slide{n}.xml": _slide(_shape(f"Trang {n}")) for n in numbers}
    parts["ppt/notesSlides/notesSlide1.xml"] = _slide(_shape("Lời ghi chú"), "notes")
    hint = _shape("Bấm để sửa", "<p:nvPr><p:ph/></p:nvPr>")
    parts["ppt/slideMasters/slideMaster1.xml"] = _slide(_shape("MẬT") + hint, "sldMaster")
    text = _read(tmp_path, parts, FileKind.PPTX).text
    assert " ".join(text.split()) == "Trang 1 Trang 2 Trang 10 Lời ghi chú MẬT"
    assert text.count("\f") == 2


@pytest.mark.parametrize(("side", "scan"), [(9_144_000, True), (900_000, False)])
def test_a_slide_that_is_a_picture_is_a_scan(tmp_path: Path, side: int, scan: bool) -> None:
    picture = f'<p:pic><p:spPr><a:xfrm><a:ext cx="{side}" cy="{side}"/></a:xfrm></p:spPr></p:pic>'
    parts = {
        "ppt/slides/slide1.xml": _slide(_shape("Một") + picture),
        "ppt/media/image1.png": b"x",
    }
    assert _read(tmp_path, parts, FileKind.PPTX).is_scan is scan


def test_a_package_without_slides_is_unreadable(tmp_path: Path) -> None:
    found = _read(tmp_path, {"ppt/presentation.xml": _slide("")}, FileKind.PPTX)
    assert found.problem is ReadProblem.UNREADABLE


def test_open_document_slides(tmp_path: Path) -> None:
    box = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    page = f"<draw:page>{box.format('Tài liệu họp')}</draw:page>"
    body = f"<office:body><office:presentation>{page}</office:presentation></office:body>"
    master = f"<style:master-page {ODF} xmlns:style='s'>{box.format('LƯU HÀNH NỘI BỘ')}</style:master-page>"
    parts = {
        "content.xml": f"<office:document-content {ODF}>{body}</office:document-content>",
        "styles.xml": f"<office:document-styles {ODF}>{master}</office:document-styles>",
    }
    assert _read(tmp_path, parts, FileKind.ODP).text.split("\n") == [
        "Tài liệu họp",
        "LƯU HÀNH NỘI BỘ",
    ]


def test_slides_by_the_fonts_of_their_runs(tmp_path: Path) -> None:
    """A word is too short for statistics: its font tells, on slides, notes and masters."""
    slide, notes = _shape("Ngân sách") + _shape(shown("Số", "vni"), font="VNI-Times"), "NhiÖm vô"
    parts: dict[str, str | bytes] = {
        "ppt/slides/slide1.xml": _slide(slide),
        "ppt/notesSlides/notesSlide1.xml": _slide(_shape(notes, font=".VnTime"), "notes"),
        "ppt/slideMasters/slideMaster1.xml": _slide(
            _shape(shown("mật", "tcvn3"), font=".VnTimeH"), "sldMaster"
        ),
    }
    found = _read(tmp_path, parts, FileKind.PPTX)
    assert found.text.split("\n") == ["Ngân sách", "Số", "Nhiệm vụ", "MẬT"]
    assert found.encoding is TextEncoding.TCVN3


def test_the_master_of_open_document_slides_by_its_fonts(tmp_path: Path) -> None:
    style = (
        '<style:style xmlns:style="s" xmlns:fo="f" style:name="P1">'
        '<style:text-properties fo:font-family=".VnTimeH"/></style:style>'
    )
    mark = f'<text:p text:style-name="P1">{shown("tối mật", "tcvn3")}</text:p>'
    box = "<draw:frame><draw:text-box>{}</draw:text-box></draw:frame>"
    master = f'<style:master-page xmlns:style="s">{box.format(mark)}</style:master-page>'
    page = f"<draw:page>{box.format('<text:p>Tài liệu họp</text:p>')}</draw:page>"
    body = f"<office:body><office:presentation>{page}</office:presentation></office:body>"
    parts: dict[str, str | bytes] = {
        "content.xml": f"<office:document-content {ODF}>{body}</office:document-content>",
        "styles.xml": f"<office:document-styles {ODF}>{style}{master}</office:document-styles>",
    }
    assert _read(tmp_path, parts, FileKind.ODP).text.split("\n") == ["Tài liệu họp", "TỐI MẬT"]
