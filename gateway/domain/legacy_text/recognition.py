"""Which older table a text is in, by its letters alone: linear, under a millisecond a page.

What is not certain is left alone, and doubted by `encodings`.
"""

import re

from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text.conversion import to_unicode
from gateway.domain.legacy_text.evidence import (
    NOTHING,
    Evidence,
    evidence,
    evidence_for,
    has_unicode_letters,
    words_of,
)
from gateway.domain.legacy_text.syllables import syllables

_SAMPLE = 20_000  # characters
# Characters that some table takes for a letter and that no Vietnamese word in Unicode has.
_NEVER = (
    "\u0080-\u009f\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df\u00e4-\u00e7\u00eb"
    "\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122\u0002-\u0006\u0010-\u0019\u001c-\u001e"
)
# Or with what stands beside it. The last letter comes first and what is before it behind: asked of every page, and
# so a page costs a seventh.
_SUSPECT = re.compile(
    f"[{_NEVER}\u2018-\u201eÌÒìòáàâãÁÀÂÃêéèúÊÉÈÚùõÙÕ](?:(?<=[{_NEVER}])"
    "|(?<=[^\\W\\d_][\u2018-\u201e])(?=[^\\W\\d_])"
    "|(?<=[aeiouyAEIOUYâãêôõýÂÃÊÔÕÝ][ÌÒÞìòþ])"
    "|(?<=[aeAE][áàâãÁÀÂÃ])|(?<=[aA][êéèúÊÉÈÚ])|(?<=[oO][âÂ])|(?<=[aeouyôAEOUYÔ][ùõÙÕ]))"
)
_TWICE = re.compile(
    "á[º»]|[ÃÄÅÆĂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_SIGN_IN_WORD = re.compile(
    "[A-Za-z][\u0080-\u009f\u00a1-\u00a9\u00ac\u00ae-\u00b4\u00b6\u00b8\u00b9\u00bc-\u00bf\u00d7\u00f7][A-Za-z]"
)
_CHUNK = re.compile(r"[^\s!-@\[-`{-~]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LEAST = 2
_LEAST_WITHOUT_SIGNS = 4
_LEAST_COMMON = 2
_FEW = 6
_VALID_SHARE = 0.85
_PLAIN_SHARE = 0.5
_PLAIN_SHARE_OF_MANY = 0.25
_MANY = 10
_RIVAL = 0.6  # of the best table's weight
_FOREIGN_SHARE = 0.34
_FOREIGN_PLAIN_SHARE = 0.67  # in Vietnamese all but names


def may_be_older(text: str) -> bool:
    """Whether there is a letter that some table has and Vietnamese in Unicode has not; false of most texts."""
    return _SUSPECT.search(text) is not None


def recognise(text: str) -> TextEncoding:
    """The table that `text` is certainly in; UNICODE when none is certain, which says nothing against doubt."""
    return certain_evidence(text).table


def certain_evidence(text: str) -> Evidence:
    """What speaks for the table that `text` is certainly in, or `NOTHING`."""
    sample = text[:_SAMPLE]
    if not _SUSPECT.search(sample):
        return NOTHING
    if _is_utf8_twice(sample):
        return Evidence(TextEncoding.UTF8_TWICE, 1, 1, 1)
    found = evidence(words_of(sample))
    best = max(found, key=lambda item: item.weight)
    clear = all(_yields(item, best) for item in found if item is not best)
    certain = clear and _is_certain(best) and _reads_vietnamese(sample, best)
    return best if certain else NOTHING


def _yields(rival: Evidence, best: Evidence) -> bool:
    """A text that two tables explain as well is told by frequent words alone."""
    as_good = rival.share >= best.share and rival.valid > 0
    if as_good and best.common < rival.common + _LEAST_COMMON:
        return False
    return rival.weight <= _RIVAL * best.weight


def _is_certain(found: Evidence) -> bool:
    sure = found.hard or found.table is TextEncoding.VNI or found.common >= _LEAST_COMMON
    return (
        found.valid >= (_LEAST if sure else _LEAST_WITHOUT_SIGNS)
        and found.share >= (_VALID_SHARE if found.words > _FEW else 1.0)
        and found.as_they_stand < found.valid * (1.0 if sure else 0.5)
    )


def _reads_vietnamese(text: str, best: Evidence) -> bool:
    """The words without marks are Vietnamese syllables, too."""
    plain = _plain_words(text)
    if len(plain) < 3:
        return True
    least = _PLAIN_SHARE_OF_MANY if best.valid >= _MANY else _PLAIN_SHARE
    return len(plain & syllables()) >= least * len(plain)


def _plain_words(text: str) -> set[str]:
    """Words without any mark or sign, in small letters; abbreviations say nothing."""
    return {
        chunk.lower()
        for chunk in set(_CHUNK.findall(text))
        if len(chunk) > 1 and chunk.isascii() and chunk.isalpha() and not chunk.isupper()
    }


def is_vietnamese(text: str) -> bool:
    """Whether most words with marks are syllables that Vietnamese can write."""
    words = {word.lower() for word in _LETTERS.findall(text[:_SAMPLE]) if not word.isascii()}
    return 2 * len(words & syllables()) >= len(words)


def fits(line: str, table: TextEncoding) -> bool | None:
    """Whether a line of a text in several tables is in this one; None when it may be Unicode as well."""
    found = evidence_for(table, words_of(line))
    if found.valid > found.as_they_stand:
        return found.share >= 0.5
    return None if 2 * (found.valid + found.unchanged) >= found.words else False


def is_foreign(text: str) -> bool:
    """A text of another language in Latin letters: no table makes Vietnamese of its words.

    A table that is not known here has signs within its words, or words without marks that are Vietnamese.
    """
    sample = text[:_SAMPLE]
    if _SIGN_IN_WORD.search(sample) or _TWICE.search(sample):
        return False
    found = evidence(words_of(sample))
    best = max(found, key=lambda item: item.valid)
    changed = max(item.changed for item in found)
    if not changed or best.valid > _FOREIGN_SHARE * best.words:
        return False
    plain = _plain_words(sample)
    if len(plain) < 3:
        return best.valid == 0 and changed >= _LEAST
    is_plain_foreign = len(plain & syllables()) <= _FOREIGN_PLAIN_SHARE * len(plain)
    sure = best.valid == 0 or changed >= _FEW or len(plain) >= _MANY
    return is_plain_foreign and sure


def _is_utf8_twice(text: str) -> bool:
    """What comes out are syllables, and one of them has a letter that no other language has."""
    if not _TWICE.search(text):
        return False
    decoded = to_unicode(text, TextEncoding.UTF8_TWICE)
    before = set(_LETTERS.findall(text))
    words = {word for word in _LETTERS.findall(decoded) if not word.isascii()} - before
    valid = sum(word.lower() in syllables() for word in words)
    own = any(has_unicode_letters(word) for word in words)
    return own and valid >= 0.7 * len(words) and not _TWICE.search(decoded)
