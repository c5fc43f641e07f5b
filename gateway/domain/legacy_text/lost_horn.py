"""ư of TCVN3 where it was taken for a hyphen: its code AD is one in windows-1252, and PDF gives it as such."""

import re

from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text.conversion import to_unicode
from gateway.domain.legacy_text.syllables import syllables

_HORN = "\u00ad"
_BETWEEN = r"\s,.;:/()\[\]\"'“”0-9"
_WITH_HYPHEN = re.compile(rf"(?<![^{_BETWEEN}])[^{_BETWEEN}-]*-[^{_BETWEEN}-]*")


def with_horns(text: str) -> str:
    """`®-îc` as `®\\u00adîc`: only where a syllable comes out, as of a text in TCVN3."""
    return _WITH_HYPHEN.sub(_with_horn, text) if "-" in text else text


def _with_horn(word: re.Match[str]) -> str:
    if len(word[0]) == 1:
        return word[0]
    horned = word[0].replace("-", _HORN)
    return horned if to_unicode(horned, TextEncoding.TCVN3).lower() in syllables() else word[0]
