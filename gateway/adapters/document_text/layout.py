"""Words with places into lines as a person sees them: columns apart by a tab, gaps by an empty line."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from gateway.domain.document import Box

Boxes = tuple[tuple[Box, ...], ...]  # of the columns of each line


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


Lines = list[list[Word]]
COLUMN_GAP = 1.1  # of the line's height: wider than a justified space, narrower than a column gap
_MOST_PLACED = 300  # lines of a page with boxes: no page of paper has more
_BASE = 0.3  # points
EMPTY_LINE = 1.0  # of the line's height between two lines


def lay_out(words: list[Word], stamped_from: int | None = None) -> str:
    """The page as text, as `lay_out_lines` gives it."""
    return lay_out_lines(words, stamped_from)[0]


def lay_out_lines(words: list[Word], stamped_from: int | None = None) -> tuple[str, Lines]:
    """The page as text, and the words of each line. Words from index `stamped_from` on are appearances of annotations.

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
    lines = list(_with_gaps(lines))
    return "\n".join([_join(line) for line in lines]), lines


def boxes_of(lines: Lines, corner: tuple[float, float] = (0.0, 0.0)) -> Boxes:
    """The columns of the first lines as seen from `corner`, the upper left one of the page."""
    first = lines[:_MOST_PLACED]
    return tuple(tuple(_box(column, corner) for column in _columns(line)) for line in first)


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


def _with_gaps(lines: Lines) -> Iterator[list[Word]]:
    """Each line from left to right; an empty one where there is a gap."""
    below: float | None = None
    for line in lines:
        height, top, bottom = _extent(line)
        if below is not None and below - top > EMPTY_LINE * height:
            yield []
        yield sorted(line, key=lambda word: word.left) if len(line) > 1 else line
        below = bottom


def _extent(line: list[Word]) -> tuple[float, float, float]:
    """The height of its tallest word, its top and its bottom; most lines are one piece."""
    if len(line) == 1:
        return line[0].height, line[0].top, line[0].bottom
    height, top = max(word.height for word in line), max(word.top for word in line)
    return height, top, min(word.bottom for word in line)


def _join(line: list[Word]) -> str:
    text = line[0].text if line else ""
    for before, word in pairwise(line):
        text += ("\t" if _apart(before, word) else " ") + word.text
    return text


def _columns(line: list[Word]) -> list[list[Word]]:
    found = [[line[0]]] if line else []
    for before, word in pairwise(line):
        if _apart(before, word):
            found.append([word])
        else:
            found[-1].append(word)
    return found


def _apart(before: Word, word: Word) -> bool:
    return word.left - before.right > COLUMN_GAP * min(before.height, word.height)


def _box(column: list[Word], corner: tuple[float, float]) -> Box:
    left, top = corner
    return (
        round(column[0].left - left, 1),
        round(top - max(word.top for word in column), 1),
        round(max(word.right for word in column) - left, 1),
        round(top - min(word.bottom for word in column), 1),
    )
