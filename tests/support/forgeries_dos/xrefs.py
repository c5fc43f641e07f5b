"""Cross-references that claim, repeat or chain more than a file can hold."""

from collections.abc import Iterator

from tests.support.forgeries_dos.case import COMPLEX, HARMLESS, HELD, UNREADABLE, Bomb
from tests.support.forgeries_dos.paper import Paper, deflated, plain_paper, raw_stream, zeros

HUGE = 100_000_000


def bombs() -> Iterator[Bomb]:
    yield from _claims()
    yield from _tables()
    yield from _object_streams()


def _with_stream(body: bytes) -> bytes:
    """The last cross-reference of a signed file is this stream."""
    data = plain_paper()
    start = len(data)
    return data + b"50 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (body, start)


def _head(entries: bytes) -> bytes:
    prev = plain_paper().rindex(b"xref\n0")
    return b"/Type /XRef /Root 1 0 R /Prev %d %s" % (prev, entries)


def _claims() -> Iterator[Bomb]:
    """Entries that need no bytes, few bytes, or bytes of a flate bomb."""
    empty = {
        "w-zero": b"/Size 100000000 /W [0 0 0]",
        "index-zero": b"/Size 9 /Index [0 100000000] /W [0 0 0]",
        "index-many": b"/Size 9 /W [0 0 0] /Index [%s]"
        % b" ".join(b"%d 1000000" % (n * 1_000_000) for n in range(100)),
        "size-beyond": b"/Size 1000000000000000000 /W [0 0 0]",
        "w-negative": b"/Size 100000000 /W [-1 -1 -1]",
        "w-wide": b"/Size 9 /W [1000000000 1000000000 1000000000]",
        "w-many": b"/Size 9 /W [%s]" % (b"1 " * 1_000_000),
        "index-negative": b"/Size 9 /Index [0 -100000000 0 100000000] /W [0 0 0]",
    }
    for name, entries in empty.items():
        yield Bomb(
            f"xref-stream-{name}",
            "a cross-reference stream without bytes claims 10^8 entries",
            lambda entries=entries: _with_stream(raw_stream(b"", _head(entries))),
            COMPLEX if name == "w-many" else UNREADABLE,  # an array without end, whatever it says
        )
    for name, widths, megabytes in (("one", b"[1 0 0]", 100), ("two", b"[1 1 0]", 200)):
        entries = b"/Size 100000000 /Filter /FlateDecode /W " + widths
        yield Bomb(
            f"xref-stream-deflated-{name}",
            "10^8 entries of deflated zeros",
            lambda entries=entries, megabytes=megabytes: _with_stream(
                raw_stream(zeros(megabytes), _head(entries))
            ),
            UNREADABLE,
        )
    yield Bomb(
        "xref-stream-flate-bomb",
        "ten entries, and a gigabyte behind them",
        lambda: _with_stream(
            raw_stream(zeros(1024), _head(b"/Size 10 /W [1 4 4] /Filter /FlateDecode"))
        ),
        UNREADABLE,
    )
    yield Bomb("xref-stream-predictor", "rows of 10^9 columns", _predictor, UNREADABLE)
    yield Bomb(
        "xref-stream-two-million",
        "two million true entries",
        lambda: _with_stream(deflated(bytes(6_000_000), _head(b"/Size 2000000 /W [1 1 1]"))),
        HELD,
    )


def _predictor() -> bytes:
    parameters = b"/DecodeParms << /Predictor 12 /Columns 1000000000 /Colors 32 >>"
    entries = b"/Size 9 /W [1 4 4] /Filter /FlateDecode " + parameters
    return _with_stream(raw_stream(zeros(1), _head(entries)))


def _with_table(head: bytes, rows: bytes = b"") -> bytes:
    data = plain_paper()
    prev = data.rindex(b"xref\n0")
    tail = b"trailer\n<< /Size 100000001 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return data + b"xref\n" + head + rows + tail % (prev, len(data))


def _tables() -> Iterator[Bomb]:
    row = b"0000000000 65535 f \n"
    yield Bomb(
        "xref-table-claims",
        "10^8 entries, two there",
        lambda: _with_table(b"0 100000000\n", row * 2),
        UNREADABLE,
    )
    yield Bomb(
        "xref-table-negative",
        "a subsection of -10^8",
        lambda: _with_table(b"0 -100000000\n", row),
        UNREADABLE,
    )
    yield Bomb(
        "xref-table-million",
        "a million free entries",
        lambda: _with_table(b"0 1000000\n", row * 1_000_000),
    )
    yield Bomb(
        "xref-table-four-million",
        "80 MB of entries",
        lambda: _with_table(b"0 4000000\n", row * 4_000_000),
    )
    yield Bomb(
        "xref-table-subsections",
        "200,000 subsections of one",
        lambda: _with_table(b"".join(b"%d 1\n%s" % (n, row) for n in range(200_000))),
    )
    yield Bomb(
        "xref-table-empty-subsections",
        "2 million empty subsections",
        lambda: _with_table(b"0 0\n" * 2_000_000 + b"0 1\n", row),
    )
    yield Bomb(
        "xref-table-spaces",
        "50 MB of white space in a table",
        lambda: _with_table(b"0 1" + b" " * 50_000_000 + b"\n", row),
    )


def _object_streams() -> Iterator[Bomb]:
    inner = {10: b"<< /A 1 >>"}
    for name, entries in {
        "n-huge": b"/N 1000000000",
        "first-huge": b"/First 1000000000000",
        "first-negative": b"/First -1000",
        "n-negative": b"/N -1",
    }.items():
        yield Bomb(
            f"object-stream-{name}",
            "an object stream that lies",
            lambda entries=entries: Paper(
                compressed=inner, catalog=b"/X 10 0 R", stream_entries=entries
            ).build(),
        )
    yield Bomb(
        "object-stream-extends-itself",
        "/Extends leads back",
        lambda: Paper(
            compressed=inner, catalog=b"/X 10 0 R", stream_entries=b"/Extends 7 0 R"
        ).build(),
        HELD | HARMLESS,
    )
    yield Bomb(
        "object-stream-million",
        "10^6 objects in a stream",
        lambda: Paper(
            compressed=dict.fromkeys(range(10, 1000000), b"1"), catalog=b"/X 10 0 R"
        ).build(),
    )
    yield Bomb(
        "object-stream-bomb",
        "a gigabyte in an object stream",
        lambda: Paper(
            objects={
                7: raw_stream(zeros(1024), b"/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode")
            },
            compressed=inner,
            catalog=b"/X 10 0 R",
        ).build(),
        UNREADABLE,
    )
