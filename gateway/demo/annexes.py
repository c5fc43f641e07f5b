"""Annexes in the formats of Art. 4.2.c, made without an office program."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import docx

_EPOCH = (2026, 11, 18, 8, 0, 0)  # a fixed time: the same bytes each time
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

_TASKS = (
    ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"),
    ("1", "Ký số toàn bộ văn bản đi thuộc Điều 8", "Văn phòng Sở", "Quý I/2027"),
    ("2", "Lập danh mục hồ sơ điện tử cơ quan", "Văn phòng Sở", "Quý II/2027"),
    ("3", "Tập huấn sử dụng thư điện tử công vụ", "Phòng Chuyển đổi số", "Quý III/2027"),
)
_COSTS = (
    ("Nội dung", "Kinh phí (triệu đồng)"),
    ("Tập huấn", "40"),
    ("Thiết bị lưu khóa bí mật", "25"),
    ("Tổng cộng", "65"),
)


def task_workbook() -> bytes:
    """Phụ lục I: the smallest workbook that Excel and LibreOffice open."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": _relationship("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Phụ lục I" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relationship("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{_rows()}</sheetData></worksheet>',
    }
    return packed({name: (_XML + text).encode() for name, text in parts.items()})


def _relationship(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _rows() -> str:
    cells = (
        "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row)
        for row in _TASKS
    )
    return "".join(f"<row>{row}</row>" for row in cells)


def cost_document() -> bytes:
    """Phụ lục II: a Word document with a table."""
    document = docx.Document()
    document.add_heading("Phụ lục II. Dự kiến kinh phí", level=1)
    document.add_paragraph("(Kèm theo Kế hoạch số 126/KH-SKHCN ngày 18 tháng 11 năm 2026)")
    table = document.add_table(rows=0, cols=2)
    for row in _COSTS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as made:  # python-docx writes the present time into the archive
        return packed({name: made.read(name) for name in made.namelist()})


def packed(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive, the same bytes each time."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()
