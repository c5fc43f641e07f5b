"""What an office file holds beside its text: comments, deleted words, descriptions of pictures, properties.

A person sees them on demand, or on another screen. They are no document text; a secrecy mark in them
counts (Art. 1.2: in doubt it is one).
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from gateway.adapters.document_text.limits import MAX_CHARACTERS
from gateway.adapters.document_text.office_lines import lines_of, words_of
from gateway.adapters.document_text.package import Package

_PARTS = re.compile(
    r"(?:word/(?:comments\w*|diagrams/data\d*)|xl/(?:comments/?\w*|threadedComments/\w+|diagrams/data\d*)"
    r"|ppt/comments/\w+|(?:word|xl|ppt)/charts/chart\w*)\.xml"
)
_MAX_PARTS = 200
_PROPERTIES = ("docProps/core.xml", "meta.xml")
_NAMED = "docProps/custom.xml"
_SAID = frozenset({"subject", "keywords", "keyword", "category", "description", "contentStatus"})
_DESCRIBED = frozenset({"docPr", "cNvPr"})


def beside_the_text(package: Package) -> list[str]:
    """Lines of the parts that hold comments, charts and properties."""
    names = sorted(name for name in package.names if _PARTS.fullmatch(name))[:_MAX_PARTS]
    found = [line for name in names for line in _of_part(package.tree(name))]
    for name in _PROPERTIES:
        if name in package.names:
            found += _properties(package.tree(name))
    if _NAMED in package.names:
        found += _named(package.tree(_NAMED))
    if "xl/workbook.xml" in package.names:
        sheets = package.tree("xl/workbook.xml").iter("sheet")
        found += [sheet.get("name", "") for sheet in sheets]
    return _few(found)


def within_the_text(tree: ET.Element) -> list[str]:
    """Lines of what the reading of a part leaves out."""
    return _few(_hidden(tree))


def _hidden(tree: ET.Element) -> Iterator[str]:
    deleted = ""
    for item in tree.iter():
        if item.tag == "p" and deleted:
            yield deleted
            deleted = ""
        if item.tag == "delText":
            deleted += item.text or ""
        elif item.tag in {"annotation", "tracked-changes"}:
            yield from lines_of(item)
        elif item.tag in _DESCRIBED:
            yield from (item.get("descr", ""), item.get("title", ""))
        elif item.tag in {"desc", "title"}:  # of a frame of ODF
            yield item.text or ""
        elif item.tag == "table":
            yield item.get("name", "")
        elif "alt" in item.attrib:  # of VML
            yield item.get("alt", "")
    yield deleted


def _of_part(tree: ET.Element) -> Iterator[str]:
    yield from lines_of(tree)
    yield from (words_of(item) for item in tree.iter("text"))


def _properties(tree: ET.Element) -> Iterator[str]:
    for item in tree.iter():
        if item.tag in _SAID:
            yield from re.split(r"[,;\n]", item.text or "")
        elif item.tag == "user-defined":
            yield from _pair(item.get("name", ""), item.text or "")


def _named(tree: ET.Element) -> Iterator[str]:
    for item in tree.iter("property"):
        yield from _pair(item.get("name", ""), "".join(item.itertext()).strip())


def _pair(name: str, value: str) -> tuple[str, str]:
    """ "Độ mật: Mật" is one line, and so is the value alone."""
    return f"{name}: {value}", value


def _few(lines: Iterator[str] | list[str]) -> list[str]:
    found: list[str] = []
    size = 0
    for line in lines:
        if line.strip():
            found.append(" ".join(line.split()) if len(line) < 200 else line)
            size += len(line)
        if size > MAX_CHARACTERS:
            break
    return found
