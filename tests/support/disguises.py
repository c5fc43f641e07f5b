"""Files with a mark in an odd place, made byte by byte. Everything is made up."""

import unicodedata
from collections.abc import Callable
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.support.document_files import ODF, W, archive, canvas, paragraph
from tests.support.labelled_secrets import (
    SHEET,
    _typed,
    lines,
    pdf,
)

Name = generic.NameObject
_PLAIN = pdf(lines(7))
_FILE = (("7_BC-SNV.pdf", _PLAIN),)
_WPS = (
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def drawn(add: Callable[[object], None]) -> bytes:
    """A page with the usual lines, and what `add` draws on it."""
    out = BytesIO()
    page = canvas(out)
    for row, line in enumerate(lines(7)):
        page.drawString(72, 780 - 22 * row, line)
    add(page)
    page.setTitle("van ban")
    page.save()
    return out.getvalue()


def _turned(page: object) -> None:
    page.saveState()
    page.translate(540, 500)
    page.rotate(90)
    page.drawString(0, 0, "TỐI MẬT")
    page.restoreState()


def _aslant(page: object) -> None:
    page.saveState()
    page.translate(200, 500)
    page.rotate(45)
    page.setFont("Liberation", 70)
    page.drawString(0, 0, "MẬT")
    page.restoreState()


def _apart(page: object) -> None:
    for at, letter in enumerate("MẬT"):
        page.drawString(420 + 20 * at, 740, letter)


def _below(page: object) -> None:
    for at, letter in enumerate("MẬT"):
        page.drawString(560, 700 - 18 * at, letter)


def _fonts(page: object) -> None:
    page.setFont("Helvetica-Bold", 13)
    page.drawString(420, 740, "M")
    page.setFont("Liberation", 13)
    page.drawString(431.5, 740, "ẬT")


def _nfd(page: object) -> None:
    page.drawString(420, 740, unicodedata.normalize("NFD", "MẬT"))


def _layer(writer: IncrementalPdfFileWriter) -> None:
    """Everything on the page lies in a layer that is switched off."""
    group = writer.add_object(_dict({Name("/Name"): generic.pdf_string("dau")}, Type="OCG"))
    off = generic.ArrayObject([group])
    properties = {Name("/OCGs"): off, Name("/D"): generic.DictionaryObject({Name("/OFF"): off})}
    writer.root[Name("/OCProperties")] = generic.DictionaryObject(properties)
    page = writer.root["/Pages"]["/Kids"][0]
    resources = page["/Resources"]
    resources[Name("/Properties")] = generic.DictionaryObject({Name("/L0"): group})
    content = page["/Contents"].data
    stream = generic.StreamObject(stream_data=b"/OC /L0 BDC\n" + content + b"\nEMC")
    page[Name("/Contents")] = writer.add_object(stream)
    writer.update_root()
    writer.mark_update(page.get_container_ref())


def _noted(subtype: str, key: str = "Contents") -> Callable[[IncrementalPdfFileWriter], None]:
    def add(writer: IncrementalPdfFileWriter) -> None:
        numbers = generic.ArrayObject(map(generic.NumberObject, (420, 730, 500, 750)))
        said = {Name("/Rect"): numbers, Name(f"/{key}"): generic.TextStringObject("MẬT")}
        note = writer.add_object(_dict(said, Type="Annot", Subtype=subtype))
        page = writer.root["/Pages"]["/Kids"][0]
        page[Name("/Annots")] = generic.ArrayObject([note])
        writer.mark_update(page.get_container_ref())

    return add


def _xfa(writer: IncrementalPdfFileWriter) -> None:
    stream = generic.StreamObject(stream_data="<xdp><text>TỐI MẬT</text></xdp>".encode())
    form = {Name("/XFA"): writer.add_object(stream), Name("/Fields"): generic.ArrayObject()}
    writer.root[Name("/AcroForm")] = writer.add_object(generic.DictionaryObject(form))
    writer.update_root()


def _dict(more: dict[Name, object], **names: str) -> generic.DictionaryObject:
    named = {Name(f"/{key}"): Name(f"/{name}") for key, name in names.items()}
    return generic.DictionaryObject(named | more)


def _changed(change: Callable[[IncrementalPdfFileWriter], None], data: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _info(**said: str) -> bytes:
    def add(page: object) -> None:
        for key, value in said.items():
            getattr(page, f"set{key}")(value)

    return drawn(add)


def _with(body: str, **parts: str) -> bytes:
    """A docx with this XML among its paragraphs, and other parts by their names with "__" for "/"."""
    content = "".join(map(paragraph, lines(7)))
    more = {name.replace("__", "/") + ".xml": text for name, text in parts.items()}
    return archive(
        {
            "[Content_Types].xml": _typed(
                "wordprocessingml.document.main+xml", "word/document.xml"
            ),
            "word/document.xml": f"<w:document {W} {_WPS}><w:body>{body}{content}</w:body></w:document>",
            **more,
        }
    )


def _p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def _r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _box(inner: str) -> str:
    return _p(f"<w:r><w:drawing><wp:anchor><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wp:anchor></w:drawing></w:r>")  # fmt: skip


def _cells(*words: str) -> str:
    return f"<w:tbl><w:tr>{''.join(f'<w:tc>{paragraph(word)}</w:tc>' for word in words)}</w:tr></w:tbl>"


def _art(words: str) -> str:
    return _p(f'<w:r><w:pict><v:shape><v:textpath string="{words}"/></v:shape></w:pict></w:r>')


def _comment(words: str) -> str:
    return f"<w:comments {W}><w:comment>{paragraph(words)}</w:comment></w:comments>"


def _book(sheet_name: str = "Sheet1", state: str = "", **parts: str) -> bytes:
    more = {name.replace("__", "/") + ".xml": text for name, text in parts.items()}
    strings = "".join(f"<si><t>{line}</t></si>" for line in lines(7))
    return archive(
        {
            "[Content_Types].xml": _typed("spreadsheetml.sheet.main+xml", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook {SHEET}><sheets><sheet name="{sheet_name}" sheetId="1" {state}/></sheets></workbook>',
            "xl/sharedStrings.xml": f"<sst {SHEET}>{strings}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet {SHEET}><sheetData/></worksheet>",
            **more,
        }
    )


def _odt(body: str, meta: str = "") -> bytes:
    content = "".join(f"<text:p>{line}</text:p>" for line in lines(7))
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {ODF}><office:body><office:text>{body}{content}</office:text></office:body></office:document-content>",
    }
    if meta:
        parts["meta.xml"] = meta
    return archive(parts)


def _slides(**parts: str) -> bytes:
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    text = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines(7))
    more = {
        name.replace("__", "/") + ".xml": content.replace("NS", a)
        for name, content in parts.items()
    }
    return archive(
        {
            "[Content_Types].xml": _typed(
                "presentationml.presentation.main+xml", "ppt/presentation.xml"
            ),
            "ppt/presentation.xml": f"<p:presentation {a}/>",
            "ppt/slides/slide1.xml": f"<p:sld {a}><p:txBody>{text}</p:txBody></p:sld>",
            **more,
        }
    )


def _core(**said: str) -> str:
    fields = "".join(f"<{name}>{words}</{name}>" for name, words in said.items())
    return f"<coreProperties>{fields}</coreProperties>"


_CUSTOM = '<Properties><property name="Độ mật"><lpwstr>Mật</lpwstr></property></Properties>'
_NOTES = "<p:notes NS><p:txBody><a:p><a:r><a:t>MẬT</a:t></a:r></a:p></p:txBody></p:notes>"
