"""Where words must be told apart: in lines that pdfium put together out of several pieces.

A line that is one piece in the file has no columns; its words need no places, which cost most of the time.
"""

import ctypes
import re
from collections.abc import Callable, Iterator

import pypdfium2
import pypdfium2.raw as pdfium

_LINE = re.compile(r"[^\r\n]*\S")
_WORD = re.compile(r"\S+")
Piece = tuple[int, int, float | None]
_WIDE = 0.75  # of its height for each letter: a piece with so wide a gap is looked at word by word


def pieces(textpage: pypdfium2.PdfTextPage, text: str) -> Iterator[Piece]:
    """Start and end of what is placed as one: a whole line with the top of its tallest letter, or each word of it."""
    top_of = _tops(textpage)
    for match in _LINE.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        top = top_of(start, match.end())
        if top is not None:
            yield start, match.end(), top
        else:
            yield from ((*word.span(), None) for word in _WORD.finditer(text, start, match.end()))


def _tops(textpage: pypdfium2.PdfTextPage) -> Callable[[int, int], float | None]:
    """The top of the line from start to end; None when it is not one piece. Called for every line of a page."""
    raw, sides = textpage.raw, [ctypes.c_double() for _ in range(4)]
    left, top, right, bottom = sides
    places = [ctypes.byref(side) for side in sides]
    count, rect = pdfium.FPDFText_CountRects, pdfium.FPDFText_GetRect

    def top_of(start: int, end: int) -> float | None:
        if count(raw, start, end - start) != 1:
            return None
        rect(raw, 0, *places)
        height = max(top.value - bottom.value, 1.0)
        return top.value if right.value - left.value <= _WIDE * height * (end - start) else None

    return top_of
