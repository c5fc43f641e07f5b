"""The first lines of page one with their columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.domain.reading.columns import columns
from gateway.domain.reading.marks import stamped_urgency
from gateway.domain.vietnamese import nfc

_MAX_LINES = 60
_MAX_LINE = 2_000  # characters; longer lines are no head
OWN_MARK = re.compile(r"^\W*Số\s*[:;.]?", re.IGNORECASE)
_BROKEN = re.compile(r"/\s?[^\s/]+[-/]$")
_REST = re.compile(r"[A-ZĐ]{2,}[\wĐđ&]*(?:-[A-ZĐ0-9][\wĐđ&]*)*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its columns; `text` has a single space between them."""

    columns: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.columns)

    @property
    def empty(self) -> bool:
        return not self.text


def lines_of(text: str) -> tuple[Line, ...]:
    """The first lines of page one."""
    page = nfc(text).split("\f", 1)[0]
    rows = page.split("\n")[: _MAX_LINES * 3]
    lines = _unwrapped([columns(row, _MAX_LINE) for row in rows[:_MAX_LINES]])
    return tuple(Line(tuple(line)) for line in lines)


def _unwrapped(lines: list[list[str]]) -> list[list[str]]:
    """A notation that a narrow cell broke at its hyphen is one again: "Số: 12/SNN&PTNT-" over "CCTTBVTV"."""
    for at, line in enumerate(lines):
        for place, column in enumerate(line):
            if OWN_MARK.match(column) and _BROKEN.search(column):
                rest = next(
                    (item for item in _beneath(lines, at) if _REST.fullmatch(item[1])), None
                )
                if rest is not None and not stamped_urgency(rest[1]):
                    line[place] = column + rest[1]
                    rest[0].remove(rest[1])
                return lines
    return lines


def _beneath(lines: list[list[str]], at: int) -> Iterator[tuple[list[str], str]]:
    """The columns of the next lines, each with its line."""
    for below in lines[at + 1 : at + 4]:
        yield from ((below, column) for column in below)
