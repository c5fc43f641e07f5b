"""Where on a page the words of a reading stand: the columns of the lines that hold them, one after the other."""

import re
from functools import cached_property

from gateway.domain.document import Box

_MOST_LINES = 15  # over which one reading goes
_MOST_STEPS = 20_000  # words looked at for one reading: beyond that nobody knows
_ENDS = ".,:;_*/()[]\"“”'’`…-–—|^~!? "
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})
_EDGE = r"[^\W_]"

Strip = list[tuple[str, int]]  # words of one column, or of a whole line, each with its column


class Places:
    """One page with the boxes of its columns. A page whose lines and boxes do not fit together has none."""

    def __init__(self, page: str, boxes: tuple[tuple[Box, ...], ...]) -> None:
        self._lines = page.split("\n")[: len(boxes)]
        self._boxes = boxes
        self._steps = 0
        # A word that OCR made of a stamp may have been left out; a line without a box is another page's.
        if any(line.strip() and not box for line, box in zip(self._lines, boxes, strict=False)):
            self._lines = []

    def find(self, seen: str, *, last: bool = False, line: int | None = None) -> Box | None:
        """The box around the first (or last) place where `seen` stands, on `line` when that is known, or None.

        `seen` may run over several lines of one column; " / " is between lines that were put together. A
        column that says nothing else goes before one that has it among other words ("SỞ KẾ HOẠCH …").
        """
        order = range(len(self._lines)) if line is None else range(line, line + 1)
        lines = [at for at in (reversed(order) if last else order) if at < len(self._lines)]
        found = self._run(_words(seen), lines)
        parts = seen.split(" / ")
        if found is None and len(parts) > 1:
            several = [self._run(_words(part), lines) for part in parts]
            found = _around([box for box in several if box]) if all(several) else None
        return found or self._within(seen, lines)

    def _run(self, words: list[str], lines: list[int]) -> Box | None:
        self._steps = _MOST_STEPS
        for whole in (True, False):
            for at in lines if words else ():
                boxes = self._from(at, words, whole=whole)
                if boxes is not None:
                    return _around(boxes)
        return None

    def _from(self, at: int, words: list[str], *, whole: bool, depth: int = 0) -> list[Box] | None:
        """The columns in which the words begin on line `at` and go on below it."""
        for strip in self._strips[at]:
            inside = not whole and depth == 0
            starts = [i for i, (word, _) in enumerate(strip) if word == words[0]] if inside else [0]
            for start in starts:
                count = _shared(strip[start:], words)
                ends = start + count == len(strip)
                self._steps -= count
                boxes = [self._box(at, place) for _, place in strip[start : start + count]]
                if count == len(words) and (ends or not whole):
                    return boxes
                if 0 < count < len(words) and ends and depth < _MOST_LINES and self._steps > 0:
                    below = self._below(at, words[count:], whole=whole, depth=depth + 1)
                    if below is not None:
                        return boxes + below
        return None

    def _below(self, at: int, rest: list[str], *, whole: bool, depth: int) -> list[Box] | None:
        below = next((i for i in range(at + 1, len(self._strips)) if self._strips[i]), None)
        return None if below is None else self._from(below, rest, whole=whole, depth=depth)

    def _within(self, seen: str, lines: list[int]) -> Box | None:
        """A part of a word: the notation of "15/QĐ-UBND"."""
        letters = " ".join(seen.casefold().translate(_DASHES).split())
        if not letters:
            return None
        pattern = re.compile(rf"(?<!{_EDGE}){re.escape(letters)}(?!{_EDGE})")
        for at in lines:
            for column, part in enumerate(self._columns(at)):
                if pattern.search(" ".join(part.casefold().translate(_DASHES).split())):
                    return self._box(at, column)
        return None

    def _columns(self, at: int) -> list[str]:
        """The columns of a line; one where they are not as many as its boxes."""
        parts = [part for part in self._lines[at].split("\t") if part.strip()]
        return parts if len(parts) == len(self._boxes[at]) else ["\t".join(parts)]

    @cached_property
    def _strips(self) -> list[list[Strip]]:
        found = []
        for at in range(len(self._lines)):
            columns = [
                [(word, place) for word in _words(part)]
                for place, part in enumerate(self._columns(at))
            ]
            whole = [item for column in columns for item in column]
            found.append(
                [strip for strip in ([*columns, whole] if len(columns) > 1 else columns) if strip]
            )
        return found

    def _box(self, at: int, column: int) -> Box:
        boxes = self._boxes[at]
        return boxes[column] if len(self._columns(at)) == len(boxes) else _around(list(boxes))


def _words(text: str) -> list[str]:
    words = (word.strip(_ENDS) for word in text.casefold().translate(_DASHES).split())
    return [word for word in words if word]


def _shared(strip: Strip, words: list[str]) -> int:
    """How many words the strip begins with, of those looked for."""
    count = 0
    for (word, _), wanted in zip(strip, words, strict=False):
        if word != wanted:
            break
        count += 1
    return count


def _around(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
