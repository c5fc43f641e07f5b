"""Whether text is Vietnamese in Unicode (Art. 4.2.b, TCVN 6909:2001) or bytes of an older table shown as Latin-1.

What is certainly in a table is converted (`legacy_text`) before it is asked here. Only the doubt is found here: a
mark MẬT in TCVN3 reads `MËT`, so a text whose table is not certain must not pass as read.
"""

import re

from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text import has_unicode_letters, is_foreign

# Signs and letters of Latin-1 that no Vietnamese text needs; TCVN3, VNI, VISCII and VPS are full of them.
_FOREIGN = re.compile(
    "[\u00a1-\u00aa\u00ac\u00ae-\u00b9\u00bc-\u00bf\u00c4-\u00c7\u00cb\u00ce\u00cf\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df\u00e4-\u00e7\u00eb\u00ee\u00ef\u00f0\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff]"
)
# Signs among those, letters within the words of an older table: in Unicode they stand beside figures and units.
_SIGNS = "\u00a1-\u00aa\u00ac\u00ae-\u00b9\u00bc-\u00bf\u00d7\u00f7"
_ALONE = re.compile(rf"(?<![^\W\d_])[{_SIGNS}]|[{_SIGNS}](?![^\W\d_])")
_UNITS = re.compile(r"(?<![^\W\d_])[cdhkm]?m[²³](?![^\W\d_])|°\s?C(?![^\W\d_])")
_FOREIGN_LETTER = "[\u00c4-\u00c7\u00cb\u00ce\u00cf\u00d1\u00d6\u00d8\u00db\u00dc\u00de\u00df\u00e4-\u00e6\u00eb\u00ee\u00ef\u00f0\u00f1\u00f6\u00f8\u00fb\u00fc\u00fe\u00ff]"
_ACCENTED = re.compile("[\u00c0-\u00ff]")
# In one-byte Latin text a letter of no Western mail within a word: `MËT` and `MAÄT` are MẬT in TCVN3 and VNI.
_IN_WORD = re.compile(
    rf"[a-zA-Z]{_FOREIGN_LETTER}|{_FOREIGN_LETTER}[a-zA-Z]"
    "|[a-zA-Z][\u00a1-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020-\u2022\u2030\u2039\u203a\u20ac][a-zA-Z]"
    "|[\u0080-\u009f]"
)
_LEAST = 8  # a few signs (°, ©, ®, ½) are no evidence
_SHARE = 0.02
_SAMPLE = 20_000


# Codes without a meaning: glyph numbers of a font that does not tell its letters. Alone they are bullets.
_NO_LETTER = re.compile(
    r"(?<=[^\W\d_])[\ue000-\uf8ff\ufffd]|[\ue000-\uf8ff\ufffd](?=[\ue000-\uf8ff\ufffd])"
)
_LEAST_LOST = 4
_SYLLABLE = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,6}(?![^\W\d_])")
_BROKEN = re.compile(r"(?<![^\W\d_])[bcdđfghjklmnpqrstvwxz]{2,6}(?![^\W\d_])", re.IGNORECASE)
_MARKED = re.compile("[\u00c0-\u01b0\u1ea0-\u1ef9]")
_LEAST_WORDS = 30
_LEAST_BROKEN = 8
_BROKEN_SHARE = 0.05  # small-letter syllables without a vowel: none in Vietnamese, none in English
_BROKEN_CAPITALS = 0.3  # abbreviations have no vowel, either
_PLAIN_SHARE = 0.03  # of letters with Vietnamese marks: 0.2 to 0.3 in genuine text


def encoding_of(text: str) -> TextEncoding:
    """UNICODE, or UNKNOWN when the letters may be those of an older Vietnamese table."""
    sample = text[:_SAMPLE]
    if _has_odd_letters(sample) and not is_foreign(sample):
        return TextEncoding.UNKNOWN
    lost = len(_NO_LETTER.findall(sample)) >= _LEAST_LOST or _lacks_letters(sample)
    return TextEncoding.UNKNOWN if lost else TextEncoding.UNICODE


def _has_odd_letters(sample: str) -> bool:
    letters = len("".join(sample.split()))
    vietnamese = has_unicode_letters(sample)
    without = _UNITS.sub(" ", sample)
    foreign = len(_FOREIGN.findall(_ALONE.sub(" ", without) if vietnamese else without))
    accented = len(_ACCENTED.findall(sample))
    if foreign >= _LEAST and foreign >= _SHARE * letters:
        return True
    return not vietnamese and accented >= _LEAST and accented >= _SHARE * letters


def _lacks_letters(sample: str) -> bool:
    """Words such as `nhn dn`: a font without a table of its letters lost the marked vowels."""
    broken = _BROKEN.findall(sample)
    if len(broken) < _LEAST_BROKEN:
        return False
    words = _SYLLABLE.findall(sample)
    small = sum(word.islower() for word in words)
    broken_small = sum(word.islower() for word in broken)
    if broken_small >= _LEAST_BROKEN and broken_small >= _BROKEN_SHARE * small:
        return len(words) >= _LEAST_WORDS
    marked = sum(_MARKED.search(word) is not None for word in words)
    few = len(words) < _LEAST_WORDS or marked >= _PLAIN_SHARE * len(words)
    return not few and len(broken) >= _BROKEN_CAPITALS * len(words)


def is_older_table(text: str) -> bool:
    """A text sent as Latin-1 or windows-1252 whose letters are those of an older Vietnamese table, however short."""
    return not text.isascii() and _IN_WORD.search(text) is not None and not is_foreign(text)
