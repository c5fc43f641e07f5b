"""What is measured before it is read: genuine shapes pass, impossible ones stop early."""

import zlib
from io import BytesIO

import pytest
from asn1crypto import core
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.misc import PdfDecodeLimitError

from gateway.adapters.signatures import oid_limits, xref_limits
from gateway.adapters.signatures.form_size import MAX_FIELDS, signature_fields
from gateway.adapters.signatures.reading import open_strictly
from gateway.adapters.signatures.xref_limits import OvergrownFile, claimed_entries
from tests.support.forgeries_dos.paper import Paper, plain_paper, raw_stream


def _stream(**entries: generic.PdfObject) -> generic.StreamObject:
    return generic.StreamObject({pdf_name("/" + key): value for key, value in entries.items()})


def _numbers(*values: int) -> generic.ArrayObject:
    return generic.ArrayObject(map(generic.NumberObject, values))


@pytest.mark.parametrize(
    ("index", "size", "claimed"),
    [
        (None, 12, 12),
        (_numbers(0, 5), 12, 5),
        (_numbers(0, 1, 7, 2, 40, 3), 99, 6),
        (_numbers(), 12, 0),
    ],
)
def test_entries_are_counted_by_the_dictionary(
    index: generic.ArrayObject | None, size: int, claimed: int
) -> None:
    entries = {"Size": generic.NumberObject(size)}
    stream = _stream(**entries) if index is None else _stream(Index=index, **entries)
    assert claimed_entries(stream) == claimed


def test_a_negative_number_of_entries_is_refused() -> None:
    with pytest.raises(PdfDecodeLimitError):
        claimed_entries(_stream(Index=_numbers(0, -5, 0, 5), Size=generic.NumberObject(5)))


def test_a_file_may_list_as_many_free_entries_as_a_sparse_numbering_has() -> None:
    data = _with_entries(60_000)
    assert open_strictly(data).root["/Type"] == "/Catalog"


def test_more_entries_than_the_file_has_bytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(PdfDecodeLimitError):
        open_strictly(_with_entries(100_000))


def _with_entries(count: int) -> bytes:
    data = plain_paper()
    prev = data.rindex(b"xref\n0")
    head = b"/Type /XRef /Root 1 0 R /Prev %d /Size %d /W [1 1 1] /Filter /FlateDecode" % (
        prev,
        count + 100,
    )
    rows = raw_stream(zlib.compress(b"\x00\x00\x01" * count), head + b" /Index [100 %d]" % count)
    return data + b"50 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (rows, len(data))


def test_a_table_of_many_short_lines_counts_by_its_lines() -> None:
    data = plain_paper()
    lines = b"0 0\n" * (xref_limits.MAX_ENTRIES + 1)
    update = b"xref\n%s0 1\n0000000000 65535 f \ntrailer\n<< /Size 9 /Root 1 0 R /Prev %d >>\n" % (
        lines,
        data.rindex(b"xref\n0"),
    )
    with pytest.raises(OvergrownFile):
        open_strictly(data + update + b"startxref\n%d\n%%%%EOF\n" % len(data))


def test_a_form_that_names_its_kids_twice_is_not_followed() -> None:
    nodes = {
        number: b"<< /T (a) /Kids [%d 0 R %d 0 R] >>" % (number + 1, number + 1)
        for number in range(10, 40)
    }
    data = Paper(fields=b"5 0 R 10 0 R", objects=nodes | {40: b"<< /FT /Tx /T (b) >>"}).build()
    with pytest.raises(OvergrownFile):
        list(signature_fields(open_strictly(data)))


def test_a_form_of_many_fields_is_followed() -> None:
    fields = b"5 0 R " + b"10 0 R " * (MAX_FIELDS - 1)
    data = Paper(fields=fields, objects={10: b"<< /FT /Tx /T (b) >>"}).build()
    assert [name for name, _, _ in signature_fields(open_strictly(data), filled=True)] == [
        "Signature1"
    ]


def test_an_object_identifier_is_read_up_to_a_possible_length() -> None:
    longest = core.ObjectIdentifier.load(_identifier(oid_limits.MAX_BYTES))
    assert longest.dotted.startswith("1.3.")
    with pytest.raises(ValueError, match="impossible length"):
        _ = core.ObjectIdentifier.load(_identifier(oid_limits.MAX_BYTES + 1)).dotted


def _identifier(length: int) -> bytes:
    return b"\x06\x81" + bytes([length]) + b"\x2b" + b"\x01" * (length - 1)


def test_a_contents_of_megabytes_is_read_by_the_block() -> None:
    stream = BytesIO(b"<" + b"4 1\n" * 3_000_000 + b">rest")
    assert generic.read_hex_string_from_stream(stream) == "A" * 3_000_000
    assert stream.read() == b"rest"


def test_a_revision_without_a_root_has_no_fields() -> None:
    """The section of a linearised file that is read last names none."""
    reader = open_strictly(_linearised(plain_paper()))
    assert [len(list(signature_fields(reader.get_historical_resolver(n)))) for n in (0, 1)] == [
        0,
        1,
    ]


def _linearised(data: bytes) -> bytes:
    main = data.rindex(b"xref\n0")
    front = len(data)
    data = data.replace(b"/Root 1 0 R >>", b"/Linear 1   >>")
    tail = b"xref\n0 0\ntrailer\n<< /Size 9 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return data + tail % (main, front)
