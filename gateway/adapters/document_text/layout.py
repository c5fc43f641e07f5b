"""Words with places into lines as a person sees them: columns apart by a tab, gaps by an empty line."""

from itertools import pairwise
from typing import NamedTuple


class Word(NamedTuple):
    """A word in page coordinates (points, y up). `start` is its index in pdfium's text. A page has a thousand."""

    text: str
    start: int
    left: float
    right: float
    bottom: float
    top: float
    height: float
    middle: float


def place_word(
    text: str, start: int, sides: tuple[float, float], ends: tuple[float, float]
) -> Word:
    """A word between `sides` (left, right) and `ends` (bottom, top)."""
    bottom, top = ends
    return Word(text, start, *sides, bottom, top, max(top - bottom, 1.0), (top + bottom) / 2)


COLUMN_GAP = 1.1  # of the line's height: wider than a justified space, narrower than a column gap
_BASE = 0.3  # points
EMPTY_LINE = 1.0  # of the line's height between two lines


def lay_out(words: list[Word], stamped_from: int | None = None) -> str:
    """The page as text. Words from index `stamped_from` on are appearances of annotations.

    An appearance fills the gap it was put into ("Số: 362 /KH-SGDĐT"); one that lies over other
    words becomes a line of its own.
    """
    content = [word for word in words if stamped_from is None or word.start < stamped_from]
    lines = _lines(content)
    for stamp in _lines(
        [word for word in words if stamped_from is not None and word.start >= stamped_from]
    ):
        _insert(lines, stamp)
    lines.sort(key=lambda line: -line[0].middle)
    return "\n".join(_spaced(lines))


def _lines(words: list[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.middle):
        if lines and (_same_line(lines[-1][0], word) or _same_base(lines[-1], word)):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _same_line(one: Word, other: Word) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared >= 0.5 * min(one.height, other.height)


def _same_base(line: list[Word], word: Word) -> bool:
    """Letters with marks are taller; words of one line still stand on one base line."""
    return any(abs(other.bottom - word.bottom) < _BASE for other in line)


def _insert(lines: list[list[Word]], stamp: list[Word]) -> None:
    for line in lines:
        if _same_line(line[0], stamp[0]) and not any(
            _over(one, other) for one in line for other in stamp
        ):
            line.extend(stamp)
            return
    lines.append(stamp)


def _over(one: Word, other: Word) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > 0.3 * min(
        one.height, other.height
    )


def _spaced(lines: list[list[Word]]) -> list[str]:
    out: list[str] = []
    below: float | None = None
    for line in lines:
        height = max(word.height for word in line)
        if below is not None and below - max(word.top for word in line) > EMPTY_LINE * height:
            out.append("")
        out.append(_join(sorted(line, key=lambda word: word.left)))
        below = min(word.bottom for word in line)
    return out


def _join(line: list[Word]) -> str:
    text = line[0].text
    for before, word in pairwise(line):
        gap = word.left - before.right
        text += ("\t" if gap > COLUMN_GAP * min(before.height, word.height) else " ") + word.text
    return text
