"""Transfer encodings undone into a file, in blocks: a large attachment is never twice in memory."""

import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = 1 << 20
_SPACE = b" \t\r\n"
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
IDENTITY = frozenset({"", "7bit", "8bit", "binary"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was written: size in bytes, digest, and whether the encoding was whole."""

    size: int
    sha256: str
    whole: bool


def decode_to_file(text: str, encoding: str, target: Path) -> Decoded:
    """Decodes a raw part text. Broken or unknown encodings keep the bytes as far as they go."""
    digest, size = hashlib.sha256(), 0
    decoder = _Base64() if encoding == "base64" else None
    blocks = decoder.blocks(text) if decoder else _blocks(text, encoding)
    with target.open("wb") as file:
        for block in blocks:
            file.write(block)
            digest.update(block)
            size += len(block)
    whole = decoder.whole if decoder else encoding in IDENTITY | {"quoted-printable"}
    return Decoded(size, digest.hexdigest(), whole)


def decode_bytes(text: str, encoding: str) -> bytes:
    """The same for a text that is short or was cut."""
    return b"".join(_Base64().blocks(text) if encoding == "base64" else _blocks(text, encoding))


def _blocks(text: str, encoding: str) -> Iterator[bytes]:
    if encoding == "quoted-printable":
        yield binascii.a2b_qp(text.encode("ascii", "surrogateescape"))
        return
    for start in range(0, len(text), _BLOCK):
        yield text[start : start + _BLOCK].encode("ascii", "surrogateescape")


class _Base64:
    """Lenient decoding that says whether it had to be lenient."""

    def __init__(self) -> None:
        self.whole = True
        self._rest = b""
        self._ended = False

    def blocks(self, text: str) -> Iterator[bytes]:
        for start in range(0, len(text), _BLOCK):
            piece = text[start : start + _BLOCK].encode("ascii", "surrogateescape")
            yield self._decode(piece.translate(None, _SPACE))
        if self._rest:
            self.whole = False  # cut inside a group of four
            if len(self._rest) > 1:
                yield binascii.a2b_base64(self._rest + b"=" * (-len(self._rest) % 4))

    def _decode(self, piece: bytes) -> bytes:
        """RFC 2045 §6.8: padding ends the data. What comes after it is kept and called broken."""
        out: list[bytes] = []
        for number, run in enumerate(piece.split(b"=")):
            if number and not self._ended:
                out.append(self._close())
            if run:
                out.append(self._run(run))
        return b"".join(out)

    def _run(self, run: bytes) -> bytes:
        clean = _NOT_BASE64.sub(b"", run)
        if len(clean) != len(run) or (self._ended and clean):
            self.whole, self._ended = False, False
        data = self._rest + clean
        keep = len(data) - len(data) % 4
        self._rest = data[keep:]
        return binascii.a2b_base64(data[:keep])

    def _close(self) -> bytes:
        rest, self._rest, self._ended = self._rest, b"", True
        if len(rest) < 2:
            self.whole = self.whole and not rest
            return b""
        return binascii.a2b_base64(rest + b"=" * (-len(rest) % 4))
