"""The own labelled set: documents drawn as sketches, with the labels that a person gives them above each.

@ name                      labels: a missing one is not measured, an empty one must not be read
number: 15
---
LEFT | RIGHT                a row of the head or of the foot; a lone | begins the next row of its table
[HỎA TỐC] |                 a stamp in its box
^ QUYẾT ĐỊNH                a line in the middle
A || B                      a row of a ruled table
>>>                         the next page
"""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "acceptance" / "reading_set"


@dataclass(frozen=True, slots=True)
class Columns:
    """One row of a borderless table: the paragraphs of its two cells."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Centred:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Ruled:
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    pass


Block = Columns | Centred | Paragraph | Ruled | NewPage


@dataclass(frozen=True, slots=True)
class Sketch:
    """One document: what a person reads in it, and how it looks."""

    name: str
    labels: dict[str, str]
    blocks: tuple[Block, ...]

    @property
    def is_old(self) -> bool:
        """Set as TT 01/2011 wants it; NĐ 30/2020 since 5 March 2020."""
        return (self.labels.get("date") or "2026") < "2020-03-05"


def sketches() -> tuple[Sketch, ...]:
    """All documents of the set, in the order of their files."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))]
    return tuple(_sketch(part) for text in texts for part in text.strip().split("\n====\n"))


def _sketch(part: str) -> Sketch:
    head, _, drawn = part.partition("\n---\n")
    name, *labels = head.splitlines()
    pairs = (line.partition(":") for line in labels)
    return Sketch(
        name.removeprefix("@ "),
        {key.strip(): value.strip() for key, _, value in pairs},
        tuple(_blocks(drawn.split("\n"))),
    )


def _kind(line: str) -> str:
    if " || " in line:
        return "ruled"
    if line.strip() == "|":
        return "next"
    return "columns" if line.startswith("[") or "|" in line else "text"


def _blocks(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    for kind, group in groupby(lines, _kind):
        rows = list(group)
        if kind == "ruled":
            blocks.append(Ruled(tuple(tuple(row.split(" || ")) for row in rows)))
        elif kind == "columns":
            sides = [row.partition("|") for row in rows]
            left, right = ([side[at].strip() for side in sides] for at in (0, 2))
            blocks.append(Columns(_ended(left), _ended(right)))
        elif kind == "text":
            blocks += [_text(row) for row in rows]
    return blocks


def _ended(lines: list[str]) -> tuple[str, ...]:
    """Without the empty paragraphs at the end: a cell of Word has none there."""
    while lines and not lines[-1]:
        lines = lines[:-1]
    return tuple(lines)


def _text(row: str) -> Block:
    if row == ">>>":
        return NewPage()
    return Centred(row[2:]) if row.startswith("^ ") else Paragraph(row)
