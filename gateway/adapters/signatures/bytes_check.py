"""A look at the bytes around a signature, before anything in it is believed."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic

from gateway.adapters.signatures.findings import Finding, broken
from gateway.domain.signature import VerdictReason

_DIGITS = b"0123456789abcdefABCDEF"
MAX_CONTENTS = 8 * 1024 * 1024  # bytes of the hex string; the CMS inside is capped far lower


@dataclass(frozen=True, slots=True)
class ByteRange:
    """`[0 a b c]`: a bytes from the start, then c bytes from b. Offsets in bytes."""

    gap_start: int
    gap_end: int
    end: int


def read_byte_range(raw: object, size: int) -> ByteRange | None:
    """The range when it is `[0 a b c]` with direct whole numbers inside a file of `size` bytes."""
    if not isinstance(raw, generic.ArrayObject) or len(raw) != 4:
        return None
    if not all(isinstance(item, generic.NumberObject) for item in list.__iter__(raw)):
        return None
    start, first, second, length = (int(item) for item in raw)
    if start != 0 or first <= 0 or second <= first + 2 or length <= 0 or second + length > size:
        return None
    return ByteRange(first, second, second + length)


def check_bytes(
    data: bytes, raw_range: object, contents: bytes
) -> tuple[ByteRange | None, list[Finding]]:
    """The range of a signature, and what is wrong about it or about the gap that it leaves."""
    byte_range = read_byte_range(raw_range, len(data))
    if byte_range is None:
        return None, [broken("byte-range-shape", VerdictReason.BYTE_RANGE)]
    if byte_range.gap_end - byte_range.gap_start > MAX_CONTENTS:
        return None, [broken("contents-too-large", VerdictReason.MALFORMED_SIGNATURE)]
    gap = data[byte_range.gap_start : byte_range.gap_end]
    # pyHanko compares lengths only: the freed bytes of a shorter string could hold anything.
    if not _is_hex(gap):
        return None, [broken("gap-not-hex", VerdictReason.BYTE_RANGE)]
    if bytes.fromhex(gap[1:-1].decode("ascii")) != contents:
        return None, [broken("gap-not-contents", VerdictReason.BYTE_RANGE)]
    return byte_range, []


def _is_hex(gap: bytes) -> bool:
    """`<`, pairs of hex digits, `>`, and nothing else."""
    digits = gap[1:-1]
    framed = gap[:1] == b"<" and gap[-1:] == b">" and len(gap) >= 4
    return framed and len(digits) % 2 == 0 and not digits.translate(None, _DIGITS)


def last_covered(ranges: Sequence[ByteRange]) -> int:
    return max((byte_range.end for byte_range in ranges), default=0)
