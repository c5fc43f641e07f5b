"""Scans of one page, as an agency's scanner makes them: tilted, grainy, JPEG at 200 dpi in a PDF."""

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

import pypdfium2
from _documents import RECEIVER, SENDER
from PIL import Image, ImageChops

from gateway.demo.sheets import invitation
from gateway.demo.typesetting import typeset

_DPI = 200


def scanned_pdf(number: int) -> bytes:
    """An invitation with that number."""
    pdf = typeset(replace(invitation(), number=f"{number:02}")).pdf
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        page = document[0].render(scale=_DPI / 72).to_pil().convert("RGB")
    tilted = page.rotate(0.3 + number % 4 * 0.4, Image.Resampling.BICUBIC, fillcolor="white")
    grain = Image.effect_noise(page.size, 20)
    grainy = ImageChops.add(tilted, Image.merge("RGB", (grain,) * 3), offset=-128)
    out = io.BytesIO()
    grainy.save(out, "PDF", resolution=_DPI, quality=60)
    return out.getvalue()


def scanned_mails(count: int) -> Iterator[bytes]:
    """Mails with one scan each, all of them different."""
    for number in range(1, count + 1):
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = SENDER, RECEIVER
        message["Subject"] = f"Gửi giấy mời {number}"
        message["Message-ID"] = f"<scan-{number}@quangngai.gov.vn>"
        message.set_content("Kính gửi giấy mời kèm theo.\n")
        message.add_attachment(
            scanned_pdf(number), maintype="application", subtype="pdf", filename=f"{number} gm.pdf"
        )
        yield message.as_bytes()
