"""Which older table a text is in, by its letters alone: linear, under a millisecond a page.

The words that a table changes are converted and must be syllables that Vietnamese can write. A foreign text
fails on that, whichever table is tried. What is not certain is left alone and doubted elsewhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text import tables
from gateway.domain.legacy_text.conversion import to_unicode
from gateway.domain.legacy_text.syllables import syllables

_SAMPLE = 20_000  # characters
TABLES = (
    TextEncoding.TCVN3,
    TextEncoding.VNI,
    TextEncoding.VISCII,
    TextEncoding.VPS,
    TextEncoding.WINDOWS_1258,
)
_LETTERS_OF_LATIN = (
    "\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff"
)
# Letters that only Unicode has for Vietnamese: a word with one of them is in no older table.
_UNICODE_ONLY = re.compile("[\u1ea0-\u1ef9ăđĩũơưĂĐĨŨƠƯ]")
# Characters that some table takes for a letter and that no Vietnamese word in Unicode has.
_SUSPECT = re.compile(
    "[\u0080-\u009f\u00a1-\u00ac\u00ad-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de-\u00df\u00e4-\u00e7"
    "\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020-\u2022"
    "\u2026\u2030\u2039\u203a\u20ac\u2122]|[^\\W\\d_][\u2018-\u201e](?=[^\\W\\d_])"
    "|[aeiouyAEIOUY\u00e2\u00e3\u00ea\u00f4\u00f5\u00fd\u00c2\u00c3\u00ca\u00d4\u00d5\u00dd][\u00cc\u00d2\u00de\u00ec\u00f2\u00fe]|[\u0002-\u0006\u0010-\u0019\u001c-\u001e]"
)
_CHUNK = re.compile(r"[^\s!-@\[-`{-~]+")
# Signs within a word, and a tone of windows-1258 after a vowel with its own mark.
_HARD = re.compile(
    "[\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|[\u00e2\u00e3\u00ea\u00f4\u00f5\u00fd\u00c2\u00c3\u00ca\u00d4\u00d5\u00dd][\u00cc\u00d2\u00de\u00ec\u00f2\u00fe]"
)
_VOWEL = re.compile("[aeiouy\u00c0-\u00c3\u00c8-\u00ca\u00cc-\u00cd\u00d2-\u00d5\u00d9-\u00dd\u00e0-\u00e5\u00e8-\u00ef\u00f2-\u00fd"
                    "\u0102\u0103\u0128\u0129\u0168\u0169\u01a0-\u01b0\u1ea0-\u1ef9]", re.IGNORECASE)  # fmt: skip
_SIGN_IN_WORD = re.compile(
    "[A-Za-z][\u0080-\u00a9\u00ac\u00ae-\u00b4\u00b6\u00b8\u00b9\u00bc-\u00bf\u00d7\u00f7][A-Za-z]"
)
_TWICE = re.compile(
    "[\u00e1\u00c3\u00c4\u00c6\u0102\u0103][\u00a0-\u00bf\u0080-\u009f\u0152-\u2122]"
)
_LEAST = 2
_LEAST_WITHOUT_SIGNS = 4
_VALID_SHARE = 0.85
_PLAIN_SHARE = 0.5
_PLAIN_SHARE_OF_MANY = 0.25
_MANY = 10
_RIVAL = 0.6  # of the best table's evidence


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one table: distinct words that it changes, and how many of them become syllables."""

    table: TextEncoding
    changed: int = 0
    valid: int = 0
    as_they_stand: int = 0  # of the changed words, those that are syllables already
    hard: bool = False  # signs within words, which no language writes

    @property
    def share(self) -> float:
        return self.valid / self.changed if self.changed else 0.0

    @property
    def weight(self) -> float:
        """A word that is a syllable as it stands speaks for no table."""
        return (self.valid - self.as_they_stand) * self.share


NOTHING = Evidence(TextEncoding.UNICODE)


def recognise(text: str) -> TextEncoding:
    """The table that `text` is certainly in; UNICODE when none is certain, which says nothing against doubt."""
    return certain_evidence(text).table


def certain_evidence(text: str) -> Evidence:
    """What speaks for the table that `text` is certainly in, or `NOTHING`."""
    sample = text[:_SAMPLE]
    if sample.isascii() or not _SUSPECT.search(sample):
        return NOTHING
    if _is_utf8_twice(sample):
        return Evidence(TextEncoding.UTF8_TWICE, 1, 1)
    found = evidence(sample)
    best = max(found, key=lambda item: item.weight)
    if not _is_certain(best) or not _reads_vietnamese(sample, best):
        return NOTHING
    rivals = (item for item in found if item is not best)
    clear = all(item.weight <= _RIVAL * best.weight for item in rivals)
    return best if clear else NOTHING


def has_unicode_letters(text: str) -> bool:
    """Letters that only Unicode has for Vietnamese."""
    return _UNICODE_ONLY.search(text) is not None


def evidence(text: str) -> tuple[Evidence, ...]:
    """What speaks for each table, over the words that cannot be Unicode Vietnamese."""
    chunks = {chunk for chunk in _CHUNK.findall(text[:_SAMPLE]) if not chunk.isascii()}
    foreign = "\n".join(sorted(chunk for chunk in chunks if not _UNICODE_ONLY.search(chunk)))
    return tuple(_evidence_for(table, foreign) for table in TABLES) if foreign else (NOTHING,)


def _evidence_for(table: TextEncoding, chunks: str) -> Evidence:
    words = list(dict.fromkeys(_words_of(table).findall(chunks)))
    if not words:
        return Evidence(table)
    converted = to_unicode("\n".join(words), table).split("\n")
    known = syllables()
    changed = valid = as_they_stand = 0
    hard = False
    for word, letters in zip(words, converted, strict=True):
        if len(letters) < 2 or letters.lower() == word.lower() or not _VOWEL.search(letters):
            continue  # QĐ and HĐND are no syllables in any table
        changed += 1
        if letters.lower() in known and _is_cased(letters):
            valid += 1
            hard = hard or _HARD.search(word) is not None or not _is_cased(word)
            as_they_stand += word.lower() in known
    return Evidence(table, changed, valid, as_they_stand, hard or table is TextEncoding.VNI)


@cache
def _words_of(table: TextEncoding) -> re.Pattern[str]:
    """Words as the table writes them: letters, and the signs that are its letters."""
    own = "".join(re.escape(character) for character in _characters_of(table))
    return re.compile(f"[A-Za-z{_LETTERS_OF_LATIN}{own}]+")


def _characters_of(table: TextEncoding) -> list[str]:
    match table:
        case TextEncoding.TCVN3:
            found: Mapping[int, str] = tables.TCVN3
        case TextEncoding.VISCII:
            found = tables.VISCII
        case TextEncoding.VPS:
            found = {
                code: letter for code, letter in tables.VPS.items() if code not in {0x91, 0x92}
            }
        case _:
            return []
    shown = {byte: code for code, byte in tables.SHOWN_BY_WINDOWS.items()}
    more = (shown[code] for code in found if code in shown and table is not TextEncoding.TCVN3)
    return [chr(code) for code in (*found, *more)]


def _is_cased(word: str) -> bool:
    """All small, all capitals, or the first alone a capital: no language mixes otherwise within a syllable."""
    return word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower())


def fits(line: str, table: TextEncoding) -> bool | None:
    """Whether a line of a text in several tables is in this one; None when it may be Unicode as well."""
    found = _evidence_for(table, line)
    if found.valid > found.as_they_stand:
        return found.share >= 0.5
    return None if 2 * found.valid >= found.changed else False


def _plain_words(text: str) -> set[str]:
    """Words without any mark or sign, in small letters; abbreviations say nothing."""
    return {
        chunk.lower()
        for chunk in set(_CHUNK.findall(text))
        if len(chunk) > 1 and chunk.isascii() and chunk.isalpha() and not chunk.isupper()
    }


def is_foreign(text: str) -> bool:
    """A text of another language in Latin letters: no table makes Vietnamese of its words.

    A table that is not known here has signs within its words, or words without marks that are Vietnamese.
    """
    sample = text[:_SAMPLE]
    found = evidence(sample)
    best = max(found, key=lambda item: item.valid)
    changed = max(item.changed for item in found)
    if changed < 2 or best.valid > 0.34 * best.changed:
        return False
    if _SIGN_IN_WORD.search(sample) or _TWICE.search(sample):
        return False
    plain = _plain_words(sample)
    if len(plain) < 8:
        return best.valid == 0
    return len(plain & syllables()) < _PLAIN_SHARE * len(plain)


def _is_certain(found: Evidence) -> bool:
    least = _LEAST if found.hard else _LEAST_WITHOUT_SIGNS
    return (
        found.valid >= least
        and found.share >= (_VALID_SHARE if found.changed > 6 else 1.0)
        and found.as_they_stand < found.valid * (1.0 if found.hard else 0.5)
    )


def _reads_vietnamese(text: str, best: Evidence) -> bool:
    """The words without marks are Vietnamese syllables, too; abbreviations say nothing."""
    plain = _plain_words(text)
    if len(plain) < 3:
        return True
    share = len(plain & syllables()) / len(plain)
    return share >= (_PLAIN_SHARE_OF_MANY if best.valid >= _MANY else _PLAIN_SHARE)


def _is_utf8_twice(text: str) -> bool:
    """Three letters of Vietnamese come out, one of them such as no other language has, or all that there are."""
    if not _TWICE.search(text):
        return False
    decoded = to_unicode(text, TextEncoding.UTF8_TWICE)
    words = {word for word in re.findall(r"[^\W\d_]+", decoded) if not word.isascii()} - set(
        re.findall(r"[^\W\d_]+", text)
    )
    valid = sum(word.lower() in syllables() for word in words)
    own = sum(_UNICODE_ONLY.search(word) is not None for word in words)
    return own >= 1 and valid >= 0.7 * len(words) and not _TWICE.search(decoded)
