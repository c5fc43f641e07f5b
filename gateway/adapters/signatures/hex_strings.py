"""Hex strings at the speed of C: pyHanko reads `/Contents` byte by byte, half the time of a judgement.

The replacement takes only what is plainly a hex string, digits and white space up to the first `>`. Anything
else (a comment, a wrong byte, an end without `>`) is left to pyHanko's own function, from where it began,
so that result, errors and position in the stream are the same; a property test compares both.
"""

import binascii
from typing import IO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import ByteStringObject, TextStringObject, pdf_string
from pyhanko.pdf_utils.misc import PDF_WHITESPACE

_BLOCK = 65_536
_original = generic.read_hex_string_from_stream


def read_hex_string_from_stream(stream: IO[bytes]) -> ByteStringObject | TextStringObject:
    """The hex string that begins at the stream's position, as pyHanko's function of the same name reads it."""
    start = stream.tell()
    digits = _digits(stream)
    if digits is None:
        stream.seek(start)
        return _original(stream)
    stream.seek(start + digits[1])
    return pdf_string(binascii.unhexlify(digits[0] + b"0" * (len(digits[0]) % 2)))


def _digits(stream: IO[bytes]) -> tuple[bytes, int] | None:
    """The digits and the length of the string with its brackets; None when it is not a plain one."""
    read, length = [], len(stream.read(1))
    while block := stream.read(_BLOCK):
        end = block.find(b">")
        part = (block if end < 0 else block[:end]).translate(None, PDF_WHITESPACE)
        if part.translate(None, generic.HEX_DIGITS):
            return None
        read.append(part)
        if end >= 0:
            return b"".join(read), length + end + 1
        length += len(block)
    return None


def install() -> None:
    """Puts the fast function in the place of pyHanko's. Repeatable."""
    generic.read_hex_string_from_stream = read_hex_string_from_stream
