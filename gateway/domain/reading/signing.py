"""Who signed: cell 7 (TT 01/2011 Art. 12; NĐ 30/2020 Art. 13), with the authority under which it was done."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from gateway.domain.reading.columns import columns
from gateway.domain.vietnamese import fold, is_capitals

_AUTHORITY = re.compile(
    r"(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\s*[./]?\s+\S|(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\.\S"
)
_POSITION = re.compile(
    r"(?:q\. ?|quyền )?(?:phó )?(?:tổng )?(?:giám đốc|chủ tịch|chánh|bộ trưởng|thứ trưởng|cục trưởng|chi cục trưởng"
    r"|vụ trưởng|viện trưởng|trưởng|hiệu trưởng|thủ tướng|bí thư|thống đốc|tổng thanh tra|chủ nhiệm|ủy viên|tư lệnh"
    r"|kiểm sát trưởng|thẩm phán|đội trưởng|tổ trưởng|thủ trưởng|kế toán)"
)
_SURNAME = re.compile(
    "nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|đào|đoàn|vương|trịnh|"
    "trương|đinh|lâm|phùng|mai|tô|hà|cao|thái|châu|tạ|la|lương|lưu|quách|chu|triệu|đàm|tăng|thân|"
    "văn|ninh|nghiêm|bạch|kiều|giang|hứa|tống|khổng|doãn|đồng|thạch|kim|danh|sơn|tôn|từ|viên|vi|"
    "hồng|lò|lường|quàng|cầm|nông|ma|mã|giàng|sùng|vàng|thào|lục|lã|mạc|âu|khuất|phí|cung|nhữ|"
    "tiêu|ung|uông|cù|bế|trà|diệp|đậu|siu|rơ|ksor|rah|y|a|h['’][^\\W\\d_]+|h['’]?|k['’]?"
)
# "PGS.TS.BSCKII. ", "ThS.KTS. ", "BS.CK1 ": abbreviations with their dots, then those written without one.
_TITLES = re.compile(
    r"^(?:[A-ZĐ][A-Za-zĐđ]{1,6}[12]?\.\s*)*"
    r"(?:(?:TS|ThS|PGS|GS|BS|BSCK(?:I+|[12])|CKI+|CK[12]|KS|KTS|CN|LS|Ths|Ts|DS|Đại tá|Thượng tá|Trung tá|Thiếu tá"
    r"|Thiếu tướng|Trung tướng)\s+)*"
)
_WORD = r"[A-ZÀ-ỸĐ][^\W\d_]*(?:['’][^\W\d_]+)?"
NAME = re.compile(rf"{_WORD}(?: {_WORD}){{1,5}}")
_NO_NAME = re.compile(r"\b(?:phòng|ban|ủy|tỉnh|sở|huyện|xã|phường|trường)\b")
# An annex begins: its lists have titles and names, too.
_ANNEX = re.compile(
    r"\W*(?:ban hành )?kèm theo (?:quyết định|kế hoạch|công văn|tờ trình|báo cáo|thông báo|hướng dẫn|nghị quyết|chỉ thị"
    r"|văn bản|thông tư|nghị định|giấy mời)\b|\W*phụ lục(?: (?:số )?[\divxa-d.]{1,5})?\W*$"
)
_ROW_NUMBER = re.compile(r"\d{1,4}\.?$")
_MAX_LINES = 4_000
_MAX_LINE = 1_000  # characters
_ITEM = ("-", "–", "+")  # of "Nơi nhận", which stands beside the block on base lines of its own
_BELOW = 16  # lines between the last title and the name: room for seal and signature
_ABOVE = 6

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Signing:
    """The signature block. `position` is its last title line; `authority` its lines with TM., KT., TL., TUQ., Q."""

    name: str
    position: str
    authority: tuple[str, ...]
    seen: str  # the line of the name as it stands: a joint document has two
    sure: bool  # false for a name in capitals, which a title might be
    rows: tuple[int, int, int]  # where authority, title and name stand, counted over all pages


def find_signing(text: str) -> Signing | None:
    """The last block before an annex, or None. Title and name must both be there.

    `KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC / Nguyễn Văn A` gives "Nguyễn Văn A", "PHÓ GIÁM ĐỐC".
    """
    lines = text.replace("\f", "\n").split("\n")
    skipped = max(len(lines) - _MAX_LINES, 0)
    # Rows that are too far above stay empty: they are counted.
    rows: Rows = [[] for _ in range(skipped)]
    rows += [columns(line, _MAX_LINE) for line in lines[skipped:]]
    annex = next((at for at, row in enumerate(rows) if _begins_annex(row)), None)
    own = _last_block(rows[:annex]) if annex is not None else None
    return own or _last_block(rows)


def _begins_annex(row: list[str]) -> bool:
    return any(_ANNEX.match(fold(column)) for column in row)


def _last_block(rows: Rows) -> Signing | None:
    for start in range(len(rows) - 1, -1, -1):
        title = _title(rows[start])
        if title is None:
            continue
        for match in (_small, _capitals):
            named = _name_below(rows[start + 1 : start + _BELOW], match)
            if named is not None:
                above = [*_titles_above(rows[:start]), (start, title)]
                authority = [(at, line) for at, line in above if _AUTHORITY.match(line)]
                return Signing(
                    named[0],
                    title.strip(" .,"),
                    tuple(line for _, line in authority),
                    named[1],
                    match is _small,
                    (authority[0][0] if authority else start, start, start + 1 + named[2]),
                )
    return None


def _title(row: list[str]) -> str | None:
    """The rightmost title of a row; a numbered row is one of a list."""
    if row and _ROW_NUMBER.match(row[0]):
        return None
    return next((column for column in reversed(row) if _is_title(column)), None)


def _titles_above(rows: Rows) -> list[tuple[int, str]]:
    """The titles right above, each with its row."""
    found: list[tuple[int, str]] = []
    for at in range(len(rows) - 1, max(len(rows) - 1 - _ABOVE, -1), -1):
        row = rows[at]
        title = _title(row)
        if title is not None:
            found.insert(0, (at, title))
        elif not (row and row[0].startswith(_ITEM)):
            break
    return found


def _is_title(column: str) -> bool:
    if not is_capitals(column) or len(column) > 80 or column.endswith(":"):
        return False
    return bool(_AUTHORITY.match(column) or _POSITION.match(fold(column)))


def _name_below(rows: Rows, match: Callable[[str], str | None]) -> tuple[str, str, int] | None:
    """The name, its row as it stands and how far below that is."""
    for at, row in enumerate(rows):
        if row and _ROW_NUMBER.match(row[0]):
            continue
        for column in reversed(row):
            name = match(_TITLES.sub("", column))
            if name is not None:
                return name, " / ".join(row), at
    return None


def _is_name(text: str) -> bool:
    return bool(NAME.fullmatch(text) and _SURNAME.fullmatch(fold(text).split()[0]))


def _small(text: str) -> str | None:
    return text if _is_name(text) and not is_capitals(text) else None


def _capitals(text: str) -> str | None:
    """`NGUYỄN VĂN A` as names are written; not "VĂN PHÒNG …"."""
    if not _is_name(text) or not is_capitals(text) or _NO_NAME.search(fold(text)):
        return None
    return " ".join(word[:1] + word[1:].lower() for word in text.split())
