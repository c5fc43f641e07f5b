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
    width, height = page.get_size()
    area = max(width * height, 1.0)
    pictures = words = 0.0
    drawings = 0
    for kind, share in _objects(page, area):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures += share
            # What a large picture covers is not seen: OCR text is drawn before the picture.
            words = 0.0 if share >= _PICTURE_SHARE else words
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            words += share
        else:
            drawings += 1
    return _without_words(pictures, words, drawings)


def _without_words(pictures: float, words: float, drawings: int) -> bool:
    if pictures >= _PICTURE_SHARE:
        return words < _TEXT_SHARE
    return words == 0.0 and (pictures > 0.0 or drawings >= _DRAWING)


def _objects(page: pypdfium2.PdfPage, area: float) -> Iterator[tuple[int, float]]:
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            kind = _inside(item, 0)
        if (
            kind == pdfium.FPDF_PAGEOBJ_TEXT
            and pdfium.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE
        ):
            continue
        yield kind, _share(item, area)


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
