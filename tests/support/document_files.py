"""Document files made on the spot: PDF with signature widgets, scans, office archives."""

import zipfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import gateway.demo

FONT = "Liberation"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
)


def canvas(out: BytesIO, **options: object) -> Canvas:
    """A canvas whose font has Vietnamese letters."""
    fonts = Path(gateway.demo.__path__[0], "fonts")
    pdfmetrics.registerFont(TTFont(FONT, str(fonts / "LiberationSerif-Regular.ttf")))
    drawn = Canvas(out, invariant=True, **options)
    drawn.setFont(FONT, 13)
    return drawn


def electronic_original(number: str, day: str) -> bytes:
    """A plan whose number and day are field appearances over the blanks of the page."""
    out = BytesIO()
    page = canvas(out)
    page.drawString(60, 780, "UBND TỈNH A")
    page.drawString(300, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    page.drawString(60, 760, "SỞ XÂY DỰNG")
    page.drawString(330, 760, "Độc lập - Tự do - Hạnh phúc")
    page.drawString(60, 730, "Số:            /KH-SXD")
    page.drawString(300, 730, "Tỉnh A, ngày        tháng 4 năm 2026")
    page.drawCentredString(300, 690, "KẾ HOẠCH")
    page.drawCentredString(300, 670, "Kiểm tra chất lượng công trình năm 2026")
    page.drawString(
        60, 630, "Thực hiện Kế hoạch số 199/KH-BXD ngày 05 tháng 02 năm 2026 của Bộ Xây dựng;"
    )
    for name, value, left, width in (("Number", number, 84, 30), ("Day", day, 370, 20)):
        if value:
            page.acroForm.textfield(
                name=name, value=value, x=left, y=726, width=width, height=16, fontSize=12, borderWidth=0
            )  # fmt: skip
    page.save()
    return out.getvalue()


def scan(stamp: str = "", *, hidden_words: str = "") -> bytes:
    """A page that is one picture, with a stamp's words over it and perhaps an OCR layer under it."""
    out = BytesIO()
    page = canvas(out)
    if hidden_words:
        for row in range(40):
            page.drawString(60, 780 - 18 * row, hidden_words)
    picture = Image.new("L", (210, 297), 200)
    page.drawImage(ImageReader(picture), 0, 0, 595, 842)
    page.drawString(380, 810, stamp)
    page.setTitle("02 gm sxd")
    page.save()
    return out.getvalue()


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def word(body: str, **more: str | bytes) -> bytes:
    """A .docx with this body XML."""
    return archive(
        {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>", **more}
    )


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def slides(text: str) -> bytes:
    """A .pptx of one slide with this text."""
    names = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    )
    shape = f"<p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    slide = f"<p:sld {names}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>"
    kind = _content_types("presentationml.presentation.main+xml")
    return archive({"[Content_Types].xml": kind, "ppt/slides/slide1.xml": slide})


def workbook(text: str) -> bytes:
    """An .xlsx with this text as its only string."""
    kind = _content_types("spreadsheetml.sheet.main+xml")
    strings = f"<sst><si><t>{text}</t></si></sst>"
    return archive({"[Content_Types].xml": kind, "xl/sharedStrings.xml": strings})


def _content_types(kind: str) -> str:
    full = f"application/vnd.openxmlformats-officedocument.{kind}"
    return f'<Types><Override PartName="/p" ContentType="{full}"/></Types>'
