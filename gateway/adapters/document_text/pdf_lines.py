"""Where words must be told apart: in lines that pdfium put together out of several pieces.

A line that is one piece in the file has no columns; its words need no places, which cost most of the time.
"""

import ctypes
import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

_LINE = re.compile(r"[^\r\n]*\S")
_WORD = re.compile(r"\S+")
Piece = tuple[int, int, float | None]
_WIDE = 0.75  # of its height for each letter: a piece with so wide a gap is looked at word by word


def pieces(textpage: pypdfium2.PdfTextPage, text: str) -> Iterator[Piece]:
    """Start and end of what is placed as one: a whole line with the top of its tallest letter, or each word of it."""
    for match in _LINE.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        top = _top_of_piece(textpage, start, match.end())
        if top is not None:
            yield start, match.end(), top
        else:
            yield from ((*word.span(), None) for word in _WORD.finditer(text, start, match.end()))


def _top_of_piece(textpage: pypdfium2.PdfTextPage, start: int, end: int) -> float | None:
    """None when the line is not one piece."""
    if pdfium.FPDFText_CountRects(textpage, start, end - start) != 1:
        return None
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetRect(textpage, 0, left, top, right, bottom)
    height = max(top.value - bottom.value, 1.0)
    return top.value if right.value - left.value <= _WIDE * height * (end - start) else None
