"""The text of files: what a person sees is there, and a hostile file is a value, never an exception."""

import ctypes
import zipfile
from io import BytesIO
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from gateway.adapters.document_text import read_file
from gateway.domain.document import DocumentText, ReadProblem, TextEncoding
from gateway.domain.failures import PermanentFailure
from gateway.domain.formats import FileKind
from tests.support import document_files as files
from tests.support.small_pdf import invitation


@pytest.fixture
def read(tmp_path: Path):
    def _read(data: bytes, kind: FileKind, max_pages: int = 3) -> DocumentText:
        path = tmp_path / "file"
        path.write_bytes(data)
        return read_file(path, kind, max_pages)

    return _read


def test_number_and_day_of_field_appearances_stand_in_their_line(read) -> None:
    text = read(files.electronic_original("362", "14"), FileKind.PDF).text
    assert "Số: 362 /KH-SXD" in text.replace("\t", " ")
    assert "ngày 14 tháng 4 năm 2026" in text.replace("\t", " ")


def test_columns_are_apart_and_lines_in_their_order(read) -> None:
    lines = read(files.electronic_original("1", "2"), FileKind.PDF).text.split("\n")
    assert lines[0] == "UBND TỈNH A\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert lines[1] == "SỞ XÂY DỰNG\tĐộc lập - Tự do - Hạnh phúc"


def test_a_born_digital_file_is_no_scan(read) -> None:
    found = read(invitation(5), FileKind.PDF)
    assert (found.is_scan, found.problem, found.page_count) == (False, None, 1)
    assert "GIẤY MỜI" in found.text


@pytest.mark.parametrize("stamp", ["", "SAO Y; SỞ XÂY DỰNG; Thời gian ký: 01/11/2026"])
def test_a_picture_with_a_stamp_is_a_scan(read, stamp: str) -> None:
    found = read(files.scan(stamp), FileKind.PDF)
    assert found.is_scan
    assert found.problem is None
    assert found.title == "02 gm sxd"


def test_words_under_the_picture_do_not_make_it_born_digital(read) -> None:
    found = read(
        files.scan(hidden_words="Cộng hòa xã hội chủ nghĩa Việt Nam, Sở Xây dựng"), FileKind.PDF
    )
    assert found.is_scan
    assert "Sở Xây dựng" in found.text


def test_first_pages_and_the_last_one_are_read(read) -> None:
    out = BytesIO()
    page = files.canvas(out)
    for number in range(1, 8):
        page.setFont(files.FONT, 13)
        page.drawString(72, 700, f"Trang thứ {number}")
        page.showPage()
    page.save()
    found = read(out.getvalue(), FileKind.PDF, 2)
    assert found.text.split("\f") == ["Trang thứ 1", "Trang thứ 2", "Trang thứ 7"]
    assert found.page_count == 7


@pytest.mark.parametrize(
    ("data", "kind", "problem"),
    [
        (b"", FileKind.PDF, ReadProblem.EMPTY),
        (b"", FileKind.EMPTY, ReadProblem.EMPTY),
        (b"%PDF-1.7\nrubbish", FileKind.PDF, ReadProblem.UNREADABLE),
        (invitation(1)[:300], FileKind.PDF, ReadProblem.UNREADABLE),
        (b"PK\x03\x04broken", FileKind.DOCX, ReadProblem.UNREADABLE),
        (files.archive({"other.xml": "<a/>"}), FileKind.DOCX, ReadProblem.UNREADABLE),
        (files.archive({"word/document.xml": "<a><b></a>"}), FileKind.DOCX, ReadProblem.UNREADABLE),
        (files.word(""), FileKind.DOCX, ReadProblem.EMPTY),
        (b"\xd0\xcf\x11\xe0", FileKind.DOC, ReadProblem.UNREADABLE),
        (b"rubbish", FileKind.RTF, ReadProblem.UNREADABLE),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_problem(
    read, data: bytes, kind: FileKind, problem: ReadProblem
) -> None:
    assert read(data, kind).problem is problem


def test_a_locked_pdf_is_encrypted(read) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption  # noqa: PLC0415 - only this test needs it

    out = BytesIO()
    page = files.canvas(out, encrypt=StandardEncryption("secret", canPrint=0))
    page.drawString(72, 700, "Khóa")
    page.save()
    assert read(out.getvalue(), FileKind.PDF).problem is ReadProblem.ENCRYPTED


@pytest.mark.parametrize("name", [b"/JavaScript", b"/J#61vaScript", b"/Launch"])
def test_actions_in_a_pdf_are_active_content(read, name: bytes) -> None:
    action = b"9 0 obj << /S " + name + b" /JS (app.alert(1)) >> endobj\n"
    assert read(invitation(1).replace(b"%%EOF", action + b"%%EOF"), FileKind.PDF).active_content
    assert not read(invitation(1), FileKind.PDF).active_content


def test_word_text_keeps_columns_boxes_insertions_and_controls(read) -> None:
    table = (
        f"<w:tbl><w:tr><w:tc>{files.paragraph('UBND TỈNH A')}{files.paragraph('SỞ B')}</w:tc>"
        f"<w:tc>{files.paragraph('CỘNG HÒA')}{files.paragraph('Độc lập')}</w:tc></w:tr></w:tbl>"
    )
    box = f"<w:p><w:r><w:pict><w:txbxContent>{files.paragraph('MẬT')}</w:txbxContent></w:pict></w:r></w:p>"
    inserted = "<w:p><w:ins><w:r><w:t>chèn</w:t></w:r></w:ins><w:del><w:r><w:delText>xóa</w:delText></w:r></w:del></w:p>"
    control = f"<w:sdt><w:sdtContent>{files.paragraph('Số: 12/QĐ-SB')}</w:sdtContent></w:sdt>"
    lines = read(files.word(table + box + inserted + control), FileKind.DOCX).text.split("\n")
    assert lines[:2] == ["UBND TỈNH A\tCỘNG HÒA", "SỞ B\tĐộc lập"]
    assert "MẬT" in lines
    assert "chèn" in lines
    assert lines[-1] == "Số: 12/QĐ-SB"


def test_macros_and_remote_templates_are_active_content(read) -> None:
    body = files.paragraph("Nội dung")
    relation = (
        '<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://a" TargetMode="External"/>'
        "</Relationships>"
    )
    assert read(files.word(body, **{"word/vbaProject.bin": b"x"}), FileKind.DOCX).active_content
    assert read(
        files.word(body, **{"word/_rels/settings.xml.rels": relation}), FileKind.DOCX
    ).active_content
    assert not read(files.word(body), FileKind.DOCX).active_content


def test_entities_are_refused(read) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a><p>&c;</p></a>'
    assert (
        read(files.archive({"word/document.xml": bomb}), FileKind.DOCX).problem
        is ReadProblem.UNREADABLE
    )


def test_zip_bombs_and_deep_trees_end_at_a_limit(read) -> None:
    big = files.word("", **{f"word/media/{n}.bin": bytes(60 * 1024 * 1024) for n in range(4)})
    assert len(big) < 1_000_000
    assert read(big, FileKind.DOCX).problem is ReadProblem.TOO_LARGE
    many = files.word("", **{f"word/{n}": b"" for n in range(5_001)})
    assert read(many, FileKind.DOCX).problem is ReadProblem.TOO_LARGE
    deep = files.word(files.paragraph("trên") + "<w:tc>" * 5_000 + "</w:tc>" * 5_000)
    assert read(deep, FileKind.DOCX).problem is ReadProblem.TOO_LARGE


def test_a_locked_archive_is_encrypted(read) -> None:
    data = bytearray(files.word(files.paragraph("x")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert read(bytes(data), FileKind.DOCX).problem is ReadProblem.ENCRYPTED


def test_opendocument_text_and_sheet(read) -> None:
    content = (
        f"<office:document-content {files.ODF}><office:body><office:text><text:p>Sở<text:s/>Xây dựng</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell><table:table-cell>"
        "<text:p>B</text:p></table:table-cell></table:table-row></table:table></office:text></office:body>"
        "</office:document-content>"
    )
    assert read(files.archive({"content.xml": content}), FileKind.ODT).text == "Sở Xây dựng\nA\tB"


def test_workbook_strings(read) -> None:
    strings = "<sst><si><t>Danh mục</t></si><si><r><t>Dự </t></r><r><t>toán</t></r></si></sst>"
    assert (
        read(files.archive({"xl/sharedStrings.xml": strings}), FileKind.XLSX).text
        == "Danh mục\nDự toán"
    )


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Quyết định".encode(), TextEncoding.UNICODE),
        ("Quyết định".encode("utf-8-sig"), TextEncoding.UNICODE),
        ("Quyết định".encode("utf-16"), TextEncoding.UNICODE),
        (b"Quy\xea\xect \xf0i\xf2nh", TextEncoding.WINDOWS_1258),
    ],
)
def test_plain_text_is_decoded(read, data: bytes, encoding: TextEncoding) -> None:
    found = read(data, FileKind.TXT)
    assert (found.text, found.encoding) == ("Quyết định", encoding)


def test_rtf_escapes_and_silent_groups(read) -> None:
    data = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\*\generator X;}Quy\u7871?t \u273?\u7883?nh\par S\'f4 1\tab B}"
    assert read(data, FileKind.RTF).text == "Quyết định\nSô 1\tB"
    assert read(rb"{\rtf1 {\object\objdata 00} a}", FileKind.RTF).active_content


def test_text_is_nfc_and_without_control_characters(read) -> None:
    found = read("Quye\u0302\u0301t\u0000\u202e đi\u0323nh".encode(), FileKind.TXT)
    assert found.text == "Quyết định"


def test_a_missing_file_is_a_failure_of_the_world(tmp_path: Path) -> None:
    with pytest.raises(PermanentFailure):
        read_file(tmp_path / "none", FileKind.PDF)


def test_cut_files_never_raise(read) -> None:
    samples = (
        (invitation(2), FileKind.PDF),
        (files.word(files.paragraph("x" * 500)), FileKind.DOCX),
    )
    for data, kind in samples:
        for cut in range(0, len(data), max(len(data) // 60, 1)):
            assert isinstance(read(data[:cut] + b"\x00\xff" + data[cut + 7 :], kind), DocumentText)
    assert zipfile.is_zipfile(BytesIO(samples[1][0]))


def _plain_word(**more: str | bytes) -> bytes:
    return files.word(files.paragraph("GIẤY MỜI"), **more)


def test_what_a_person_sees_beside_the_body_is_read(read) -> None:
    watermark = (
        f'<w:hdr {files.W} xmlns:v="urn:schemas-microsoft-com:vml"><w:p><w:r><w:pict><v:shape>'
        '<v:textpath string="MẬT"/></v:shape></w:pict></w:r></w:p></w:hdr>'
    )
    note = f"<w:footnotes {files.W}><w:footnote>{files.paragraph('TỐI MẬT')}</w:footnote></w:footnotes>"
    data = _plain_word(**{"word/header9.xml": watermark, "word/footnotes.xml": note})
    lines = read(data, FileKind.DOCX).text.split("\n")
    assert {"MẬT", "TỐI MẬT", "GIẤY MỜI"} <= set(lines)


def test_headers_boxes_and_every_sheet_of_a_workbook_are_read(read) -> None:
    sheet = "<worksheet><sheetData><row><c t='inlineStr'><is><t>{}</t></is></c><c t='str'><v>{}</v></c></row></sheetData>{}</worksheet>"
    head = "<headerFooter><oddHeader>&amp;C&amp;&quot;Times New Roman,Bold&quot;&amp;14MẬT&amp;R&amp;P</oddHeader></headerFooter>"
    box = '<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><xdr:txBody><a:p><a:r><a:t>HỎA TỐC</a:t></a:r></a:p></xdr:txBody></xdr:wsDr>'
    parts = {
        f"xl/worksheets/sheet{n}.xml": sheet.format(f"ô {n}", f"tính {n}", "") for n in range(1, 6)
    }
    parts |= {
        "xl/worksheets/sheet6.xml": sheet.format("x", "y", head),
        "xl/drawings/drawing1.xml": box,
    }
    lines = read(files.archive(parts), FileKind.XLSX).text.split("\n")
    assert {"MẬT", "HỎA TỐC", "ô 5", "tính 5"} <= set(lines)


@pytest.mark.parametrize(
    "name",
    [
        "word/embeddings/oleObject1.bin",
        "word/embeddings/Microsoft_Word_Document.docx",
        "word/afchunk1.rtf",
    ],
)
def test_a_file_within_an_office_file_is_not_read(read, name: str) -> None:
    assert read(_plain_word(**{name: b"x"}), FileKind.DOCX).problem is ReadProblem.NOT_SUPPORTED


def test_a_part_that_word_brings_in_is_not_read(read) -> None:
    body = files.paragraph("GIẤY MỜI") + '<w:altChunk r:id="r1" xmlns:r="r"/>'
    assert read(files.word(body), FileKind.DOCX).problem is ReadProblem.NOT_SUPPORTED


@pytest.mark.parametrize(
    ("size", "scan"), [((7_000_000, 9_900_000), True), ((900_000, 900_000), False)]
)
def test_a_picture_that_fills_a_page_makes_a_scan(read, size: tuple[int, int], scan: bool) -> None:
    picture = '<w:p><w:r><w:drawing><wp:inline xmlns:wp="wp"><wp:extent cx="{}" cy="{}"/></wp:inline></w:drawing></w:r></w:p>'
    data = files.word(
        files.paragraph("Kính gửi") + picture.format(*size), **{"word/media/image1.jpeg": b"x"}
    )
    assert read(data, FileKind.DOCX).is_scan is scan


def test_a_picture_that_fills_a_page_of_opendocument_makes_a_scan(read) -> None:
    content = (
        f'<office:document-content {files.ODF} xmlns:svg="svg"><office:body><office:text><text:p>Sở'
        '<draw:frame svg:width="17cm" svg:height="24.5cm"><draw:image/></draw:frame></text:p></office:text></office:body>'
        "</office:document-content>"
    )
    assert read(
        files.archive({"content.xml": content, "Pictures/1.jpg": b"x"}), FileKind.ODT
    ).is_scan


def test_text_beyond_the_limit_is_not_passed_as_read(read) -> None:
    body = files.paragraph("dòng chữ " * 100) * 300 + files.paragraph("MẬT")
    assert read(files.word(body), FileKind.DOCX).problem is ReadProblem.TOO_LARGE


def test_rtf_boxes_wordart_and_pages_of_picture(read) -> None:
    box = rb"{\rtf1\ansicpg1252 GIAY MOI\par{\shp{\*\shpinst\shpleft1{\sp{\sn fFlip}{\sv 7}}{\shptxt \pard M\u7852?T\par}}}}"
    assert "MẬT" in read(box, FileKind.RTF).text.split("\n")
    art = rb"{\rtf1\ansicpg1252 a\par{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv M\u7852?T}}}}}"
    assert "MẬT" in read(art, FileKind.RTF).text.split("\n")
    assert read(rb"{\rtf1 a{\footnote b}}", FileKind.RTF).text == "ab"
    assert read(
        rb"{\rtf1 a{\pict\jpegblip\picwgoal11000\pichgoal15000 ffd8}}", FileKind.RTF
    ).is_scan
    assert not read(rb"{\rtf1 a{\pict\picwgoal1000\pichgoal1500 ffd8}}", FileKind.RTF).is_scan
    assert read(b"{\\rtf1 " + b"a " * 900_000 + b"}", FileKind.RTF).problem is ReadProblem.TOO_LARGE


def test_pairs_of_surrogates_are_joined_and_lone_ones_dropped(read) -> None:
    found = read(rb"{\rtf1 a\u-10179?\u-8704?b\u-10179?c}", FileKind.RTF)
    assert found.text == "a\U0001f600bc"


def _with_attachment() -> bytes:
    document = pypdfium2.PdfDocument(invitation(5))
    document.new_attachment("b.docx").set_data(b"PK")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_file_within_a_pdf_is_not_read(read) -> None:
    assert read(_with_attachment(), FileKind.PDF).problem is ReadProblem.NOT_SUPPORTED
    by_chance = invitation(5) + b"9 0 obj <<>> stream\nS?V#5j0k'`7/EF90@WB!m\nendstream"
    assert read(by_chance, FileKind.PDF).problem is None
    annotation = invitation(5) + b"9 0 obj <</Type/Annot/Subtype/FileAttachment>> endobj"
    assert read(annotation, FileKind.PDF).problem is ReadProblem.NOT_SUPPORTED


def _with_note(words: str) -> bytes:
    """A FreeText annotation without an appearance: viewers draw its contents themselves."""
    document = pypdfium2.PdfDocument(invitation(5))
    note = pdfium.FPDFPage_CreateAnnot(document[0], pdfium.FPDF_ANNOT_FREETEXT)
    pdfium.FPDFAnnot_SetRect(note, pdfium.FS_RECTF(100, 700, 300, 650))
    contents = ctypes.create_string_buffer(words.encode("utf-16-le") + b"\0\0")
    pdfium.FPDFAnnot_SetStringValue(
        note, b"Contents", ctypes.cast(contents, pdfium.FPDF_WIDESTRING)
    )
    pdfium.FPDFPage_CloseAnnot(note)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_words_of_a_note_without_appearance_are_read(read) -> None:
    assert "MẬT" in read(_with_note("MẬT"), FileKind.PDF).text.split("\n")


def test_a_line_in_capitals_anywhere_on_an_unread_page_is_kept(read) -> None:
    out = BytesIO()
    page = files.canvas(out)
    for number in range(6):
        page.setFont(files.FONT, 13)
        for row in range(40):
            page.drawString(
                60,
                800 - 18 * row,
                "TUYỆT MẬT" if (number, row) == (4, 30) else "một dòng chữ thường",
            )
        page.showPage()
    page.save()
    assert "TUYỆT MẬT" in read(out.getvalue(), FileKind.PDF).other_heads.replace("\f", "\n").split(
        "\n"
    )
