"""What speaks for a table: the words of a text, read by it, are syllables of Vietnamese or they are not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text import tables
from gateway.domain.legacy_text.conversion import WITHOUT_ALL_CAPITALS, letters_of
from gateway.domain.legacy_text.syllables import COMMON, syllables

TABLES = (
    TextEncoding.TCVN3,
    TextEncoding.VNI,
    TextEncoding.VISCII,
    TextEncoding.VPS,
    TextEncoding.WINDOWS_1258,
)
# Signs that some table takes for letters: of Latin-1, controls, and what windows-1252 has at 0x80 to 0x9f.
_SIGNS = (
    "\u0002-\u0006\u0010-\u0019\u001c-\u001e\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7"
    "\u02c6\u02dc\u2013-\u203a\u20ac\u2122\uf020-\uf0ff"
)
_LETTERS = (
    "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff"
)
_WORD = re.compile(f"[{_LETTERS}{_SIGNS}]+")
_SIGN = re.compile(f"[{_SIGNS}]")
_VOWEL = re.compile(
    "[aeiouyàáâãèéêìíòóôõùúýăĩũơưẠ-ỹAEIOUYÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĨŨƠƯ]"
)  # of Vietnamese, NFC
# A tone of windows-1258 after a vowel with its own mark.
_TWO_MARKS = re.compile("[âãêôõýÂÃÊÔÕÝ][ÌÒÞìòþ]")
# Letters that Vietnamese has and no other Latin-1 language (precomposed tones, ă, đ, ĩ, ũ, ơ, ư), and that only
# Unicode has: a word with one of them is in no older table.
_UNICODE_ONLY = re.compile("[\u1ea0-\u1ef9ăđĩũơưĂĐĨŨƠƯ]")
_SMALL = re.compile("[a-z]")
_MOST_WORDS = 150


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts of distinct words with letters beyond ASCII, for one table.

    `changed` are those that the table reads otherwise than they stand, `valid` those of them that become
    syllables, `as_they_stand` those that are one already, `common` those that become a frequent one.
    """

    table: TextEncoding
    words: int = 0
    changed: int = 0
    valid: int = 0
    as_they_stand: int = 0
    common: int = 0
    unchanged: int = 0  # and syllables: they fit the table, too
    hard: bool = (
        False  # written as no language writes: signs within a word, a capital within small letters
    )

    @property
    def share(self) -> float:
        """Of all words that the table explains, 0 to 1."""
        return (self.valid + self.unchanged) / self.words if self.words else 0.0

    @property
    def weight(self) -> float:
        """A word that is a syllable as it stands speaks for no table, a frequent one counts twice."""
        return (self.valid - self.as_they_stand + self.common) * self.share**2


NOTHING = Evidence(TextEncoding.UNICODE)


def has_unicode_letters(text: str) -> bool:
    """Letters that only Unicode has for Vietnamese."""
    return _UNICODE_ONLY.search(text) is not None


def words_of(text: str) -> list[str]:
    """The distinct words of a text that may be in an older table, in their order."""
    return [
        word
        for word in dict.fromkeys(_WORD.findall(text))
        if not _is_plain(word) and not _UNICODE_ONLY.search(word)
    ]


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isalpha()


def evidence(words: Iterable[str]) -> tuple[Evidence, ...]:
    """What speaks for each table."""
    words = list(words)
    words = words[:: len(words) // _MOST_WORDS + 1]  # from the whole text: parts may differ
    return tuple(evidence_for(table, words) for table in TABLES)


def evidence_for(table: TextEncoding, words: Iterable[str]) -> Evidence:
    """`words` as `words_of` gives them."""
    read = _read(table, words)
    changed = [item for item in read if item[1].lower() != item[0].lower()]
    valid = [(word, letters.lower()) for word, letters, fits in changed if fits]
    known = syllables()
    return Evidence(
        table,
        words=len(read),
        changed=len(changed),
        valid=len(valid),
        as_they_stand=sum(word.lower() in known for word, _ in valid),
        common=sum(letters in COMMON for _, letters in valid),
        unchanged=sum(fits for _, _, fits in read) - len(valid),
        hard=any(_is_hard(word) for word, _ in valid),
    )


def _read(table: TextEncoding, words: Iterable[str]) -> list[tuple[str, str, bool]]:
    """Each word as it stands, as the table reads it, and whether that is a syllable.

    QĐ and HĐND are no syllables in any table and say nothing.
    """
    edges = _foreign_signs(table)
    stripped = dict.fromkeys(word.strip(edges) for word in words)
    bare = [word for word in stripped if not _is_plain(word)]
    if not bare:
        return []
    known = syllables()
    converted = letters_of("\n".join(bare), table).split("\n")
    read = (
        (word, letters, letters.lower() in known and _is_cased(letters, table))
        for word, letters in zip(bare, converted, strict=True)
    )
    return [item for item in read if len(item[1]) > 1 and (item[2] or _VOWEL.search(item[1]))]


def _is_hard(word: str) -> bool:
    return (
        _SIGN.search(word) is not None or _TWO_MARKS.search(word) is not None or not _is_cased(word)
    )


def _is_cased(word: str, table: TextEncoding = TextEncoding.UNICODE) -> bool:
    """All small, all capitals, or the first alone a capital: no language mixes otherwise within a syllable."""
    if table in WITHOUT_ALL_CAPITALS and not _SMALL.search(word):
        return True
    return word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower())


@cache
def _foreign_signs(table: TextEncoding) -> str:
    """Signs that are none of the table's letters: quotation marks and dots around a word."""
    signs = {chr(code) for code in range(0x3000) if _SIGN.match(chr(code))}
    return "".join(sorted(signs - _characters_of(table)))


def _characters_of(table: TextEncoding) -> set[str]:
    own: Mapping[int, str]
    match table:
        case TextEncoding.TCVN3:
            return {chr(code) for code in tables.TCVN3}
        case TextEncoding.VISCII:
            own = tables.VISCII
        case TextEncoding.VPS:
            own = {code: letter for code, letter in tables.VPS.items() if code not in {0x91, 0x92}}
        case _:
            return set()
    shown = {chr(code) for code, byte in tables.SHOWN_BY_WINDOWS.items() if byte in own}
    return shown | {chr(code) for code in own}
