"""Is a page a picture whose words are not in its text? A stamp's words do not make it born-digital."""

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

_MAX_OBJECTS = 20_000
_PICTURE_SHARE = 0.5  # of the page: a scan fills it, a logo or a signature does not
_TEXT_SHARE = 0.05  # of the page: more than any stamp, less than a paragraph
_DRAWING = 50  # lines and curves on a page without words: text turned into outlines
_INVISIBLE = {
    pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,  # the layer that a scanner's OCR puts under its picture
    pdfium.FPDF_TEXTRENDERMODE_CLIP,
}


def is_picture(page: pypdfium2.PdfPage) -> bool:
    """True when words that a person sees may be missing from the page's text (in doubt true)."""
    if pdfium.FPDFPage_CountObjects(page) > _MAX_OBJECTS:
        return True  # nobody has looked at the rest
    width, height = page.get_size()
    area = max(width * height, 1.0)
    items = list(_objects(page))
    pictures = [
        (at, _share(item, area))
        for at, (kind, item) in enumerate(items)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE
    ]
    if sum(share for _, share in pictures) < _PICTURE_SHARE:
        words = any(kind == pdfium.FPDF_PAGEOBJ_TEXT and _visible(item) for kind, item in items)
        return not words and (bool(pictures) or len(items) >= _DRAWING)
    # What a large picture covers is not seen: OCR text is drawn before the picture.
    covered = max((at for at, share in pictures if share >= _PICTURE_SHARE), default=-1)
    seen = (
        item
        for kind, item in items[covered + 1 :]
        if kind == pdfium.FPDF_PAGEOBJ_TEXT and _visible(item)
    )
    return sum(_share(item, area) for item in seen) < _TEXT_SHARE


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[int, object]]:
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        yield (_inside(item, 0) if kind == pdfium.FPDF_PAGEOBJ_FORM else kind), item


def _visible(item: object) -> bool:
    return pdfium.FPDFTextObj_GetTextRenderMode(item) not in _INVISIBLE


def _inside(form: object, depth: int) -> int:
    """What a form is made of: text when there is any, else a picture, else drawing."""
    found = pdfium.FPDF_PAGEOBJ_PATH
    for index in range(min(pdfium.FPDFFormObj_CountObjects(form), 200)):
        item = pdfium.FPDFFormObj_GetObject(form, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 5:
            kind = _inside(item, depth + 1)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            return int(kind)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found = kind
    return int(found)


def _share(item: object, area: float) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return 0.0
    return max(right.value - left.value, 0.0) * max(top.value - bottom.value, 0.0) / area
