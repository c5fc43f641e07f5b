"""A sketch as DOCX, ODT, RTF and plain text, in the shapes that office programs give such documents."""

import zipfile
from html import escape
from io import BytesIO
from itertools import zip_longest

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

from tests.support.reading.sketches import (
    Block,
    Centred,
    Columns,
    NewPage,
    Paragraph,
    Ruled,
    Sketch,
)

_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def docx_file(sketch: Sketch) -> bytes:
    """Head and foot are borderless tables, as in the templates of the decree."""
    document = docx.Document()
    for block in sketch.blocks:
        match block:
            case Columns(left, right):
                row = document.add_table(1, 2).rows[0]
                for cell, lines in zip(row.cells, (left, right), strict=True):
                    cell.text = "\n".join(line.strip("[]") for line in lines)
            case Centred(text):
                document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
            case Paragraph(text):
                document.add_paragraph(text)
            case Ruled(rows):
                table = document.add_table(0, len(rows[0]))
                for words in rows:
                    for cell, word in zip(table.add_row().cells, words, strict=True):
                        cell.text = word
            case NewPage():
                document.add_page_break()
    document.add_paragraph()  # Word wants one behind a table that ends the document
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def odt_file(sketch: Sketch) -> bytes:
    """OpenDocument text with one table per head and foot, a paragraph per line."""
    body = "".join(_odt(block) for block in sketch.blocks)
    content = f"<office:document-content {_ODF}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
    return out.getvalue()


def _odt(block: Block) -> str:
    match block:
        case Columns(left, right):
            cells = "".join(
                f"<table:table-cell>{_odt_lines(lines)}</table:table-cell>"
                for lines in (left, right)
            )
            return f"<table:table><table:table-row>{cells}</table:table-row></table:table>"
        case Centred(text) | Paragraph(text):
            return _odt_lines((text,))
        case Ruled(rows):
            return "".join(
                "<table:table-row>"
                + "".join(f"<table:table-cell>{_odt_lines((w,))}</table:table-cell>" for w in row)
                + "</table:table-row>"
                for row in rows
            )
        case NewPage():
            return ""


def _odt_lines(lines: tuple[str, ...]) -> str:
    return "".join(
        f"<text:p>{escape(line.strip('[]')).replace('  ', ' <text:s/>')}</text:p>" for line in lines
    )


def rtf_file(sketch: Sketch) -> bytes:
    """RTF as Word saves it: \\u escapes, a row of two cells for the head, `\\par` inside them."""
    parts = [_rtf(block) for block in sketch.blocks]
    return ("{\\rtf1\\ansi\\ansicpg1252\\uc1\n" + "\n".join(parts) + "}").encode("ascii")


def _rtf(block: Block) -> str:
    match block:
        case Columns(left, right):
            cells = ["\\par ".join(map(_rtf_text, lines)) for lines in (left, right)]
            return (
                "\\trowd\\cellx4500\\cellx9500 " + "".join(f"{c}\\cell " for c in cells) + "\\row"
            )
        case Centred(text):
            return f"\\qc {_rtf_text(text)}\\par"
        case Paragraph(text):
            return f"\\qj {_rtf_text(text)}\\par"
        case Ruled(rows):
            return "\n".join(
                "\\trowd " + "".join(f"{_rtf_text(w)}\\cell " for w in row) + "\\row"
                for row in rows
            )
        case NewPage():
            return "\\page"


def _rtf_text(text: str) -> str:
    return "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in text.strip("[]"))


def txt_file(sketch: Sketch) -> bytes:
    """Plain text with the columns side by side, apart by white space."""
    return "\n".join(line for block in sketch.blocks for line in _txt(block)).encode()


def _txt(block: Block) -> list[str]:
    match block:
        case Columns(left, right):
            pairs = zip_longest(left, right, fillvalue="")
            return [f"{one.strip('[]'):<44}    {other}".rstrip() for one, other in pairs]
        case Centred(text):
            return [text.center(90).rstrip()]
        case Paragraph(text):
            return [text]
        case Ruled(rows):
            return ["\t".join(row) for row in rows]
        case NewPage():
            return ["\f"]
