"""Text of DOCX, ODT, ODS and XLSX.

DOCX is read from its XML and not through python-docx: that library leaves out text boxes (where
stamps such as MẬT and HỎA TỐC stand), tracked insertions and content controls.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from gateway.adapters.document_text.asides import beside_the_text, within_the_text
from gateway.adapters.document_text.limits import MAX_CHARACTERS, unified
from gateway.adapters.document_text.office_caps import (
    docx_caps,
    opendocument_caps,
    raise_docx,
    raise_opendocument,
)
from gateway.adapters.document_text.office_fonts import (
    docx_fonts,
    opendocument_fonts,
    show_docx,
    show_drawing,
    show_opendocument,
)
from gateway.adapters.document_text.office_lines import lines_of, words_of
from gateway.adapters.document_text.office_parts import (
    brings_in,
    holds_other_files,
    is_picture,
    print_headers,
    shows_page_of_picture,
    word_art,
)
from gateway.adapters.document_text.package import Package, UnreadablePackage
from gateway.adapters.document_text.workbook_fonts import Workbook
from gateway.domain.document import DocumentText, ReadProblem, TextEncoding
from gateway.domain.vietnamese import one_line

_MACRO = re.compile(
    r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|activeX/.*|Basic/.*|Scripts/.*)$", re.IGNORECASE
)
_FIELD = re.compile(r"\bDDE(?:AUTO)?\b")
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
            title = _title(package) or ""
            beside = "\n".join([*parts.beside, *beside_the_text(package)])
    except UnreadablePackage as error:
        return DocumentText(problem=error.problem)
    whole = "\n".join(parts.lines)
    (text, title, beside), encoding = unified(whole, title, beside)
    if encoding is TextEncoding.UNICODE:
        encoding = parts.encoding
    # Pictures alone: a scan that was put into an office file.
    scan = pictures and (parts.scan or not text.strip())
    over = max(len(whole), len(beside)) > MAX_CHARACTERS
    problem = ReadProblem.TOO_LARGE if over else parts.problem
    empty = None if scan or text.strip() else ReadProblem.EMPTY
    return DocumentText(
        text=text,
        other_heads=beside,
        title=one_line(title) or None,
        is_scan=scan,
        active_content=active,
        encoding=encoding,
        problem=problem or empty,
    )


@dataclass(slots=True)
class Parts:
    """What was found in a package. `scan` is true when a picture fills a page."""

    lines: list[str]
    active: bool = False
    scan: bool = False
    problem: ReadProblem | None = None
    encoding: TextEncoding = TextEncoding.UNICODE  # the table that fonts told
    beside: list[str] = field(default_factory=list)  # looked at for secrecy marks alone

    def take(self, encoding: TextEncoding) -> None:
        if encoding is not TextEncoding.UNICODE:
            self.encoding = encoding


def _docx(package: Package) -> Parts:
    body = package.tree("word/document.xml")
    styles = _tree(package, "word/styles.xml")
    fonts, caps = docx_fonts(styles), docx_caps(styles)
    heads = _parts_named(package, r"word/header\d*\.xml")
    feet = _parts_named(package, r"word/(?:footer|footnotes|endnotes)\d*\.xml")
    trees = [*map(package.tree, heads), body, *map(package.tree, feet)]
    parts = Parts([], encoding=show_docx(fonts, *trees))
    for tree in trees:
        raise_docx(tree, caps)
        _add(parts, tree)
    fields = any(_FIELD.search("".join(item.itertext())) for item in body.iter("instrText"))
    parts.active = fields or _has_remote_template(package)
    return parts


def _tree(package: Package, name: str) -> ET.Element | None:
    return package.tree(name) if name in package.names else None


def _add(parts: Parts, tree: ET.Element) -> None:
    parts.lines += [*word_art(tree), *lines_of(tree)]
    parts.beside += within_the_text(tree)
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


def read_opendocument_parts(
    package: Package, behind: Callable[[ET.Element], list[str]] | None = None
) -> Parts:
    """`behind` gives the lines of `styles.xml` that stand behind the content: master pages of slides."""
    if "META-INF/manifest.xml" in package.names:
        manifest = package.tree("META-INF/manifest.xml")
        if next(manifest.iter("encryption-data"), None) is not None:
            raise UnreadablePackage(ReadProblem.ENCRYPTED)
    content = package.tree("content.xml")
    styles = _tree(package, "styles.xml")
    trees = [content] if styles is None else [styles, content]
    fonts, caps = opendocument_fonts(*trees), opendocument_caps(*trees)
    scripts = content.find("scripts")
    parts = Parts([], active=scripts is not None and len(scripts) > 0)
    parts.take(show_opendocument(fonts, *trees))
    for tree in trees:
        raise_opendocument(tree, caps)
    if styles is not None:
        heads = (head for head in styles.iter() if head.tag.startswith(("header", "footer")))
        parts.lines += [line for head in heads for line in lines_of(head)]
    body = content.find("body")
    _add(parts, content if body is None else body)
    if styles is not None and behind is not None:
        parts.lines += behind(styles)
    return parts


def _xlsx(package: Package) -> Parts:
    parts = Parts([], any(name.startswith("xl/macrosheets/") for name in package.names))
    strings = Workbook(_tree(package, "xl/styles.xml"), _tree(package, "xl/sharedStrings.xml"))
    lines: list[str] = []
    for name in _parts_named(package, r"xl/worksheets/[^/]+\.xml"):
        sheet = package.tree(name)
        parts.take(strings.show_sheet(sheet))
        lines += [*print_headers(sheet), *(words_of(item) for item in sheet.iter("is"))]
        lines += [words_of(cell) for cell in sheet.iter("c") if cell.get("t") == "str"]
    parts.take(strings.show_shared())
    parts.lines += [*(words_of(item) for item in strings.shared), *lines]
    for name in _parts_named(package, r"xl/drawings/(?:drawing|vmlDrawing)\d*\.(?:xml|vml)"):
        drawing = package.tree(name)
        parts.take(show_drawing(drawing))
        raise_docx(drawing, {})
        parts.lines += [*word_art(drawing), *lines_of(drawing)]
        parts.beside += within_the_text(drawing)
    parts.scan = any(
        is_picture(name) and package.size(name) > _SCANNED_SHEET for name in package.names
    )
    return parts


def _title(package: Package) -> str | None:
    for name in ("docProps/core.xml", "meta.xml"):
        if name in package.names:
            found = next(package.tree(name).iter("title"), None)
            return None if found is None else one_line("".join(found.itertext()))[:500] or None
    return None
