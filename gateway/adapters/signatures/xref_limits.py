"""Cross-references measured before they are read: an entry can cost no byte of the file and a kilobyte of memory.

A stream with `/W [0 0 0]` claims any number of entries (ISO 32000-2 §7.5.8.2); pyHanko makes an object of each.
"""

import os
from typing import BinaryIO

from pyhanko.pdf_utils import generic, reader
from pyhanko.pdf_utils.misc import PdfDecodeLimitError, PdfError
from pyhanko.pdf_utils.xref import XRefBuilder

MAX_ENTRIES = 500_000  # of all sections together; about two seconds of reading
_MAX_SECTIONS = 1000  # pyHanko compares each with each
_ROW = 20  # bytes, ISO 32000-2 §7.5.4
_SPARSE = 65_536  # free entries of a sparse numbering deflate to nothing


class OvergrownFile(PdfError):
    """More sections or entries than are worth following; nothing says that the file is false."""


class MeasuredBuilder(XRefBuilder):
    """Reads cross-references as pyHanko does, as long as they can be what they claim."""

    stream: BinaryIO
    _entries = 0

    def _read_xref_table(self, declared_startxref: int) -> generic.NumberObject | None:
        self._count(self._table_lines())
        return super()._read_xref_table(declared_startxref)  # type: ignore[no-any-return]  # pyHanko gives it no types

    def _read_xref_stream_object(self) -> tuple[generic.Reference, generic.StreamObject]:
        reference, stream = super()._read_xref_stream_object()  # type: ignore[no-untyped-call]  # pyHanko gives it no types
        claimed = claimed_entries(stream)
        if claimed > max(self._file_size(), _SPARSE):
            raise PdfDecodeLimitError("more cross-reference entries than the file has bytes")
        self._count(claimed)
        return reference, stream

    def _table_lines(self) -> int:
        """Up to `trailer` or to the end of the file; a table without line ends has its length in lines."""
        start = self.stream.tell()
        whole = self.stream.read((MAX_ENTRIES + 1) * _ROW)
        self.stream.seek(start)
        table = whole.partition(b"trailer")[0]
        return max(len(table) // _ROW, table.count(b"\n"), table.count(b"\r"))

    def _file_size(self) -> int:
        place = self.stream.tell()
        size = self.stream.seek(0, os.SEEK_END)
        self.stream.seek(place)
        return size

    def _count(self, entries: int) -> None:
        self._entries += entries
        if self._entries > MAX_ENTRIES or len(self.sections) >= _MAX_SECTIONS:
            raise OvergrownFile("too many cross-reference entries or sections")


def claimed_entries(stream: generic.StreamObject) -> int:
    """How many entries the dictionary announces, without a look at the data (ISO 32000-2 table 17).

    Raises `PdfDecodeLimitError` for negative counts; what is no number is left to pyHanko.
    """
    index = stream.get("/Index")
    if isinstance(index, generic.ArrayObject):
        counts = list(list.__iter__(index))[1::2]
    else:
        counts = [stream.get("/Size")]
    numbers = [item for item in counts if isinstance(item, int)]
    if min(numbers, default=0) < 0:
        raise PdfDecodeLimitError("a negative number of cross-reference entries")
    return sum(numbers)


def install() -> None:
    """Lets pyHanko's reader build its cross-references so. Repeatable."""
    reader.XRefBuilder = MeasuredBuilder  # type: ignore[attr-defined]  # the name that its reader looks up
