"""Documents in the older tables are read as a person sees them: fonts first, then the letters themselves."""

from pathlib import Path

import pytest

from gateway.adapters.document_text import read_file
from gateway.adapters.rules_yaml.secrecy import load_secrecy
from gateway.domain.admission import Reason
from gateway.domain.document import DocumentText, TextEncoding
from gateway.domain.formats import FileKind
from gateway.domain.legacy_text import to_unicode, with_horns
from gateway.domain.secrecy import find_mark
from gateway.resources import shared
from tests.support import document_files as files
from tests.support.older_tables import shown, twice, typed
from tests.support.typewritten_pdf import page

SECRECY = load_secrecy(shared("rules") / "secrecy.yaml")

LETTER = """UBND TỈNH A
SỞ XÂY DỰNG
Số: 15/SXD-QLN
Tỉnh A, ngày 05 tháng 02 năm 2015
V/v báo cáo tình hình quản lý nhà ở
Kính gửi: Ủy ban nhân dân các huyện, thành phố
Thực hiện Kế hoạch số 199/KH-UBND ngày 10/12/2014, Sở Xây dựng đề nghị các đơn vị gửi báo cáo trước ngày 20/3/2015."""
TABLES = ("tcvn3", "vni", "viscii", "vps", "windows-1258")
FONTS = {"tcvn3": ".VnTime", "vni": "VNI-Times", "vps": "VPS Times", "viscii": "VI Times"}


@pytest.fixture
def read(tmp_path: Path):
    def _read(data: bytes, kind: FileKind) -> DocumentText:
        path = tmp_path / "file"
        path.write_bytes(data)
        return read_file(path, kind)

    return _read


def _same(found: str, meant: str, table: str) -> bool:
    # TCVN3 has no capitals with a tone of their own.
    return found.lower() == meant.lower() if table == "tcvn3" else found == meant


@pytest.mark.parametrize("table", TABLES)
def test_plain_text(read, table: str) -> None:
    found = read(typed(LETTER, table), FileKind.TXT)
    assert found.encoding is TextEncoding(table)
    assert _same(found.text, LETTER, table)


def test_plain_text_of_utf_8_read_twice(read) -> None:
    found = read(twice(LETTER).encode(), FileKind.TXT)
    assert (found.text, found.encoding) == (LETTER, TextEncoding.UTF8_TWICE)


@pytest.mark.parametrize("table", TABLES)
def test_tables_in_csv(read, table: str) -> None:
    rows = "\r\n".join(f"{n};Ủy ban nhân dân xã Bình Hiệp;Đã hoàn thành" for n in range(3))
    found = read(typed(rows, table), FileKind.CSV)
    assert found.encoding is TextEncoding(table)
    assert _same(found.text, rows.replace("\r\n", "\n"), table)


def _rtf(*runs: tuple[str, bytes]) -> bytes:
    fonts = list(dict.fromkeys(font for font, _ in runs))
    table = b"".join(
        b"{\\f%d\\fnil\\fcharset0{\\*\\panose 020b72}%s{\\*\\falt Arial};}" % (n, font.encode())
        for n, font in enumerate(fonts, 1)
    )
    body = b"".join(
        b"{\\f%d " % (fonts.index(font) + 1)
        + b"".join(
            b"\\par " if byte == 10 else bytes([byte]) if 31 < byte < 128 else b"\\'%02x" % byte
            for byte in data
        )
        + b"}"
        for font, data in runs
    )
    return (
        b"{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times New Roman;}"
        + table
        + b"}"
        + body
        + b"}"
    )


@pytest.mark.parametrize("table", [*FONTS])
def test_rtf_by_font(read, table: str) -> None:
    found = read(_rtf((FONTS[table], typed(LETTER, table))), FileKind.RTF)
    assert found.encoding is TextEncoding(table)
    assert _same(found.text, LETTER, table)


@pytest.mark.parametrize("table", TABLES)
def test_rtf_whose_fonts_say_nothing(read, table: str) -> None:
    found = read(_rtf(("Times New Roman", typed(LETTER, table))), FileKind.RTF)
    assert found.encoding is TextEncoding(table)
    assert _same(found.text, LETTER, table)


def test_capital_fonts_show_capitals(read) -> None:
    found = read(
        _rtf((".VnTimeH", typed("mật", "tcvn3")), (".VnTime", typed("\nSố", "tcvn3"))), FileKind.RTF
    )
    assert found.text == "MẬT\nSố"


def test_a_short_word_is_certain_by_its_font_alone(read) -> None:
    assert read(_rtf(("VNI-Times", typed("MẬT", "vni"))), FileKind.RTF).text == "MẬT"


def test_unicode_within_a_run_of_an_older_font_stays(read) -> None:
    data = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 .VnTime;}}\f0 Quy\u7871?t \'ae\'denh}"
    found = read(data, FileKind.RTF)
    assert found.text == "Quyết định"


def test_what_rtf_calls_an_optional_hyphen_is_a_letter_of_an_older_font(read) -> None:
    """U+00AD, which programs write as a control word of RTF, is ư in TCVN3."""
    fonts = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1 .VnTimeH;}}"
    found = read(fonts + rb"{\f1 l\-u h\u181\'b5nh n\'e9i b\'e9}\par\f0 ng\-\u224?y}", FileKind.RTF)
    assert found.text == "LƯU HÀNH NỘI BỘ\nngày"
    assert find_mark(SECRECY, text=found.text) is Reason.LIMITED_CIRCULATION


NOTICE = "THÔNG BÁO\nKết luận của đồng chí Giám đốc tại cuộc họp báo cáo công tác\nhoà bình, nông thôn 15 m³"


@pytest.mark.parametrize("font", [".VnTime", "VNI-Times", "VPS Times", "VI Times"])
def test_unicode_under_the_left_over_name_of_an_older_font_stays(read, font: str) -> None:
    lines = NOTICE.split("\n")
    escaped = "\\line ".join("".join(f"\\u{ord(c)}?" for c in line) for line in lines)
    rtf = rf"{{\rtf1\ansi\ansicpg1252{{\fonttbl{{\f0 {font};}}}}\f0 {escaped}}}".encode()
    word = _word(*(_run(line, font) for line in lines))
    for data, kind in ((rtf, FileKind.RTF), (word, FileKind.DOCX)):
        found = read(data, kind)
        assert (found.text, found.encoding) == (NOTICE, TextEncoding.UNICODE)


def test_a_heading_goes_with_the_other_fonts_of_its_table(read) -> None:
    runs = (_run("THÔNG BÁO", ".VnTimeH"), _run("Kết luận của Giám đốc", ".VnTime"))
    assert read(_word(*runs), FileKind.DOCX).text == "THÔNG BÁO\nKết luận của Giám đốc"


def test_a_mark_typed_in_the_older_table_is_found_under_a_font_that_lies(read) -> None:
    runs = (_run("MËT", ".VnTime"), _run("Kết luận của Giám đốc về công tác", ".VnTime"))
    assert read(_word(*runs), FileKind.DOCX).text.startswith("MẬT\nKết luận của Giám đốc về công")


def test_a_font_without_letters_of_its_own_is_no_fault(read) -> None:
    data = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1 .VnTime;}}\f0 Quy\u7871?t \u273?\u7883?nh{\f1  12 }}"
    assert read(data, FileKind.RTF).encoding is TextEncoding.UNICODE


@pytest.mark.parametrize("text", ["mËt", "MËT", "MAÄT"])
def test_in_doubt_a_mark_is_looked_for_in_every_table(read, text: str) -> None:
    found = read(f"{text}\nGiay moi hop".encode("latin-1"), FileKind.TXT)
    assert found.encoding is TextEncoding.UNKNOWN
    assert "MẬT" in found.other_heads.replace("\f", "\n").split("\n")


def test_small_letters_of_tcvn3_may_have_stood_in_a_capital_font(read) -> None:
    found = read(typed("mật\n" + LETTER, "tcvn3"), FileKind.TXT)
    assert "MẬT" in found.other_heads.replace("\f", "\n").split("\n")


def test_two_tables_in_one_text(read) -> None:
    text = shown(LETTER, "tcvn3") + "\n" + shown(LETTER, "vni")
    found = read(text.encode(), FileKind.TXT)
    assert found.text.lower() == f"{LETTER}\n{LETTER}".lower()


def test_a_part_in_an_older_table_within_a_unicode_text(read) -> None:
    text = LETTER + "\n" + shown(LETTER, "tcvn3")
    found = read(text.encode(), FileKind.TXT)
    assert found.encoding is TextEncoding.TCVN3
    assert found.text.lower() == f"{LETTER}\n{LETTER}".lower()


@pytest.mark.parametrize(
    "text",
    [
        "Le ministère de l'Éducation a décidé d'améliorer les écoles françaises, où l'été commence déjà très tôt.",
        "Für die Straße über die Größe müssen wir schöne Bäume fällen, möglich und natürlich gemäß der Prüfung.",
        "La comunicación del Ministerio será pública, así que rogamos atención y comprensión mañana también.",
    ],
)
def test_other_languages_are_read_as_they_stand(read, text: str) -> None:
    for data in (text.encode(), text.encode("cp1252")):
        found = read(data, FileKind.TXT)
        assert (found.text, found.encoding) == (text, TextEncoding.UNICODE)


def _run(text: str, font: str = "", more: str = "") -> str:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    return f'<w:r><w:rPr>{fonts}{more}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _word(*paragraphs: str, styles: str = "") -> bytes:
    body = "".join(f"<w:p>{runs}</w:p>" for runs in paragraphs)
    return files.word(body, **{"word/styles.xml": f"<w:styles {files.W}>{styles}</w:styles>"})


@pytest.mark.parametrize("table", [*FONTS])
def test_word_by_the_fonts_of_its_runs(read, table: str) -> None:
    lines = LETTER.split("\n")
    older = [_run(shown(line, table, "cp1252"), FONTS[table]) for line in lines]
    unicode_run = _run("Ghi chú: Ủy ban nhân dân xã đã nhận", "Times New Roman")
    found = read(_word(*older, unicode_run), FileKind.DOCX)
    assert found.encoding is TextEncoding(table)
    assert _same(found.text, f"{LETTER}\nGhi chú: Ủy ban nhân dân xã đã nhận", table)


def test_a_short_heading_of_word_in_a_capital_font(read) -> None:
    found = read(_word(_run(shown("mật", "tcvn3"), ".VnTimeH")), FileKind.DOCX)
    assert (found.text, found.encoding) == ("MẬT", TextEncoding.TCVN3)


def test_words_that_formatting_cuts_are_converted_whole(read) -> None:
    vni = _run("Quye", "VNI-Times") + _run("át ñ", "VNI-Times", "<w:b/>") + _run("ònh", "VNI-Times")
    tcvn = _run("M", ".VnTime") + "<w:proofErr/>" + _run("ËT", ".VnTime", "<w:b/>")
    tabs = _run("Sè", ".VnTime") + f"<w:r><w:tab/></w:r>{_run('®Õn', '.VnTime')}"
    assert read(_word(vni, tcvn, tabs), FileKind.DOCX).text == "Quyết định\nMẬT\nSố\tđến"


def test_styles_and_defaults_of_word_tell_the_font(read) -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="VNI-Times" w:hAnsi="VNI-Times"/></w:rPr></w:rPrDefault>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:styleId="Head"><w:rPr><w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Head2"><w:basedOn w:val="Head"/></w:style>'
        '<w:style w:type="character" w:styleId="Late"><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/></w:rPr></w:style>'
    )
    head = '<w:pPr><w:pStyle w:val="Head2"/></w:pPr>' + _run(shown("tối mật", "tcvn3"))
    late = _run("đã xóa", more='<w:rStyle w:val="Late"/>')
    found = read(_word(head, _run(shown("Số", "vni")), late, styles=styles), FileKind.DOCX)
    assert found.text == "TỐI MẬT\nSố\nđã xóa"


def test_a_text_box_of_word_keeps_its_own_font(read) -> None:
    inner = f"<w:p>{_run(shown('mật', 'tcvn3'), '.VnTimeH')}</w:p>"
    box = f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>"
    found = read(_word(_run("Sở Xây dựng", "Arial") + box + _run(" số 5", "Arial")), FileKind.DOCX)
    assert found.text == "Sở Xây dựng số 5\nMẬT"


def test_the_sign_for_u_with_horn_survives_word(read) -> None:
    runs = '<w:r><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr><w:t>Th</w:t><w:softHyphen/><w:t>êng trùc</w:t></w:r>'
    assert read(_word(runs), FileKind.DOCX).text == "Thường trực"


def test_opendocument_by_the_fonts_of_its_styles(read) -> None:
    content = (
        f'<office:document-content {files.ODF} xmlns:style="style" xmlns:fo="fo" xmlns:svg="svg"><office:font-face-decls>'
        '<style:font-face style:name="F1" svg:font-family="\'.VnTimeH\'"/></office:font-face-decls><office:automatic-styles>'
        '<style:style style:name="P1" style:family="paragraph"><style:text-properties style:font-name="F1"/></style:style>'
        '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-family="VNI-Times"/></style:style>'
        f'</office:automatic-styles><office:body><office:text><text:p text:style-name="P1">{shown("mật", "tcvn3")}</text:p>'
        f'<text:p>Sở <text:span text:style-name="T1">{shown("Xây", "vni")}<text:span> {shown("dựng", "vni")}</text:span></text:span> số 5</text:p>'
        "</office:text></office:body></office:document-content>"
    )
    found = read(files.archive({"content.xml": content}), FileKind.ODT)
    assert found.text == "MẬT\nSở Xây dựng số 5"
    assert found.encoding is not TextEncoding.UNICODE


def test_workbooks_by_the_fonts_of_their_cells(read) -> None:
    styles = (
        '<styleSheet><fonts><font><name val="Arial"/></font><font><name val=".VnTimeH"/></font></fonts>'
        '<cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>'
    )
    strings = (
        f"<sst><si><t>{shown('mật', 'tcvn3')}</t></si><si><t>Số</t></si>"
        f'<si><r><rPr><rFont val="VNI-Times"/></rPr><t>{shown("Dự toán", "vni")}</t></r><r><t> năm</t></r></si></sst>'
    )
    sheet = (
        '<worksheet><sheetData><row><c s="1" t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c>'
        f'<c s="1" t="inlineStr"><is><t>{shown("tổng cộng", "tcvn3")}</t></is></c></row></sheetData></worksheet>'
    )
    parts = {
        "xl/styles.xml": styles,
        "xl/sharedStrings.xml": strings,
        "xl/worksheets/sheet1.xml": sheet,
    }
    found = read(files.archive(parts), FileKind.XLSX)
    assert found.text.split("\n") == ["MẬT", "Số", "Dự toán năm", "TỔNG CỘNG"]
    assert found.encoding is not TextEncoding.UNICODE


@pytest.mark.parametrize("table", TABLES)
def test_office_files_whose_fonts_say_nothing(read, table: str) -> None:
    lines = LETTER.split("\n")
    found = read(_word(*(_run(shown(line, table, "cp1252")) for line in lines)), FileKind.DOCX)
    assert found.encoding is TextEncoding(table)
    assert _same(found.text, LETTER, table)


@pytest.mark.parametrize("table", ["tcvn3", "vni"])
def test_pdf_by_the_fonts_of_its_words(read, table: str) -> None:
    lines = [(FONTS[table].replace(" ", "#20"), typed(line, table)) for line in LETTER.split("\n")]
    found = read(page(*lines, ("Times-Roman", b"Page 1 of 1")), FileKind.PDF)
    assert found.encoding is TextEncoding(table)
    assert _same(" ".join(found.text.split()), " ".join(f"{LETTER} Page 1 of 1".split()), table)


def test_a_stamp_of_a_pdf_in_a_capital_font(read) -> None:
    found = read(page((".VnTimeH", typed("mật", "tcvn3")), (".VnTime", b"S\xe8: 5")), FileKind.PDF)
    assert found.text.split("\n")[0] == "MẬT"


@pytest.mark.parametrize("table", TABLES)
def test_pdf_whose_fonts_say_nothing(read, table: str) -> None:
    lines = [("Helvetica", typed(line, table)) for line in LETTER.split("\n")]
    found = read(page(*lines), FileKind.PDF)
    assert found.encoding is TextEncoding(table)
    assert _same(" ".join(found.text.split()), " ".join(LETTER.split()), table)


@pytest.mark.parametrize(
    ("shown_as", "meant"),
    [("th-êng trùc", "thường trực"), ("®-îc", "được"), ("nh- t- ph¸p", "như tư pháp"), ("ch-a", "chưa"),
     ("Q§-UBND", "QĐ-UBND"), ("§éc lËp - Tù do", "Độc lập - Tự do"), ("15/KH-UBND", "15/KH-UBND")],
)  # fmt: skip
def test_the_letter_that_pdf_takes_for_a_hyphen(shown_as: str, meant: str) -> None:
    assert to_unicode(with_horns(shown_as), TextEncoding.TCVN3) == meant


MARKS = [(table, mark) for table in TABLES for mark in ("MẬT", "TỐI MẬT", "TUYỆT MẬT")]


@pytest.mark.parametrize(("table", "mark"), MARKS)
def test_a_secrecy_mark_is_found_in_every_table(read, table: str, mark: str) -> None:
    text = f"{mark}\n{LETTER}"
    files_of = [
        (typed(text, table), FileKind.TXT),
        (_rtf((FONTS.get(table, "Arial"), typed(text, table))), FileKind.RTF),
        (_word(*(_run(shown(line, table, "cp1252"), FONTS.get(table, "")) for line in text.split("\n"))), FileKind.DOCX),
        (page(*((FONTS.get(table, "Arial").replace(" ", "#20"), typed(line, table)) for line in text.split("\n"))), FileKind.PDF),
    ]  # fmt: skip
    if set(typed(mark, table)) & {0x81, 0x8D, 0x8F, 0x90, 0x9D}:
        del files_of[-1]  # no code of the PDF's WinAnsiEncoding: nobody can read it there
    for data, kind in files_of:
        found = read(data, kind)
        assert find_mark(SECRECY, text=f"{found.text}\f{found.other_heads}") is Reason.SECRET, kind
        assert find_mark(SECRECY, text=LETTER) is None
