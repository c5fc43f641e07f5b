"""The boxes of the words of a page, with as few calls per letter as PDFium allows."""

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top in points


def word_boxes(
    document: pypdfium2.PdfDocument, index: int, most_letters: int
) -> Iterator[Rectangle]:
    """Of page `index`, from zero; of its first `most_letters` letters. Raises `PdfiumError`."""
    page = document[index]
    text = page.get_textpage()
    try:
        word: list[Rectangle] = []
        box = _LetterBox(text)
        for position in range(min(text.count_chars(), most_letters)):
            if _is_letter(text, position):
                word.append(box.of(position))
            elif word:
                yield _around(word)
                word = []
        if word:
            yield _around(word)
    finally:
        text.close()
        page.close()


def _is_letter(text: pypdfium2.PdfTextPage, position: int) -> bool:
    """No white space, and not left out of the text by PDFium (control characters)."""
    if pdfium.FPDFText_GetTextIndexFromCharIndex(text, position) < 0:
        return False
    return not chr(pdfium.FPDFText_GetUnicode(text, position)).isspace()


class _LetterBox:
    """`PdfTextPage.get_charbox` without four new objects for each letter."""

    def __init__(self, text: pypdfium2.PdfTextPage) -> None:
        self._text = text
        self._values = [ctypes.c_double() for _ in range(4)]

    def of(self, position: int) -> Rectangle:
        left, right, bottom, top = self._values
        if not pdfium.FPDFText_GetCharBox(self._text, position, left, right, bottom, top):
            raise pypdfium2.PdfiumError("Failed to get charbox.")
        return left.value, bottom.value, right.value, top.value


def _around(boxes: list[Rectangle]) -> Rectangle:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
