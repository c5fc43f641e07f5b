"""What the document reaches: active content, signatures that no field names, long chains of filters."""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic

from gateway.adapters.signatures.findings import Finding, doubtful
from gateway.adapters.signatures.objects import entry
from gateway.adapters.signatures.reading import StrictReader
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
    kind = entry(item, "/S")
    action = (
        isinstance(kind, str) and kind in _ACTIONS and entry(item, "/Type") in (None, "/Action")
    )
    stream = isinstance(item, generic.StreamObject)
    outside = stream and "/F" in item  # the bytes of the stream lie in another file
    if action or outside or "/JS" in item or "/XFA" in item:
        yield "active"
    filters = entry(item, "/Filter") if stream else None
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
