"""One page of a PDF as a person sees it: laid out, its annotations flattened, its pieces placed."""

import ctypes
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from gateway.adapters.document_text.layout import (
    Boxes,
    Lines,
    Word,
    boxes_of,
    lay_out_lines,
    place_word,
)
from gateway.adapters.document_text.notes import words_of_comments, words_of_notes
from gateway.adapters.document_text.pdf_broken import Broken, broken_page, suspects
from gateway.adapters.document_text.pdf_fonts import shown_words, spans, spliced
from gateway.adapters.document_text.pdf_lines import pieces
from gateway.adapters.document_text.picture import is_picture
from gateway.domain.document import TextEncoding

_MAX_PAGE_CHARACTERS = 60_000
_MAX_ANNOTATIONS = 500
_MAX_OBJECTS = 200_000  # of a page: a drawing has a tenth of it


class Shown(NamedTuple):
    """A page's text, the table that its fonts told, and the places of its lines when it was laid out."""

    text: str
    table: TextEncoding
    broken: Broken | None
    lines: Lines


class Page:
    """One page: `text` is None when pdfium cannot load it, and may be cut at a limit."""

    def __init__(self, document: pypdfium2.PdfDocument, index: int) -> None:
        self.text: str | None = None
        self.table = TextEncoding.UNICODE  # the table that fonts told
        self.picture = False
        self.broken: Broken | None = None
        self.doubtful = ""  # text that nobody may rely on: marks alone are looked for in it
        self._notes: list[str] = []
        self.comments: list[str] = []
        self.lines: Lines = []  # its first ones, when it was laid out
        self.corner = (0.0, 0.0)  # the upper left one
        self._is_overfull = False
        try:
            with closing(document[index]) as page:
                self._is_overfull = pdfium.FPDFPage_CountObjects(page) > _MAX_OBJECTS
                crowded = pdfium.FPDFPage_GetAnnotCount(page) > _MAX_ANNOTATIONS
                self.picture = is_picture(page) or crowded  # words that a person sees are missing
                self.comments = [] if crowded else words_of_comments(page)
                if not _has_annotations(page):
                    # Columns matter where the head and the signature block stand.
                    laid = index in {0, len(document) - 1}
                    self._take(page, _laid_out(page) if laid else _shown(page))
                    return
                own = _plain(page)
                self._notes = [] if crowded else words_of_notes(page)
                _flatten(page)
            with closing(document[index]) as page:
                self._take(page, _laid_out(page, own))
                self.text = "\n".join([self.text or "", *self._notes])
        except pypdfium2.PdfiumError:
            return

    def _take(self, page: pypdfium2.PdfPage, shown: Shown) -> None:
        self.text, self.table, self.broken, self.lines = shown
        self.corner = _corner(page)

    def heal(self, text: str | None) -> None:
        """Takes this text of another reader when it may stand for the broken one; else the page is a picture."""
        if text is not None and self.broken is not None and self.broken.is_healed_by(text):
            self.text, self.table = "\n".join([text, *self._notes]), TextEncoding.UNICODE
        else:
            self.picture = True
            self.text, self.doubtful = "", self.text or ""
        self.lines = []

    @property
    def boxes(self) -> Boxes:
        return boxes_of(self.lines, self.corner)

    @property
    def is_cut(self) -> bool:
        # Laying out drops white space.
        is_long = self.text is not None and len(self.text) >= 0.8 * _MAX_PAGE_CHARACTERS
        return is_long or self._is_overfull


def _has_annotations(page: pypdfium2.PdfPage) -> bool:
    """Whether an annotation takes room on the page; an invisible signature shows nothing."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    return count <= _MAX_ANNOTATIONS and any(_takes_room(page, index) for index in range(count))


def _takes_room(page: pypdfium2.PdfPage, index: int) -> bool:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return True
    rect = pdfium.FS_RECTF()
    known = pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rect))
    pdfium.FPDFPage_CloseAnnot(annotation)
    return not known or (rect.left != rect.right and rect.top != rect.bottom)


def _flatten(page: pypdfium2.PdfPage) -> None:
    """Annotations become content of the page in memory; a page where that fails keeps its own text."""
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)


def _plain(page: pypdfium2.PdfPage) -> str:
    with closing(page.get_textpage()) as textpage:
        text: str = textpage.get_text_range(0, min(textpage.count_chars(), _MAX_PAGE_CHARACTERS))
        return text


def _shown(page: pypdfium2.PdfPage) -> Shown:
    """The text in pdfium's order with its words as their fonts show them, and the table of those."""
    with closing(page.get_textpage()) as textpage:
        count = min(textpage.count_chars(), _MAX_PAGE_CHARACTERS)
        text: str = textpage.get_text_range(0, count)
        words, table = shown_words(textpage, text)
        broken = broken_page(textpage, text, count, words, suspects(text))
    return Shown(spliced(text, words), table, broken, [])


def _laid_out(page: pypdfium2.PdfPage, own: str | None = None) -> Shown:
    """The page as a person sees it, with the places of its lines; what goes beyond its `own` text are appearances."""
    with closing(page.get_textpage()) as textpage:
        count = min(textpage.count_chars(), _MAX_PAGE_CHARACTERS)
        text: str = textpage.get_text_range(0, count)
        # A turned page has its words at other places than a person sees; pdfium's own order serves.
        if len(text) != count or page.get_rotation() != 0:
            broken = broken_page(textpage, text, count, {}, suspects(text))
            return Shown(text, TextEncoding.UNICODE, broken, [])
        by_font, table = shown_words(textpage, text)
        words = list(_placed(textpage, text, by_font))
        starts = [word.start for word in words]
        broken = broken_page(textpage, text, count, by_font, starts)
    start = len(own.rstrip()) if own is not None and text.startswith(own.rstrip()) else None
    shown, lines = lay_out_lines(words, start)
    return Shown(shown, table, broken, lines)


def _corner(page: pypdfium2.PdfPage) -> tuple[float, float]:
    left, _, _, top = page.get_bbox()
    return left, top


def _placed(
    textpage: pypdfium2.PdfTextPage, text: str, by_font: Mapping[int, str]
) -> Iterator[Word]:
    raw, box = textpage.raw, pdfium.FPDFText_GetLooseCharBox
    first, last = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    into_first, into_last = ctypes.byref(first), ctypes.byref(last)
    # Words in fonts of an older table are told one by one.
    words = ((*span, None) for span in spans(text))
    for start, end, top in words if by_font else pieces(textpage, text):
        box(raw, start, into_first)
        box(raw, end - 1, into_last)
        sides = min(first.left, last.left), max(first.right, last.right)
        tops = (first.top, last.top) if top is None else (first.top, last.top, top)
        ends = min(first.bottom, last.bottom), max(tops)
        yield place_word(by_font.get(start, text[start:end]), start, sides, ends)
