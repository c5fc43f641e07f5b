"""Secrets in the places and shapes that fall between readers, and their innocent twins. Everything is made up.

What an unlucky clerk does without knowing (a stamp in a text box, a letterspaced word, an old file with
comments), and what somebody does who wants a mark to be overlooked.
"""

from tests.support.containers import Entry, raw_zip, zipped
from tests.support.disguises import (
    _CUSTOM,
    _FILE,
    _NOTES,
    _PLAIN,
    _apart,
    _art,
    _aslant,
    _below,
    _book,
    _box,
    _cells,
    _changed,
    _comment,
    _core,
    _fonts,
    _info,
    _layer,
    _nfd,
    _noted,
    _odt,
    _p,
    _r,
    _slides,
    _turned,
    _with,
    _xfa,
    drawn,
)
from tests.support.document_files import W, paragraph
from tests.support.labelled_secrets import (
    SHEET,
    Labelled,
    _held,
    _innocent,
    _limited,
    _secret,
    docx,
    lines,
    pdf,
    rtf,
    txt,
    xlsx,
)

_ICS = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:{}\r\nDESCRIPTION:Hop giao ban\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
_CYRILLIC = "\u041cẬ\u0422"
_WIDE = "ＭẬＴ"  # NFKC: MẬT
_THIN = "M\u2009Ậ\u2009T"
_ZERO = "M\u200bẬ\u034fT"
_DELETED = "<w:del><w:r><w:delText>MẬT</w:delText></w:r></w:del>"
_ALT = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="MẬT"/></wp:inline></w:drawing></w:r>'

# fmt: off
DISGUISED: tuple[Labelled, ...] = (
    # PDF: what is drawn
    _secret("pdf-turned", files=(("7.pdf", drawn(_turned)),)),
    _secret("pdf-aslant", files=(("7.pdf", drawn(_aslant)),)),
    _secret("pdf-apart", files=(("7.pdf", drawn(_apart)),)),
    _secret("pdf-below", files=(("7.pdf", drawn(_below)),)),
    _secret("pdf-fonts", files=(("7.pdf", drawn(_fonts)),)),
    _secret("pdf-field", files=(("7.pdf", _changed(_noted("Widget", "V"), _PLAIN)),)),
    _secret("pdf-nfd", files=(("7.pdf", drawn(_nfd)),)),
    _secret("pdf-layer", files=(("7.pdf", _changed(_layer, pdf(lines(7, mark="TỐI MẬT")))),)),
    _secret("pdf-free-text", files=(("7.pdf", _changed(_noted("FreeText"), _PLAIN)),)),
    _secret("pdf-stamp-note", files=(("7.pdf", _changed(_noted("Stamp"), _PLAIN)),)),
    _secret("pdf-sticky-note", files=(("7.pdf", _changed(_noted("Text"), _PLAIN)),)),
    _secret("pdf-subject", files=(("7.pdf", _info(Subject="TỐI MẬT")),)),
    _secret("pdf-keywords", files=(("7.pdf", _info(Keywords="bao cao, MẬT")),)),
    _held("pdf-xfa", files=(("7.pdf", _changed(_xfa, _PLAIN)),)),
    # DOCX
    _secret("docx-runs", files=(("7.docx", _with(_p(_r("M"), _r("Ậ", "<w:b/>"), _r("T", "<w:i/>")))),)),
    _secret("docx-spaced-runs", files=(("7.docx", _with(_p(_r("M "), _r("Ậ "), _r("T")))),)),
    _secret("docx-two-lines", files=(("7.docx", _with(_box(_p(_r("TỐI")) + _p(_r("MẬT"))))),)),
    _secret("docx-break", files=(("7.docx", _with(_p(_r("TUYỆT"), "<w:r><w:br/></w:r>", _r("MẬT")))),)),
    _secret("docx-letters-below", files=(("7.docx", _with(_box(_p(_r("M")) + _p(_r("Ậ")) + _p(_r("T"))))),)),
    _secret("docx-cells", files=(("7.docx", _with(_cells("TỐI", "MẬT"))),)),
    _secret("docx-letter-cells", files=(("7.docx", _with(_cells("M", "Ậ", "T"))),)),
    _secret("docx-cell-spaced", files=(("7.docx", _with(_cells("M Ậ T", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))),)),
    _secret("docx-art", files=(("7.docx", _with(_art("TỐI MẬT"))),)),
    _secret("docx-art-typed", files=(("7.docx", _with(_art("Tối mật"))),)),
    _secret("docx-footer", files=(("7.docx", _with("", word__footer2=f"<w:ftr {W}>{paragraph('MẬT')}</w:ftr>")),)),
    _secret("docx-comment", files=(("7.docx", _with("", word__comments=_comment("MẬT"))),)),
    _secret("docx-deleted", files=(("7.docx", _with(_p(_DELETED))),)),
    _secret("docx-alt", files=(("7.docx", _with(_p(_ALT))),)),
    _secret("docx-category", files=(("7.docx", _with("", docProps__core=_core(category="MẬT"))),)),
    _secret("docx-custom", files=(("7.docx", _with("", docProps__custom=_CUSTOM)),)),
    _secret("docx-two-marks", files=(("7.docx", docx(lines(7, mark="LƯU HÀNH NỘI BỘ - MẬT"))),)),
    _secret("docx-mixed-case", files=(("7.docx", docx(lines(7, mark="Mật"))),)),
    _secret("docx-mixed-case-2", files=(("7.docx", docx(lines(7, mark="Tối Mật"))),)),
    _secret("docx-dots", files=(("7.docx", docx(lines(7, mark="M.Ậ.T"))),)),
    _secret("docx-label", files=(("7.docx", docx(lines(7, mark="Độ mật: Mật"))),)),
    _secret("docx-eth-label", files=(("7.docx", docx(lines(7, mark="ÐỘ MẬT: TỐI MẬT"))),)),
    _secret("docx-cyrillic", files=(("7.docx", docx(lines(7, mark=_CYRILLIC))),)),
    _secret("docx-wide", files=(("7.docx", docx(lines(7, mark=_WIDE))),)),
    _secret("docx-thin", files=(("7.docx", docx(lines(7, mark=_THIN))),)),
    _secret("docx-zero", files=(("7.docx", docx(lines(7, mark=_ZERO))),)),
    _secret("docx-no-break", files=(("7.docx", docx(lines(7, mark="TỐI\u00a0MẬT"))),)),
    # Other office files
    _secret("xlsx-sheet-name", files=(("7.xlsx", _book("MẬT")),)),
    _secret("xlsx-hidden-sheet", files=(("7.xlsx", _book("Sheet1", 'state="veryHidden"', xl__worksheets__sheet2=f'<worksheet {SHEET}><sheetData><row><c t="inlineStr"><is><t>TỐI MẬT</t></is></c></row></sheetData></worksheet>')),)),
    _secret("xlsx-comment", files=(("7.xlsx", _book(xl__comments1=f"<comments {SHEET}><commentList><comment><text><r><t>MẬT</t></r></text></comment></commentList></comments>")),)),
    _secret("xlsx-header", files=(("7.xlsx", _book(xl__worksheets__sheet2=f'<worksheet {SHEET}><headerFooter><oddHeader>&amp;C&amp;"Arial,Bold"&amp;14MẬT</oddHeader></headerFooter></worksheet>')),)),
    _secret("pptx-notes", files=(("7.pptx", _slides(ppt__notesSlides__notesSlide1=_NOTES)),)),
    _secret("pptx-comment", files=(("7.pptx", _slides(ppt__comments__comment1="<p:cmLst NS><p:cm><p:text>TỐI MẬT</p:text></p:cm></p:cmLst>")),)),
    _secret("odt-comment", files=(("7.odt", _odt("<office:annotation><text:p>MẬT</text:p></office:annotation>")),)),
    _secret("odt-deleted", files=(("7.odt", _odt("<text:tracked-changes><text:changed-region><text:deletion><text:p>MẬT</text:p></text:deletion></text:changed-region></text:tracked-changes>")),)),
    _secret("odt-keyword", files=(("7.odt", _odt("", "<meta><keyword>MẬT</keyword></meta>")),)),
    _secret("rtf-caps", files=(("7.rtf", rtf(lines(7)).replace(b"\\par ", b"\\par {\\caps m\\u7853?t}\\par ", 1)),)),
    _secret("rtf-title", files=(("7.rtf", rtf(lines(7)).replace(b"\\ansicpg1252 ", b"\\ansicpg1252 {\\info{\\title M\\u7852?T 7 BC SNV}}", 1)),)),
    _secret("rtf-comment", files=(("7.rtf", rtf(lines(7)).replace(b"\\par ", b"\\par {\\*\\annotation M\\u7852?T}\\par ", 1)),)),
    _secret("rtf-deleted", files=(("7.rtf", rtf(lines(7)).replace(b"\\par ", b"\\par {\\deleted M\\u7852?T}\\par ", 1)),)),
    _secret("txt-wide-spaces", files=(("7.txt", txt(lines(7, mark="T Ố I\u3000\u3000M Ậ T"))),)),
    # Containers and names
    _secret("zip-folder", files=(("7.zip", zipped(("MẬT/7.pdf", _PLAIN))),)),
    _secret("zip-comment", files=(("7.zip", raw_zip(Entry(b"7.pdf", _PLAIN), comment="TỐI MẬT".encode())),)),
    _secret("zip-name", files=(("MẬT 7.zip", zipped(("7.pdf", _PLAIN))),)),
    _secret("name-typed", files=(("CV_MAT_12.pdf", _PLAIN),)),
    _secret("name-typed-low", files=(("cv mat 12.pdf", _PLAIN),)),
    _secret("name-cyrillic", files=((f"{_CYRILLIC}_12.pdf", _PLAIN),)),
    _secret("subject-wide", subject=f"[{_WIDE}] Báo cáo", files=_FILE),
    _secret("subject-spaced", subject="[M Ậ T] Báo cáo", files=_FILE),
    _secret("subject-dots", subject="[M.Ậ.T] Báo cáo", files=_FILE),
    _secret("subject-label", subject="Báo cáo (Độ mật: Mật)", files=_FILE),
    # The mail
    _secret("ics-file", files=(*_FILE, ("hop.ics", _ICS.format("[MẬT] Họp giao ban").encode()))),
    _limited("two-limits", files=(("7.docx", docx(lines(7, mark="LƯU HÀNH NỘI BỘ - HỎA TỐC"))),)),
)

TWINS: tuple[Labelled, ...] = (
    _innocent("docx-comment-plain", files=(("7.docx", _with("", word__comments=_comment("Chỗ này nói về mật ong, xem lại MẬT ĐỘ"))),)),
    _innocent("docx-deleted-plain", files=(("7.docx", _with(_p("<w:del><w:r><w:delText>bảo vệ bí mật nhà nước</w:delText></w:r></w:del>"))),)),
    _innocent("docx-alt-plain", files=(("7.docx", _with(_p(_ALT.replace("MẬT", "Mật ong rừng")))),)),
    _innocent("docx-category-plain", files=(("7.docx", _with("", docProps__core=_core(category="Bảo mật", keywords="mật mã, bí mật"))),)),
    _innocent("docx-custom-plain", files=(("7.docx", _with("", docProps__custom=_CUSTOM.replace(">Mật<", ">Thường<"))),)),
    _innocent("docx-honey-cell", files=(("7.docx", _with(_cells("STT", "Mật", "Sáp"))),)),
    _innocent("docx-levels", files=(("7.docx", docx([*lines(7, about="Hướng dẫn xác định độ mật"), "Các độ mật gồm:", "Tuyệt mật", "Tối mật", "Mật"])),)),
    _innocent("docx-syllables", files=(("7.docx", _with(_box(_p(_r("A")) + _p(_r("B")) + _p(_r("C"))))),)),
    _innocent("xlsx-honey-list", files=(*_FILE, ("gia.xlsx", xlsx(["STT", "Mật", "Sáp", "Giá"])))),
    _innocent("xlsx-sheet-plain", files=(*_FILE, ("7b.xlsx", _book("Mật độ")),)),
    _innocent("name-ground", files=(("CV_MAT_BANG_12.pdf", _PLAIN),)),
    _innocent("name-face", files=(("12 bc mat duong.pdf", _PLAIN),)),
    _innocent("name-lost", files=(("Bao mat 12.pdf", _PLAIN),)),
    _innocent("name-front", files=(("mat truoc 2.pdf", _PLAIN),)),
    _innocent("russian", files=(("7.docx", docx([*lines(7), "\u041c\u0410\u0422", "\u041c\u0410\u0422\u0427"])),)),
    _innocent("pdf-keywords-plain", files=(("7.pdf", _info(Keywords="bí mật nhà nước, mật mã")),)),
    _innocent("subject-spaced-word", subject="[B Í M Ậ T] trong công tác văn thư", files=_FILE),
)
# fmt: on
