"""What an iCalendar file says of its events, as far as it is looked at (RFC 5545)."""

import re

_SAID = re.compile(
    r"^(?:SUMMARY|LOCATION|CATEGORIES)(?:;[^:\r\n]*)?:([^\r\n]*)", re.MULTILINE | re.IGNORECASE
)
_MAX = 100  # texts of one file


def is_calendar(text: str) -> bool:
    return text[:200].lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCALENDAR")


def said_in_calendar(text: str) -> list[str]:
    """Titles, places and categories, with folded lines joined (§3.1) and escapes undone (§3.3.11)."""
    found = _SAID.findall(re.sub(r"\r?\n[ \t]", "", text))[:_MAX]
    return [re.sub(r"\\([,;\\])", r"\1", said)[:500] for said in found]
