"""Text of DOCX, ODT, ODS and XLSX.

DOCX is read from its XML and not through python-docx: that library leaves out text boxes (where
stamps such as MẬT and HỎA TỐC stand), tracked insertions and content controls.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from gateway.adapters.document_text.limits import MAX_CHARACTERS, tidy
from gateway.adapters.document_text.office_parts import (
    brings_in,
    holds_other_files,
    is_picture,
    print_headers,
    shows_page_of_picture,
    word_art,
)
from gateway.adapters.document_text.package import Package, UnreadablePackage
from gateway.domain.document import DocumentText, ReadProblem
from gateway.domain.vietnamese import one_line

_MACRO = re.compile(
    r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|activeX/.*|Basic/.*|Scripts/.*)$", re.IGNORECASE
)
_FIELD = re.compile(r"\bDDE(?:AUTO)?\b")
_PARAGRAPHS = {"p", "h"}
_SKIPPED = {
    "Fallback",
    "delText",
    "instrText",
    "del",
    "moveFrom",
    "annotation",
    "tracked-changes",
    "note-citation",
}
_BOXES = {"txbxContent", "text-box", "note-body"}
_NO_WORDS = {"rPh", "pPr", "rPr", "f"}
_MAX_PARTS = 100  # headers or sheets
_SCANNED_SHEET = 100_000  # bytes of a picture in a workbook, whose size on paper is not told


def read_docx(path: Path) -> DocumentText:
    """Headers of the first section, the body in its order, footers; tables by row with tabs."""
    return reading(path, _docx)


def read_opendocument(path: Path) -> DocumentText:
    """ODT and ODS: page headers, then the content."""
    return reading(path, read_opendocument_parts)


def read_xlsx(path: Path) -> DocumentText:
    """The strings of a workbook, in the order in which it keeps them."""
    return reading(path, _xlsx)


def reading(path: Path, read: Callable[[Package], "Parts"]) -> DocumentText:
    try:
        with closing(Package(path.read_bytes())) as package:
            parts = read(package)
            active = parts.active or any(_MACRO.search(name) for name in package.names)
            if parts.problem is None and holds_other_files(package.names):
                parts.problem = ReadProblem.NOT_SUPPORTED
            pictures = any(is_picture(name) for name in package.names)
            title = _title(package)
    except UnreadablePackage as error:
        return DocumentText(problem=error.problem)
    whole = "\n".join(parts.lines)
    text = tidy(whole)
    # Pictures alone: a scan that was put into an office file.
    scan = pictures and (parts.scan or not text.strip())
    problem = ReadProblem.TOO_LARGE if len(whole) > MAX_CHARACTERS else parts.problem
    empty = None if scan or text.strip() else ReadProblem.EMPTY
    return DocumentText(
        text=text, title=title, is_scan=scan, active_content=active, problem=problem or empty
    )


@dataclass(slots=True)
class Parts:
    """What was found in a package. `scan` is true when a picture fills a page."""

    lines: list[str]
    active: bool = False
    scan: bool = False
    problem: ReadProblem | None = None


def _docx(package: Package) -> Parts:
    body = package.tree("word/document.xml")
    parts = Parts([])
    for name in _parts_named(package, r"word/header\d*\.xml"):
        _add(parts, package.tree(name))
    _add(parts, body)
    for name in _parts_named(package, r"word/(?:footer|footnotes|endnotes)\d*\.xml"):
        _add(parts, package.tree(name))
    fields = any(_FIELD.search("".join(item.itertext())) for item in body.iter("instrText"))
    parts.active = fields or _has_remote_template(package)
    return parts


def _add(parts: Parts, tree: ET.Element) -> None:
    parts.lines += [*word_art(tree), *lines_of(tree)]
    parts.scan = parts.scan or shows_page_of_picture(tree)
    if brings_in(tree):
        parts.problem = ReadProblem.NOT_SUPPORTED


def _parts_named(package: Package, pattern: str) -> list[str]:
    names = sorted(name for name in package.names if re.fullmatch(pattern, name))
    if len(names) > _MAX_PARTS:
        raise UnreadablePackage(ReadProblem.TOO_LARGE)
    return names


def _has_remote_template(package: Package) -> bool:
    name = "word/_rels/settings.xml.rels"
    if name not in package.names:
        return False
    relations = package.tree(name).iter("Relationship")
    return any(
        item.get("Type", "").endswith("/attachedTemplate") and item.get("TargetMode") == "External"
        for item in relations
    )


def read_opendocument_parts(package: Package) -> Parts:
    if "META-INF/manifest.xml" in package.names:
        manifest = package.tree("META-INF/manifest.xml")
        if next(manifest.iter("encryption-data"), None) is not None:
            raise UnreadablePackage(ReadProblem.ENCRYPTED)
    content = package.tree("content.xml")
    heads = []
    if "styles.xml" in package.names:
        heads = [
            line
            for head in package.tree("styles.xml").iter()
            if head.tag.startswith(("header", "footer"))
            for line in lines_of(head)
        ]
    body = content.find("body")
    scripts = content.find("scripts")
    parts = Parts(heads, active=scripts is not None and len(scripts) > 0)
    _add(parts, content if body is None else body)
    return parts


def _xlsx(package: Package) -> Parts:
    lines: list[str] = []
    if "xl/sharedStrings.xml" in package.names:
        lines += [_text(item) for item in package.tree("xl/sharedStrings.xml").iter("si")]
    for name in _parts_named(package, r"xl/worksheets/[^/]+\.xml"):
        sheet = package.tree(name)
        lines += [*print_headers(sheet), *(_text(item) for item in sheet.iter("is"))]
        lines += [_text(cell) for cell in sheet.iter("c") if cell.get("t") == "str"]
    for name in _parts_named(package, r"xl/drawings/(?:drawing|vmlDrawing)\d*\.(?:xml|vml)"):
        drawing = package.tree(name)
        lines += [*word_art(drawing), *lines_of(drawing)]
    scan = any(is_picture(name) and package.size(name) > _SCANNED_SHEET for name in package.names)
    return Parts(lines, any(name.startswith("xl/macrosheets/") for name in package.names), scan)


def _title(package: Package) -> str | None:
    for name in ("docProps/core.xml", "meta.xml"):
        if name in package.names:
            found = next(package.tree(name).iter("title"), None)
            return None if found is None else one_line("".join(found.itertext()))[:500] or None
    return None


def lines_of(node: ET.Element) -> list[str]:
    """Paragraphs and tables under `node` in their order, until the cap."""
    lines: list[str] = []
    size = 0
    for line in _walk(node):
        lines.append(line)
        size += len(line)
        if size > MAX_CHARACTERS:
            break
    return lines


def _walk(node: ET.Element) -> Iterator[str]:
    for child in node:
        if child.tag in _SKIPPED:
            continue
        if child.tag in _PARAGRAPHS:
            yield from _text(child).split("\n")
            yield from _boxes(child)
        elif child.tag in {"tr", "table-row"}:
            yield from _row(child)
        else:
            yield from _walk(child)


def _row(row: ET.Element) -> Iterator[str]:
    """Cells side by side, line by line, as a person sees the two columns of a document's head."""
    cells = [list(_walk(cell)) for cell in row if cell.tag in {"tc", "table-cell", "sdt"}]
    for line in zip_longest(*cells, fillvalue=""):
        yield "\t".join(line).rstrip()


def _boxes(paragraph: ET.Element) -> Iterator[str]:
    """Text boxes anchored in a paragraph: stamps stand there."""
    for child in paragraph:
        if child.tag in _SKIPPED:
            continue
        if child.tag in _BOXES:
            yield from _walk(child)
        else:
            yield from _boxes(child)


_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " ", "noBreakHyphen": "-"}


def _text(node: ET.Element) -> str:
    """The words of one paragraph, without its text boxes. ODF keeps words in the paragraph itself."""
    parts = [node.text or ""]
    for child in node:
        if child.tag not in _SKIPPED | _BOXES | _NO_WORDS:
            parts += [_BREAKS.get(child.tag, ""), _text(child)]
        parts.append(child.tail or "")
    return "".join(parts)
