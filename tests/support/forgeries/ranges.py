"""Tricks with ByteRange and Contents; most are truly signed, so that only the shape speaks against them."""

from collections.abc import Callable, Iterator

from tests.support.forgeries.case import NEVER_VALID, Case, forged, genuine
from tests.support.forgeries.signing import (
    around_gap,
    cut,
    resign,
    usual_text,
    write_range,
)
from tests.support.forgeries.workshop import Workshop
from tests.support.pdf_forgery import byte_range
from tests.support.signed_pdf import signer_of

Shape = Callable[[bytes, int], bytes]


def cases(shop: Workshop) -> Iterator[Case]:
    twin, signer = shop.signed, signer_of(shop.pki.leader)
    for name, text, covered in _truly_signed(twin):
        data = resign(twin, signer, text, covered)
        yield forged(f"range-{name}", f"truly signed range: {name}", data, twin, NEVER_VALID)
    for name, shape in SHAPES.items():
        data = resign(twin, signer, usual_text(twin), around_gap(twin), shape)
        yield forged(f"gap-{name}", f"truly signed, gap: {name}", data, twin, NEVER_VALID)
    for name, shape in GENUINE_SHAPES.items():
        data = resign(twin, signer, usual_text(twin), around_gap(twin), shape)
        yield genuine(f"gap-{name}", f"another program's way of writing: {name}", data)
    text = b"/ByteRange [ %d  %d\t%d %d ]" % byte_range(twin)
    data = resign(twin, signer, text, around_gap(twin))
    yield genuine("range-spaced", "white space in the range", data)
    yield from _of_others(shop)


def _truly_signed(data: bytes) -> Iterator[tuple[str, bytes, Callable[[bytes], bytes]]]:
    _, first, second, length = byte_range(data)
    end = second + length
    yield (
        "starts-at-one",
        b"/ByteRange [1 %d %d %d]" % (first - 1, second, length),
        (lambda d: d[1:first] + d[second:end]),
    )
    yield (
        "starts-at-hundred",
        b"/ByteRange [100 %d %d %d]" % (first - 100, second, length),
        (lambda d: d[100:first] + d[second:end]),
    )
    yield "two-numbers", b"/ByteRange [0 %d]" % first, lambda d: d[:first]
    yield "second-only", b"/ByteRange [%d %d]" % (second, length), lambda d: d[second:end]
    yield "three-numbers", b"/ByteRange [0 %d %d]" % (first, second), lambda d: d[:first]
    yield (
        "six-numbers",
        b"/ByteRange [0 9 9 %d %d %d]" % (first - 9, second, length),
        (lambda d: d[:first] + d[second:end]),
    )
    yield (
        "swapped",
        b"/ByteRange [%d %d 0 %d]" % (second, length, first),
        (lambda d: d[second:end] + d[:first]),
    )
    yield (
        "overlapping",
        b"/ByteRange [0 %d %d %d]" % (first, first - 5, end - first + 5),
        (lambda d: d[:first] + d[first - 5 : end]),
    )
    yield "touching", b"/ByteRange [0 %d %d %d]" % (first, first, end - first), lambda d: d[:end]
    yield "first-empty", b"/ByteRange [0 0 %d %d]" % (second, length), lambda d: d[second:end]
    yield "second-empty", b"/ByteRange [0 %d %d 0]" % (first, second), lambda d: d[:first]
    for spare in (1, 2, 6, 12, 40, 400):
        yield (
            f"short-tail-{spare}",
            b"/ByteRange [0 %d %d %d]" % (first, second, length - spare),
            (
                lambda d, spare=spare: d[:first] + d[second : end - spare]  # type: ignore[misc]  # bound now
            ),
        )
    for wide in (1, 10, 11):
        yield (
            f"gap-begins-{wide}-early",
            b"/ByteRange [0 %d %d %d]"
            % (
                first - wide,
                second,
                length,
            ),
            (lambda d, wide=wide: d[: first - wide] + d[second:end]),
        )  # type: ignore[misc]  # bound now
        yield (
            f"gap-ends-{wide}-late",
            b"/ByteRange [0 %d %d %d]"
            % (
                first,
                second + wide,
                length - wide,
            ),
            (lambda d, wide=wide: d[:first] + d[second + wide : end]),
        )  # type: ignore[misc]  # bound now
    yield (
        "gap-without-brackets",
        b"/ByteRange [0 %d %d %d]" % (first + 1, second - 1, length + 1),
        (lambda d: d[: first + 1] + d[second - 1 : end]),
    )
    yield "real-numbers", b"/ByteRange [0 %d. %d. %d]" % (first, second, length), around_gap(data)
    yield (
        "plus-sign",
        b"/ByteRange [0 +%d %d %d]" % (first, second, length - 1),
        (lambda d: d[:first] + d[second : end - 1]),
    )


def _filled(digits: bytes, length: int, tail: bytes = b">") -> bytes:
    return b"<" + digits.ljust(length - 1 - len(tail), b"0") + tail


def _framed(before: bytes, after: bytes) -> Shape:
    """A usual gap, shorter by what stands before and after it."""
    return lambda d, n: before + _filled(d, n - len(before) - len(after)) + after


def _inside(filler: bytes) -> Shape:
    def shape(digits: bytes, length: int) -> bytes:
        filled = digits.ljust(length - 2 - len(filler), b"0")
        return b"<" + filled[:10] + filler + filled[10:] + b">"

    return shape


def _escaped(digits: bytes) -> bytes:
    blob = bytes.fromhex(digits.decode())
    special = {0x28: b"\\(", 0x29: b"\\)", 0x5C: b"\\\\", 0x0D: b"\\r", 0x0A: b"\\n"}
    return b"".join(special.get(byte, bytes([byte])) for byte in blob)


def _literal(digits: bytes, length: int) -> bytes:
    return (b"(" + _escaped(digits) + b")").ljust(length)


def _literal_filled(digits: bytes, length: int) -> bytes:
    """A literal string that fills the gap to the byte."""
    return b"(" + _escaped(digits).ljust(length - 2, b"\x00") + b")"


SHAPES: dict[str, Shape] = {
    "space-before": _framed(b" ", b""),
    "space-after": _framed(b"", b" "),
    "newline-before": _framed(b"\n", b""),
    "newline-after": _framed(b"", b"\n"),
    "space-inside": _inside(b"  "),
    "newline-inside": _inside(b"\r\n"),
    "comment-inside": _inside(b"%41\n"),
    "comment-after": _framed(b"", b"%xxxxxx\n"),
    "comment-before": _framed(b"%xxxxxx\n", b""),
    "name-after": _framed(b"", b"/Name (abcd)"),
    "second-string": _framed(b"", b"<41>"),
    "nested": _framed(b"<", b">"),
    "array": _framed(b"[", b"]"),
    "odd-digits": _framed(b"", b" "),
    "letters": lambda d, n: _filled(d, n, b"ZZ>"),
    "literal": _literal,
    "literal-filled": _literal_filled,
    "short": lambda d, n: (b"<" + d + b">").ljust(n),
    "short-then-object": lambda d, n: (b"<" + d + b">\n9 0 obj (x) endobj\n").ljust(n),
    "non-zero-padding": lambda d, n: b"<" + d.ljust(n - 2, b"4") + b">",
    "last-byte-of-padding": lambda d, n: _filled(d, n, b"01>"),
    "cut": lambda d, n: b"<" + d[:-40].ljust(n - 2, b"0") + b">",
    "empty": lambda d, n: b"<" + b"0" * (n - 2) + b">",  # noqa: ARG005 - a Shape
}
GENUINE_SHAPES: dict[str, Shape] = {
    "upper-case": _filled,
    "lower-case": lambda d, n: _filled(d.lower(), n),
    "mixed-case": lambda d, n: _filled(d[:99].lower() + d[99:], n),
}


def _of_others(shop: Workshop) -> Iterator[Case]:
    """The range, or the Contents, of another signature of the file."""
    twin = shop.normal
    first = byte_range(shop.signed)
    last = cut(twin)
    others = {
        "range-of-first": write_range(twin, b"/ByteRange [%d %d %d %d]" % first),
        "contents-of-first": last.joined(cut(shop.signed).gap),
        "two-keys": _second_key(twin, first),
        "two-keys-same": _second_key(twin, byte_range(twin)),
        "two-contents": last.joined(last.gap[:-14] + b">/Contents <0>"[:14]),
    }
    for name, data in others.items():
        yield forged(f"range-{name}", f"mixed up: {name}", data, twin, NEVER_VALID)


def _second_key(data: bytes, numbers: tuple[int, int, int, int]) -> bytes:
    """Two /ByteRange keys in one dictionary, in the room of the spaces."""
    text = b"/ByteRange [%d %d %d %d]" % numbers
    old = usual_text(data)
    place = data.rindex(old) + len(old)
    room = len(data[place:]) - len(data[place:].lstrip(b" "))
    return data[:place] + text.ljust(room)[:room] + data[place + room :]
