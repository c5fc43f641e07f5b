"""Who signed and who is addressed: cells 7 and 9 (TT 01/2011 Art. 12; NĐ 30/2020 Art. 13)."""

import re

from gateway.domain.reading.columns import columns
from gateway.domain.vietnamese import fold, is_capitals, one_line

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
    "tiêu|ung|uông|cù|bế|trà|diệp|đậu|siu|rơ|ksor|rah|y|a"
)
_TITLES = re.compile(
    r"^(?:(?:TS|ThS|PGS|GS|BS|BSCK|CKI+|CK[12]|KS|CN|LS|Ths|Ts|DS|Đại tá|Thiếu tướng|Trung tướng)\.?\s*)+"
)
_NAME = re.compile(r"[A-ZÀ-ỸĐ][^\W\d_]*(?: [A-ZÀ-ỸĐ][^\W\d_]*){1,5}")
_LISTED = re.compile(r"^\s*[-+•*–]\s*")
_MAX_LINES = 4_000
_MAX_LINE = 1_000  # characters
_PLACES = re.compile(r"nơi nhận\s*:?")
_TO = re.compile(r"kính gửi\s*:?\s*")
# "Như trên", "Như Điều 3" and the archive name nobody.
_NOBODY = re.compile(r"^(?:lưu\b|như (?:trên|điều|kính gửi|mục|khoản)\b)")


def find_signatory(text: str) -> tuple[str, str] | None:
    """Name and last title line of the signature block, or None. Both must be there.

    `KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC / Nguyễn Văn A` gives ("Nguyễn Văn A", "PHÓ GIÁM ĐỐC").
    """
    rows = [columns(line, _MAX_LINE) for line in text.replace("\f", "\n").split("\n")[-_MAX_LINES:]]
    for start in range(len(rows) - 1, -1, -1):
        title = next((column for column in reversed(rows[start]) if _is_title(column)), None)
        if title is not None:
            name = _name_below(rows[start + 1 : start + 16])
            if name is not None:
                return name, _position(title)
    return None


def _is_title(column: str) -> bool:
    if not is_capitals(column) or len(column) > 80 or column.endswith(":"):
        return False
    return bool(_AUTHORITY.match(column) or _POSITION.match(fold(column)))


def _position(title: str) -> str:
    """`Q. GIÁM ĐỐC` and a lone `TL. CHỦ TỊCH` stay as they stand."""
    return title.strip(" .,")


def _name_below(rows: list[list[str]]) -> str | None:
    for row in rows:
        for column in reversed(row):
            name = _TITLES.sub("", column)
            if (
                _NAME.fullmatch(name)
                and _SURNAME.fullmatch(fold(name).split()[0])
                and not is_capitals(name)
            ):
                return name
    return None


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
        elif not is_capitals(parts[0]) and not _NAME.fullmatch(parts[0]):
            break
    return found + [_item(item) for item in items]


def _item(text: str) -> str:
    return one_line(_LISTED.sub("", text)).strip(" ;.")
