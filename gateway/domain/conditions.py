"""The conditions of a rule. Each says whether it holds and what it saw, so that a decision can be explained."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from gateway.domain.facts import Facts, Place
from gateway.domain.vietnamese import fold
from gateway.domain.words import Found, Phrase


@dataclass(frozen=True, slots=True)
class WordsSeen:
    """A phrase that was found, and where."""

    place: str
    found: Found


@dataclass(frozen=True, slots=True)
class Finding:
    """What one condition said of the facts. `condition` is its key in the YAML file."""

    condition: str
    holds: bool
    seen: str  # the value that was looked at, for a person
    words: tuple[WordsSeen, ...] = ()
    parts: tuple["Finding", ...] = ()


class Condition(Protocol):
    def check(self, facts: Facts) -> Finding: ...


UNREAD_TYPE = "(không đọc được)"  # in a `type` list: the document's type was not read


@dataclass(frozen=True, slots=True)
class TypeIs:
    """`type`: the document type is one of these."""

    names: frozenset[str]  # folded

    def check(self, facts: Facts) -> Finding:
        seen = facts.document_type or UNREAD_TYPE
        return Finding("type", fold(seen) in self.names, seen)


@dataclass(frozen=True, slots=True)
class NotationIs:
    """`notation`: `GM-*` is a beginning, `*/TU` an end, `BC` the whole; case does not count, đ does."""

    patterns: tuple[str, ...]

    def check(self, facts: Facts) -> Finding:
        notation = fold(facts.notation or "")
        holds = bool(notation) and any(_fits(notation, fold(p)) for p in self.patterns)
        return Finding("notation", holds, facts.notation or "")


def _fits(notation: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return notation.startswith(pattern[:-1])
    if pattern.startswith("*"):
        return notation.endswith(pattern[1:])
    return notation == pattern


class Trait(StrEnum):
    """Yes-or-no facts, by their key in the YAML file."""

    YEAR_IN_NUMBER = "year_in_number"
    PARTY_FORM = "party_form"
    NUMBERED = "numbered"
    DRAFT = "draft"
    DEADLINE = "deadline"
    INVITATION_IN_MAIL = "has_invitation_in_mail"
    FOR_INFORMATION = "for_information"
    DOSSIER_CODE = "dossier_code"


_TRAITS: dict[Trait, Callable[[Facts], bool]] = {
    Trait.YEAR_IN_NUMBER: lambda facts: facts.year_in_number,
    Trait.PARTY_FORM: lambda facts: facts.is_party_form,
    Trait.NUMBERED: lambda facts: facts.number is not None,
    Trait.DRAFT: lambda facts: facts.is_draft,
    Trait.DEADLINE: lambda facts: facts.has_deadline,
    Trait.INVITATION_IN_MAIL: lambda facts: facts.has_invitation_in_mail,
    Trait.FOR_INFORMATION: lambda facts: facts.is_for_information,
    Trait.DOSSIER_CODE: lambda facts: facts.has_dossier_code,
}


@dataclass(frozen=True, slots=True)
class TraitIs:
    """`draft: true` and its like."""

    trait: Trait
    wanted: bool

    def check(self, facts: Facts) -> Finding:
        value = _TRAITS[self.trait](facts)
        return Finding(self.trait.value, value is self.wanted, "true" if value else "false")


@dataclass(frozen=True, slots=True)
class WordsAre:
    """`words`: any of some, all of some, none of some, in the named places."""

    places: tuple[Place, ...]
    any: tuple[Phrase, ...] = ()
    all: tuple[Phrase, ...] = ()
    none: tuple[Phrase, ...] = ()

    def check(self, facts: Facts) -> Finding:
        any_ = [seen for phrase in self.any if (seen := self._find(phrase, facts))]
        all_ = [seen for phrase in self.all if (seen := self._find(phrase, facts))]
        none = [seen for phrase in self.none if (seen := self._find(phrase, facts))]
        holds = bool(any_ or not self.any) and len(all_) == len(self.all) and not none
        return Finding("words", holds, ", ".join(self.places), (*any_, *all_, *none))

    def _find(self, phrase: Phrase, facts: Facts) -> WordsSeen | None:
        for place in self.places:
            words = facts.places.get(place)
            if words is not None and (found := phrase.find(words)) is not None:
                return WordsSeen(place.value, found)
        return None


@dataclass(frozen=True, slots=True)
class AddresseesAre:
    """`addressees`: one of the lines of Kính gửi and Nơi nhận holds one of these phrases."""

    any: tuple[Phrase, ...]

    def check(self, facts: Facts) -> Finding:
        found = [
            WordsSeen("addressees", hit)
            for line in facts.addressee_words
            for phrase in self.any
            if (hit := phrase.find(line)) is not None
        ]
        return Finding("addressees", bool(found), "; ".join(facts.addressees), tuple(found))


class Join(StrEnum):
    ALL_OF = "all_of"
    ANY_OF = "any_of"
    NONE_OF = "none_of"


@dataclass(frozen=True, slots=True)
class Joined:
    """`all_of`, `any_of`, `none_of`: conditions of conditions."""

    join: Join
    conditions: tuple[Condition, ...]

    def check(self, facts: Facts) -> Finding:
        parts = tuple(condition.check(facts) for condition in self.conditions)
        held = [part.holds for part in parts]
        match self.join:
            case Join.ALL_OF:
                holds = all(held)
            case Join.ANY_OF:
                holds = any(held)
            case Join.NONE_OF:
                holds = not any(held)
        return Finding(self.join.value, holds, "", parts=parts)
