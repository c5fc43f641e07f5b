"""One entry for every kind of file."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gateway.adapters.document_text import legacy, office, pdf, plain, rtf, slides
from gateway.domain.document import DocumentText, ReadProblem, TextEncoding
from gateway.domain.encodings import encoding_of
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.formats import FileKind
from gateway.domain.legacy_text import marks_in_doubt

_READERS: dict[FileKind, Callable[[Path], DocumentText]] = {
    FileKind.DOCX: office.read_docx,
    FileKind.ODT: office.read_opendocument,
    FileKind.ODS: office.read_opendocument,
    FileKind.XLSX: office.read_xlsx,
    FileKind.PPTX: slides.read_pptx,
    FileKind.ODP: slides.read_odp,
    FileKind.TXT: plain.read_text,
    FileKind.CSV: plain.read_text,
    FileKind.RTF: rtf.read_rtf,
}
PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.TIFF, FileKind.GIF})


def read_file(path: Path, kind: FileKind, max_pages: int = 3) -> DocumentText:
    """The text of the first `max_pages` pages and of the last one, NFC, at most 200,000 characters.

    `kind` is by content. What the file is becomes `DocumentText.problem`. Raises
    `PermanentFailure` when the file is not there, `TransientFailure` when the system cannot read it.
    """
    try:
        if kind is FileKind.EMPTY or path.stat().st_size == 0:
            return DocumentText(problem=ReadProblem.EMPTY)
        return _with_encoding(_read(path, kind, max_pages))
    except FileNotFoundError as error:
        raise PermanentFailure(f"the file to read is not there: {error.strerror}") from error
    except OSError as error:
        raise TransientFailure(f"the file cannot be read: {error.strerror}") from error


def _read(path: Path, kind: FileKind, max_pages: int) -> DocumentText:
    if kind is FileKind.PDF:
        return pdf.read_pdf(path, max_pages)
    if kind in {FileKind.DOC, FileKind.XLS, FileKind.PPT}:
        return legacy.read_legacy(path, kind)
    if kind in PICTURES:
        return DocumentText(page_count=1, is_scan=True)
    reader = _READERS.get(kind)
    return reader(path) if reader else DocumentText(problem=ReadProblem.NOT_SUPPORTED)


def _with_encoding(text: DocumentText) -> DocumentText:
    """What was converted is looked at again: a part of it may be in a table that nobody knows."""
    doubtful = TextEncoding.UNKNOWN in {text.encoding, encoding_of(text.text)}
    encoding = TextEncoding.UNKNOWN if doubtful else text.encoding
    if encoding is TextEncoding.UNICODE:
        return text
    heads = "\f".join((text.other_heads, *marks_in_doubt(text.text, encoding)))
    return replace(text, encoding=encoding, other_heads=heads)
