"""Secrecy marks on scans: stamps as OCR reads them. In doubt it is one (Art. 1.2)."""

import re
from itertools import pairwise

from gateway.domain.admission import Reason
from gateway.domain.recognised import is_near, squeezed, stamped_words
from gateway.domain.secrecy import standing_out
from gateway.domain.secrecy_lines import gravest
from gateway.domain.secrecy_marks import SecrecyMarks
from gateway.domain.vietnamese import bare, is_capitals, nfc

_HEAD_LINES = 20
# MẬT has three letters: which of them may be mistaken for which is written out. MẮT is another word.
_SHORT = re.compile(
    r"(?:M|NI|IM|IVI)[AÀÁẢÃẠÂẦẤẨẪẬẶ](?:T|Ï|Ĩ|F|7)|[NHW][ẬẶ]T|M[ẬẶẤ][IỊĨ1LY]|\w?M[ẬẶ]T\w?|M[ẬẶ]",
    re.IGNORECASE,
)


def find_seen_mark(marks: SecrecyMarks, text: str, stamps: str = "") -> Reason | None:
    """The gravest mark on recognised pages (form feed between them), or None.

    `stamps` are words of page one that stand alone, found by a search for such.
    """
    others = {bare(word) for word in marks.other_before}
    lines = [line for line, above in _followed(f"{text}\f{stamps}") if above not in others]
    kinds = [_mark(marks, words) for line in lines for words in stamped_words(line)]
    head = [line for line, above in _followed(_head(text, stamps)) if above not in others]
    kinds += [standing_out(marks, line) for line in head]
    return gravest([kind for kind in kinds if kind is not None])


def _head(text: str, stamps: str) -> str:
    return "\n".join([*text.split("\n")[:_HEAD_LINES], *stamps.split("\n")])


def _followed(text: str) -> list[tuple[str, str]]:
    """Each line with the last word above it, if in capitals: a broken title, "BẢO VỆ BÍ / MẬT", is no stamp."""
    lines = nfc(text).replace("\f", "\n").split("\n")
    return [(line, _last_capitals(above)) for above, line in pairwise(["", *lines])]


def _last_capitals(line: str) -> str:
    word = "".join(line.split()[-1:])
    return bare(word) if is_capitals(word) else ""


def _mark(marks: SecrecyMarks, words: str) -> Reason | None:
    seen = squeezed(words)
    if any(_is_mark(mark, words, seen) for mark in marks.secret):
        return Reason.SECRET
    limited = any(_is_mark(mark, words, seen) for mark in marks.limited)
    return Reason.LIMITED_CIRCULATION if limited else None


def _is_mark(mark: str, words: str, seen: str) -> bool:
    letters = squeezed(mark)
    if letters == "mat":
        return bool(_SHORT.fullmatch("".join(words.split())))
    return len(letters) > 3 and is_near(seen, letters)
