"""A later visible signature over text that others signed before: normal for seals, numbers and dates only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from pyhanko.pdf_utils import generic

from gateway.adapters.signatures.findings import Finding, doubtful
from gateway.adapters.signatures.reading import JudgedSignature, StrictReader
from gateway.domain.signature import VerdictReason

_SMALL = (40.0, 25.0)  # points; the widgets of number and date
_SMALL_SHARE = 0.25  # of any word
_SEAL = 140.0  # points
_SQUARE = 0.2  # sides differ by less than this share
_MAX_PAGES = 3000
_MAX_CHARACTERS = 60_000  # on one page


@dataclass(frozen=True, slots=True)
class Box:
    """In points, PDF user space."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def area(self) -> float:
        return max(self.width, 0.0) * max(self.height, 0.0)

    def shared(self, other: "Box") -> float:
        """The area of both in square points."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(width, 0.0) * max(height, 0.0)


@dataclass(frozen=True, slots=True)
class Widget:
    page: int
    box: Box


def check_overlays(
    data: bytes, reader: StrictReader, signatures: Sequence[JudgedSignature]
) -> list[Finding]:
    """`signatures` oldest first. Text is that of the file as it was before the later signature."""
    places = _annotation_pages(reader)
    earlier: list[Widget] = []
    end_before = 0
    for signature in signatures:
        widgets = [widget for widget in _widgets(signature, places) if widget.box.area > 0]
        if end_before and any(
            not _normal(widget, earlier, words)
            for widget, words in _with_words(data[:end_before], widgets)
        ):
            return [doubtful("overlay", VerdictReason.OVERLAY)]
        earlier += widgets
        end_before = int(signature.byte_range[2]) + int(signature.byte_range[3])
    return []


def _normal(widget: Widget, earlier: Sequence[Widget], words: Sequence[Box]) -> bool:
    covered = [widget.box.shared(word) / word.area for word in words if word.area > 0]
    share = max(covered, default=0.0)
    if share == 0.0:
        return True
    box = widget.box
    if box.width <= _SMALL[0] and box.height <= _SMALL[1] and share < _SMALL_SHARE:
        return True
    square = abs(box.width - box.height) <= _SQUARE * max(box.width, box.height)
    meets = any(other.page == widget.page and other.box.shared(box) > 0 for other in earlier)
    return square and max(box.width, box.height) <= _SEAL and meets


def _with_words(before: bytes, widgets: Sequence[Widget]) -> Iterator[tuple[Widget, list[Box]]]:
    if not widgets:
        return
    document = pypdfium2.PdfDocument(before)
    try:
        for widget in widgets:
            yield widget, list(_words(document, widget.page))
    finally:
        document.close()


def _words(document: pypdfium2.PdfDocument, index: int) -> Iterator[Box]:
    page = document[index]
    text = page.get_textpage()
    try:
        word: list[tuple[float, float, float, float]] = []
        for position in range(min(text.count_chars(), _MAX_CHARACTERS)):
            if text.get_text_range(position, 1).strip():
                word.append(text.get_charbox(position))
            elif word:
                yield _around(word)
                word = []
        if word:
            yield _around(word)
    finally:
        text.close()
        page.close()


def _around(boxes: Sequence[tuple[float, float, float, float]]) -> Box:
    return Box(
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _widgets(signature: JudgedSignature, places: dict[generic.Reference, int]) -> Iterator[Widget]:
    field = signature.sig_field
    kids = [kid.get_object() for kid in field["/Kids"]] if "/Kids" in field else []
    for widget in [field, *kids]:
        reference = getattr(widget, "container_ref", None)
        if "/Rect" in widget and reference in places:
            yield Widget(places[reference], _box(widget["/Rect"]))


def _box(rectangle: generic.ArrayObject) -> Box:
    x1, y1, x2, y2 = (float(value) for value in rectangle)
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _annotation_pages(reader: StrictReader) -> dict[generic.Reference, int]:
    """The page, from zero, of each annotation."""
    places: dict[generic.Reference, int] = {}
    for index, page in enumerate(_pages(reader.root["/Pages"])):
        for annotation in list.__iter__(page.get("/Annots", generic.ArrayObject())):
            if isinstance(annotation, generic.IndirectObject):
                places[annotation.reference] = index
    return places


def _pages(root: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    waiting = [root]
    for _ in range(_MAX_PAGES * 2):
        if not waiting:
            return
        node = waiting.pop()
        if "/Kids" in node:
            waiting.extend(kid.get_object() for kid in reversed(list(node["/Kids"])))
        else:
            yield node
    raise ValueError("too many pages")
