"""A later visible signature over text that others signed before: normal for seals, numbers and dates only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from pyhanko.pdf_utils import generic

from gateway.adapters.signatures.findings import Finding, doubtful
from gateway.adapters.signatures.form_rules import widgets_of
from gateway.adapters.signatures.ink import A_FEW_DIGITS, has_ink
from gateway.adapters.signatures.looks import strays
from gateway.adapters.signatures.objects import entry, items_of, pages
from gateway.adapters.signatures.reading import JudgedSignature, StrictReader
from gateway.adapters.signatures.words import word_boxes
from gateway.domain.signature import VerdictReason

_SMALL = (40.0, 25.0)  # points; the widgets of number and date
_SMALL_SHARE = 0.25  # of any word, or of what an earlier signature or form field shows
_SEAL = 140.0  # points
_SQUARE = 0.2  # sides differ by less than this share
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
    strays: bool = False  # draws, or may draw, outside its box
    signed: bool = True  # of a signature, not of another form field


def check_overlays(
    data: bytes, reader: StrictReader, signatures: Sequence[JudgedSignature]
) -> list[Finding]:
    """`signatures` oldest first. Text is that of the file as it was before the later signature."""
    places = _annotation_pages(reader)
    earlier = list(_form_fields(places))
    end_before = 0
    for signature in signatures:
        widgets = list(_widgets(signature, places))
        if end_before and _covers(data[:end_before], signature, widgets, earlier):
            return [doubtful("overlay", VerdictReason.OVERLAY)]
        earlier += [widget for widget in widgets if widget.box.area > 0]
        end_before = int(signature.byte_range[2]) + int(signature.byte_range[3])
    return []


def _covers(
    before: bytes, signature: JudgedSignature, widgets: list[Widget], earlier: Sequence[Widget]
) -> bool:
    if any(widget.strays for widget in widgets):
        return True
    visible = [widget for widget in widgets if widget.box.area > 0]
    # Anybody can make a document timestamp: it is no signature, and draws nothing (ISO 32000-2 §12.8.5).
    if not visible or signature.sig_object_type == "/DocTimeStamp":
        return bool(visible)
    document = pypdfium2.PdfDocument(before)
    try:
        return any(not _normal(widget, earlier, document) for widget in visible)
    finally:
        document.close()


def _normal(widget: Widget, earlier: Sequence[Widget], document: pypdfium2.PdfDocument) -> bool:
    box = widget.box
    words = list(_words(document, widget.page))
    share = max((box.shared(word) / word.area for word in words if word.area > 0), default=0.0)
    others = [other for other in earlier if other.page == widget.page]
    hidden = [o for o in others if o.box.shared(box) >= _SMALL_SHARE * o.box.area]
    place = (box.left, box.bottom, box.right, box.top)
    if box.width <= _SMALL[0] and box.height <= _SMALL[1]:
        if share >= _SMALL_SHARE or any(not other.signed for other in hidden):
            return False
        return bool(words) or not has_ink(document, widget.page, place, A_FEW_DIGITS)
    square = abs(box.width - box.height) <= _SQUARE * max(box.width, box.height)
    meets = any(other.signed and other.box.shared(box) > 0 for other in others)
    if square and max(box.width, box.height) <= _SEAL and meets:
        return True
    return share == 0 and not hidden and not has_ink(document, widget.page, place)


def _words(document: pypdfium2.PdfDocument, index: int) -> Iterator[Box]:
    return (Box(*word) for word in word_boxes(document, index, _MAX_CHARACTERS))


def _widgets(
    signature: JudgedSignature, places: dict[generic.Reference, list[int]]
) -> Iterator[Widget]:
    for widget in widgets_of(signature.sig_field):
        reference = getattr(widget, "container_ref", None)
        if "/Rect" not in widget or reference not in places:
            continue
        box = _box(widget["/Rect"])
        loose = strays(widget, flat=box.area == 0)
        yield from (Widget(page, box, loose) for page in places[reference])


def _form_fields(places: dict[generic.Reference, list[int]]) -> Iterator[Widget]:
    """Widgets of fields that are no signatures: PDFium draws them only for who fills them."""
    for reference, indices in places.items():
        widget = reference.get_object()
        if not isinstance(widget, generic.DictionaryObject) or "/Rect" not in widget:
            continue
        if entry(widget, "/Subtype") != "/Widget" or _kind(widget) == "/Sig":
            continue
        box = _box(widget["/Rect"])
        if box.area > 0:
            yield from (Widget(index, box, signed=False) for index in indices)


def _kind(widget: generic.DictionaryObject) -> object:
    parent = entry(widget, "/Parent")
    if "/FT" not in widget and isinstance(parent, generic.DictionaryObject):
        return entry(parent, "/FT")
    return entry(widget, "/FT")


def _box(rectangle: generic.ArrayObject) -> Box:
    x1, y1, x2, y2 = (float(value) for value in rectangle)
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _annotation_pages(reader: StrictReader) -> dict[generic.Reference, list[int]]:
    """The pages, from zero, that list each annotation."""
    places: dict[generic.Reference, list[int]] = {}
    for index, page in enumerate(pages(reader.root)):
        for annotation in items_of(page, "/Annots"):
            if isinstance(annotation, generic.IndirectObject):
                places.setdefault(annotation.reference, []).append(index)
    return places
