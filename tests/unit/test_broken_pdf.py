"""PDFs whose text comes out broken: another reader heals them, or they count as pictures."""

from pathlib import Path

import pytest

from gateway.adapters.document_text import poppler, read_file
from gateway.domain.document import DocumentText
from gateway.domain.formats import FileKind
from tests.support.reading.broken_pdfs import Broken, page, with_stamp
from tests.support.servers import need_programs

LINES = (
    "ỦY BAN NHÂN DÂN TỈNH NAM SƠN",
    "SỞ NỘI VỤ",
    "Số: 34/GM-SNV",
    "Nam Sơn, ngày 18 tháng 11 năm 2026",
    "GIẤY MỜI",
    "Họp giao ban công tác xây dựng",
    "Kính gửi: Sở Xây dựng",
    "Sở Nội vụ trân trọng kính mời đại diện lãnh đạo dự họp.",
)
HEALED = (Broken.NAMED, Broken.IN_TURNS)
WELL = (Broken.WHOLE, Broken.ALONE)
PICTURES = tuple(how for how in Broken if how not in {*HEALED, *WELL})


def read(folder: Path, data: bytes) -> DocumentText:
    path = folder / "document.pdf"
    path.write_bytes(data)
    return read_file(path, FileKind.PDF)


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize("how", WELL)
def test_what_is_only_made_in_an_odd_way_is_well(tmp_path: Path, how: Broken) -> None:
    text = read(tmp_path, page(LINES, how))
    assert not text.is_scan
    assert words(text.text) == words("\n".join(LINES))


@pytest.mark.parametrize("how", HEALED)
def test_what_pdftotext_can_read_is_read(tmp_path: Path, how: Broken) -> None:
    need_programs("pdftotext")
    text = read(tmp_path, page(LINES, how))
    assert (text.is_scan, text.problem) == (False, None)
    assert words(text.text) == words("\n".join(LINES))


@pytest.mark.parametrize("how", PICTURES)
def test_what_nobody_can_read_is_a_picture(tmp_path: Path, how: Broken) -> None:
    text = read(tmp_path, page(LINES, how))
    assert text.waits_for_ocr


@pytest.mark.parametrize("how", [*HEALED, *PICTURES])
def test_without_pdftotext_it_is_a_picture(
    tmp_path: Path, how: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert poppler.version() is None
    assert read(tmp_path, page(LINES, how)).waits_for_ocr


@pytest.mark.parametrize("how", [Broken.NO_MAP, Broken.PRIVATE, Broken.REPLACED])
def test_one_stamp_that_no_font_tells_makes_the_page_a_picture(tmp_path: Path, how: Broken) -> None:
    assert read(tmp_path, with_stamp(LINES, "MẬT", how)).waits_for_ocr
    assert not read(tmp_path, with_stamp(LINES, "MẬT", Broken.WHOLE)).is_scan


def test_a_program_that_fails_heals_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pdftotext").write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "pdftotext").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read(tmp_path, page(LINES, Broken.NAMED)).waits_for_ocr


def test_a_program_that_writes_without_end_heals_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pdftotext").write_text("#!/bin/sh\nwhile :; do echo Nội vụ; done\n")
    (tmp_path / "pdftotext").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read(tmp_path, page(LINES, Broken.NAMED)).waits_for_ocr
