"""Signature wrapping: the signed bytes stay somewhere in the file, the readers look elsewhere."""

from collections.abc import Iterator

from tests.support.forgeries.case import NEVER_VALID, Case, forged
from tests.support.forgeries.handmade import Update, line
from tests.support.forgeries.signing import cut, usual_text, write_range
from tests.support.forgeries.workshop import Workshop, next_number, reading
from tests.support.forgeries.xref_tricks import content_number, forged_content, with_store
from tests.support.pdf_forgery import byte_range, shorten_contents


def cases(shop: Workshop) -> Iterator[Case]:
    for label, twin in (("one", shop.signed), ("normal", shop.normal)):
        found = [*_moved(twin), *_pointed(twin), *_padded(twin), *_whole(twin)]
        for name, data in found:
            yield forged(f"wrapping-{name}-{label}", f"wrapping: {name}", data, twin, NEVER_VALID)


def _injected(data: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (content_number(data), forged_content(data))


def _range(first: int, second: int, length: int) -> bytes:
    return b"/ByteRange [0 %d %d %d]" % (first, second, length)


def _moved(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The second part moves to the end; the gap between holds what the forger likes."""
    parts = cut(data)
    body, first, length = _injected(data), len(parts.before), len(parts.after)
    fillings = {
        "object": body,
        "object-after-close": b"\n>>\nendobj\n" + body,
        "comment": b"\n% nothing\n",
        "spaces": b" " * 64,
        "zeros": b"\x00" * 64,
        "second-digits": parts.gap,
        "xref": Update(data, {}, has_trailer=True).build()[len(data) :],
    }
    for name, filling in fillings.items():
        second = len(parts.before + parts.gap + filling)
        yield f"moved-{name}", parts.joined(parts.gap + filling)
        text = _range(first, second, length)
        yield f"moved-{name}-range-changed", write_range(parts.joined(parts.gap + filling), text)
        in_gap = parts.gap + text + filling
        text = _range(first, len(parts.before + in_gap) + 8, length)
        in_gap = parts.gap + text.ljust(len(text) + 8) + filling
        yield f"moved-{name}-range-in-gap", parts.joined(in_gap)


def _pointed(data: bytes) -> Iterator[tuple[str, bytes]]:
    """A later table names objects in the gap or in the tail."""
    parts = cut(data)
    body, number = _injected(data), content_number(data)
    in_gap = parts.gap + body
    moved = write_range(
        parts.joined(in_gap),
        _range(len(parts.before), len(parts.before + in_gap), len(parts.after)),
    )
    place = len(parts.before + parts.gap)
    prev = reading(data).last_startxref
    shifted = prev if prev < place else prev + len(body)
    update = Update(data, {}, lines=[line(number, place)], prev=shifted).build()[len(data) :]
    yield "table-into-gap", moved + update
    yield (
        "table-into-tail",
        data + body + Update(data, {}, lines=[line(number, len(data))]).build()[len(data) :],
    )
    store = with_store(data, next_number(data))
    yield (
        "table-into-tail-with-store",
        Update(
            data.rstrip(b"\n") + b"\n" + body,
            store,
            prev=prev,
            lines=[line(number, len(data.rstrip(b"\n")) + 1)],
        ).build(),
    )
    yield "tail-only", data + body
    yield "tail-with-end-mark", data + body + b"%%EOF\n"
    yield "tail-with-start", data + body + b"startxref\n%d\n%%%%EOF\n" % prev


def _padded(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The room of the padding holds objects; every length still fits."""
    parts = cut(data)
    digits = parts.digits.rstrip(b"0") + b"00"
    digits += b"0" * (len(digits) % 2)
    room = len(parts.gap) - len(digits) - 2
    note = b"\n9 0 obj\n(x)\nendobj\n"
    fillings = {
        "object": (b">" + note).ljust(room),
        "object-then-digits": b">" + note + b"<".ljust(room - len(note) - 2, b"0"),
        "comment": b">%".ljust(room - 1, b"x") + b"\n",
        "range": b">" + usual_text(data).ljust(room),
        "name": b">/Name (x)".ljust(room),
        "second-contents": b">/Contents <00>".ljust(room),
        "digits-then-object": b"0" * 20 + (b">" + note).ljust(room - 20),
    }
    for name, filling in fillings.items():
        gap = (b"<" + digits + filling).ljust(len(parts.gap))[: len(parts.gap)]
        yield f"padded-{name}", parts.joined(gap)
    yield "padded-shortened", shorten_contents(data)
    yield "padded-non-zero", parts.joined(b"<" + digits + b"41" * (room // 2) + b">")


def _whole(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The genuine file lies inside a forged one."""
    forged_file = Update(data, {content_number(data): forged_content(data)}).build()
    yield "genuine-after-forged", forged_file + data
    yield "genuine-in-stream", _in_stream(data)
    first, second, length = byte_range(data)[1:]
    yield (
        "range-around-copy",
        write_range(data + b"\n" + data, _range(first, second, length + len(data) + 1)),
    )


def _in_stream(data: bytes) -> bytes:
    """The whole genuine file as an attachment of an update."""
    number = next_number(data)
    head = b"<< /Type /EmbeddedFile /Length %d >>\nstream\n" % len(data)
    return Update(data, {number: head + data + b"\nendstream"}).build()
