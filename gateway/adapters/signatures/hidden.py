"""Signatures that lie in the bytes of a file and that its cross-references no longer reach."""

import re
from bisect import bisect_right
from functools import cached_property

from pyhanko.pdf_utils import generic

from gateway.adapters.signatures.findings import Finding, broken, doubtful
from gateway.adapters.signatures.reading import StrictReader
from gateway.adapters.signatures.structure import OBJECT, offsets
from gateway.domain.signature import VerdictReason

_RANGE_KEY = re.compile(rb"/ByteRange\b")
_STREAM_BEGINS = len(b"stream\r\n")
_MAX_HEADER = 400  # bytes of `n g obj` with comments between
_MAX_OBJECT = 1 << 20  # bytes from there to /ByteRange; a CMS of 512 KB has as many digits
_MAX_MENTIONS = 512  # a signature has one, a comment may have another


def check_hidden_signatures(data: bytes, reader: StrictReader, *, known: bool) -> list[Finding]:
    """Signature objects that no cross-reference lists any more: a revision was cut out of the chain.

    Without any `known` signature those that are listed count too: no field leads to them.
    """
    listed = offsets(reader)
    objects = _Objects(data, reader)
    for count, mention in enumerate(_RANGE_KEY.finditer(data)):
        if count == _MAX_MENTIONS:
            return [doubtful("many-ranges", VerdictReason.TOO_COMPLEX)]
        header = _header_before(data, mention.start())
        if header is None or (known and header in listed):
            continue
        if not objects.in_stream(header):
            return [broken("hidden-signature", VerdictReason.ALTERED_AFTER_SIGNING)]
    return []


def _header_before(data: bytes, place: int) -> int | None:
    """Where the object begins that the place lies in; None when it lies in none."""
    begin = data.rfind(b"obj", max(0, place - _MAX_OBJECT), place)
    if begin < 0 or data[begin - 3 : begin] == b"end":
        return None
    headers = list(OBJECT.finditer(data, max(0, begin - _MAX_HEADER), begin + len(b"obj")))
    return headers[-1].start() if headers else None


class _Objects:
    """The listed objects by their places; sorted only when somebody asks."""

    def __init__(self, data: bytes, reader: StrictReader) -> None:
        self._data = data
        self._reader = reader

    @cached_property
    def _places(self) -> list[tuple[int, int, int, int]]:
        """Offset, revision, number, generation."""
        xrefs = self._reader.xrefs
        return sorted(
            (offset, revision, number, generation)
            for revision in range(xrefs.total_revisions)
            for number, (generation, offset) in xrefs.get_xref_data(revision).standard_xrefs.items()
        )

    def in_stream(self, place: int) -> bool:
        """Whether the place lies within the stream of the listed object before it: a file that is attached."""
        index = bisect_right(self._places, (place,)) - 1
        if index < 0:
            return False
        offset, revision, number, generation = self._places[index]
        reference = generic.Reference(number, generation, self._reader)
        found = self._reader.get_object(reference, revision)
        if not isinstance(found, generic.StreamObject):
            return False
        begin = self._data.find(b"stream", offset) + _STREAM_BEGINS
        return place < begin + len(found.encoded_data)
