"""A whole text made Unicode for reading: documents are put together from parts typed on different machines."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text.conversion import to_unicode
from gateway.domain.legacy_text.evidence import (
    NOTHING,
    TABLES,
    evidence_for,
    has_unicode_letters,
    words_of,
)
from gateway.domain.legacy_text.fonts import LegacyFont
from gateway.domain.legacy_text.recognition import certain_evidence, fits, may_be_older
from gateway.domain.legacy_text.syllables import syllables


@dataclass(frozen=True, slots=True)
class Unified:
    """The text in Unicode, and the table that most of it was in (UNICODE when nothing was converted)."""

    text: str
    encoding: TextEncoding = TextEncoding.UNICODE


_LINE_ENDS = re.compile(r"([\n\f])")
_WORD = re.compile(r"\S+")
_CAPITAL = re.compile("[A-Z]")
_LETTERS = re.compile(r"[^\W\d_]+")
_UNIT = re.compile(r"[²³](?![^\W\d_])")  # m², m³: no letter behind it
_MOST_OF_A_FONT = 200_000  # characters
_MOST_LINES = 500
_LEAST_LINES = 2
_MOST_TABLES = 3
_PURE = 0.95
_MARK = 40  # characters of a line that is a mark, decoration included


def unify(text: str) -> Unified:
    """Converts what is certainly in an older table. Lines with letters that only Unicode has stay as they are."""
    if text.isascii() or not may_be_older(text):
        return Unified(text)
    lines = _LINE_ENDS.split(text)
    mixed = has_unicode_letters(text)
    left = [
        place
        for place, line in enumerate(lines)
        if not line.isascii() and not (mixed and has_unicode_letters(line))
    ]
    found: Counter[TextEncoding] = Counter()
    for _ in range(_MOST_TABLES):
        best = certain_evidence("\n".join(lines[place] for place in left))
        pure = best.share >= _PURE and not mixed
        table = best.table if best is not NOTHING else _of_lines([lines[place] for place in left])
        if table is TextEncoding.UNICODE:
            break
        taken = left if pure else _of_table(lines, left, table, alike=not mixed)
        for place in taken:
            found[table] += len(lines[place])
            lines[place] = to_unicode(lines[place], table)
        left = [place for place in left if place not in set(taken)]
    if not found:
        return Unified(text)
    return Unified("".join(lines), found.most_common(1)[0][0])


def _of_lines(lines: list[str]) -> TextEncoding:
    """Of a text in several tables: the one that most lines are certainly in, at least two."""
    found = Counter(certain_evidence(line).table for line in lines[:_MOST_LINES])
    del found[TextEncoding.UNICODE]
    table, count = next(iter(found.most_common(1)), (TextEncoding.UNICODE, 0))
    return table if count >= _LEAST_LINES else TextEncoding.UNICODE


def possible_readings(text: str) -> Iterator[str]:
    """A text whose table is not certain in every table, for secrecy marks alone (Art. 1.2)."""
    if not text.isascii():
        yield from (to_unicode(text, table) for table in (*TABLES, TextEncoding.UTF8_TWICE))


def in_font(text: str, font: LegacyFont | None, *, lies: bool = False) -> str:
    """The text of a run as its font shows it. Letters that only Unicode has are in another font, whatever is said.

    Of a font that `lies` (see `lying_fonts`) only words are converted that Unicode does not write: a mark `MËT`.
    """
    if font is None:
        return text
    if not lies and not has_unicode_letters(text):
        return to_unicode(text, font.table, capitals=font.capitals)

    def shown(found: re.Match[str]) -> str:
        word = found[0]
        stands = has_unicode_letters(word) or (lies and not _is_older(word, font.table))
        return word if stands else to_unicode(word, font.table, capitals=font.capitals)

    return _WORD.sub(shown, text)


def _is_older(word: str, table: TextEncoding) -> bool:
    if not may_be_older(word) or _UNIT.search(word):
        return False
    found = evidence_for(table, words_of(word))
    return found.valid > found.as_they_stand


def lying_fonts(runs: Iterable[tuple[str, LegacyFont | None]]) -> frozenset[LegacyFont]:
    """Fonts of a file whose text is Unicode all the same: a name left over after the text was typed anew or converted.

    More words there have letters that only Unicode has than become syllables by the font's table alone. Where no
    word tells either (a heading in a capital font), a font goes with the others of its table.
    """
    texts: dict[LegacyFont, list[str]] = {}
    for text, font in runs:
        if font is not None and not text.isascii():
            texts.setdefault(font, []).append(text)
    told = {font: _by_words("\n".join(parts), font) for font, parts in texts.items()}
    lying = {font for font, weight in told.items() if weight > 0}
    tables = {font.table for font in lying}
    return frozenset(lying | {font for font in told if not told[font] and font.table in tables})


def _by_words(text: str, font: LegacyFont) -> int:
    """Distinct words that only Unicode writes, less those that only the font's table makes Vietnamese."""
    sample = unicodedata.normalize("NFC", text[:_MOST_OF_A_FONT])
    words = {word.lower() for word in _LETTERS.findall(sample) if has_unicode_letters(word)}
    found = evidence_for(font.table, words_of(sample))
    return len(words & syllables()) - (found.valid - found.as_they_stand)


def marks_in_doubt(text: str, encoding: TextEncoding) -> Iterator[str]:
    """Short lines as they may be meant, for secrecy marks alone (Art. 1.2).

    Of a text whose table is not certain, in every table; of TCVN3, whose capital fonts a text does not show, in
    capitals.
    """
    lines = "\n".join(line for line in _LINE_ENDS.split(text) if 0 < len(line.strip()) <= _MARK)
    small = "\n".join(line for line in lines.split("\n") if not _CAPITAL.search(line))
    if encoding is TextEncoding.TCVN3:
        yield small.upper()
    elif encoding is TextEncoding.UNKNOWN:
        yield from (to_unicode(lines, table) for table in TABLES)
        yield to_unicode(small, TextEncoding.TCVN3, capitals=True)


def _of_table(
    lines: list[str], places: list[int], table: TextEncoding, *, alike: bool
) -> list[int]:
    """The lines that are in the table; one that may be either goes with the line before it (`alike`: the first)."""
    taken: list[int] = []
    before = alike
    for place in places:
        verdict = fits(lines[place], table)
        before = before if verdict is None else verdict
        if before:
            taken.append(place)
    return taken
