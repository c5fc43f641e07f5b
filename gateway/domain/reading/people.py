"""Who is addressed: cells 9a and 9b (TT 01/2011 App. II; NĐ 30/2020 App. I)."""

import re

from gateway.domain.reading.columns import columns
from gateway.domain.reading.signing import NAME
from gateway.domain.vietnamese import fold, is_capitals, one_line

_LISTED = re.compile(r"^\s*[-+•*–]\s*")
_MAX_LINES = 4_000
_MAX_LINE = 1_000  # characters
_PLACES = re.compile(r"nơi nhận\s*:?")
_TO = re.compile(r"kính gửi\s*:?\s*")
# "Như trên", "Như Điều 3" and the archive name nobody.
_NOBODY = re.compile(r"^(?:lưu\b|như (?:trên|điều|kính gửi|mục|khoản)\b)")


def find_addressees(text: str) -> tuple[str, ...]:
    """Kính gửi and Nơi nhận, as written, without the archive line."""
    lines = text.replace("\f", "\n").split("\n")[:_MAX_LINES]
    found: list[str] = []
    for at, line in enumerate(lines):
        parts = columns(line, _MAX_LINE)
        place = next((p for p in parts if _TO.match(fold(p)) or _PLACES.match(fold(p))), None)
        if place is not None:
            found += _listed(place, lines[at + 1 : at + 40])
    unique = dict.fromkeys(
        item
        for listed in found
        for item in map(_item, listed.split(";"))
        if item and not _NOBODY.match(fold(item))
    )
    return tuple(item[:200] for item in unique)[:50]


def _listed(place: str, lines: list[str]) -> list[str]:
    """What follows on the line itself, and the items of the list under it."""
    _, _, first = place.partition(":")
    found = [_item(first)] if first.strip() else []
    items: list[str] = []
    for line in lines:
        parts = columns(line, _MAX_LINE)
        if not parts:
            if items or found:
                break
            continue
        if _LISTED.match(parts[0]):
            items.append(parts[0])
        elif (
            items
            and len(parts) == 1
            and not items[-1].endswith((";", "."))
            and parts[0][0].islower()
        ):
            items[-1] += " " + parts[0]
        elif not is_capitals(parts[0]) and not NAME.fullmatch(parts[0]):
            break
    return found + [_item(item) for item in items]


def _item(text: str) -> str:
    return one_line(_LISTED.sub("", text)).strip(" ;.")
