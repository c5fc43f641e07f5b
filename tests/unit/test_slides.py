"""Slides by their XML."""

from pathlib import Path

import pytest

from gateway.adapters.document_text import read_file
from gateway.domain.document import DocumentText, ReadProblem
from gateway.domain.formats import FileKind
from tests.support.document_files import ODF, archive

A = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


def _shape(text: str, mark: str = "") -> str:
    return f"<p:sp><p:nvSpPr>{mark}</p:nvSpPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"


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
