"""Weighs the readings of one field: agreement of independent sources raises, contradiction lowers."""

from collections.abc import Callable
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TypeVar

from gateway.domain.document import Confidence, DocumentCode, Evidence, Reading
from gateway.domain.recognised import squeezed
from gateway.domain.vietnamese import fold

T = TypeVar("T")


def weigh(
    best: Reading[T],
    others: list[Reading[T]],
    same: Callable[[T, T], bool],
    compatible: Callable[[T, T], bool] | None = None,
) -> Reading[T]:
    """Agreement of a second good source gives high, a contradiction takes one step away.

    Against a reading that is as good nobody can say which is right: low. What is `compatible` neither agrees
    nor contradicts.
    """
    agree = [other for other in others if same(best.value, other.value)]
    against = [other for other in others if not (compatible or same)(best.value, other.value)]
    level = best.confidence
    if level is Confidence.MEDIUM and any(is_good(o) and _independent(best, o) for o in agree):
        level = Confidence.HIGH
    good = [other for other in against if is_good(other)]
    if any(other.confidence.rank >= level.rank for other in good):
        level = Confidence.LOW
    elif good:
        level = _BELOW[level]
    return replace(best, confidence=level, against=tuple(against))


_BELOW = {
    Confidence.HIGH: Confidence.MEDIUM,
    Confidence.MEDIUM: Confidence.LOW,
    Confidence.LOW: Confidence.LOW,
}


def is_good(reading: Reading[T]) -> bool:
    """Whether it may raise or lower another one."""
    return reading.confidence is not Confidence.LOW


OF_NAMES = frozenset(
    {Evidence.FILE_NAME, Evidence.PDF_TITLE}
)  # both are what was typed at the scanner


def _independent(one: Reading[T], other: Reading[T]) -> bool:
    return one.source is not other.source and not {one.source, other.source} <= OF_NAMES


def equal(one: object, other: object) -> bool:
    return one == other


def alike(one: str, other: str) -> bool:
    """The same words but for what OCR mistakes or a subject shortens."""
    first, second = squeezed(one)[:400], squeezed(other)[:400]
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.8


def akin(one: str, other: str) -> bool:
    """A third of the words of the shorter stand in the longer: a subject shortens and puts things otherwise."""
    first, second = set(fold(one).split()), set(fold(other).split())
    return len(first & second) * 3 >= min(len(first), len(second))


def same_code(one: DocumentCode, other: DocumentCode) -> bool:
    """Equal where both say something; a file name may leave the notation out."""
    numbers = (
        one.number is None or other.number is None or _plain(one.number) == _plain(other.number)
    )
    notations = (
        one.notation is None or other.notation is None or fold(one.notation) == fold(other.notation)
    )
    return numbers and notations


def abbreviates(name: DocumentCode, page: DocumentCode) -> bool:
    """Whether a file is called by the number of this page and by the beginning of its notation: `1235 stc`."""
    if name.number is None or page.number is None or _plain(name.number) != _plain(page.number):
        return False
    letters = fold(page.notation or "").replace("/", "-").split("-")
    said = fold(name.notation or "").replace("/", "-").split("-") if name.notation else []
    return said == letters[: len(said)]


def _plain(number: str) -> str:
    return number.lower().lstrip("0")


def filled(code: DocumentCode, readings: list[Reading[DocumentCode]]) -> DocumentCode:
    """A number in ink or a notation that a name leaves out is taken from the next source that fits."""
    for reading in readings[1:]:
        if same_code(code, reading.value):
            code = DocumentCode(
                code.number or reading.value.number, code.notation or reading.value.notation
            )
    return code
