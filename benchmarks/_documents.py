"""Many different signed documents: 203 KB PDFs in 275 KB mails, as agencies send them."""

import random
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from pathlib import Path

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import gateway.demo
from gateway.demo.pki import DemoPki
from gateway.demo.signing import Mark, sign

SENDER, RECEIVER = "snv@quangngai.gov.vn", "sxd@quangngai.gov.vn"
_FONT = "Liberation"
_SENTENCE = (
    "Các cơ quan, đơn vị tự kiểm tra công tác văn thư, lưu trữ và báo cáo kết quả về Sở Nội vụ."
)
_SIDE = 200  # pixels of the noise picture that brings a file to about 203 KB


def signed_mails(pki: DemoPki, count: int, at: datetime) -> Iterator[tuple[bytes, bytes]]:
    """Pairs of (mail, PDF); every document has a number and an abstract of its own."""
    pdfmetrics.registerFont(
        TTFont(_FONT, str(Path(gateway.demo.__path__[0], "fonts", "LiberationSerif-Regular.ttf")))
    )
    agency = pki.organisation("SỞ NỘI VỤ")
    for number in range(1, count + 1):
        pdf = sign(pki, _plan(number), Mark(agency, at, "Signature1"))
        yield _mail(number, pdf), pdf


def _plan(number: int) -> bytes:
    lines = [
        "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
        "SỞ NỘI VỤ",
        f"Số: {number}/KH-SNV",
        "Quảng Ngãi, ngày 18 tháng 11 năm 2026",
        "KẾ HOẠCH",
        f"Kiểm tra công tác văn thư đợt {number}",
        *(f"{line}. {_SENTENCE}" for line in range(1, 36)),
        "Nơi nhận:",
        "- Sở Xây dựng;",
        "- Lưu: VT.",
        "GIÁM ĐỐC",
        "Nguyễn Văn A",
    ]
    out = BytesIO()
    canvas = Canvas(out)
    canvas.setFont(_FONT, 10)
    for index, line in enumerate(lines):
        canvas.drawString(60, 800 - 16 * index, line)
    canvas.drawImage(_noise(number), 500, 30, 40, 40)
    canvas.save()
    return out.getvalue()


def _noise(number: int) -> ImageReader:
    pixels = random.Random(number).randbytes(_SIDE * _SIDE * 3)
    return ImageReader(Image.frombytes("RGB", (_SIDE, _SIDE), pixels))


def _mail(number: int, pdf: bytes) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = SENDER, RECEIVER
    message["Subject"] = f"Kế hoạch số {number}/KH-SNV"
    message["Message-ID"] = f"<{number}@quangngai.gov.vn>"
    message.set_content("Kính gửi kế hoạch kèm theo.\n")
    message.add_attachment(
        pdf, maintype="application", subtype="pdf", filename=f"{number}_KH-SNV.pdf"
    )
    return message.as_bytes()
