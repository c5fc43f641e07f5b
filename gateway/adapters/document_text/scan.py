"""Reading what is a picture: page one, and the last page for signatory and addressees (domain.md §0)."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image

from gateway.adapters.document_text import tesseract
from gateway.adapters.document_text.layout import Boxes, Word, boxes_of, lay_out, lay_out_lines
from gateway.adapters.document_text.limits import tidy
from gateway.adapters.document_text.office_parts import is_picture
from gateway.adapters.document_text.package import Package, UnreadablePackage
from gateway.adapters.document_text.page_picture import (
    DPI,
    Picture,
    TooLarge,
    between_of_image,
    levelled,
    of_image,
    of_page,
    portable,
)
from gateway.adapters.document_text.pdf import picture_pages
from gateway.adapters.document_text.reader import read_file
from gateway.adapters.document_text.stamps import stamps
from gateway.adapters.document_text.tesseract import ONE_BLOCK, SCATTERED, WHOLE_PAGE, Seen
from gateway.adapters.document_text.turning import Turn
from gateway.domain.document import DocumentText, PlacedPage, ReadProblem, TextEncoding
from gateway.domain.formats import FileKind

_ENOUGH = 12  # good words: fewer and nobody can say what the page is
_SURE = 55  # mean confidence of the words of a page that was read
_TURNS = (90, 270, 180)
_ETH = re.compile("[Đ\u00d0]*\u00d0[Đ\u00d0]*")  # looks the same, alone or beside it
_PACKAGES = frozenset(
    {FileKind.DOCX, FileKind.XLSX, FileKind.PPTX, FileKind.ODT, FileKind.ODS, FileKind.ODP}
)
_MOST_PICTURES = 3  # of an office file, the largest
_MOST_BETWEEN = 40  # pages between the first and the last that are looked at for stamps
_HEAD = 0.45  # of the page: stamps on it stand beside number, title or date


@dataclass(frozen=True, slots=True)
class _Read:
    """What was recognised on one page."""

    picture: Picture
    words: list[Seen]
    dpi: float = DPI
    size: tuple[int, int] = (0, 0)  # of the page before it was turned, pixels

    @property
    def good(self) -> int:
        return sum(seen.is_good for seen in self.words)

    @property
    def is_readable(self) -> bool:
        told = [seen.confidence for seen in self.words if len(seen.word.text) > 1]
        # tesseract reads a page that lies on its side, too, but then head and columns are lost.
        vertical = sum(seen.is_vertical for seen in self.words)
        enough = self.good >= _ENOUGH and vertical < self.good // 2
        return enough and sum(told) / len(told) >= _SURE

    @property
    def text(self) -> str:
        return tidy(_text(self.words))

    @property
    def boxes(self) -> Boxes:
        """Of the lines of `text`, on the page as it lies in the file."""
        _, lines = lay_out_lines(_level(self.words))
        turn = Turn(self.picture.turned_by, self.picture.colour.size, self.size, 72 / self.dpi)
        return tuple(tuple(turn.back(box) for box in line) for line in boxes_of(lines))


def read_scan(path: Path, kind: FileKind) -> DocumentText:
    """The text of a file with its pictures read; `recognised` tells whether page one could be.

    The file is never changed. Raises as `read_file` does.
    """
    text = read_file(path, kind)
    if text.problem is not None or not text.is_scan:
        return text
    try:
        if kind in _PACKAGES:
            return _of_package(path, text)
        return _of_pdf(path, text) if kind is FileKind.PDF else _of_images(path, text)
    except TooLarge:
        return replace(text, problem=ReadProblem.TOO_LARGE)
    except (ValueError, pypdfium2.PdfiumError, UnreadablePackage):
        return replace(text, problem=ReadProblem.UNREADABLE)


def _of_package(path: Path, text: DocumentText) -> DocumentText:
    """Pictures in an office file: which of them is page one nobody knows, so only marks are looked for.

    It stays unread, and is held.
    """
    with closing(Package(path.read_bytes())) as package:
        pictures = [name for name in package.names if is_picture(name)]
        largest = sorted(pictures, key=lambda name: (-package.size(name), name))[:_MOST_PICTURES]
        images = [_of_data(package.data(name)) for name in largest]
    read = [_recognise(image) for image in images if image is not None]
    words = [said for page in read for said in (*_stamps(page), page.text)]
    return replace(text, stamps=tidy("\n".join(words)))


def _of_data(data: bytes) -> Image.Image | None:
    """The first frame; None for a drawing or a damaged picture, which is held anyway."""
    try:
        return next(of_image(BytesIO(data)), None)
    except ValueError:
        return None


def _of_pdf(path: Path, text: DocumentText) -> DocumentText:
    with closing(pypdfium2.PdfDocument(path.read_bytes())) as document:
        pictures = picture_pages(document, path)
        if not pictures:  # what was broken a moment ago is well now: somebody must look
            return text
        last = len(document) - 1
        chosen = sorted({*pictures[:1], *(page for page in pictures if page == last)})
        read = [_recognise(of_page(document, page)) for page in chosen]
        between = [page for page in pictures if page not in chosen][:_MOST_BETWEEN]
        stamped = [words for page in between for words in _stamps_of(of_page(document, page))]
    found = _together(text, read, stamped)
    if pictures[0] == 0:
        return found
    # The head is text: what the pictures say is looked at for marks alone.
    return replace(
        found, text=text.text, places=text.places, other_heads=f"{text.other_heads}\f{found.text}"
    )


def _of_images(path: Path, text: DocumentText) -> DocumentText:
    read = [_recognise(image) for image in of_image(path)]
    stamped = [
        words for image in between_of_image(path, _MOST_BETWEEN) for words in _stamps_of(image)
    ]
    return _together(text, read, stamped)


def _together(text: DocumentText, read: list[_Read], stamped: list[str]) -> DocumentText:
    """A layer of text under or over the pictures is not the document's: marks alone are looked for in it."""
    pages = "\f".join(page.text for page in read)
    more = [words for page in read[1:] for words in _coloured_stamps(page.picture)]
    alone = "\n".join([*_stamps(read[0]), *more, *stamped])
    if not read[0].is_readable:
        return replace(text, stamps=tidy(f"{alone}\n{pages}"))
    return replace(
        text,
        text=pages,
        other_heads="\f".join(part for part in (text.text, text.other_heads) if part.strip()),
        stamps=tidy(alone),
        recognised=True,
        encoding=TextEncoding.UNICODE,  # whatever a layer of text under the picture is in
        places=tuple(PlacedPage(at, page.boxes) for at, page in enumerate(read)),
    )


def _recognise(colour: Image.Image) -> _Read:
    """The page as it stands, and only when that says little, turned."""
    picture = levelled(colour)
    best = _read_page(picture, colour)
    if best.is_readable or picture.is_blank:
        return best
    for degrees in _TURNS:
        turned = _read_page(levelled(colour.rotate(degrees, expand=True), degrees), colour)
        best = max(best, turned, key=lambda read: read.good)
        if best.is_readable:
            break
    return best


def _read_page(picture: Picture, colour: Image.Image) -> _Read:
    words = tesseract.read_picture(portable(picture.printed()), WHOLE_PAGE)
    return _Read(picture, words, colour.info.get("dpi", DPI), colour.size)


def _stamps(read: _Read) -> Iterator[str]:
    """The head once more as words that stand alone, with all ink and with coloured ink only."""
    head = read.picture.upper(_HEAD)
    yield _text(tesseract.read_picture(portable(head.all_ink()), SCATTERED))
    yield from _coloured_stamps(read.picture)


def _stamps_of(colour: Image.Image) -> list[str]:
    """Of a page that is not read itself: an annex with a stamp of its own may begin there."""
    return list(_coloured_stamps(Picture(colour)))


def _coloured_stamps(picture: Picture) -> Iterator[str]:
    ink = picture.upper(_HEAD).stamped()
    for stamp in stamps(ink) if ink is not None else ():
        yield _text(tesseract.read_picture(portable(stamp), ONE_BLOCK))


def _text(words: list[Seen]) -> str:
    level = _level(words)
    return _ETH.sub("Đ", lay_out(level)) if level else ""


def _level(words: list[Seen]) -> list[Word]:
    return [seen.word for seen in words if not seen.is_vertical]
