"""Secrecy marks on scans: stamps as OCR reads them. In doubt it is one (Art. 1.2)."""

import re

from gateway.domain.admission import Reason
from gateway.domain.recognised import is_near, squeezed, stamped_words
from gateway.domain.secrecy import SecrecyMarks, standing_out
from gateway.domain.secrecy_lines import gravest
from gateway.domain.vietnamese import bare, nfc

_HEAD_LINES = 20
# MẬT has three letters: which of them may be mistaken for which is written out. MẮT is another word.
_SHORT = re.compile(
    r"(?:M|NI|IM|IVI)[AÀÁẢÃẠÂẦẤẨẪẬẶ](?:T|Ï|Ĩ|F|7)|[NHW][ẬẶ]T|M[ẬẶẤ][IỊĨ1LY]", re.IGNORECASE
)


def find_seen_mark(marks: SecrecyMarks, text: str, stamps: str = "") -> Reason | None:
    """The gravest mark on recognised pages (form feed between them), or None.

    `stamps` are words of page one that stand alone, found by a search for such.
    """
    kinds = [_mark(marks, words, before) for words, before in _followed(f"{text}\f{stamps}")]
    heads = [*text.splitlines()[:_HEAD_LINES], *stamps.splitlines()]
    kinds += [standing_out(marks, line) for line in heads]
    return gravest([kind for kind in kinds if kind is not None])


def _followed(text: str) -> list[tuple[str, str]]:
    """Each stamp-like column with the last word of the line above it."""
    found: list[tuple[str, str]] = []
    above = ""
    for line in nfc(text).replace("\f", "\n").split("\n"):
        found += [(words, above) for words in stamped_words(line)]
        above = "".join(line.split()[-1:])
    return found


def _mark(marks: SecrecyMarks, words: str, above: str) -> Reason | None:
    # A title broken over two lines ("… BẢO VỆ BÍ / MẬT …") is no stamp.
    if bare(above) in {bare(word) for word in marks.other_before}:
        return None
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
