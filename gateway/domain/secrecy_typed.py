"""Secrecy marks as they are typed in names and tags: between separators, without diacritics, in a notation."""

import re

from gateway.domain.admission import Reason
from gateway.domain.codes import normal
from gateway.domain.vietnamese import bare, fold

_TYPES = "(?:cv|cd|bc|qd|tb|gm|tm|kh|tt|ttr|ct|ctr|nq|hd|pa|da|bb|cong van|bao cao)"
_SEPARATORS = re.compile(r"[\s_.+-]+")
_SYLLABLE = re.compile(r"[BCDĐGHKLMNPQRSTVX]{0,3}[AEIOUY]{1,3}[CGHMNPT]{0,2}")


class TypedMarks:
    """`kinds` by their bare form, `capitals` the marks as they are written.

    `words` are the phrases, the words before that make another word, and the suffixes of a notation.
    """

    def __init__(
        self, kinds: dict[str, Reason], capitals: list[str], words: tuple[tuple[str, ...], ...]
    ) -> None:
        phrases, self._other_before, suffixes = words
        self._kinds = kinds
        written = _any(capitals)
        typed = _any([bare(mark).upper() for mark in capitals])
        self._opening = re.compile(rf"\W*((?i:{written})|{typed})(?: \W*\d|$)")
        # "CV_MAT_12": a type and a number leave no other reading; "CV_MAT_BANG_12" is another word.
        self._between = re.compile(rf"{_TYPES} (?P<mark>{typed.lower()})(?: so)? \d")
        self._ending = re.compile(rf"\d.* ({written})$")
        self._typed_ending = re.compile(rf"(?:^|\d.* |\d)(?P<before>\S+) ({typed})$")
        self._phrase = re.compile(
            rf"(?<!\w){_any([bare(words) for words in phrases])}(?=\W*(?:$|\d|so\b))"
        )
        last = _any([suffix.lower() for suffix in suffixes])
        self._code = re.compile(
            rf"^\d{{1,6}}[a-zđ]?(?:[-_\s]+[a-zđ]{{2,8}}){{1,4}}[-_\s]+\(?{last}\)?$"
            r"|^\d{1,6}[a-zđ]?(?:[-_][a-z]{2,5}){1,3}[-_]mat$",
            re.IGNORECASE,
        )

    def mark(self, text: str) -> Reason | None:
        """ "MAT_77_GM-SNV", "77 GM SNV - MẬT", "tai lieu mat so 77"."""
        words = _SEPARATORS.sub(" ", normal(text)).strip()
        found = self._opening.match(words)
        between = self._between.match(bare(words))
        mark = between["mark"] if between else found[1] if found else self._at_end(words)
        if mark:
            return self._kinds[bare(mark)]
        return Reason.SECRET if self._phrase.search(words.lower()) else None

    def code(self, name: str) -> Reason | None:
        """The notation as names write it: "77-GM-SNV-M", "02 gm syt m", "77-gm-snv-mat"."""
        return Reason.SECRET if self._code.search(name) else None

    def _at_end(self, words: str) -> str:
        ending = self._ending.search(words)
        if ending and fold(words[: ending.start(1)]).split()[-1] not in self._other_before:
            return ending[1]
        typed = self._typed_ending.search(words)
        # "GIAY MOI GAP MAT" ends with another word; after "SNV" it is the mark.
        return typed[2] if typed and not _SYLLABLE.fullmatch(typed["before"]) else ""


def _any(words: list[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in words) or '(?!)'})"
