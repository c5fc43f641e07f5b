"""Names and white space of PDF objects by the block instead of by the byte: half of reading objects.

Each function gives what pyHanko's of the same name gives, value, error and position; a property test compares
both. Whatever is not plain is left to pyHanko's own function, from where it began. Arrays have an end.
"""

import os
import re
from collections.abc import Callable
from types import ModuleType
from typing import IO

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.generic import ArrayObject, NameObject
from pyhanko.pdf_utils.misc import PdfReadError

from gateway.adapters.signatures.xref_limits import OvergrownFile

MAX_ELEMENTS = 300_000  # of one array; ISO 32000-1 Annex C speaks of 8,191
_BLOCK = 32  # most names are shorter
_DELIMITER = re.compile(rb"[ \n\r\t\f\x00()<>\[\]{}/%]")
_PLAIN_NAME = re.compile(rb"[!-~]*")
_decode_name = generic._decode_name  # noqa: SLF001 - the function that is replaced
_read_until_delimiter: Callable[..., bytes] = misc.read_until_delimiter
_read_non_whitespace: Callable[..., bytes] = misc.read_non_whitespace
_read_array: Callable[..., ArrayObject] = ArrayObject.read_from_stream


def read_until_delimiter(stream: IO[bytes]) -> bytes:
    """The bytes up to the next delimiter or the end; the position is there."""
    read: list[bytes] = []
    while block := stream.read(_BLOCK):
        found = _DELIMITER.search(block)
        if found is not None:
            stream.seek(found.start() - len(block), os.SEEK_CUR)
            read.append(block[: found.start()])
            break
        read.append(block)
    return b"".join(read)


def decode_name(name: bytes) -> NameObject:
    """The name without its slash, escapes expanded. Raises `PdfReadError` as pyHanko does."""
    if b"#" in name or not _PLAIN_NAME.fullmatch(name) or _DELIMITER.search(name):
        return _decode_name(name)
    return NameObject("/" + name.decode("ascii"))


def read_non_whitespace(
    stream: IO[bytes], seek_back: bool = False, allow_eof: bool = False
) -> bytes:
    """The next byte that is neither white space nor in a comment."""
    byte = stream.read(1)
    if byte in misc.PDF_WHITESPACE:  # so is the empty end
        block = stream.read(_BLOCK)
        rest = block.lstrip(misc.PDF_WHITESPACE)
        if not rest:
            stream.seek(-len(byte) - len(block), os.SEEK_CUR)
            return _read_non_whitespace(stream, seek_back, allow_eof)
        byte = rest[:1]
        stream.seek(1 - len(rest), os.SEEK_CUR)
    if byte == b"%":
        stream.seek(-1, os.SEEK_CUR)
        return _read_non_whitespace(stream, seek_back, allow_eof)
    if seek_back:
        stream.seek(-1, os.SEEK_CUR)
    return byte


def read_array(
    stream: IO[bytes],
    container_ref: generic.Reference,
    in_content_stream: generic.ContentOpReading = generic.ContentOpReading.NO,
) -> ArrayObject:
    """As pyHanko reads an array. Raises `OvergrownFile` beyond `MAX_ELEMENTS`: three million took 10 s of CPU."""
    if stream.read(1) != b"[":
        raise PdfReadError("Could not read array")
    found = ArrayObject()
    while read_non_whitespace(stream) != b"]":
        stream.seek(-1, os.SEEK_CUR)
        found.append(
            generic.read_object(stream, container_ref, in_content_stream=in_content_stream)
        )
        if len(found) > MAX_ELEMENTS:
            raise OvergrownFile("too many elements in one array")
    return found


def install() -> None:
    """Puts these functions in the place of pyHanko's. Repeatable."""
    places: list[tuple[ModuleType, str, object]] = [(generic, "_decode_name", decode_name)]
    for module in (generic, misc):
        places.append((module, "read_until_delimiter", read_until_delimiter))
        places.append((module, "read_non_whitespace", read_non_whitespace))
    ArrayObject.read_from_stream = staticmethod(read_array)  # type: ignore[method-assign]  # as above
    for module, name, function in places:
        setattr(module, name, function)
