"""A true signature over whatever the forger (or a careless program) chooses to cover."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from pyhanko.sign.signers import SimpleSigner

from tests.support.pdf_forgery import byte_range


@dataclass(frozen=True)
class Parts:
    """A signed file cut at its last signature's range: `before` and `after` are covered, `gap` is not."""

    before: bytes
    gap: bytes
    after: bytes
    rest: bytes  # behind the range

    @property
    def digits(self) -> bytes:
        return self.gap.strip(b"<>")

    def joined(self, gap: bytes | None = None) -> bytes:
        return self.before + (self.gap if gap is None else gap) + self.after + self.rest


def cut(data: bytes) -> Parts:
    _, first, second, length = byte_range(data)
    end = second + length
    return Parts(data[:first], data[first:second], data[second:end], data[end:])


def write_range(data: bytes, text: bytes) -> bytes:
    """Writes another /ByteRange into the place of the last one; the spaces behind it make room."""
    old = usual_text(data)
    place = data.rindex(old)
    room = len(data) - place - len(old) - len(data[place + len(old) :].lstrip(b" ")) + len(old)
    assert len(text) <= room
    return data[:place] + text.ljust(room) + data[place + room :]


def make_digits(signer: SimpleSigner, covered: bytes) -> bytes:
    """Upper-case hexadecimal digits of a CMS over the bytes, without padding."""
    digest = hashlib.sha256(covered).digest()
    blob = asyncio.run(signer.async_sign(digest, "sha256")).dump()
    return blob.hex().upper().encode()


def resign(
    data: bytes,
    signer: SimpleSigner,
    text: bytes,
    covered: Callable[[bytes], bytes],
    shape: Callable[[bytes, int], bytes] | None = None,
) -> bytes:
    """Writes the range `text`, signs what `covered` picks of the file, and shapes the gap.

    `shape` gets the digits and the length of the gap, and answers the gap; None: the usual one.
    """
    changed = write_range(data, text)
    parts = cut(data)
    digits = make_digits(signer, covered(changed))
    gap = (shape or usual_gap)(digits, len(parts.gap))
    assert len(gap) == len(parts.gap)
    start = len(parts.before)
    return changed[:start] + gap + changed[start + len(gap) :]


def usual_gap(digits: bytes, length: int) -> bytes:
    return b"<" + digits.ljust(length - 2, b"0") + b">"


def usual_text(data: bytes) -> bytes:
    return b"/ByteRange [%d %d %d %d]" % byte_range(data)


def around_gap(data: bytes) -> Callable[[bytes], bytes]:
    """What a usual range covers of a file that is cut like `data`."""
    _, first, second, length = byte_range(data)
    return lambda changed: changed[:first] + changed[second : second + length]
