"""Scans for the labelled set of secrets: stamped pages in every wrapping, and pages with other stamps.

Everything is made up. They are pictures: the walk reads them by OCR.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pypdfium2
from PIL import Image

from gateway.demo.typesetting import typeset
from tests.support.containers import zipped
from tests.support.disguised_mails import _forwarded
from tests.support.labelled_secrets import HELD, INNOCENT, SECRET, Labelled, lines, pdf
from tests.support.scanned import BLACK, BLUE, DPI, RED, SHEETS, Stamp, press

BY_TYPE = dict(SHEETS)
_SHARE = 0.6  # of A4: a short letter takes half the time to be read
_OPTIONS = {
    "PDF": {"resolution": DPI, "quality": 70},
    "JPEG": {"dpi": (DPI, DPI), "quality": 70},
    "TIFF": {"dpi": (DPI, DPI), "compression": "tiff_deflate"},
}
_SECRET = Stamp("MẬT", tilt=3)
_TOP_SECRET = Stamp("TỐI MẬT", RED, -2)
_ARRIVED = Stamp("SỞ XÂY DỰNG\nĐẾN  Số: ......\nNgày: ......", BLUE, 3, 0.30, 0.225, 22)
_URGENT = Stamp("HỎA TỐC", RED, -3)
_COPY = Stamp("SAO Y BẢN CHÍNH", RED, 2, 0.60, 0.06, 30)
_ABOUT_SECRETS = replace(
    BY_TYPE["Kế hoạch"],
    abstract="Bảo vệ bí mật nhà nước; Ban Cơ yếu Chính phủ tập huấn mật mã, mật độ thiết bị",
)


@cache
def page(kind: str, *stamps: Stamp, last: bool = False) -> Image.Image:
    """The first (or last) page of a printed sheet, stamped."""
    return _printed(BY_TYPE[kind], stamps, last=last)


def _printed(sheet: object, stamps: Sequence[Stamp], *, last: bool = False) -> Image.Image:
    document = pypdfium2.PdfDocument(typeset(sheet).pdf)
    at = len(document) - 1 if last else 0
    image = document[at].render(scale=DPI / 72).to_pil().convert("RGB")
    for stamp in stamps:
        press(image, stamp)
    document.close()
    return image.crop((0, 0, image.width, int(image.height * _SHARE)))


def saved(kind: str, *pages: Image.Image) -> bytes:
    """The pages as PDF, JPEG, PNG or TIFF."""
    out = io.BytesIO()
    first, *more = (item.copy() for item in pages)  # saving leaves its options in the picture
    several = {"save_all": True, "append_images": more} if more else {}
    first.save(out, kind, **_OPTIONS[kind], **several)
    return out.getvalue()


def _label(name: str, label: str, *files: tuple[str, bytes], raw: bytes = b"") -> Labelled:
    return Labelled(f"scan-{name}", label, files=files, raw=raw)


def in_docx(picture: bytes) -> bytes:
    """A scan that somebody put into a Word file."""
    import docx  # noqa: PLC0415 - heavy, and only here
    from docx.shared import Cm  # noqa: PLC0415 - as above

    document = docx.Document()
    document.add_picture(io.BytesIO(picture), width=Cm(16))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@cache
def scans() -> tuple[Labelled, ...]:
    """Made when they are asked for: pictures cost a second each."""
    letter, plan = page("Công văn"), page("Kế hoạch")
    marked = page("Công văn", _SECRET)
    born_digital = ("7_BC-SNV.pdf", pdf(lines(7)))
    # fmt: off
    return (
        _label("jpeg", SECRET, ("IMG_0012.jpg", saved("JPEG", page("Giấy mời", _TOP_SECRET)))),
        _label("tiff-last-page", SECRET, ("scan.tif", saved("TIFF", plan, page("Kế hoạch", _SECRET, last=True)))),
        _label("last-page", SECRET, ("scan.pdf", saved("PDF", letter, page("Báo cáo", _TOP_SECRET)))),
        _label("middle-page", SECRET, ("scan.pdf", saved("PDF", letter, page("Báo cáo", _TOP_SECRET), plan))),
        _label("zip-forwarded", SECRET, raw=_forwarded("Văn bản", ("goi.zip", zipped(("scan.pdf", saved("PDF", marked)))))),
        _label("beside", SECRET, born_digital, ("phu luc.jpg", saved("JPEG", marked))),
        _label("black", SECRET, ("scan.pdf", saved("PDF", page("Tờ trình", Stamp("MẬT", BLACK, -2, 0.16, 0.05)).convert("L")))),
        _label("docx", SECRET, ("7.docx", in_docx(saved("JPEG", marked)))),
        _label("docx-plain", HELD, ("7.docx", in_docx(saved("JPEG", letter)))),
        _label("plain", INNOCENT, ("02 cv.pdf", saved("PDF", letter))),
        _label("other-stamps", INNOCENT, ("scan.tif", saved("TIFF", page("Công điện", _URGENT, _ARRIVED, _COPY)))),
        _label("topic", INNOCENT, ("scan.pdf", saved("PDF", _printed(_ABOUT_SECRETS, ())))),
    )
    # fmt: on
