"""Objects of object streams come out of the index as pyHanko's own reader finds them, or fail as there."""

import zlib
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from gateway.adapters.signatures.findings import PARSER_FAILURES
from gateway.adapters.signatures.object_streams import IndexedReader
from gateway.adapters.signatures.words import word_boxes
from tests.support.genuine import with_xref_streams
from tests.support.signed_pdf import plain_pdf

_NUMBERS = range(1, 8)


def _file(head: bytes, count: bytes, first: bytes) -> bytes:
    """Objects 1 to 7 in stream 8: catalogue, pages and whatever `head` makes of the others."""
    bodies = b"<</Type/Catalog/Pages 2 0 R>> <</Kids[]/Count 0>> (text) 42 9 0 R [1 2] null"
    packed = zlib.compress(head + b" " + bodies)
    out = b"%PDF-1.5\n"
    stream = len(out)
    out += (
        b"8 0 obj\n<</Type/ObjStm/N %s/First %s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
        % (
            count,
            first,
            len(packed),
            packed,
        )
    )
    xref = len(out)
    rows = b"\0\0\0\0\0" + b"".join(b"\2\0\0\x08" + bytes([place]) for place in range(7))
    rows += b"\1" + stream.to_bytes(3, "big") + b"\0" + b"\1" + xref.to_bytes(3, "big") + b"\0"
    out += (
        b"9 0 obj\n<</Type/XRef/Size 10/W[1 3 1]/Root 1 0 R/Length %d>>\nstream\n%s\nendstream\nendobj\n"
        % (
            len(rows),
            rows,
        )
    )
    return out + b"startxref\n%d\n%%%%EOF\n" % xref


def _read(kind: type[PdfFileReader], data: bytes) -> list[object]:
    found: list[object] = []
    try:
        reader = kind(BytesIO(data), strict=True)
    except PARSER_FAILURES as error:
        return [type(error), str(error)]
    for number in [*_NUMBERS, *_NUMBERS]:  # the second time from the index
        try:
            value = reader.get_object(generic.Reference(number, 0, reader))
        except PARSER_FAILURES as error:
            found.append((type(error), str(error)))
        else:
            found.append((type(value), repr(value), value.container_ref.idnum))
        reader.resolved_objects.pop((0, number), None)
    return found


_HEAD = b"1 0 2 30 3 52 4 59 5 62 6 68 7 74"
_WORDS = st.lists(
    st.sampled_from([b"1", b"2", b"3", b"5", b"7", b"30", b"-1", b"4.0", b"x", b"%c\n", b"999"]),
    max_size=16,
)


@given(
    _WORDS.map(b" ".join),
    st.sampled_from([b"7", b"0", b"3", b"100", b"(n)"]),
    st.sampled_from([b"35", b"0", b"9"]),
)
@example(_HEAD, b"7", b"%d" % (len(_HEAD) + 1))
@example(b"1 0 1 30 3 52 4 59 4 62 6 68 7 74", b"7", b"34")
@example(_HEAD, b"3", b"34")
def test_the_same_objects_and_errors(head: bytes, count: bytes, first: bytes) -> None:
    data = _file(head, count, first)
    assert _read(IndexedReader, data) == _read(PdfFileReader, data)


def test_the_examples_have_objects() -> None:
    """Otherwise the comparison above would be of errors only."""
    found = _read(IndexedReader, _file(_HEAD, b"7", b"%d" % (len(_HEAD) + 1)))
    kinds = [item[0] for item in found[: len(_NUMBERS)] if isinstance(item, tuple)]
    assert kinds[:2] == [generic.DictionaryObject] * 2
    assert generic.NumberObject in kinds


def test_a_whole_file() -> None:
    data = with_xref_streams(plain_pdf())
    assert b"/ObjStm" in data
    readers = [kind(BytesIO(data), strict=True) for kind in (IndexedReader, PdfFileReader)]
    pages = [repr(reader.root["/Pages"]["/Kids"][1].get_object()) for reader in readers]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("page", [0, 1])
def test_the_boxes_of_words_are_those_of_pypdfium2(page: int) -> None:
    document = pypdfium2.PdfDocument(plain_pdf())
    text = document[page].get_textpage()
    boxes, word = [], []
    for position in range(text.count_chars()):
        if text.get_text_range(position, 1).strip():
            word.append(text.get_charbox(position))
        elif word:
            boxes.append(word)
            word = []
    boxes += [word] if word else []
    expected = [
        (min(b[0] for b in w), min(b[1] for b in w), max(b[2] for b in w), max(b[3] for b in w))
        for w in boxes
    ]
    assert len(expected) > 10
    assert list(word_boxes(document, page, 60_000)) == expected
    text.close()
    document.close()
