"""Office files and plain texts that are too much: in elements, groups, strings or in one line."""

import zipfile
from io import BytesIO

from tests.support.document_files import W, archive

SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
WORD, WORKBOOK = MAIN.format("wordprocessingml.document"), MAIN.format("spreadsheetml.sheet")


def office(kind: str, parts: dict[str, str | bytes]) -> bytes:
    """An office file that says what it is."""
    types = f'<Types><Override PartName="/x" ContentType="{kind}"/></Types>'
    return archive({"[Content_Types].xml": types, **parts})


def docx(body: str) -> bytes:
    return office(
        WORD, {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    )


def docx_bomb(mebibytes: int = 100) -> bytes:
    """So much white space within the document, in a few kilobytes."""
    out = BytesIO(docx(""))
    name, space = "word/header1.xml", b" " * (1 << 20)
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package,
        package.open(name, "w") as part,
    ):
        part.write(f"<w:hdr {W}>".encode())
        for _ in range(mebibytes):
            part.write(space)
        part.write(b"</w:hdr>")
    return out.getvalue()


def docx_of_entities() -> bytes:
    """Entities of entities."""
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    kind = f'<!DOCTYPE x [<!ENTITY e0 "MỜI">{nested}]>'
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>"
    return office(WORD, {"word/document.xml": kind + body})


def nested_docx(elements: int = 1_000_000) -> bytes:
    """So many elements, each within the other."""
    return docx("<w:p>" * elements + "</w:p>" * elements)


def wide_docx(elements: int = 1_000_000) -> bytes:
    """So many elements, one after the other."""
    return docx("<w:p/>" * elements)


def deep_rtf(depth: int = 200_000) -> bytes:
    return b"{\\rtf1 " + b"{" * depth + b"GIAY MOI" + b"}" * depth + b"}"


def xlsx_of_strings(strings: int = 1_000_000) -> bytes:
    shared = f"<sst {SHEET}>" + "<si><t>Sở</t></si>" * strings + "</sst>"
    sheet = (
        f'<worksheet {SHEET}><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>'
    )
    return office(WORKBOOK, {"xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": sheet})


def csv_of_commas(size: int) -> bytes:
    return b"," * size


def endless_line(size: int = 20_000_000) -> bytes:
    return "Sở Nội vụ trân trọng kính mời ".encode() * (size // 42)
