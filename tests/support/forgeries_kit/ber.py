"""BER where a library writes DER only: indefinite lengths, long lengths, other tags."""

from collections.abc import Iterator


def items(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag byte and content of each value of a DER body."""
    place = 0
    while place < len(body):
        tag, length, start = body[place], body[place + 1], place + 2
        if length & 0x80:
            count = length & 0x7F
            length = int.from_bytes(body[start : start + count], "big")
            start += count
        yield tag, body[start : start + length]
        place = start + length


def value(tag: int, body: bytes) -> bytes:
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    raw = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(raw)]) + raw + body


def indefinite(blob: bytes, depth: int = 3) -> bytes:
    """The outer `depth` levels with indefinite lengths: ContentInfo, its content and SignedData."""
    ((tag, body),) = items(blob)
    if depth == 0 or not tag & 0x20:
        return blob
    inner = list(items(body))
    last_tag, last = inner[-1]
    kept = b"".join(value(*item) for item in inner[:-1])
    return bytes([tag, 0x80]) + kept + indefinite(value(last_tag, last), depth - 1) + b"\x00\x00"


def long_length(blob: bytes) -> bytes:
    """The outermost length in four bytes."""
    ((tag, body),) = items(blob)
    return bytes([tag, 0x84]) + len(body).to_bytes(4, "big") + body
