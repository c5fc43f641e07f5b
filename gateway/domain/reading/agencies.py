"""Tác giả: the issuing body from the lines of cell 2, in the spelling of the register."""

import re

from gateway.domain.vietnamese import fold, one_line

_COUNCILS = re.compile(r"(?:ủy ban nhân dân|hội đồng nhân dân|ubnd|hđnd)")
_SHORT = {"ubnd ": "Ủy ban nhân dân ", "hđnd ": "Hội đồng nhân dân "}
# A line of cell 2 that begins otherwise goes on with the name above it.
_BEGINS = re.compile(
    r"(?:sở|ban|bộ|cục|chi cục|tổng|văn phòng|trung tâm|trường|ủy ban|ubnd|hội|hđnd|phòng|thanh tra|bệnh viện|công ty"
    r"|viện|kho bạc|bảo hiểm|ngân hàng|tòa án|công an|bộ chỉ huy|thành ủy|tỉnh ủy|huyện ủy|thị ủy|đảng ủy|đảng bộ"
    r"|liên đoàn|đoàn|chính phủ|thủ tướng|quốc hội|mặt trận|tập đoàn|học viện|đại học|đài|báo|tổ|chủ tịch|hạt|trạm"
    r"|nhà|quỹ|vườn|kiểm toán|cơ quan|thư viện|bảo tàng|đội|xí nghiệp|hợp tác xã|khoa|chi nhánh|khu|hiệp hội"
    r"|liên hiệp|tỉnh đoàn|quân khu|sư đoàn|trung đoàn|bộ tư lệnh|viễn thông|bưu điện|điện lực)\b"
)
_UNITS = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "thị trấn", "xã", "phường", "đặc khu")
_WHOLE = re.compile(
    rf"(?:ủy ban nhân dân|ubnd|hđnd|hội đồng nhân dân) (?:{'|'.join(_UNITS)}) \w+ \w+"
)
_GOODS = re.compile(r"(?:quỹ|nhà|vườn) \w+")  # "TRUNG TÂM PHÁT TRIỂN" over "QUỸ ĐẤT"


def own_body(lines: list[str], agencies: tuple[str, ...]) -> str | None:
    """The own body out of the left column: the last name there; the council's two lines are one.

    The governing body above gives the province, as in "Sở Y tế tỉnh …", when the own name has none.
    """
    names = _names(lines)
    if not names:
        return None
    own = spelled(names[-1], agencies)
    if len(names) > 1 and _is_of_another(fold(own), fold(names[-2])):
        # "VĂN PHÒNG" under "UBND TỈNH …" is that body's own.
        whole = spelled(names[-2], agencies)
        known = whole != names[-2]
        return f"{own[:1]}{own[1:].lower()} {whole}" if known else f"{names[-1]} {names[-2]}"
    above = next((place for line in reversed(names[:-1]) if (place := _place(line))), None)
    if (
        above is None
        or _place(names[-1])
        or not fold(own).startswith(("sở ", "ban ", "thanh tra", "văn phòng"))
    ):
        return own
    return f"{own} {above}"


def _names(lines: list[str]) -> list[str]:
    """Lines of one name joined: "ỦY BAN NHÂN DÂN" and "TỈNH …"."""
    names: list[str] = []
    for line in lines:
        text = one_line(line).strip(" _-*")
        begins = _BEGINS.match(fold(text)) and not _GOODS.fullmatch(fold(text))
        # Behind "UBND TỈNH …" nothing is missing: what follows is a body, whatever it begins with.
        begins = begins or bool(names and _WHOLE.match(fold(names[-1])) and len(text.split()) > 2)
        if names and (_COUNCILS.fullmatch(fold(names[-1])) or not begins):
            names[-1] += " " + text
        else:
            names.append(text)
    return names


def _is_of_another(own: str, above: str) -> bool:
    """A name that is none without the one above it."""
    return own == "văn phòng" or (own == "thanh tra" and above.startswith(("sở ", "bộ ")))


def _place(line: str) -> str | None:
    match = re.search(rf"\b({'|'.join(_UNITS)}) (.+)$", fold(line))
    return f"{match[1]} {_titled(match[2])}" if match else None


def spelled(name: str, agencies: tuple[str, ...]) -> str:
    """A name in capitals in its spelling, when the table knows it; otherwise as it stands."""
    folded = fold(name)
    for short, full in _SHORT.items():
        folded = (
            fold(full) + " " + folded.removeprefix(short) if folded.startswith(short) else folded
        )
    for agency in sorted(agencies, key=len, reverse=True):
        start = fold(agency)
        if folded == start:
            return agency
        if folded.startswith(start + " ") and not folded.startswith(start + " - "):
            place = folded.removeprefix(start + " ")
            unit = next((unit for unit in _UNITS if place.startswith(unit + " ")), "")
            return f"{agency} {unit} {_titled(place.removeprefix(unit).strip())}".replace("  ", " ")
    jointly = name.split(" - ")
    if len(jointly) > 1 and all(spelled(part, agencies) != part for part in jointly):
        return " - ".join(spelled(part, agencies) for part in jointly)
    return name


def _titled(words: str) -> str:
    """Place names have a capital on every syllable."""
    return " ".join(word[:1].upper() + word[1:] for word in words.split())
