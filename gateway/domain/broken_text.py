"""Is the text of a page what a person sees on it? Fonts that do not tell their letters, words torn apart.

A page whose text is broken is read as a picture. Text in an older table is another matter
(`legacy_text`) and is converted before it is asked about here.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from gateway.domain.legacy_text.syllables import syllables

UNTOLD = "\ufffd"  # stands for a letter that is drawn and that its font does not tell
# So do private use and controls; U+0080 to U+009F are letters of older tables. pdfium says U+0002 and U+FFFE for a hyphen.
_NO_LETTER = "\ufffd\uffff\ue000-\uf8ff\U000f0000-\U0010ffff\x01\x03-\x08\x0e-\x1f\x7f"
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_SUSPECT = re.compile(f"[{_NO_LETTER}{_RIGHT_TO_LEFT}]")
# Two side by side, or one within a word. One alone or before a line is a bullet, a row of the same one a leader.
_UNTOLD_WORD = re.compile(
    f"(?<=[^\\n])[{_NO_LETTER}][^\\W_]|[^\\W_][{_NO_LETTER}]|\ufffd\ufffd|([{_NO_LETTER}])(?!\\1)[{_NO_LETTER}]"
    # Numbers of glyphs taken for letters: no word is written in both directions.
    f"|[A-Za-z0-9][{_RIGHT_TO_LEFT}]|[{_RIGHT_TO_LEFT}][A-Za-z0-9]"
)
_TOLD = re.compile(r"[^\W_]")
_EDGES = "\"'“”‘’.,;:!?()[]{}<>/-–—…*+•"
_LONGEST = 7  # letters of a syllable
_FEWEST, _SHARE = 4, 0.1  # of the words, torn or alone
_FEWEST_ODD = 12  # different words with letters: less says nothing
_ODD_SHARE = 0.35
# Within a word or before it: signs, capitals and digits as no word, name, code or address has them.
_ODD = re.compile(
    r"[a-z][A-Z]|[a-z]\d+[a-z]|[^\W\d_][!\"#$%*;<=>?\[\\\]^`{|}~]+\w|[#$;=?\\\]^`{|}~!%>]\w|\w[#$<=>\[\\^`{|~]"
    r"|\b[bcdfghjklmnpqrstvwxz]{3,}\b"
)
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
_TWICE = re.compile(r"(?<!\w)(?:([^\W\d_])\1){2,}(?!\w)", re.IGNORECASE)
_TWICE_SHARE = 0.2
# Letters of Vietnamese that stand alone, but đ, which is money, too: drawn apart from their words.
_LONE = frozenset("ăĩũơư" + "".join(map(chr, range(0x1EA0, 0x1EFA))))
_PLAIN_SHARE = 0.5  # of the words are syllables as they stand: Vietnamese


def is_broken(text: str) -> bool:
    """Whether so much of a page's text is not what the page shows that nobody may rely on it.

    One untold word is enough: it may be the stamp. The shares were measured: a quarter of the words of a
    torn page are torn, half of those of a page in the letters of another font are odd; of genuine pages
    0.05 and 0.19 at most (`tests/unit/test_broken_text.py`).
    """
    if has_untold_word(text):
        return True
    words, known = text.lower().split(), syllables()
    if _are_torn(words) or _are_many(sum(map(_LONE.__contains__, words)), words):
        return True
    if sum(map(known.__contains__, words)) >= _PLAIN_SHARE * len(words):
        return False
    twice = sum(1 for _ in _TWICE.finditer(text))
    return twice >= max(_FEWEST, _TWICE_SHARE * len(words)) or _is_odd(text)


def is_healed(text: str, broken: str, as_given: str) -> bool:
    """Whether `text`, of another reader, may stand for a `broken` one (untold letters as `UNTOLD`).

    It has no fewer letters, and where letters were untold it has words for them: not the numbers of glyphs
    `as_given` by the first reader.
    """
    if is_broken(text) or _drawn(text) + _untold_spaces(text, broken) < _drawn(broken):
        return False
    if not has_untold_word(broken):
        return True
    new = {word.strip(_EDGES).lower() for word in {*text.split()} - {*broken.split()}} - {""}
    told = new & syllables()
    return 0 < len(new) <= 2 * len(told) and not new & {*as_given.lower().split()}


def _drawn(text: str) -> int:
    return len("".join(text.split()))


def _untold_spaces(text: str, broken: str) -> int:
    """Where no letter at all is told, the space is none of those that are missing."""
    return 0 if _TOLD.search(broken) else text.count(" ") + text.count("\t")


def has_untold_word(text: str) -> bool:
    """Whether letters of a word are not told."""
    return _SUSPECT.search(text) is not None and _UNTOLD_WORD.search(text) is not None


def _are_many(count: int, words: Sequence[str]) -> bool:
    return count >= max(_FEWEST, _SHARE * len(words))


def _are_torn(words: Sequence[str]) -> bool:
    """Neighbours, one of them no syllable, that are one together: "S" and "ở", "đư" and "ợc"."""
    pieces = {word for word in {*words} - syllables() if word.isalpha()}
    if not _are_many(2 * sum(map(pieces.__contains__, words)), words):
        return False  # most pages: no need to look at pairs
    return _are_many(sum(_is_torn(*pair) for pair in pairwise(words)), words)


def _is_torn(one: str, other: str) -> bool:
    other = other.rstrip(_EDGES)
    if not one or not other or len(one) + len(other) > _LONGEST:
        return False
    both, known = one + other, syllables()
    return both in known and not both.isascii() and not {one, other} <= known


def _is_odd(text: str) -> bool:
    words = {word for word in _ADDRESS.sub("", text).split() if any(map(str.isalpha, word))}
    if len(words) < _FEWEST_ODD:
        return False
    return sum(_ODD.search(word) is not None for word in words) >= _ODD_SHARE * len(words)
