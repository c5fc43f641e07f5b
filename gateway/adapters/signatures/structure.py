"""Checks over the whole file: shared objects, active content, odd cross-references, unexplained bytes."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.fields import enumerate_sig_fields

from gateway.adapters.signatures.findings import Finding, broken, doubtful
from gateway.adapters.signatures.reading import JudgedSignature, StrictReader
from gateway.domain.signature import VerdictReason

_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/Rendition",
        "/RichMediaExecute",
        "/Movie",
        "/Sound",
        "/GoToE",
        "/Hide",
        "/SetOCGState",
        "/Trans",
    }
)
_MAX_FILTERS = 4  # of one stream; genuine streams have one or two
_MAX_OBJECTS = 200_000
_MAX_REVISIONS = 200
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,10})[ \t\r\n]+([0-9]{1,5})[ \t\r\n]+obj\b")


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


def check_content(reader: StrictReader, known: int) -> list[Finding]:
    """Walks the objects that the document reaches: a byte search for /JS hits random image data.

    `known` is the number of signature objects that the form names; there may be no others.
    """
    codes: set[str] = set()
    signatures = 0
    for count, item in enumerate(_walk(reader.root)):
        if count > _MAX_OBJECTS:
            return [doubtful("many-objects", VerdictReason.TOO_COMPLEX)]
        codes.update(_judge_object(item))
        signatures += "/ByteRange" in item
    if signatures > known:
        return [doubtful("stray-signature", VerdictReason.UNUSUAL_SIGNATURE)]
    findings = (
        [doubtful("active-content", VerdictReason.ACTIVE_CONTENT)] if "active" in codes else []
    )
    if "filters" in codes:
        findings.append(doubtful("filter-chain", VerdictReason.TOO_COMPLEX))
    return findings


def _judge_object(item: generic.DictionaryObject) -> Iterator[str]:
    kind = item.get("/S")
    action = isinstance(kind, str) and kind in _ACTIONS and item.get("/Type") in (None, "/Action")
    if action or "/JS" in item or "/XFA" in item:
        yield "active"
    filters = item.get("/Filter") if isinstance(item, generic.StreamObject) else None
    if isinstance(filters, generic.ArrayObject) and len(filters) > _MAX_FILTERS:
        yield "filters"


def _walk(root: generic.PdfObject) -> Iterator[generic.DictionaryObject]:
    """Every dictionary and stream, once, without recursion."""
    seen: set[generic.Reference] = set()
    waiting: list[object] = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            if item.reference in seen:
                continue
            seen.add(item.reference)
            item = item.get_object()
        if isinstance(item, generic.DictionaryObject):
            yield item
            waiting.extend(dict.values(item))
        elif isinstance(item, generic.ArrayObject):
            waiting.extend(list.__iter__(item))


def check_lost_fields(reader: StrictReader, filled: frozenset[str]) -> list[Finding]:
    """A filled signature field of an earlier revision must still be there."""
    total = reader.xrefs.total_revisions
    if total > _MAX_REVISIONS:
        return [doubtful("many-revisions", VerdictReason.TOO_COMPLEX)]
    for revision in range(total - 1):
        resolver = reader.get_historical_resolver(revision)
        if not _filled_in(resolver) <= filled:
            return [broken("signature-removed", VerdictReason.ALTERED_AFTER_SIGNING)]
    return []


def _filled_in(resolver: HistoricalResolver) -> set[str]:
    return {str(name) for name, _, _ in enumerate_sig_fields(resolver, filled_status=True)}


def check_xrefs(reader: StrictReader, first_revision: int, covered: int) -> list[Finding]:
    """Hybrid cross-references after the first signature, and entries that point out of what it covers."""
    if any(revision > first_revision for revision in reader.hybrid_revisions()):
        return [broken("hybrid-after-signature", VerdictReason.ALTERED_AFTER_SIGNING)]
    for revision in range(first_revision + 1):
        section = reader.xrefs.get_xref_data(revision)
        if section.hybrid and section.hybrid.meta_info.end_location > covered:
            return [broken("hybrid-outside-range", VerdictReason.BYTE_RANGE)]
        parts = [section, section.hybrid.xref_data] if section.hybrid else [section]
        if any(offset >= covered for part in parts for _, offset in part.standard_xrefs.values()):
            return [doubtful("offset-outside-range", VerdictReason.UNUSUAL_SIGNATURE)]
    return []


def check_unlisted(data: bytes, reader: StrictReader, start: int) -> list[Finding]:
    """Objects written after `start` that no cross-reference lists: some viewers show them."""
    listed = _offsets(reader)
    ends = _stream_ends(data, sorted(offset for offset in listed if offset >= start))
    begins = sorted(ends)
    for match in _OBJECT.finditer(data, start):
        before = bisect_right(begins, match.start()) - 1
        inside = before >= 0 and match.start() < ends[begins[before]]
        if match.start() not in listed and not inside:
            return [doubtful("unlisted-object", VerdictReason.UNEXPLAINED_TAIL)]
    return []


def _offsets(reader: StrictReader) -> set[int]:
    offsets: set[int] = set()
    for revision in range(reader.xrefs.total_revisions):
        section = reader.xrefs.get_xref_data(revision)
        offsets.update(offset for _, offset in section.standard_xrefs.values())
        container = reader.xrefs.get_xref_container_info(revision)
        offsets.add(container.start_location)  # a cross-reference stream need not list itself
    return offsets


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


def check_updates(reader: StrictReader, signatures: list[JudgedSignature]) -> list[Finding]:
    """Every revision after the first signature must add a signature, a field for one, or a DSS."""
    signed = {signature.signed_revision for signature in signatures}
    for revision in range(min(signed) + 1, reader.xrefs.total_revisions):
        if revision not in signed and not _prepares(reader, revision):
            return [doubtful("unexplained-update", VerdictReason.METADATA_CHANGED)]
    return []


def _prepares(reader: StrictReader, revision: int) -> bool:
    before = reader.get_historical_resolver(revision - 1)
    after = reader.get_historical_resolver(revision)
    if _touched(after, "/DSS", revision):
        return True
    return len(_all_fields(after)) > len(_all_fields(before))


def _touched(after: HistoricalResolver, key: str, revision: int) -> bool:
    if key not in after.root:
        return False
    value = after.root.raw_get(key)
    updated = after.explicit_refs_in_revision()
    reached = after.collect_dependencies(value, since_revision=revision)
    direct = not isinstance(value, generic.IndirectObject) and after.root_ref in updated
    return bool(reached) or direct or getattr(value, "reference", None) in updated


def _all_fields(resolver: HistoricalResolver) -> set[str]:
    return {str(name) for name, _, _ in enumerate_sig_fields(resolver)}
