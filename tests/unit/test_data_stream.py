"""The end of DATA, dot-unstuffing and line ends, at every seam of blocks."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.adapters.smtp_intake.data_stream import LONGEST_LINE, DataStream, Fault

LINES = st.lists(
    st.one_of(st.sampled_from([b"", b".", b"..", b"...", b".x", b"x."]), st.binary(max_size=12)),
    max_size=8,
)


def stuffed(body: bytes) -> bytes:
    """What a client sends for a body of whole lines (RFC 5321 §4.5.2)."""
    lines = body.split(b"\r\n")[:-1]
    return b"".join((b"." + x if x.startswith(b".") else x) + b"\r\n" for x in lines) + b".\r\n"


def feed_all(pieces: list[bytes]) -> tuple[bytes, DataStream]:
    stream = DataStream()
    body = b""
    for number, piece in enumerate(pieces):
        body += stream.feed(piece)
        if stream.rest is not None:
            stream.rest += b"".join(pieces[number + 1 :])
            break
    return body, stream


@given(LINES, st.lists(st.integers(0, 120), max_size=12))
def test_any_body_in_any_pieces_comes_out_as_it_was(lines: list[bytes], cuts: list[int]) -> None:
    body = b"".join(x.translate(None, b"\r\n") + b"\r\n" for x in lines)
    wire = stuffed(body) + b"NOOP\r\n"
    places = sorted({min(cut, len(wire)) for cut in cuts} | {0, len(wire)})
    pieces = [wire[a:b] for a, b in itertools.pairwise(places)]

    out, stream = feed_all(pieces)

    assert (out, stream.fault, stream.rest) == (body, None, b"NOOP\r\n")


@pytest.mark.parametrize("size", range(1, 9))
def test_every_seam_of_a_body_of_dots(size: int) -> None:
    body = b".\r\n..\r\n\r\n.\r\n...\r\n. \r\nx.\r\n.\r\n"
    for shift in range(size):
        wire = stuffed(body)
        pieces = [wire[:shift]] + [wire[i : i + size] for i in range(shift, len(wire), size)]
        out, stream = feed_all(pieces)
        assert (out, stream.fault, stream.rest) == (body, None, b"")


@pytest.mark.parametrize("bare", [b"\r", b"\n", b"\n\r", b"\r\r\n", b"\n.\n", b"\r.\r", b"\r\n.\n"])
@pytest.mark.parametrize("size", [1, 2, 3, 64])
def test_bare_cr_or_lf_is_a_fault_in_any_pieces(bare: bytes, size: int) -> None:
    wire = b"a" + bare + b"b\r\n.\r\n"
    _, stream = feed_all([wire[i : i + size] for i in range(0, len(wire), size)])
    assert stream.fault is Fault.BARE
    assert stream.rest == b""


@pytest.mark.parametrize("piece", [1_000, 4_096, LONGEST_LINE])
@pytest.mark.parametrize(
    ("length", "fault"), [(LONGEST_LINE, None), (LONGEST_LINE + 1, Fault.LONG_LINE)]
)
def test_longest_line(piece: int, length: int, fault: Fault | None) -> None:
    wire = b"x\r\n" + b"y" * length + b"\r\nz\r\n.\r\n"
    _, stream = feed_all([wire[i : i + piece] for i in range(0, len(wire), piece)])
    assert stream.rest == b""
    assert stream.fault is fault


def test_line_that_never_ends_is_held_nowhere() -> None:
    stream = DataStream()
    for _ in range(10):
        assert len(stream.feed(b"x" * LONGEST_LINE)) == LONGEST_LINE
    assert stream.fault is Fault.LONG_LINE
