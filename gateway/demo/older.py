"""A công văn as many offices still type it: Word, the fonts `.VnTime`, the table TCVN3, sent in an archive."""

from io import BytesIO

import docx
from docx.text.run import Run

from gateway.demo.annexes import packed
from gateway.domain.legacy_text.tables import TCVN3

_SMALL, _CAPITALS = ".VnTime", ".VnTimeH"  # the second shows small letters as capitals
_CODES = {ord(letter): code for code, letter in TCVN3.items()}
_HEAD = (
    ("ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("SỞ CÔNG THƯƠNG", "Độc lập - Tự do - Hạnh phúc"),
    ("Số: 967/SCT-KTN", "Quảng Ngãi, ngày 19 tháng 11 năm 2026"),
    ("V/v phối hợp kiểm tra an toàn điện tại các công trình xây dựng", ""),
)
_BODY = (
    "Kính gửi: Sở Xây dựng",
    "Sở Công Thương đề nghị Sở Xây dựng cử cán bộ tham gia đoàn kiểm tra an toàn điện tại các công trình xây dựng.",
    "Danh sách xin gửi về Sở Công Thương trước ngày 27 tháng 11 năm 2026./.",
)
_FOOT = (
    ("Nơi nhận:", "KT. GIÁM ĐỐC"),
    ("- Như trên;", "PHÓ GIÁM ĐỐC"),
    ("- Lưu: VT, KTN.", ""),
    ("", "Trần Văn E"),
)


def older_letter() -> bytes:
    """A ZIP archive with the document."""
    document = docx.Document()
    for rows in (_HEAD, None, _FOOT):
        if rows is None:
            for text in _BODY:
                _type(document.add_paragraph().add_run(), text)
            continue
        table = document.add_table(rows=0, cols=2)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                _type(cell.paragraphs[0].add_run(), text)
    out = BytesIO()
    document.save(out)
    return packed({"967 sct ktn.docx": out.getvalue()})


def _type(run: Run, text: str) -> None:
    """Letters that the table has not as capitals are typed small, in the font of capitals."""
    name = _CAPITALS if text.isupper() else _SMALL
    run.font.name = name
    run.text = (text.lower() if name == _CAPITALS else text).translate(_CODES)
