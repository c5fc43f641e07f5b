"""Words of annotations: what viewers draw themselves and pdfium does not, and comments."""

import ctypes
from collections.abc import Callable

import pypdfium2
import pypdfium2.raw as pdfium

_KEYS = {pdfium.FPDF_ANNOT_FREETEXT: b"Contents", pdfium.FPDF_ANNOT_WIDGET: b"V"}
_COMMENTS = frozenset(
    {
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_POPUP,
        pdfium.FPDF_ANNOT_FILEATTACHMENT,
    }
)
_MAX_BYTES = 20_000


def words_of_notes(page: pypdfium2.PdfPage) -> list[str]:
    """What free text and form fields say that have nothing to be flattened."""
    return _found(page, _words)


def words_of_comments(page: pypdfium2.PdfPage) -> list[str]:
    """What is said in notes, stamps and marks that a reader added: no text of the document."""
    return _found(page, _comment)


def _found(page: pypdfium2.PdfPage, words: Callable[[object], str]) -> list[str]:
    found = (_of(page, index, words) for index in range(pdfium.FPDFPage_GetAnnotCount(page)))
    return [said for said in found if said]


def _of(page: pypdfium2.PdfPage, index: int, words: Callable[[object], str]) -> str:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return ""
    said = words(annotation)
    pdfium.FPDFPage_CloseAnnot(annotation)
    return said


def _words(annotation: object) -> str:
    key = _KEYS.get(pdfium.FPDFAnnot_GetSubtype(annotation))
    if key is None or pdfium.FPDFAnnot_HasKey(annotation, b"AP"):
        return ""
    return _string(annotation, key)


def _comment(annotation: object) -> str:
    is_one = pdfium.FPDFAnnot_GetSubtype(annotation) in _COMMENTS
    return _string(annotation, b"Contents") if is_one else ""


def _string(annotation: object, key: bytes) -> str:
    size = min(int(pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)), _MAX_BYTES)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(_MAX_BYTES + 2)
    target = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    size = min(int(pdfium.FPDFAnnot_GetStringValue(annotation, key, target, _MAX_BYTES)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "ignore").strip()
