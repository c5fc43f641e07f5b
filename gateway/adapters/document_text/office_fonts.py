"""Runs of an office document in a font of an older table, made Unicode in the tree before it is read.

A document of such fonts is mostly mixed: `.VnTime` in the body, `.VnTimeH` in the head, Unicode where a later hand
wrote. The font of each run decides. Neighbours in one font are converted together: formatting cuts words, and VNI
writes a letter in two characters.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from itertools import chain, groupby
from typing import NamedTuple

from gateway.adapters.document_text.office_styles import resolved, word_styles
from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text import LegacyFont, font_of, in_font, lying_fonts

_BREAKS = frozenset({"tab", "br", "cr", "line-break", "p", "txbxContent", "text-box", "noBreakHyphen"})  # fmt: skip


class Piece(NamedTuple):
    """A text of the tree (`where`: "text" or "tail") with its font; without an element it is a break."""

    element: ET.Element | None = None
    where: str = "text"
    font: LegacyFont | None = None


_BREAK = Piece()
Names = Mapping[str, str | None]  # style → font, resolved


def show_docx(fonts: Names, *trees: ET.Element) -> TextEncoding:
    """Converts the parts of a DOCX by the fonts of their runs; the table found, or UNICODE. `fonts` of `docx_fonts`."""
    if not _any_older(fonts, *trees):
        return TextEncoding.UNICODE
    usual = fonts.get("")
    return show(chain.from_iterable((*_docx_pieces(tree, fonts, usual), _BREAK) for tree in trees))


def docx_fonts(styles: ET.Element | None) -> Names:
    """The font of each style by its id, "" for paragraphs without one."""
    if styles is None:
        return {}
    return word_styles(styles, _run_font)


def show_opendocument(fonts: Names, *trees: ET.Element) -> TextEncoding:
    """Converts the parts of an ODT or ODS by the fonts of their styles. `fonts` of `opendocument_fonts`."""
    if not _any_older(fonts):
        return TextEncoding.UNICODE
    usual = fonts.get("")
    return show(
        chain.from_iterable((*_opendocument_pieces(tree, fonts, usual), _BREAK) for tree in trees)
    )


def opendocument_fonts(*trees: ET.Element) -> Names:
    """The font of each style of `styles.xml` and `content.xml` by its name, "" for text without one."""
    faces: dict[str, str] = {}
    own: dict[str, str | None] = {}
    parents: dict[str, str] = {}
    usual: str | None = None
    for tree in trees:
        for face in tree.iter("font-face"):
            faces[face.get("name", "")] = face.get("font-family", "")
        for style in tree.iter("style"):
            own[style.get("name", "")] = _style_font(style, faces)
            parents[style.get("name", "")] = style.get("parent-style-name", "")
        for style in tree.iter("default-style"):
            usual = _style_font(style, faces) or usual
    return resolved(own, parents, usual) | {"": usual}


def show_drawing(tree: ET.Element) -> TextEncoding:
    """Converts the text of DrawingML (boxes in a workbook)."""
    return show_docx({}, tree)


def _any_older(fonts: Names, *trees: ET.Element) -> bool:
    """Most documents have no such font: then nothing is walked through."""
    names = set(fonts.values())
    for tree in trees:
        names |= {name for item in tree.iter("rFonts") for name in item.attrib.values()}
        names |= {item.get("typeface") for item in tree.iter("latin")}
    return any(font_of(name) for name in names)


def show(pieces: Iterator[Piece]) -> TextEncoding:
    """Converts the pieces of a file, or of a part of it, by their fonts."""
    found = TextEncoding.UNICODE
    grouped = groupby(pieces, key=lambda piece: (piece.element is None, piece.font))
    runs = [(list(run), font) for (_, font), run in grouped if font is not None]
    lying = lying_fonts((_words(run), font) for run, font in runs)
    for run, font in runs:
        if _convert(run, font, lies=font in lying):
            found = font.table
    return found


def _words(run: list[Piece]) -> str:
    return "".join(getattr(piece.element, piece.where) or "" for piece in run)


def _convert(run: list[Piece], font: LegacyFont, *, lies: bool) -> bool:
    """Whether letters beyond ASCII were converted. The whole stands in the first piece then."""
    text = _words(run)
    shown = in_font(text, font, lies=lies)
    if shown == text:
        return False
    for piece, part in zip(run, [shown, *[""] * (len(run) - 1)], strict=True):
        setattr(piece.element, piece.where, part)
    return not text.isascii()


def _docx_pieces(node: ET.Element, fonts: Names, base: str | None) -> Iterator[Piece]:
    for child in node:
        if child.tag == "p":
            yield _BREAK
            yield from _docx_pieces(child, fonts, _named(child.find("pPr/pStyle"), fonts, base))
            yield _BREAK
        elif child.tag == "r":
            font = _run_font(child.find("rPr")) or _named(child.find("rPr/rStyle"), fonts, base)
            yield from _run_pieces(child, fonts, base, font_of(font))
        elif child.tag in _BREAKS:
            yield _BREAK
            yield from _docx_pieces(child, fonts, base)
            yield _BREAK
        else:
            yield from _docx_pieces(child, fonts, base)


def _run_pieces(
    run: ET.Element, fonts: Names, base: str | None, font: LegacyFont | None
) -> Iterator[Piece]:
    for child in run:
        if child.tag == "t":
            yield Piece(child, "text", font)
        elif child.tag == "softHyphen" and font is not None and font.table is TextEncoding.TCVN3:
            child.tag, child.text = "t", "\u00ad"  # ư: Word takes its code for its own sign
            yield Piece(child, "text", font)
        else:
            yield from [_BREAK] if child.tag in _BREAKS else []
            yield from _docx_pieces(child, fonts, base)


def _run_font(properties: ET.Element | None) -> str | None:
    """The font of letters beyond ASCII (hAnsi), "?" for one of the theme: those are of Unicode."""
    if properties is None:
        return None
    fonts = properties.find("rFonts")
    if fonts is None:
        latin = properties.find("latin")
        return latin.get("typeface") if latin is not None else None
    if "hAnsiTheme" in fonts.keys() or "asciiTheme" in fonts.keys():  # noqa: SIM118 - an element, not a mapping
        return "?"
    return fonts.get("hAnsi") or fonts.get("ascii")


def _named(style: ET.Element | None, fonts: Names, base: str | None) -> str | None:
    return base if style is None else fonts.get(style.get("val", "")) or base


def _opendocument_pieces(node: ET.Element, fonts: Names, base: str | None) -> Iterator[Piece]:
    """ODF keeps words in the paragraph itself and after its spans."""
    font = fonts.get(node.get("style-name", "")) or base
    if node.tag in {"p", "h", "span", "a"}:
        yield Piece(node, "text", font_of(font))
    for child in node:
        if child.tag in _BREAKS:
            yield _BREAK
        yield from _opendocument_pieces(child, fonts, font)
        if child.tag in _BREAKS:
            yield _BREAK
        yield Piece(child, "tail", font_of(font))


def _style_font(style: ET.Element, faces: Mapping[str, str]) -> str | None:
    properties = style.find("text-properties")
    if properties is None:
        return None
    name = properties.get("font-name", "")
    return faces.get(name) or name or properties.get("font-family")
