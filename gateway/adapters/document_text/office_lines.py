"""The lines of an office document's tree, as a person sees them."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import zip_longest

from gateway.adapters.document_text.limits import MAX_CHARACTERS

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
            yield from words_of(child).split("\n")
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


def words_of(node: ET.Element) -> str:
    """The words of one paragraph, without its text boxes. ODF keeps words in the paragraph itself."""
    parts = [node.text or ""]
    for child in node:
        if child.tag not in _SKIPPED | _BOXES | _NO_WORDS:
            parts += [_BREAKS.get(child.tag, ""), words_of(child)]
        parts.append(child.tail or "")
    return "".join(parts)
