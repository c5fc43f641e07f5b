"""Revisions that name each other, or of which there are too many."""

from collections.abc import Callable, Iterator

from gateway.domain.signature import VerdictReason
from tests.support.forgeries_dos.case import COMPLEX, HELD, UNREADABLE, Bomb
from tests.support.forgeries_dos.paper import deflated, plain_paper, raw_stream

_COMPLEX = VerdictReason.TOO_COMPLEX


def _trailing(data: bytes, prev: Callable[[int], int], extra: bytes = b"") -> bytes:
    start = len(data)
    return (
        data
        + b"xref\n0 0\ntrailer\n<< /Size 10 /Root 1 0 R /Prev %d %s>>\nstartxref\n%d\n%%%%EOF\n"
        % (prev(start), extra, start)
    )


def bombs() -> Iterator[Bomb]:
    yield from _loops()
    yield from _chains()


def _loops() -> Iterator[Bomb]:
    data = plain_paper()
    first = data.rindex(b"xref\n0")
    yield Bomb(
        "prev-itself",
        "/Prev names its own section",
        lambda: _trailing(data, lambda start: start),
        UNREADABLE,
    )
    yield Bomb("prev-two", "two sections name each other", lambda: _two_sections(data), UNREADABLE)
    yield Bomb(
        "prev-forward",
        "/Prev far behind the end",
        lambda: _trailing(data, lambda start: start + 10**12),
        UNREADABLE,
    )
    yield Bomb(
        "prev-spaces",
        "as many ways to one section as it has white space before it",
        lambda: _spaced(data),
        UNREADABLE | COMPLEX,
    )
    yield Bomb(
        "xrefstm-itself",
        "/XRefStm names its own table",
        lambda: _trailing(data, lambda _: first, b"/XRefStm %d " % len(data)),
        UNREADABLE,
    )


def _two_sections(data: bytes) -> bytes:
    one = len(data)
    size = len(_trailing(data, lambda _: one + 100)) - one
    return _trailing(_trailing(data, lambda _: one + size), lambda _: one)


def _spaced(data: bytes) -> bytes:
    """Each section's /Prev leads into the same white space, one byte further."""
    return _chain(data, 3000)


def _chain(data: bytes, count: int) -> bytes:
    out = bytearray(data)
    prev = data.rindex(b"xref\n0")
    for _ in range(count):
        start = len(out)
        out += b"xref\n0 0\ntrailer\n<< /Size 10 /Root 1 0 R /Prev %d >>\n" % prev
        prev = start
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % prev)


def _chains() -> Iterator[Bomb]:
    for count in (300, 3000, 100_000):
        yield Bomb(
            f"revisions-{count}",
            f"{count} revisions",
            lambda count=count: _chain(plain_paper(), count),
            COMPLEX,
            _COMPLEX if count > 1000 else None,
        )
    yield Bomb("revisions-streams", "3000 revisions with streams", _stream_chain, COMPLEX, _COMPLEX)
    yield Bomb("revisions-large", "100 revisions that list 20,000 objects each", _large_chain, HELD)


def _stream_chain() -> bytes:
    out = bytearray(plain_paper())
    prev = out.rindex(b"xref\n0")
    for _ in range(3000):
        start = len(out)
        head = b"/Type /XRef /Root 1 0 R /Prev %d /Size 51 /W [1 1 1] /Index [0 0]" % prev
        out += b"50 0 obj\n%s\nendobj\n" % raw_stream(b"", head)
        prev = start
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % prev)


def _large_chain() -> bytes:
    out = bytearray(plain_paper())
    prev = out.rindex(b"xref\n0")
    rows = deflated(
        b"\x00\x00\x01" * 20_000,
        b"/Type /XRef /Root 1 0 R /Size 20051 /W [1 1 1] /Index [51 20000] /Prev PREV",
    )
    for _ in range(100):
        start = len(out)
        out += b"50 0 obj\n%s\nendobj\n" % rows.replace(b"PREV", b"%d" % prev)
        prev = start
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % prev)
