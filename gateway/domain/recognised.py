"""Words as OCR gives them: a mark lost, a letter mistaken, the side of a box read as a letter."""

import re

from gateway.domain.vietnamese import bare

_COLUMNS = re.compile(r"\t+|\s{3,}")
_WORD = re.compile(r"[^\W_]+")
_BOX = frozenset("IiLl1JjTtÌÍĨÏìíĩï")  # what the side of a box is read as, beside a word


def stamped_words(text: str) -> list[str]:
    """What stands alone in a line or a column and may be a stamp: its words in capitals, one space between.

    The sides of its box and single letters around it are left away.
    """
    columns = (column for line in text.splitlines() for column in _COLUMNS.split(line[:300]))
    found = (_stamped(column) for column in columns)
    return [words for words in found if words]


def _stamped(column: str) -> str:
    words = _WORD.findall(column)
    while words and _is_side(words[0]):
        words = words[1:]
    while words and _is_side(words[-1]):
        words = words[:-1]
    letters = [char for char in "".join(words) if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return " ".join(words) if letters and capitals >= 0.8 * len(letters) else ""


def _is_side(word: str) -> bool:
    return len(word) == 1 and (word in _BOX or word.isdigit())


def squeezed(text: str) -> str:
    """The letters and digits alone, without marks, lower case: "TỐI MẬT" is "toimat"."""
    return "".join(_WORD.findall(bare(text)))


def is_near(one: str, other: str) -> bool:
    """Whether one squeezed text may be the other misread: a letter in six may differ."""
    limit = max(len(one), len(other)) // 6
    return one == other or (limit > 0 and distance(one, other, limit) <= limit)


def distance(one: str, other: str, limit: int) -> int:
    """Edit distance, or more than `limit` when it is more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    row = list(range(len(other) + 1))
    for place, char in enumerate(one, start=1):
        above, row = row, [place]
        for at, against in enumerate(other):
            row.append(min(above[at + 1] + 1, row[at] + 1, above[at] + (char != against)))
    return row[-1]
