"""Words of a page in fonts of an older table. A page whose letters raise no suspicion is not asked for fonts."""

import ctypes
from collections.abc import Iterator, Mapping
from itertools import groupby

import pypdfium2
import pypdfium2.raw as pdfium

from gateway.adapters.document_text.limits import unified
from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text import (
    LegacyFont,
    font_of,
    has_unicode_letters,
    in_font,
    lying_fonts,
    may_be_older,
    with_horns,
)

_MAX_NAME = 200
Span = tuple[int, int]


def spans(text: str) -> Iterator[Span]:
    """Where each word begins and ends."""
    start = None
    for index, char in enumerate(text):
        if char.isspace():
            if start is not None:
                yield start, index
            start = None
        elif start is None:
            start = index
    if start is not None:
        yield start, len(text)


def shown_words(textpage: pypdfium2.PdfTextPage, text: str) -> tuple[dict[int, str], TextEncoding]:
    """The words that a font of an older table shows otherwise, by their index in pdfium's text, and the table."""
    if not may_be_older(text):
        return {}, TextEncoding.UNICODE
    places = list(spans(text))
    suspects = [start for start, end in places if may_be_older(text[start:end])]
    if not any(_font(textpage, start) for start in suspects):
        return {}, TextEncoding.UNICODE
    found: dict[int, str] = {}
    table = TextEncoding.UNICODE
    runs = [
        (list(run), font)
        for font, run in groupby(places, key=lambda place: _font(textpage, place[0]))
        if font is not None
    ]
    lying = lying_fonts((_line(text, words), font) for words, font in runs)
    for words, font in runs:
        before = [text[start:end] for start, end in words]
        after = _shown(before, font, lies=font in lying)
        if after != before:
            table = font.table
        found |= {start: word for (start, _), word in zip(words, after, strict=True)}
    return found, table


def _line(text: str, words: list[Span]) -> str:
    return " ".join(text[start:end] for start, end in words)


def _shown(words: list[str], font: LegacyFont, *, lies: bool) -> list[str]:
    line = " ".join(words)
    horned = font.table is TextEncoding.TCVN3 and not lies
    shown = in_font(with_horns(line) if horned else line, font, lies=lies)
    return shown.split(" ")


def spliced(text: str, words: Mapping[int, str]) -> str:
    """The text with those words in place of what stood there."""
    if not words:
        return text
    out: list[str] = []
    done = 0
    for start, end in spans(text):
        if start in words:
            out += [text[done:start], words[start]]
            done = end
    return "".join([*out, text[done:]])


def _font(textpage: pypdfium2.PdfTextPage, index: int) -> LegacyFont | None:
    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(_MAX_NAME)
    size = pdfium.FPDFText_GetFontInfo(textpage, index, buffer, _MAX_NAME, ctypes.byref(flags))
    return (
        font_of(buffer.raw[: size - 1].decode("utf-8", "replace"))
        if 1 < size <= _MAX_NAME
        else None
    )


def unified_with_horns(*texts: str) -> tuple[list[str], TextEncoding]:
    """Where no font tells it: TCVN3 is looked for with its ư, which pdfium gives as a hyphen, too."""
    found = unified(*texts)
    known = found[1] is TextEncoding.UNICODE and any(map(has_unicode_letters, texts))
    if known or not any(map(may_be_older, texts)):
        return found
    horned = unified(*map(with_horns, texts))
    return horned if horned[1] is TextEncoding.TCVN3 else found
