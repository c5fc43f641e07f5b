"""The head of a document: lines and columns of page one, number, date, type, abstract, issuing body.

Cells 1 to 5 of TT 01/2011 App. II and of NĐ 30/2020 App. I: body and number on the left, motto and
date on the right, type name and abstract below; a công văn has `V/v …` under its number.
"""

import re
from dataclasses import dataclass
from datetime import date

from gateway.domain.codes import CodeSeen, find_blank_code, find_codes, parse_code
from gateway.domain.document import DocumentCode
from gateway.domain.reading.dates import find_place_date, find_place_month, has_blank_day
from gateway.domain.reading.head_lines import OWN_MARK, Line, lines_of
from gateway.domain.reading.marks import stamped_urgency
from gateway.domain.reading.types import DocumentTypes
from gateway.domain.vietnamese import fold, is_capitals, one_line

_JOINTLY = re.compile(r"liên (?:tịch|ngành|sở|bộ|cơ quan)")
# What heads a paper and is no body.
_HEADING = re.compile(
    r"(?:giấy|phiếu|đơn(?! vị)|thẻ|bản|văn bản|lệnh|thư(?! viện)|tờ|danh sách|quy trình|nội quy|sao y|sao lục|trích sao)\b"
)
_RULE = re.compile(r"[\W_]*$")
# What the body of a document begins with: above it a number is the document's own (domain.md §1.2).
_BODY = re.compile(
    r"(?:căn cứ|thực hiện|theo|xét|kính gửi|nhằm|để |trên cơ sở|tiếp theo|ngày \d|điều \d|chương i|phần i|mục i"
    r"|[ivx]{1,4}\.|\d{1,2}\.|[-+•] |thân gửi|trong |hiện nay|vừa qua|được sự)"
)
_FIRM_BODY = re.compile(r"(?:căn cứ|xét|kính gửi|điều 1\b|chương i\b|i\. |thân gửi)")
_MOTTO = re.compile(
    r"cộng h[òo]a xã hội|độc lập\s*[-–]|đảng cộng sản việt nam|socialist republic|independence\s*[-–]"
)
_QUOTES = ('"', "“", "”")
_DRAFT = re.compile(r"\W*dự thảo\b.{0,30}")
_ABOUT = re.compile(r"^\W{0,3}(?:v/v\b|về việc\b|vv[:.]?\s)")


@dataclass(frozen=True, slots=True)
class Title:
    """The type heading: which line it stands on, its name, and what else stands on the line."""

    index: int
    name: str
    rest: str
    seen: str


class Head:
    """Page one above the body. `end` is the first line of the body."""

    def __init__(self, text: str, types: DocumentTypes) -> None:
        self.lines = lines_of(text)
        self.types = types
        self.end = next(
            (at for at, line in enumerate(self.lines) if at and _starts(line, _FIRM_BODY)),
            len(self.lines),
        )
        self.title = self._title()

    @property
    def official(self) -> bool:
        """The motto stands in it: the head of a document, not of a table or an annex."""
        return any(_MOTTO.search(fold(line.text)) for line in self.lines[: self.end])

    def code(self) -> CodeSeen | None:
        """The document's own code: marked "Số" above the body, or alone in its column."""
        for line in self.lines[: self.end]:
            # First each column by itself: what stands beside the number is no part of it.
            for words in (*line.columns, line.text):
                for seen in find_codes(words):
                    if seen.marked and _own(line, words, seen):
                        return seen
            for column in line.columns if self.official else ():
                alone = parse_code(column)
                if alone is not None:
                    return CodeSeen(alone, 0, len(column), column, marked=False)
        return None

    def blank_code(self) -> DocumentCode | None:
        """The notation whose number is missing."""
        found = (find_blank_code(line.text) for line in self.lines[: self.end])
        return next((code for code in found if code is not None), None)

    def blank_day(self) -> bool:
        return any(has_blank_day(line.text) for line in self.lines[: self.end])

    def date(self) -> tuple[date, str] | None:
        """The date beside the place name, above the body."""
        for line in self.lines[: self.end]:
            # The other column may cite: an abstract stands beside the date ("V/v thực hiện …").
            for words in (*line.columns, line.text):
                found = find_place_date(words)
                if found is not None:
                    return found
        return None

    def month(self) -> tuple[str, str] | None:
        """Year and month beside the place name where the day is blank or not to be read."""
        # A wide blank for the day parts the column in two, so the whole line is tried as well.
        texts = (text for line in self.lines[: self.end] for text in (*line.columns, line.text))
        return next((found for text in texts if (found := find_place_month(text))), None)

    def is_dispatch(self) -> bool:
        """A công văn: `V/v` above `Kính gửi` and no type name."""
        return self.title is None and self._about() is not None and self._has_addressee()

    def abstract(self) -> str | None:
        """The lines under the type name, or those of `V/v`."""
        if self.title is not None:
            return self._under_title(self.title)
        start = self._about()
        return None if start is None else self._dispatch_abstract(*start)

    def left_lines(self) -> list[str]:
        """The issuing body's lines: left column above the number."""
        found: list[str] = []
        if not self.official and not any(_has_own_mark(line) for line in self.lines[: self.end]):
            return found
        for line in self.lines[: self.end]:
            if _has_own_mark(line) or (self.title and line is self.lines[self.title.index]):
                break
            # One column alone may be either side; the motto and the date are the right one.
            left = line.columns[0] if line.columns else ""
            if _names_a_body(left):
                found.append(left)
        return found

    def _title(self) -> Title | None:
        for at, line in enumerate(self.lines[: self.end]):
            for column in line.columns:
                if is_capitals(column) and not column.endswith(":"):
                    named = self.types.of_heading(column)
                    if named is not None and _only_heading(line, column):
                        rest = "" if _JOINTLY.fullmatch(fold(named[1])) else named[1]
                        return Title(at, named[0], rest, column)
        return None

    def strange_heading(self) -> str | None:
        """What stands where a type would, in capitals alone in the middle, and is none of the table: GIẤY XÁC NHẬN."""
        marked = (at for at, line in enumerate(self.lines[: self.end]) if _has_own_mark(line))
        start = next(marked, None)
        if start is None or self.title is not None or self._about() is not None:
            return None
        below = [line for line in self.lines[start + 1 : self.end] if not line.empty]
        alone = (line.text for line in below if len(line.columns) == 1)
        return next(
            (text for text in alone if is_capitals(text) and _HEADING.match(fold(text))), None
        )

    def _about(self) -> tuple[int, int] | None:
        for at, line in enumerate(self.lines[: self.end]):
            for place, column in enumerate(line.columns):
                if _ABOUT.match(fold(column)):
                    return at, place
        return None

    def _has_addressee(self) -> bool:
        return any(
            fold(column).startswith("kính gửi") for line in self.lines for column in line.columns
        )

    def _under_title(self, title: Title) -> str | None:
        parts = [title.rest] if title.rest else []
        started = False
        for line in self.lines[title.index + 1 : title.index + 12]:
            if line.empty or _RULE.fullmatch(line.text):
                if started:
                    return _joined(parts)
                continue
            if _has_own_mark(line) and not started:  # a contract has its number under the heading
                parts = []
                continue
            if self._ends(line, started=started) or _authority(line, parts):
                return _joined(parts)
            parts.append(line.text)
            started = True
        # No end in sight: only what certainly belongs to it.
        return _joined(parts[: 1 + bool(title.rest)])

    def _ends(self, line: Line, *, started: bool) -> bool:
        """The body begins here. Lines that follow close and end in a gap before the body are the abstract's."""
        if not _body_here(line, started=started) or _starts(line, _FIRM_BODY):
            return _body_here(line, started=started)
        at = self.lines.index(line)
        below = self.lines[at : at + 5]
        gap = next((place for place, other in enumerate(below) if other.empty), None)
        if self.lines[at - 1].empty or gap is None:
            return True
        after = next((other for other in self.lines[at + gap :] if not other.empty), None)
        return after is None or not _starts(after, _BODY)

    def _dispatch_abstract(self, start: int, place: int) -> str | None:
        parts: list[str] = []
        for at in range(start, min(start + 10, len(self.lines))):
            line = self.lines[at]
            column = _left_of(line, place if at == start else 0)
            if line.empty or (parts and (column is None and _RULE.fullmatch(line.text))):
                break
            if parts and _body_here(line, started=True):
                break
            if parts and column is not None and stamped_urgency(column):
                break
            if column is not None and not _RULE.fullmatch(column):
                parts.append(column)
        return _joined(parts)


def _names_a_body(column: str) -> bool:
    other = _MOTTO.search(fold(column)) or find_place_date(column) or stamped_urgency(column)
    other = other or _DRAFT.fullmatch(fold(column)) or _HEADING.match(fold(column))
    return is_capitals(column) and not other


def _left_of(line: Line, place: int) -> str | None:
    columns = [
        item for item in line.columns if not find_place_date(item) and not has_blank_day(item)
    ]
    columns = [item for item in columns if not _MOTTO.search(fold(item))]
    return columns[min(place, len(columns) - 1)] if columns else None


def _own(line: Line, words: str, seen: CodeSeen) -> bool:
    """ "Số" opens a column; inside a sentence ("Công văn số …") it is a citation."""
    return any(
        OWN_MARK.match(column) and seen.code.number is not None for column in line.columns
    ) and bool(
        OWN_MARK.match(words[max(0, seen.start - 6) :].lstrip()) or OWN_MARK.match(seen.seen)
    )


def _has_own_mark(line: Line) -> bool:
    return any(OWN_MARK.match(column) and "/" in column for column in line.columns)


def _starts(line: Line, pattern: re.Pattern[str]) -> bool:
    return any(pattern.match(fold(column)) for column in line.columns)


def _body_here(line: Line, *, started: bool) -> bool:
    # "Thực hiện Nghị quyết …" may itself be the first line of an abstract.
    if started and line.text.endswith(":"):  # "CHỦ TỊCH … điện:"
        return True
    return _starts(line, _BODY if started else _FIRM_BODY)


def _authority(line: Line, parts: list[str]) -> bool:
    """ "GIÁM ĐỐC SỞ Y TẾ" in capitals after an abstract in small letters is who decides."""
    return (
        bool(parts) and is_capitals(line.text) and not is_capitals(parts[-1]) and len(line.text) > 3
    )


def _only_heading(line: Line, column: str) -> bool:
    """A heading stands alone; in the left column beside a motto it is a body ("BAN CHỈ ĐẠO …")."""
    return not any(_MOTTO.search(fold(other)) for other in line.columns if other is not column)


def _joined(parts: list[str]) -> str | None:
    text = one_line(" ".join(parts)).strip(" _-*")
    text = text[1:-1] if text[:1] in _QUOTES and text[-1:] in _QUOTES else text
    return text[:1000] or None
