"""A small born-digital administrative PDF, made in a millisecond, for tests that need many different ones."""

from functools import cache
from io import BytesIO
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import gateway.demo

_FONT = "Liberation"


@cache
def _register_font() -> None:
    pdfmetrics.registerFont(
        TTFont(_FONT, str(Path(gateway.demo.__path__[0], "fonts", "LiberationSerif-Regular.ttf")))
    )


def invitation(
    number: int, *, abstract: str = "Họp giao ban công tác xây dựng", mark: str = ""
) -> bytes:
    """Giấy mời `number`/GM-SNV of a department."""
    lines = [
        "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
        "SỞ NỘI VỤ",
        f"Số: {number:02}/GM-SNV",
        mark,
        "Quảng Ngãi, ngày 18 tháng 11 năm 2026",
        "GIẤY MỜI",
        f"{abstract} lần {number}",
        "Kính gửi: Sở Xây dựng",
        "Sở Nội vụ trân trọng kính mời đại diện lãnh đạo Sở Xây dựng dự họp.",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "GIÁM ĐỐC",
        "Nguyễn Văn A",
    ]
    return _typeset(lines)


def decision(number: int) -> bytes:
    """Quyết định `number`/QĐ-SNV of a department."""
    return _typeset(
        [
            "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
            "SỞ NỘI VỤ",
            f"Số: {number:02}/QĐ-SNV",
            "Quảng Ngãi, ngày 18 tháng 11 năm 2026",
            "QUYẾT ĐỊNH",
            f"Ban hành Kế hoạch kiểm tra công tác văn thư lần {number}",
            "GIÁM ĐỐC SỞ NỘI VỤ",
            "Nơi nhận:",
            "- Như Điều 3;",
            "- Lưu: VT.",
            "GIÁM ĐỐC",
            "Nguyễn Văn A",
        ]
    )


def annex(place: int, number: int) -> bytes:
    """Phụ lục `place` of that decision."""
    return _typeset(
        [
            f"PHỤ LỤC {place}",
            f"(Kèm theo Quyết định số {number:02}/QĐ-SNV ngày 18 tháng 11 năm 2026)",
            f"Danh sách đơn vị được kiểm tra đợt {place} theo quyết định {number}",
        ]
    )


def _typeset(lines: list[str]) -> bytes:
    _register_font()
    out = BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.setFont(_FONT, 13)
    for index, line in enumerate(lines):
        canvas.drawString(72, 780 - 24 * index, line)
    canvas.save()
    return out.getvalue()
