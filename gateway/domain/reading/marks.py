"""Urgency stamps and due dates (TT 01/2011 Art. 15; NĐ 30/2020 Art. 4.2.c)."""

import re

from gateway.domain.document import Urgency
from gateway.domain.reading.columns import columns
from gateway.domain.recognised import is_near, squeezed, stamped_words
from gateway.domain.vietnamese import bare, fold, is_capitals

_STAMP = re.compile(
    r"(?:độ khẩn\s*:?\s*)?(?P<level>hỏa tốc|thượng khẩn|khẩn)\s*(?P<hour>[(:–—-]?\s*hẹn giờ.*)?[\s)!.]*"
)
_LEVELS = {"hỏa tốc": Urgency.HOA_TOC, "thượng khẩn": Urgency.THUONG_KHAN, "khẩn": Urgency.KHAN}
_TAG = re.compile(r"[\[({]\s*([^\])}]{3,30})\s*[\])}]")
_BARE = {
    "hoa toc": "hỏa tốc",
    "thuong khan": "thượng khẩn",
    "khan": "khẩn",
    "hoa toc hen gio": "hỏa tốc hẹn giờ",
}
_SEEN = {squeezed(words): level for words, level in _LEVELS.items()}
_AT_AN_HOUR = "hoatochengio"
_NUMBER = re.compile(r"^Số\s*:?\s*\S*\s?/\S+\s+(?=[A-ZĐ(])")  # some write the level behind it
_MAX_LINES = 60
_MAX_LINE = 2_000  # characters


def stamped_urgency(text: str) -> tuple[Urgency, str] | None:
    """A level in capitals alone in a line or column of page one; "khẩn trương" is prose."""
    for line in text.split("\f", 1)[0].split("\n")[:_MAX_LINES]:
        for column in (_NUMBER.sub("", part) for part in columns(line, _MAX_LINE)):
            if is_capitals(re.split(r"[(:\d]", column)[0]) and (level := _level(fold(column))):
                return level, column
    return None


def seen_urgency(text: str) -> tuple[Urgency, str] | None:
    """The same on a scan, as OCR reads a stamp: "HA TỐC]"."""
    for words in stamped_words("\n".join(text.split("\f", 1)[0].split("\n")[:_MAX_LINES])):
        seen = squeezed(words)
        for level, urgency in _SEEN.items():
            if is_near(seen, level):
                return urgency, words
        if is_near(seen[: len(_AT_AN_HOUR)], _AT_AN_HOUR):
            return Urgency.HOA_TOC_HEN_GIO, words
    return None


def tagged_urgency(subject: str) -> tuple[Urgency, str] | None:
    """ "[KHẨN] …", "(HOA TOC)" in a mail subject."""
    for match in _TAG.finditer(subject):
        words = fold(match[1])
        level = _level(_BARE.get(words, words) if words == bare(words) else words)
        if level is not None:
            return level, match[0]
    return None


def _level(folded: str) -> Urgency | None:
    match = _STAMP.fullmatch(folded)
    if match is None:
        return None
    if match["hour"] and match["level"] == "hỏa tốc":
        return Urgency.HOA_TOC_HEN_GIO
    return None if match["hour"] else _LEVELS[match["level"]]
