"""Pages whose text is broken. For letters that no font tells pdfium gives the numbers of their glyphs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import pypdfium2
import pypdfium2.raw as pdfium

from gateway.adapters.document_text.pdf_fonts import spliced, unified_with_horns
from gateway.domain.broken_text import UNTOLD, is_broken, is_healed
from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text import may_be_older
from gateway.domain.legacy_text.syllables import syllables


@dataclass(frozen=True, slots=True)
class Broken:
    """What pdfium gave for a broken page, and the same with its untold letters."""

    text: str
    told: str

    def is_healed_by(self, text: str) -> bool:
        """Whether the text of another reader may stand for it."""
        return is_healed(text, self.told, self.text)


_WORD = re.compile(r"[^\s\ufffe]+")


def suspects(text: str) -> Iterator[int]:
    """Where words begin that are no syllables: in a font that tells nothing there is hardly another."""
    known = syllables()
    return (word.start() for word in _WORD.finditer(text) if word[0].lower() not in known)


def _with_untold(
    textpage: pypdfium2.PdfTextPage, text: str, count: int, starts: Iterable[int]
) -> str:
    """The text of the first `count` characters with `UNTOLD` for such letters, if one stands at `starts`."""
    # Where the lengths differ, codes of controls were left out.
    is_untold = partial(pdfium.FPDFText_HasUnicodeMapError, textpage.raw)
    if len(text) == count and not any(map(is_untold, starts)):
        return text
    return "".join(_letter(textpage, at) for at in range(count))


def _letter(textpage: pypdfium2.PdfTextPage, at: int) -> str:
    code = pdfium.FPDFText_GetUnicode(textpage, at)
    untold = pdfium.FPDFText_HasUnicodeMapError(textpage, at) == 1 and code != ord(" ")
    return UNTOLD if untold else chr(code)


def broken_page(
    textpage: pypdfium2.PdfTextPage,
    text: str,
    count: int,
    by_font: Mapping[int, str],
    starts: Iterable[int],
) -> Broken | None:
    """Of a page whose first `count` characters pdfium gives as `text`; None when the page is well.

    `by_font`: words that an older font shows. `starts`: a letter of each piece of text that may have a font
    of its own.
    """
    told = _with_untold(textpage, text, count, starts)
    if not is_broken(told):
        return None
    if by_font and len(told) == len(text):
        shown = spliced(told, by_font)
    else:
        shown = _in_unicode(text, told) if may_be_older(text) else told
    return Broken(text, told) if is_broken(shown) else None


def _in_unicode(text: str, told: str) -> str:
    """What is certainly in an older table is converted; its font need not tell its letters."""
    for one in (told, text):
        (unified, *_), encoding = unified_with_horns(one)
        if encoding is not TextEncoding.UNICODE:
            return unified
    return told
