"""PDF files that cost much, lie or say nothing: what a reader must end with a reason and in bounded time."""

import io
import random
import zlib
from collections.abc import Sequence

from PIL import Image

from tests.support.reading.broken_pdfs import assembled
from tests.support.small_pdf import invitation

A4 = b"0 0 595 842"
TEN_METRES = b"0 0 28346 28346"  # points
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>"
_WORDS = b"BT /F1 12 Tf 60 700 Td (So: 34/GM-SNV GIAY MOI Hop giao ban) Tj ET"


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more, data)


def deflated(data: bytes, more: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + more)


def one_page(content: bytes, *, box: bytes = A4, more: Sequence[bytes] = ()) -> bytes:
    """A page with Times as F1 and the first of `more` as its picture X1."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>>>"
        % (box, b"/XObject<</X1 6 0 R>>" if more else b""),
        content,
        _FONT,
        *more,
    ]
    return assembled(objects)


def _picture(side: int, data: bytes) -> bytes:
    head = (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    return head % (side, side) + data


def deflate_bomb() -> bytes:
    """A content stream that unpacks to a gibibyte of white space, packed twice."""
    data = zlib.compress(repeated(b" " * (1 << 20), 1_024), 9)
    return one_page(stream(data, b"/Filter[/FlateDecode/FlateDecode]"))


def bomb_of_operators() -> bytes:
    """As many operators as a content stream can claim: each makes the reader work."""
    data = repeated(b"0 0 m 9 9 l S\n" * 75_000, 25)
    return one_page(stream(data, b"/Filter/FlateDecode"))


def repeated(block: bytes, times: int) -> bytes:
    """A block so many times over, deflated; made as quickly as one."""
    packer = zlib.compressobj(9)
    head = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    middle = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    check = zlib.adler32(b"")
    for _ in range(times):
        check = zlib.adler32(block, check)
    return head + middle * (times - 1) + b"\x03\0" + check.to_bytes(4, "big")


def picture_bomb() -> bytes:
    """A page-sized picture of 20,000 × 20,000 white points in a few kilobytes."""
    data = zlib.compress(repeated(b"\xff" * 200_000, 2_000), 9)
    picture = _picture(20_000, b"/Length %d/Filter[/FlateDecode/FlateDecode]>>" % len(data))
    picture += b"stream\n%s\nendstream" % data
    return one_page(deflated(b"595 0 0 842 0 0 cm /X1 Do"), more=[picture])


def kids_loop() -> bytes:
    """Nodes of the page tree that are each other's children."""
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 100000>>",
            b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 2 0 R 3 0 R]/Count 100000>>",
        ]
    )


def own_parent() -> bytes:
    """A page that is its own parent and asks it for its size."""
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>",
            deflated(_WORDS),
        ]
    )


def deep_tree(depth: int = 20_000) -> bytes:
    """A page at the end of a chain of nodes."""
    nodes = [
        b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (number + 1) for number in range(2, depth + 2)
    ]
    page = b"<</Type/Page/Parent %d 0 R/MediaBox[%s]>>" % (depth + 1, A4)
    return assembled([b"<</Type/Catalog/Pages 2 0 R>>", *nodes, page])


def form_loop() -> bytes:
    """A form that draws itself."""
    form = stream(
        b"/X1 Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X1 6 0 R>>>>",
    )
    return one_page(deflated(b"/X1 Do"), more=[form])


def claimed_xref(number: int, entries: int = 10**8) -> bytes:
    """An invitation whose cross-reference table claims so many entries."""
    data = invitation(number)
    at = data.rindex(b"xref\n0 ", 0, data.rindex(b"startxref")) + 5
    return data[:at] + b"0 %d" % entries + data[data.index(b"\n", at) :]


def claimed_xref_stream(entries: int = 10**8) -> bytes:
    """A cross-reference stream that claims so many entries: /Size, /Index and a kilobyte of nothing."""
    data = one_page(deflated(_WORDS))
    body = data[: data.rindex(b"xref\n0 ", 0, data.rindex(b"startxref"))]
    claim = b"/Type/XRef/Size %d/Index[0 %d]/W[1 4 2]/Root 1 0 R" % (entries, entries)
    table = b"9 0 obj\n" + deflated(b"\0" * 700_000, claim) + b"\nendobj\n"
    return body + table + b"startxref\n%d\n%%%%EOF" % len(body)


def ten_metres_of_text(number: int) -> bytes:
    """An invitation in the corner of a sheet as large as a house."""
    data = invitation(number)
    small, large = b"0 0 595.2756 841.8898", b"0 0 28346.00 28346.00"
    if data.count(small) != 1:
        raise ValueError("the page has another size now")
    return data.replace(small, large)


def ten_metres_of_picture() -> bytes:
    picture = _picture(200, b"") + b"/Length 40000>>stream\n" + b"\xc0" * 40_000 + b"\nendstream"
    return one_page(deflated(b"28346 0 0 28346 0 0 cm /X1 Do"), box=TEN_METRES, more=[picture])


def many_pages(count: int = 5_000, *, picture: bool) -> bytes:
    """So many pages, each with the same words or the same picture."""
    kids = b" ".join(b"%d 0 R" % (number + 6) for number in range(count))
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 3 0 R"
        b"/Resources<</Font<</F1 4 0 R>>/XObject<</X1 5 0 R>>>>>>"
    ) % A4
    shown = b"595 0 0 842 0 0 cm /X1 Do" if picture else _WORDS
    grey = _picture(100, b"/Length 10000>>stream\n") + b"\xc0" * 10_000 + b"\nendstream"
    head = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        deflated(shown),
        _FONT,
        grey,
    ]
    return assembled([*head, *([page] * count)])


def crowded_page(count: int = 60_000) -> bytes:
    """More objects on a page than are looked at; the last is a picture over all of it."""
    picture = _picture(100, b"/Length 10000>>stream\n") + b"\xc0" * 10_000 + b"\nendstream"
    drawn = b"0 0 m 9 9 l S\n" * count
    return one_page(
        deflated(_WORDS + b"\n" + drawn + b"q 595 0 0 842 0 0 cm /X1 Do Q"), more=[picture]
    )


def without_words() -> bytes:
    return one_page(deflated(b""))


def blank_picture() -> bytes:
    """A sheet that was scanned from its empty side."""
    chance, out = random.Random(8), io.BytesIO()
    page = Image.new("L", (827, 1169), 250)
    for _ in range(20):  # dust
        page.putpixel((chance.randrange(827), chance.randrange(1169)), 200)
    page.save(out, "PDF", resolution=100)
    return out.getvalue()


def cut_short() -> bytes:
    data = invitation(77)
    return data[: len(data) // 2]
