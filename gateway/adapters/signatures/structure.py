"""Checks over the bytes of the whole file: shared objects, odd cross-references, unexplained bytes."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import pairwise

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.xref import XRefSectionData, XRefSectionType, parse_xref_table

from gateway.adapters.signatures.findings import Finding, broken, doubtful
from gateway.adapters.signatures.reading import JudgedSignature, StrictReader
from gateway.domain.signature import VerdictReason

_TRAILER_ROOM = 64  # bytes; pyHanko reads on to the dictionary behind `trailer`
_BETWEEN = rb"(?:[\x00\t\n\x0c\r ]|%[^\r\n]{0,200}[\r\n])+"  # white space and comments
OBJECT = re.compile(rb"(?<![0-9])[0-9]{1,10}" + _BETWEEN + rb"[0-9]{1,5}" + _BETWEEN + rb"obj\b")


def check_shared(fields: Iterable[tuple[str, object, object]]) -> list[Finding]:
    """No filled field may share its signature object with another."""
    seen: set[object] = set()
    for _, _, field in fields:
        value = _resolve(field).raw_get("/V")
        key = value.reference if isinstance(value, generic.IndirectObject) else id(value)
        if key in seen:
            return [doubtful("shared-signature-object", VerdictReason.SHARED_SIGNATURE)]
        seen.add(key)
    return []


def _resolve(field: object) -> generic.DictionaryObject:
    found = field.get_object() if isinstance(field, generic.IndirectObject) else field
    if not isinstance(found, generic.DictionaryObject):
        raise TypeError("a field is no dictionary")
    return found


def check_xrefs(
    data: bytes, reader: StrictReader, ends: Sequence[tuple[int, int]]
) -> list[Finding]:
    """Cross-references that leave what a signature covers, or that readers take differently.

    `ends`: for each signature its revision and the end of its range, oldest first.
    """
    first = ends[0][0]
    if any(revision > first for revision in reader.hybrid_revisions()):
        return [broken("hybrid-after-signature", VerdictReason.ALTERED_AFTER_SIGNING)]
    for signed, end in ends:
        for revision in range(signed + 1):
            section = reader.xrefs.get_xref_data(revision)
            if section.hybrid and section.hybrid.meta_info.end_location > end:
                return [broken("hybrid-outside-range", VerdictReason.BYTE_RANGE)]
            if any(offset >= end for offset in _offsets_of(section)):
                return [doubtful("offset-outside-range", VerdictReason.UNUSUAL_SIGNATURE)]
    later = range(first + 1, reader.xrefs.total_revisions)
    if any(_listed_twice(data, reader, revision) for revision in later):
        return [broken("object-listed-twice", VerdictReason.ALTERED_AFTER_SIGNING)]
    return []


def _offsets_of(section: XRefSectionData) -> Iterator[int]:
    parts = [section, section.hybrid.xref_data] if section.hybrid else [section]
    return (offset for part in parts for _, offset in part.standard_xrefs.values())


def _listed_twice(data: bytes, reader: StrictReader, revision: int) -> bool:
    """Which of two entries for one object counts, readers do not agree on."""
    meta = reader.xrefs.get_xref_container_info(revision)
    if meta.xref_section_type is XRefSectionType.STREAM:  # their subsections must increase
        return False
    table = BytesIO(data[meta.start_location : meta.end_location + _TRAILER_ROOM])
    seen: set[int] = set()
    for item in parse_xref_table(table, strict=True):
        if item.idnum in seen:
            return True
        seen.add(item.idnum)
    return False


def check_unlisted(data: bytes, reader: StrictReader, start: int) -> list[Finding]:
    """Objects written after `start` that no cross-reference lists: some viewers show them."""
    listed = offsets(reader)
    ends = _stream_ends(data, sorted(offset for offset in listed if offset >= start))
    begins = sorted(ends)
    for match in OBJECT.finditer(data, start):
        if match.start() not in listed and not _inside(match.start(), ends, begins):
            return [doubtful("unlisted-object", VerdictReason.UNEXPLAINED_TAIL)]
    return []


def _inside(place: int, ends: dict[int, int], begins: list[int]) -> bool:
    before = bisect_right(begins, place) - 1
    return before >= 0 and place < ends[begins[before]]


def offsets(reader: StrictReader) -> set[int]:
    """Where the objects and cross-references begin that the file lists, in all its revisions."""
    found: set[int] = set()
    for revision in range(reader.xrefs.total_revisions):
        section = reader.xrefs.get_xref_data(revision)
        found.update(_offsets_of(section))
        container = reader.xrefs.get_xref_container_info(revision)
        found.add(container.start_location)  # a cross-reference stream need not list itself
    return found


def _stream_ends(data: bytes, offsets: list[int]) -> dict[int, int]:
    """Begin and end of the streams of listed objects: compressed bytes may look like anything."""
    ends = {}
    for offset, following in pairwise([*offsets, len(data)]):
        begin = data.find(b"stream", offset, following)
        end = data.find(b"endstream", begin, following)
        if 0 <= begin < data.find(b"endobj", offset, following) and end > begin:
            ends[begin] = end
    return ends


def check_tail(
    data: bytes, reader: StrictReader, signatures: list[JudgedSignature], end: int
) -> list[Finding]:
    """Bytes after the last ByteRange: nothing, or an update that the cross-references explain."""
    tail = data[end:]
    if not tail:
        return []
    last = max(signature.signed_revision for signature in signatures)
    explained = reader.xrefs.total_revisions - 1 > last and tail.rstrip(b"\r\n").endswith(b"%%EOF")
    return [] if explained else [doubtful("unexplained-tail", VerdictReason.UNEXPLAINED_TAIL)]
