"""Text of DOCX, ODT, ODS and XLSX.

DOCX is read from its XML and not through python-docx: that library leaves out text boxes (where
stamps such as MẬT and HỎA TỐC stand), tracked insertions and content controls.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import zip_longest
from pathlib import Path

from gateway.adapters.document_text.limits import MAX_CHARACTERS, tidy
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
    "note",
}


def read_docx(path: Path) -> DocumentText:
    """Headers of the first section, the body in its order, footers; tables by row with tabs."""
    return _reading(path, _docx)


def read_opendocument(path: Path) -> DocumentText:
    """ODT and ODS: page headers, then the content."""
    return _reading(path, _opendocument)


def read_xlsx(path: Path) -> DocumentText:
    """The strings of a workbook, in the order in which it keeps them."""
    return _reading(path, _xlsx)


def _reading(path: Path, read: Callable[[Package], tuple[list[str], bool]]) -> DocumentText:
    try:
        with closing(Package(path.read_bytes())) as package:
            lines, active = read(package)
            active = active or any(_MACRO.search(name) for name in package.names)
            title = _title(package)
    except UnreadablePackage as error:
        return DocumentText(problem=error.problem)
    text = tidy("\n".join(lines))
    empty = None if text.strip() else ReadProblem.EMPTY
    # Pictures alone: a scan that was put into an office file.
    scan = empty is not None and any(_is_picture(name) for name in package.names)
    return DocumentText(
        text=text, title=title, is_scan=scan, active_content=active, problem=None if scan else empty
    )


def _is_picture(name: str) -> bool:
    return bool(re.search(r"\.(?:png|jpe?g|tiff?|gif|bmp|emf|wmf)$", name, re.IGNORECASE))


def _docx(package: Package) -> tuple[list[str], bool]:
    body = package.tree("word/document.xml")
    heads = sorted(name for name in package.names if re.fullmatch(r"word/header\d*\.xml", name))
    feet = sorted(name for name in package.names if re.fullmatch(r"word/footer\d*\.xml", name))
    lines = [line for name in heads[:6] for line in _lines(package.tree(name))]
    lines += _lines(body)
    lines += [line for name in feet[:6] for line in _lines(package.tree(name))]
    fields = any(_FIELD.search("".join(item.itertext())) for item in body.iter("instrText"))
    return lines, fields or _has_remote_template(package)


def _has_remote_template(package: Package) -> bool:
    name = "word/_rels/settings.xml.rels"
    if name not in package.names:
        return False
    relations = package.tree(name).iter("Relationship")
    return any(
        item.get("Type", "").endswith("/attachedTemplate") and item.get("TargetMode") == "External"
        for item in relations
    )


def _opendocument(package: Package) -> tuple[list[str], bool]:
    if "META-INF/manifest.xml" in package.names:
        manifest = package.tree("META-INF/manifest.xml")
        if next(manifest.iter("encryption-data"), None) is not None:
            raise UnreadablePackage(ReadProblem.ENCRYPTED)
    content = package.tree("content.xml")
    heads = []
    if "styles.xml" in package.names:
        heads = [
            line for head in package.tree("styles.xml").iter("header") for line in _lines(head)
        ]
    body = content.find("body")
    scripts = content.find("scripts")
    return heads + _lines(content if body is None else body), scripts is not None and len(
        scripts
    ) > 0


def _xlsx(package: Package) -> tuple[list[str], bool]:
    lines: list[str] = []
    if "xl/sharedStrings.xml" in package.names:
        lines += [_text(item) for item in package.tree("xl/sharedStrings.xml").iter("si")]
    sheets = sorted(
        name for name in package.names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)
    )
    for name in sheets[:3]:
        lines += [_text(item) for item in package.tree(name).iter("is")]
    return lines, any(name.startswith("xl/macrosheets/") for name in package.names)


def _title(package: Package) -> str | None:
    for name in ("docProps/core.xml", "meta.xml"):
        if name in package.names:
            found = next(package.tree(name).iter("title"), None)
            return None if found is None else one_line("".join(found.itertext()))[:500] or None
    return None


def _lines(node: ET.Element) -> list[str]:
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
        if child.tag in {"txbxContent", "text-box"}:
            yield from _walk(child)
        else:
            yield from _boxes(child)


_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " ", "noBreakHyphen": "-"}


def _text(node: ET.Element) -> str:
    """The words of one paragraph, without its text boxes. ODF keeps words in the paragraph itself."""
    parts = [node.text or ""]
    for child in node:
        if child.tag not in _SKIPPED and child.tag not in {
            "txbxContent",
            "text-box",
            "rPh",
            "pPr",
            "rPr",
        }:
            parts += [_BREAKS.get(child.tag, ""), _text(child)]
        parts.append(child.tail or "")
    return "".join(parts)
