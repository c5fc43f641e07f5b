"""Later visible signatures over what others signed before."""

from collections.abc import Iterator
from io import BytesIO

from pyhanko.pdf_utils import generic
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.support.forgeries.case import LOOKED_AT, NEVER_VALID, Case, forged, genuine
from tests.support.forgeries.own_signing import sign_with, stamp_with, widget, widgets
from tests.support.forgeries.parts import (
    Writer,
    annotate,
    change_page,
    dictionary,
    form,
    free_text,
    page_of,
    put,
    stream,
)
from tests.support.forgeries.shadow_tricks import plain_text_field
from tests.support.forgeries.workshop import Change, Workshop, edit
from tests.support.signed_pdf import LEADER_BOX, sign

OVER = [80, 590, 380, 620]
WORD = [80, 745, 118, 768]  # small, over the whole of one word
BLANK = [80, 400, 380, 500]


def _signed_page(shop: Workshop, change: Change) -> bytes:
    return sign(edit(shop.plain, change), shop.pki.leader, box=LEADER_BOX)


def cases(shop: Workshop) -> Iterator[Case]:
    for name, change in PLACES.items():
        data = sign_with(shop.signed, shop.pki.clerk, change)
        yield forged(f"overlay-{name}", f"widget: {name}", data, shop.signed, NEVER_VALID)
    for name, prepare, rect in PAGES:
        twin = _signed_page(shop, prepare)
        data = sign_with(twin, shop.pki.clerk, widget("Signature2", rect))
        yield forged(f"overlay-page-{name}", f"page: {name}", data, twin, LOOKED_AT)
        yield genuine(
            f"overlay-page-{name}-beside",
            f"beside the text, page: {name}",
            sign_with(twin, shop.pki.clerk, widget("Signature2", BLANK)),
        )
    yield from _pictures(shop)
    yield from _earlier_widgets(shop)
    yield from _stamps(shop)


def _reversed(rect: list[int]) -> list[int]:
    return [rect[2], rect[3], rect[0], rect[1]]


def _on_both_pages(writer: Writer, first: int = 0, second: int = 1) -> None:
    """One widget in the lists of two pages; on one of them it lies over the text."""
    widget("Signature2", OVER, first)(writer)
    reference = list(list.__iter__(page_of(writer, first)["/Annots"]))[-1]
    annotate(writer, reference, second)


def _blank_second_page(writer: Writer) -> None:
    change_page(writer, 1, Contents=writer.add_object(stream(b"")))


def _flat_with_broad_look(writer: Writer) -> None:
    widget("Signature2", [80, 590, 80, 590], look=b"1 g 0 0 300 30 re f")(writer)


def _look_of(writer: Writer) -> generic.StreamObject:
    reference = list(list.__iter__(page_of(writer)["/Annots"]))[-1]
    found: generic.StreamObject = reference.get_object()["/AP"]["/N"]
    return found


def _look_without_box(writer: Writer) -> None:
    widget("Signature2", [80, 300, 90, 310], look=b"1 g 0 0 300 300 re f")(writer)
    del _look_of(writer)["/BBox"]


def _odd_look(writer: Writer, box: list[int] | list[float], matrix: list[int]) -> None:
    widget("Signature2", [80, 300, 90, 310], look=b"1 g 0 0 300 300 re f")(writer)
    put(_look_of(writer), BBox=list(box), Matrix=list(matrix))


PLACES: dict[str, Change] = {
    "big": widget("Signature2", OVER),
    "whole-page": widget("Signature2", [0, 0, 595, 842]),
    "small-over-a-word": widget("Signature2", WORD),
    "third-of-a-word": widget("Signature2", [88, 745, 125, 768]),
    "seal-too-big": widget("Signature2", [250, 130, 400, 280]),
    "seal-far-away": widget("Signature2", [80, 560, 180, 660]),
    "seal-not-square": widget("Signature2", [270, 160, 400, 260]),
    "reversed-rectangle": widget("Signature2", _reversed(OVER)),
    "second-page": widget("Signature2", OVER, 1),
    "white": widget("Signature2", OVER, look=b"1 g 0 0 100 100 re f"),
    "transparent": widget("Signature2", OVER, look=b""),
    "hidden": widget("Signature2", OVER, F=2),
    "not-viewed": widget("Signature2", OVER, F=32),
    "real-numbers": widget("Signature2", [80.5, 590.25, 380.75, 620.0]),
    "five-numbers": widget("Signature2", [*OVER, 0]),
    "three-numbers": widget("Signature2", OVER[:3]),
    "two-widgets": widgets("Signature2", [([80, 300, 90, 310], 0), (OVER, 0)]),
    "widget-on-both-pages": widgets("Signature2", [([80, 300, 90, 310], 0), (OVER, 1)]),
    "one-widget-twice": _on_both_pages,
    "one-widget-twice-backwards": lambda writer: _on_both_pages(writer, 1, 0),
    "flat-with-look": widget("Signature2", [80, 590, 380, 590], look=b"1 g 0 0 300 30 re f"),
    "point-with-look": _flat_with_broad_look,
    "look-without-box": _look_without_box,
    "look-with-empty-box": lambda writer: _odd_look(writer, [0, 0, 0, 0], [1, 0, 0, 1, 0, 0]),
    "look-with-flat-matrix": lambda writer: _odd_look(writer, [0, 0, 9, 9], [0, 0, 0, 0, 0, 0]),
    "look-with-long-matrix": lambda writer: _odd_look(
        writer, [0, 0, 9, 9], [9, 0, 0, 9, 80, 590, 1]
    ),
}


def _nested_text(writer: Writer) -> None:
    """The words stand in a form within a form."""
    fonts = page_of(writer)["/Resources"]
    inner = form(b"BT /F2 12 Tf 90 520 Td (Chu ky trong hinh) Tj ET", [0, 0, 595, 842])
    put(inner, Resources=fonts)
    outer = form(b"/In Do", [0, 0, 595, 842])
    put(outer, Resources=dictionary(XObject=dictionary(In=writer.add_object(inner))))
    resources = generic.DictionaryObject(dict(fonts.items()))
    put(resources, XObject=dictionary(Out=writer.add_object(outer)))
    draw = writer.add_object(stream(b"q /Out Do Q"))
    contents = page_of(writer).raw_get("/Contents")
    change_page(writer, Resources=resources, Contents=[contents, draw])


def _drawn_words(writer: Writer) -> None:
    """Letters as outlines: a page without a word that a reader of text finds."""
    draw = writer.add_object(
        stream(b"0 g " + b" ".join(b"%d 520 6 12 re f" % x for x in range(90, 360, 9)))
    )
    change_page(writer, Contents=[page_of(writer).raw_get("/Contents"), draw])


def _written_note(writer: Writer) -> None:
    look = form(b"BT /Helv 12 Tf 2 4 Td (So tien 1000) Tj ET", [0, 0, 300, 30])
    font = dictionary(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica")
    put(look, Resources=dictionary(Font=dictionary(Helv=writer.add_object(font))))
    note = free_text([80, 510, 380, 540], "So tien 1000", AP=dictionary(N=writer.add_object(look)))
    annotate(writer, writer.add_object(note))


def _page(**entries: list[int] | int) -> Change:
    return lambda writer: change_page(writer, **entries)


DRAWN = [80, 505, 380, 545]
PAGES: tuple[tuple[str, Change, list[int]], ...] = (
    ("rotated-90", _page(Rotate=90), OVER),
    ("rotated-180", _page(Rotate=180), OVER),
    ("rotated-270", _page(Rotate=270), OVER),
    ("cropped", _page(CropBox=[50, 300, 500, 800]), OVER),
    ("user-unit", _page(UserUnit=2), OVER),
    ("offset-box", _page(MediaBox=[-100, -100, 595, 842]), OVER),
    ("far-box", _page(MediaBox=[50, 60, 645, 902], Rotate=90), OVER),
    ("nested-text", _nested_text, DRAWN),
    ("drawn-words", _drawn_words, DRAWN),
    ("written-note", _written_note, DRAWN),
    ("form-field", plain_text_field, [70, 505, 300, 540]),
)


def scanned_page() -> bytes:
    """A page that is one picture, as a scanner makes it."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - for this page only

    picture = Image.new("L", (595, 842), 250)
    drawing = ImageDraw.Draw(picture)
    for top in range(100, 700, 20):
        for left in range(80, 500, 12):
            drawing.rectangle([left, top, left + 7, top + 9], fill=30)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()
    return out.getvalue()


def _pictures(shop: Workshop) -> Iterator[Case]:
    """A scan signed as a copy: its words are ink."""
    twin = sign(scanned_page(), shop.pki.agency, box=(400, 770, 560, 830))
    yield genuine("overlay-scan", "a scan signed as a copy", twin)
    made = {"big": [80, 400, 380, 500], "wide": [80, 600, 500, 620], "page": [0, 0, 595, 842]}
    for name, rect in made.items():
        data = sign_with(twin, shop.pki.clerk, widget("Signature2", rect))
        yield forged(f"overlay-scan-{name}", f"over a scan: {name}", data, twin, LOOKED_AT)
    allowed = {
        "number": [100, 780, 135, 800],
        "margin": [80, 20, 300, 100],
        "seal": [360, 720, 460, 820],
    }
    for name, rect in allowed.items():
        yield genuine(
            f"overlay-scan-{name}-allowed",
            f"on a scan: {name}",
            sign_with(twin, shop.pki.agency, widget("Signature2", rect)),
        )


def _earlier_widgets(shop: Workshop) -> Iterator[Case]:
    """Later changes to what an earlier signature shows."""
    twin = shop.normal

    def over_the_leader(writer: Writer) -> None:
        widget("Signature9", list(LEADER_BOX), look=b"1 g 0 0 100 100 re f")(writer)

    data = sign_with(twin, shop.pki.clerk, over_the_leader, "Signature9")
    yield forged("overlay-over-the-leader", "over the leader's picture", data, twin, NEVER_VALID)
    blank = _signed_page(shop, _blank_second_page)
    data = sign_with(blank, shop.pki.clerk, PLACES["one-widget-twice"])
    yield forged("overlay-twice-blank-last", "the last page is blank", data, blank, NEVER_VALID)

    def look_changed(writer: Writer) -> None:
        note = page_of(writer)["/Annots"][0].get_object()
        look = note["/AP"].raw_get("/N")
        writer.objects[(look.generation, look.idnum)] = form(b"", [0, 0, 9, 9])

    for how, data in {
        "alone": edit(twin, look_changed),
        "with-colleague": shop.colleague_with(twin, look_changed, "Signature9"),
        "with-stamp": shop.stamp_with(twin, look_changed),
    }.items():
        yield forged(f"overlay-look-changed-{how}", "earlier look changed", data, twin, NEVER_VALID)


def _stamps(shop: Workshop) -> Iterator[Case]:
    """A visible document timestamp is anybody's drawing: no trusted key is needed."""
    twin = shop.signed
    for name, rect in {"text": OVER, "blank": BLANK, "small": [80, 300, 110, 320]}.items():
        for who, pki in {"stranger": shop.stranger, "own": shop.pki}.items():
            data = stamp_with(twin, pki, widget("Stamp1", rect))
            label = f"overlay-stamp-{name}-{who}"
            yield forged(label, f"visible timestamp: {name}, {who}", data, twin, NEVER_VALID)
    unseen = stamp_with(twin, shop.stranger, lambda _: None)
    yield genuine("overlay-stamp-unseen", "an unseen timestamp of an unknown authority", unseen)
