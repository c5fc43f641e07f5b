"""A whole text made Unicode for reading: documents are put together from parts typed on different machines."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text.conversion import to_unicode
from gateway.domain.legacy_text.recognition import (
    NOTHING,
    TABLES,
    certain_evidence,
    fits,
    has_unicode_letters,
)


@dataclass(frozen=True, slots=True)
class Unified:
    """The text in Unicode, and the table that most of it was in (UNICODE when nothing was converted)."""

    text: str
    encoding: TextEncoding = TextEncoding.UNICODE


_LINE_ENDS = re.compile(r"([\n\f])")
_MOST_TABLES = 3
_PURE = 0.95
_MARK = 40  # characters of a line that is a mark, decoration included


def unify(text: str) -> Unified:
    """Converts what is certainly in an older table. Lines with letters that only Unicode has stay as they are."""
    if text.isascii():
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
        if best is NOTHING:
            break
        pure = best.share >= _PURE and not mixed
        taken = left if pure else _of_table(lines, left, best.table, alike=not mixed)
        for place in taken:
            found[best.table] += len(lines[place])
            lines[place] = to_unicode(lines[place], best.table)
        left = [place for place in left if place not in set(taken)]
    if not found:
        return Unified(text)
    return Unified("".join(lines), found.most_common(1)[0][0])


def marks_in_doubt(text: str, encoding: TextEncoding) -> Iterator[str]:
    """Short lines as they may be meant, for secrecy marks alone (Art. 1.2).

    Of a text whose table is not certain, in every table; of TCVN3, whose capital fonts a text does not show, in
    capitals.
    """
    lines = "\n".join(line for line in _LINE_ENDS.split(text) if 0 < len(line.strip()) <= _MARK)
    if encoding is TextEncoding.TCVN3:
        yield lines.upper()
    elif encoding is TextEncoding.UNKNOWN:
        yield from (to_unicode(lines, table) for table in TABLES)
        yield to_unicode(lines, TextEncoding.TCVN3, capitals=True)


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
