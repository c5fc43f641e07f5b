"""Dates as documents write them (TT 01/2011 Art. 9); an unreadable day gives no date."""

import re
from dataclasses import dataclass
from datetime import date

from gateway.domain.codes import is_cited
from gateway.domain.vietnamese import fold, nfc

_MAX_TEXT = 100_000
_DOTS = r"[\s.…_]*"
_DAY_MONTH_YEAR = r"\s*(?P<day>\d{1,2})\s*tháng\s*(?P<month>\d{1,2})\s*năm\s*(?P<year>\d{4})"
_WRITTEN = "ngày" + _DAY_MONTH_YEAR
_PLACE = r"[A-ZĐ][^\n,;()\d/]{1,40}?"
_SHORT = r"(?P<d>\d{1,2})\s?[/.–-]\s?(?P<m>\d{1,2})\s?[/.–-]\s?(?P<y>\d{4})"
# "Quảng Ngãi, ngày 07/03/2022" in figures only when it is all that the column says.
_PLACE_SHORT = re.compile(rf"\W*{_PLACE}\s*,\s*ngày\s*{_SHORT}\W*", re.IGNORECASE)
# "Quảng Ngãi, ngày …", or the date alone in its column. In "Kế hoạch số 126/KH-SXD ngày …" it is cited.
_PLACE_DATE = re.compile(
    rf"(?:(?:^|\s)(?P<place>{_PLACE})\s*[,;.]\s*|^\W*){_WRITTEN}", re.IGNORECASE
)
# Without the comma only where the column says nothing else: "Nam Sơn ngày 5 tháng 01 năm 2018".
_PLACE_BEFORE = re.compile(
    rf"\W*(?P<place>(?-i:[A-ZĐ])\w+(?:\s(?-i:[A-ZĐ])\w+){{0,3}})\s+{_WRITTEN}\W*", re.IGNORECASE
)
_BLANK_DAY = re.compile(rf"ngày{_DOTS}tháng", re.IGNORECASE)
_ANY = re.compile(rf"(?:{_WRITTEN})|(?:ngày\s*)?(?<!\d){_SHORT}(?!\d)", re.IGNORECASE)
_DUE = re.compile(
    r"(?:trước|chậm nhất(?:\s+(?:là|vào|đến))*|hạn(?:\s+(?:cuối|chót))?(?:\s+(?:là|đến))?:?|muộn nhất(?:\s+là)?)\s+"
    rf"(?:\d{{1,2}}\s*(?:h|giờ)\s*\d{{0,2}}\s*(?:phút)?,?\s*)?(?:ngày\s+)?(?:{_SHORT}|{_DAY_MONTH_YEAR})",
    re.IGNORECASE,
)


def find_place_date(line: str) -> tuple[date, str] | None:
    """ "Quảng Ngãi, ngày 05 tháng 02 năm 2015" on one line."""
    short = _PLACE_SHORT.fullmatch(line)
    if short is not None and (found := _date(short["d"], short["m"], short["y"])) is not None:
        return found, line.strip(" ,")
    match = _PLACE_DATE.search(line) or _PLACE_BEFORE.fullmatch(line)
    if match is None or is_cited(line[: match.end("place")] if match["place"] else ""):
        return None
    value = _date(match["day"], match["month"], match["year"])
    return (value, match[0].strip(" ,")) if value else None


def has_blank_day(line: str) -> bool:
    return bool(_BLANK_DAY.search(line))


_MONTH_ONLY = re.compile(
    # Ink, as OCR has it: a few signs, with or without gaps.
    rf"(?:{_PLACE}\s*[,;.]\s*|^\W*)ngày\s*(?:[^\s]{{1,4}}\s+){{0,3}}[^\s]{{0,4}}{_DOTS}tháng\s*(?P<month>\d{{1,2}})"
    r"\s*năm\s*(?P<year>\d{4})\W*$",
    re.IGNORECASE,
)


def find_place_month(line: str) -> tuple[str, str] | None:
    """ "Quảng Ngãi, ngày      tháng 4 năm 2026": year and month as "2026-04", for a day that is not to be read."""
    match = _MONTH_ONLY.search(line)
    if match is None or _date("1", match["month"], match["year"]) is None:
        return None
    return f"{match['year']}-{int(match['month']):02}", " ".join(match[0].split())


_NAMED = re.compile(
    r"(?P<mark>(?:ngày|ngay|ng)[\s_.-]*)?(?<!\d)(?P<d>\d{1,2})[\s_.-](?P<m>\d{1,2})[\s_.-](?P<y>(?:19|20)\d{2})(?!\d)",
    re.IGNORECASE,
)


def find_named_date(name: str) -> tuple[date, str, bool] | None:
    """ "34_GM-UBND ngay 18-11-2026.pdf": the date, how it stands there, and whether it is marked as one."""
    for match in _NAMED.finditer(nfc(name[:300])):
        value = _date(match["d"], match["m"], match["y"])
        if value is not None:
            return value, match[0], match["mark"] is not None
    return None


_IN_DAYS = re.compile(
    r"(?:trong(?:\s+(?:vòng|thời hạn|thời gian))*|thời hạn(?:\s+là)?|chậm nhất(?:\s+là)?(?:\s+sau)?)\s+(?P<days>\d{1,2})"
    r"\s*(?:\([^)]{1,20}\)\s*)?ngày\s+làm việc(?P<since>\s*,?\s*(?:kể\s+)?từ\s+(?:ngày|khi)\s+[^.;\n]{1,60})?",
    re.IGNORECASE,
)
_SINCE_RECEIPT = re.compile(
    r"(?:kể )?từ (?:ngày|khi) (?:nhận|tiếp nhận)(?: được)?+(?: (?:văn bản|công văn|thông báo|kế hoạch|quyết định|giấy mời"
    r"|công điện|phiếu chuyển))?+(?P<this> này)?+\b(?! (?:đủ|hồ sơ|đơn|quyết toán))"
)
_SENTENCE_END = re.compile(r"[.;]\s")
_ORDER = re.compile(r"\b(?:đề nghị|yêu cầu|giao|mong)\b")
_NEAR = 250  # characters


@dataclass(frozen=True, slots=True)
class Term:
    """ "trong 5 ngày làm việc": whether it runs from receipt, of this very document, or stands in an order."""

    days: int
    from_receipt: bool
    of_this: bool
    ordered: bool
    seen: str


def find_terms(text: str) -> list[Term]:
    """Every "trong 5 ngày làm việc".

    What runs from anything else than receipt (a complete dossier, a signature) is none of ours.
    """
    found = []
    for match in _IN_DAYS.finditer(text[:_MAX_TEXT]):
        since = fold(match["since"] or "").strip(" ,")
        receipt = _SINCE_RECEIPT.match(since)
        if int(match["days"]) and (not since or receipt):
            of_this = receipt is not None and receipt["this"] is not None
            seen = " ".join(match[0].split())
            ordered = _is_ordered(text, match.start(), match.end())
            found.append(Term(int(match["days"]), receipt is not None, of_this, ordered, seen))
    return found


def _is_ordered(text: str, start: int, end: int) -> bool:
    """Whether the sentence around it asks somebody for something."""
    before = _SENTENCE_END.split(text[max(0, start - _NEAR) : start])[-1]
    behind = _SENTENCE_END.split(text[end : end + _NEAR])[0]
    return _ORDER.search(fold(f"{before} {behind}")) is not None


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
    """Every "trước ngày …", "chậm nhất ngày …" in the text that may be an order."""
    found = []
    for match in _DUE.finditer(text[:_MAX_TEXT]):
        value = _date(
            match["day"] or match["d"], match["month"] or match["m"], match["year"] or match["y"]
        )
        if value is not None and not _tells_of_the_past(text, match.start(), match.end()):
            found.append((value, " ".join(match[0].split())))
    return found


# "các quy định ban hành trước ngày …", "người sinh trước ngày …": what was so on that day is no order.
_PAST = re.compile(
    r"(?:\b(?<!trình )ban hành|\bhiệu lực(?: thi hành)?|\bđược (?:cấp|tuyển dụng|bổ nhiệm|công nhận|thành lập|xây dựng)"
    r"|\b(?<!học )(?<!tuyển )(?<!vệ )sinh|\b(?:thành lập|tuyển dụng|xảy ra|ký kết|tồn tại)|\bđã(?: [^\W\d_]+){1,5})$"
)
_PAST_BEHIND = re.compile(r"[\s,)]*(?:thì|mà|đã|chưa|vẫn|nhưng|(?:được )?tiếp tục)\b")


def _tells_of_the_past(text: str, start: int, end: int) -> bool:
    before, behind = fold(text[max(0, start - 60) : start]), fold(text[end : end + 30])
    return _PAST.search(before) is not None or _PAST_BEHIND.match(behind) is not None


def _date(day: str, month: str, year: str) -> date | None:
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return value if 1945 <= value.year <= 2100 else None
