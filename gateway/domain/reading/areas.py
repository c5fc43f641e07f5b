"""Lĩnh vực: the subject area by the administrator's words; what no rule names stays empty."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from gateway.domain.document import Confidence
from gateway.domain.words import phrase, words_of

_phrase = cache(phrase)  # the administrator's, a few hundred


@dataclass(frozen=True, slots=True)
class SubjectArea:
    """One area with the phrases of abstracts, the units of notations and the bodies that stand for it."""

    name: str
    words: tuple[str, ...] = ()
    units: tuple[str, ...] = ()  # groups of the notation: QLN, NVY
    bodies: tuple[str, ...] = ()  # names of issuing bodies


@dataclass(frozen=True, slots=True)
class AreaSeen:
    name: str
    confidence: Confidence
    seen: str


@dataclass(frozen=True)
class SubjectAreas:
    """All areas in their order. Words of the abstract count most, then the unit that drafted, then the body."""

    areas: tuple[SubjectArea, ...] = ()

    def of(self, abstract: str | None, notation: str | None, body: str | None) -> AreaSeen | None:
        """The area, or None. Two areas with as many words in one abstract are for a person: low."""
        return (
            self._by_words(abstract or "")
            or self._by_unit(notation or "")
            or self._by_body(body or "")
        )

    def _by_words(self, abstract: str) -> AreaSeen | None:
        words = words_of(abstract)
        hits = [
            (area.name, found)
            for area in self.areas
            if (found := [text for text in area.words if _phrase(text).find(words)])
        ]
        if not hits:
            return None
        name, found = max(hits, key=lambda hit: len(hit[1]))
        rivals = [other for other, seen in hits if other != name and len(seen) >= len(found)]
        level = Confidence.LOW if rivals else Confidence.MEDIUM
        return AreaSeen(name, level, "; ".join(found))

    def _by_unit(self, notation: str) -> AreaSeen | None:
        groups = set(notation.replace("/", "-").split("-"))
        return _first(
            (area.name, unit) for area in self.areas for unit in area.units if unit in groups
        )

    def _by_body(self, body: str) -> AreaSeen | None:
        words = words_of(body)
        return _first(
            (area.name, name)
            for area in self.areas
            for name in area.bodies
            if _phrase(name).find(words)
        )


def _first(found: Iterable[tuple[str, str]]) -> AreaSeen | None:
    name, seen = next(iter(found), (None, ""))
    return AreaSeen(name, Confidence.LOW, seen) if name is not None else None
