"""Objects of object streams found by an index: pyHanko reads the head of the stream anew for each object.

A Word file keeps a hundred objects in one stream: of its judgement that was more than half. The head is read once,
up to where it cannot be read. Whatever the index does not have is left to pyHanko's own method, so that results
and errors are the same.
"""

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader

_Head = dict[Any, tuple[int, Any]]  # number of an object to its place in the head and its offset


class IndexedReader(PdfFileReader):
    """A reader that remembers the heads of object streams."""

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        stream = generic.Reference(stmnum, 0, self).get_object()
        if self.strict and isinstance(stream, generic.StreamObject):
            found = self._indexed(stream, stmnum, idnum, idx)
            if found is not None:
                return found
        return super()._get_object_from_stream(idnum, stmnum, idx)  # type: ignore[no-untyped-call, no-any-return]  # pyHanko gives it no types

    def _indexed(
        self, stream: generic.StreamObject, number: int, wanted: int, place: int
    ) -> generic.PdfObject | None:
        """Object `wanted`, when the head of stream `number` has it at `place`."""
        if stream["/Type"] != "/ObjStm" or not 0 <= place < stream["/N"]:
            return None
        data = stream.read_data(DecodePurpose.OBJECT_STREAM)
        found, offset = self._head(number, stream["/N"], data).get(wanted, (None, None))
        if found != place:
            return None
        return self._read_at(BytesIO(data), stream["/First"] + offset, wanted)

    def _head(self, number: int, count: int, data: bytes) -> _Head:
        heads: dict[int, _Head] = self.__dict__.setdefault("_heads", {})
        if number not in heads:
            heads[number] = _read_head(BytesIO(data), count)
        return heads[number]

    def _read_at(self, stream: BytesIO, begin: int, number: int) -> generic.PdfObject | None:
        """None where pyHanko would refuse or complain."""
        stream.seek(begin)
        try:
            found: generic.PdfObject = generic.read_object(
                stream, generic.Reference(number, 0, self)
            )
            if isinstance(found, generic.StreamObject | generic.IndirectObject):
                return None
            misc.read_non_whitespace(stream, seek_back=True, allow_eof=True)
        except misc.PdfError:
            return None
        return found


def _read_head(stream: BytesIO, count: int) -> _Head:
    """As far as it can be read; the first of two entries for the same number, as pyHanko takes it."""
    head: _Head = {}
    for place in range(count):
        try:
            misc.read_non_whitespace(stream, seek_back=True)
            number = generic.NumberObject.read_from_stream(stream)
            misc.read_non_whitespace(stream, seek_back=True)
            offset = generic.NumberObject.read_from_stream(stream)
            misc.read_non_whitespace(stream, seek_back=True)
        except (misc.PdfError, ValueError):
            break
        head.setdefault(number, (place, offset))
    return head
