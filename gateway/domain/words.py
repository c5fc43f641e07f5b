"""Whole Vietnamese words and phrases found in text, the way a clerk reads them.

Case, composition and the place of the tone do not count, marks and đ always do: `HĐ` is never `HD`
(domain.md 13.17). In a phrase `<số>` is a number (Arabic or Roman), `…` stands for up to six words and a
leading `^` binds it to the beginning. A word of two syllables is one word: `trình Chính phủ` is not found
in `chương trình Chính phủ điện tử`. Only file names are compared without marks.
"""

import re
from dataclasses import dataclass

from gateway.domain.vietnamese import bare, fold

MAX_CHARACTERS = 200_000  # of one text; marks stand at the head, never behind page 50
_TOKEN = re.compile(r"<số>|[^\W_]+")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = r"(?:\d+|[ivx]+)"
# The words whose second syllable is a word of its own in the rules ("trình", to submit).
_COMPOUND = re.compile(
    r"(?<= )(chương|công|quy|quá|lộ|tờ|giáo|hành|giải|thuyết|chuong|cong|qua|lo|to|giao|hanh|giai|thuyet) "
    r"(trình|trinh)(?= )"
)
_ANY_NUMBER = "<số>"
_GAP = r"(?:\S+ ){0,6}?"
_EXCERPT = 40  # characters on each side of what was found


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that was found: `excerpt` is the text around it, in the form that was compared."""

    phrase: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a rule, `shown` as the administrator wrote it."""

    shown: str
    _marked: re.Pattern[str]
    _bare: re.Pattern[str]

    def find(self, words: "Words") -> Found | None:
        pattern = self._bare if words.is_bare else self._marked
        match = pattern.search(words.text)
        if match is None:
            return None
        start, end = max(0, match.start() - _EXCERPT), match.end() + _EXCERPT
        return Found(self.shown, words.text[start:end].strip())


@dataclass(frozen=True, slots=True)
class Words:
    """A text made ready for comparing: its words, folded, one space between and around them."""

    text: str
    is_bare: bool = False


def words_of(text: str) -> Words:
    return Words(_spaced(fold(text[:MAX_CHARACTERS])))


def words_of_file_name(file_name: str) -> Words:
    """Without marks, for names are typed without them."""
    return Words(_spaced(bare(file_name)), is_bare=True)


def phrase(text: str) -> Phrase:
    """Compiles a phrase. Raises ValueError when there is no word in it."""
    return Phrase(text, re.compile(_pattern(fold(text))), re.compile(_pattern(_bare(text))))


def _bare(text: str) -> str:
    return _ANY_NUMBER.join(bare(part) for part in text.split(_ANY_NUMBER))


def _spaced(folded: str) -> str:
    return _compounds(f" {' '.join(_WORD.findall(folded))} ")


def _compounds(spaced: str) -> str:
    return _COMPOUND.sub(r"\1_\2", spaced)


def _pattern(folded: str) -> str:
    start = r"\A " if folded.startswith("^") else "(?<= )"
    parts = [_part(part) for part in folded.replace("...", "…").split("…")]
    if not all(parts):
        raise ValueError("a phrase needs words, also on both sides of …")
    return start + _GAP.join(parts)


def _part(text: str) -> str:
    words = " ".join(_TOKEN.findall(text))
    tokens = _compounds(f" {words} ").split()
    return "".join(f"{_NUMBER if token == _ANY_NUMBER else re.escape(token)} " for token in tokens)
