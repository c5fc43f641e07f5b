"""Dates as documents write them (TT 01/2011 Art. 9); an unreadable day gives no date."""

import re
from datetime import date

from gateway.domain.codes import is_cited

_MAX_TEXT = 100_000
_DOTS = r"[\s.…_]*"
_DAY_MONTH_YEAR = r"\s*(?P<day>\d{1,2})\s*tháng\s*(?P<month>\d{1,2})\s*năm\s*(?P<year>\d{4})"
_WRITTEN = "ngày" + _DAY_MONTH_YEAR
# "Quảng Ngãi, ngày …", or the date alone in its column. In "Kế hoạch số 126/KH-SXD ngày …" it is cited.
_PLACE_DATE = re.compile(
    rf"(?:(?:^|\s)(?P<place>[A-ZĐ][^\n,;()\d/]{{1,40}}?)\s*[,;.]\s*|^\W*){_WRITTEN}", re.IGNORECASE
)
_BLANK_DAY = re.compile(rf"ngày{_DOTS}tháng", re.IGNORECASE)
_SHORT = r"(?P<d>\d{1,2})\s?[/.–-]\s?(?P<m>\d{1,2})\s?[/.–-]\s?(?P<y>\d{4})"
_ANY = re.compile(rf"(?:{_WRITTEN})|(?:ngày\s*)?(?<!\d){_SHORT}(?!\d)", re.IGNORECASE)
_DUE = re.compile(
    r"(?:trước|chậm nhất(?:\s+(?:là|vào|đến))*|hạn(?:\s+(?:cuối|chót))?(?:\s+(?:là|đến))?:?|muộn nhất(?:\s+là)?)\s+"
    rf"(?:\d{{1,2}}\s*(?:h|giờ)\s*\d{{0,2}}\s*(?:phút)?,?\s*)?(?:ngày\s+)?(?:{_SHORT}|{_DAY_MONTH_YEAR})",
    re.IGNORECASE,
)


def find_place_date(line: str) -> tuple[date, str] | None:
    """ "Quảng Ngãi, ngày 05 tháng 02 năm 2015" on one line."""
    match = _PLACE_DATE.search(line)
    if match is None or is_cited(line[: match.end("place")] if match["place"] else ""):
        return None
    value = _date(match["day"], match["month"], match["year"])
    return (value, match[0].strip(" ,")) if value else None


def has_blank_day(line: str) -> bool:
    return bool(_BLANK_DAY.search(line))


def find_date(text: str) -> tuple[date, str] | None:
    """The first date in either form."""
    for match in _ANY.finditer(text):
        value = _date(
            match["day"] or match["d"], match["month"] or match["m"], match["year"] or match["y"]
        )
        if value is not None:
            return value, match[0]
    return None


def find_due_dates(text: str) -> list[tuple[date, str]]:
    """Every "trước ngày …", "chậm nhất ngày …" in the text."""
    found = []
    for match in _DUE.finditer(text[:_MAX_TEXT]):
        value = _date(
            match["day"] or match["d"], match["month"] or match["m"], match["year"] or match["y"]
        )
        if value is not None:
            found.append((value, " ".join(match[0].split())))
    return found


def _date(day: str, month: str, year: str) -> date | None:
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return value if 1945 <= value.year <= 2100 else None
