"""Words of annotations without an appearance: viewers draw them themselves, pdfium does not."""

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium

_KEYS = {pdfium.FPDF_ANNOT_FREETEXT: b"Contents", pdfium.FPDF_ANNOT_WIDGET: b"V"}
_MAX_BYTES = 20_000


def words_of_notes(page: pypdfium2.PdfPage) -> list[str]:
    """What free text and form fields say that have nothing to be flattened."""
    found = (_words(page, index) for index in range(pdfium.FPDFPage_GetAnnotCount(page)))
    return [words for words in found if words]


def _words(page: pypdfium2.PdfPage, index: int) -> str:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return ""
    key = _KEYS.get(pdfium.FPDFAnnot_GetSubtype(annotation))
    words = ""
    if key is not None and not pdfium.FPDFAnnot_HasKey(annotation, b"AP"):
        words = _string(annotation, key)
    pdfium.FPDFPage_CloseAnnot(annotation)
    return words


def _string(annotation: object, key: bytes) -> str:
    size = min(int(pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)), _MAX_BYTES)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(_MAX_BYTES + 2)
    target = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    size = min(int(pdfium.FPDFAnnot_GetStringValue(annotation, key, target, _MAX_BYTES)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "ignore").strip()
