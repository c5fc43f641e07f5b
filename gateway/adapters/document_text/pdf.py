"""Text of PDF files by pdfium, signature appearances included.

In electronic originals the number and the day are not page content but appearances of the clerk's
signature fields; pdfium leaves them out of a page's text. Flattening the page in memory makes them
content; the file is never changed.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from gateway.adapters.document_text import poppler
from gateway.adapters.document_text.active import active_and_embedded
from gateway.adapters.document_text.limits import MAX_CHARACTERS, tidy
from gateway.adapters.document_text.pdf_fonts import unified_with_horns
from gateway.adapters.document_text.pdf_page import Page
from gateway.domain.document import DocumentText, PlacedPage, ReadProblem, TextEncoding
from gateway.domain.vietnamese import is_capitals, one_line

_MAX_PAGES = 200  # more is held unread: a person decides
_HEAD_LINES = 12
_MAX_PROPERTY = 2_000  # characters
_HEADING = 80  # characters; longer lines in capitals bear no stamp


def read_pdf(path: Path, max_pages: int) -> DocumentText:
    """Text of the first pages and the last one. Broken and encrypted files are a `problem`."""
    data = path.read_bytes()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        return DocumentText(problem=ReadProblem.ENCRYPTED if locked else ReadProblem.UNREADABLE)
    with closing(document):
        return _read(document, path, data, max_pages)


def read_page_one(path: Path) -> str:
    """Page one as a person sees it, without what else is asked of a file: what a page of text costs.

    Raises `pypdfium2.PdfiumError` for what pdfium cannot open.
    """
    with closing(pypdfium2.PdfDocument(path.read_bytes())) as document:
        return unified_with_horns(Page(document, 0).text or "")[0][0]


def _read(document: pypdfium2.PdfDocument, path: Path, data: bytes, max_pages: int) -> DocumentText:
    count = len(document)
    if count > _MAX_PAGES:
        return DocumentText(page_count=count, problem=ReadProblem.TOO_LARGE)
    # Every page is looked at: a scanned one, or one with a secrecy mark, may stand in the middle.
    pages = _pages(document, path)
    chosen = _chosen(count, max_pages)
    read = [
        page.text for index, page in enumerate(pages) if index in chosen and page.text is not None
    ]
    others = [page.text for index, page in enumerate(pages) if index not in chosen and page.text]
    if not read or any(page.text is None for page in pages):
        return DocumentText(page_count=count, problem=ReadProblem.UNREADABLE)
    whole, doubtful = "\f".join(read), "\f".join(page.doubtful for page in pages)
    heads = "\f".join([*(_head(page) for page in others), *_beside(document, pages)])
    active, embedded = active_and_embedded(data)
    problem = None
    if max(len(whole), len(heads), len(doubtful)) > MAX_CHARACTERS or any(
        page.is_cut for page in pages
    ):
        problem = ReadProblem.TOO_LARGE  # a mark may stand in the rest
    elif embedded or pdfium.FPDFDoc_GetAttachmentCount(document) > 0 or _is_xfa(document):
        problem = ReadProblem.NOT_SUPPORTED
    title = document.get_metadata_value("Title")
    (text, heads, title), encoding = unified_with_horns(whole, heads, title)
    if encoding is TextEncoding.UNICODE:
        encoding = next((page.table for page in pages if page.table is not encoding), encoding)
    scan = any(page.picture for page in pages)
    return DocumentText(
        text=text,
        other_heads="\f".join(part for part in (heads, tidy(doubtful)) if part.strip()),
        title=one_line(title)[:500] or None,
        page_count=count,
        is_scan=scan,
        active_content=active,
        encoding=encoding,
        # A page without words and without a picture says nothing: not the same as an empty file.
        problem=problem or (None if scan or text.strip() else ReadProblem.EMPTY),
        places=tuple(PlacedPage(at, pages[index].boxes) for at, index in enumerate(chosen)),
    )


def _beside(document: pypdfium2.PdfDocument, pages: list[Page]) -> Iterator[str]:
    """Comments and properties, where a mark may stand as well."""
    yield from ("\n".join(page.comments) for page in pages if page.comments)
    said = (document.get_metadata_value(name)[:_MAX_PROPERTY] for name in ("Subject", "Keywords"))
    yield from (re.sub(r"[,;]", "\n", words) for words in said if words)


def _is_xfa(document: pypdfium2.PdfDocument) -> bool:
    """A form in XML, which only Adobe's programs show: what it says is on no page."""
    kind = pdfium.FPDF_GetFormType(document)
    return kind in {pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND}


def _head(page: str) -> str:
    """The first lines, and below them those in capitals: an annex with a stamp may begin anywhere."""
    lines = page.splitlines()
    below = (line for line in lines[_HEAD_LINES:] if len(line) <= _HEADING and is_capitals(line))
    return "\n".join([*lines[:_HEAD_LINES], *below])


def _chosen(count: int, max_pages: int) -> list[int]:
    return [*range(min(count, max_pages)), *([count - 1] if count > max_pages else [])]


def picture_pages(document: pypdfium2.PdfDocument, path: Path) -> list[int]:
    """The pages whose words are not in their text, in order; none of a document's limits is asked again."""
    return [index for index, page in enumerate(_pages(document, path)) if page.picture]


def _pages(document: pypdfium2.PdfDocument, path: Path) -> list[Page]:
    """All pages. What is broken for pdfium is read by poppler, and where that is broken too, is a picture."""
    pages = [Page(document, index) for index in range(len(document))]
    broken = [index for index, page in enumerate(pages) if page.broken and not page.picture]
    if broken:
        others = dict(enumerate(poppler.read_pages(path, broken[0], broken[-1]), broken[0]))
        for index in broken:
            pages[index].heal(others.get(index))
    return pages
