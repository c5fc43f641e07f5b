"""UTF-8 that was read as windows-1252 (or windows-1258), once or twice over: `Sá»Ÿ Y táº¿` is Sở Y tế."""

import re

from gateway.domain.legacy_text import tables
from gateway.domain.legacy_text.syllables import syllables

_TIMES = 2
_SURFACE = dict(tables.SHOWN_BY_WINDOWS) | dict(tables.SHOWN_BY_VIETNAMESE_WINDOWS)
_SEQUENCE = re.compile("[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}")
# à is C3 A0, and A0 is a space that many programs make an ordinary one.
_LOST_SPACE = re.compile(r"(?<![^\W\d_])([a-zA-Z]{0,4})\u00c3 ([a-z]{0,4})(?![^\W\d_])")
_OPENING = re.compile("[\u00c2-\u00c6\u00e1\u00e2\u0102\u0103]")


def undo(text: str) -> str:
    """The text with every such sequence decoded; anything else stays as it is."""
    for _ in range(_TIMES):
        if not _OPENING.search(text):
            return text
        once = _once(text)
        if once == text:
            return text
        text = once
    return text


def _once(text: str) -> str:
    surface = text.translate(_SURFACE)  # one character for one
    out: list[str] = []
    end = 0
    for match in _SEQUENCE.finditer(surface):
        decoded = match[0].encode("latin-1").decode("utf-8", "ignore")
        if decoded:
            out += [text[end : match.start()], decoded]
            end = match.end()
    if not out:
        return text
    return _LOST_SPACE.sub(_with_grave, "".join([*out, text[end:]]))


def _with_grave(match: re.Match[str]) -> str:
    """`hÃ nh` is hành; in `lÃ ban` the space stood for itself, too."""
    whole = f"{match[1]}à{match[2]}"
    return whole if whole.lower() in syllables() else f"{match[1]}à {match[2]}"
