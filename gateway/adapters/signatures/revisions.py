"""Checks over the revisions of a file: what was signed stays signed, and every update explains itself."""

import re
from collections.abc import Iterable, Sequence

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver

from gateway.adapters.signatures.findings import Finding, broken, doubtful
from gateway.adapters.signatures.form_size import signature_fields
from gateway.adapters.signatures.objects import entry, items_of, pages
from gateway.adapters.signatures.reading import JudgedSignature, StrictReader
from gateway.domain.signature import VerdictReason

_MAX_REVISIONS = 200
_TOOLS_OWN = frozenset({"/ModDate", "/Producer"})  # every program that saves writes these anew
_DUBLIN_CORE = re.compile(rb"<dc:(\w+)[^>]*>(.*?)</dc:", re.DOTALL)
_MAX_XMP = 1 << 20  # bytes
Field = tuple[str, object, object]


def check_lost_fields(reader: StrictReader, fields: Sequence[Field]) -> list[Finding]:
    """A signature of an earlier revision must still be there: its field, its object, and that unchanged."""
    total = reader.xrefs.total_revisions
    if total > _MAX_REVISIONS:
        return [doubtful("many-revisions", VerdictReason.TOO_COMPLEX)]
    final = _values(fields)
    for revision in range(total - 1):
        resolver = reader.get_historical_resolver(revision)
        for name, value in _values(signature_fields(resolver, filled=True)).items():
            if name not in final or final[name] != value or _rewritten(reader, value, revision):
                return [broken("signature-removed", VerdictReason.ALTERED_AFTER_SIGNING)]
    return []


def _values(fields: Iterable[Field]) -> dict[str, generic.Reference | None]:
    """The signature object of each field; None where it is written into the field."""
    return {str(name): _value(field) for name, _, field in fields}


def _value(field: object) -> generic.Reference | None:
    found = field.get_object() if isinstance(field, generic.IndirectObject) else field
    value = dict.get(found, "/V") if isinstance(found, generic.DictionaryObject) else None
    return value.reference if isinstance(value, generic.IndirectObject) else None


def _rewritten(reader: StrictReader, value: generic.Reference | None, revision: int) -> bool:
    return value is not None and reader.xrefs.get_last_change(value) > revision


def check_updates(reader: StrictReader, signatures: list[JudgedSignature]) -> list[Finding]:
    """Every revision after the first signature must add a signature, a field for one, or a DSS.

    A document timestamp, which anybody can make, explains its revision and no new title.
    """
    signed = {item.signed_revision for item in signatures}
    by_signers = {
        item.signed_revision for item in signatures if item.sig_object_type != "/DocTimeStamp"
    }
    lists = _annotation_lists(reader)
    for revision in range(min(signed) + 1, reader.xrefs.total_revisions):
        before = reader.get_historical_resolver(revision - 1)
        after = reader.get_historical_resolver(revision)
        if revision not in signed and not _prepares(before, after):
            return [doubtful("unexplained-update", VerdictReason.METADATA_CHANGED)]
        if revision not in by_signers and _information(before) != _information(after):
            return [doubtful("information-changed", VerdictReason.METADATA_CHANGED)]
        if any(
            not _kept(before, after, reference)
            for reference in after.explicit_refs_in_revision() & lists
        ):
            return [broken("annotations-reordered", VerdictReason.ALTERED_AFTER_SIGNING)]
    return []


def _information(resolver: HistoricalResolver) -> dict[str, object]:
    """What the file says about itself, in /Info and in the Dublin Core part of its XMP."""
    info = entry(resolver.trailer_view, "/Info")
    found: dict[str, object] = {}
    if isinstance(info, generic.DictionaryObject):
        found = {key: info[key] for key in info if key not in _TOOLS_OWN}
    metadata = entry(resolver.root, "/Metadata")
    if isinstance(metadata, generic.StreamObject):
        found["dc"] = _DUBLIN_CORE.findall(metadata.data[:_MAX_XMP])
    return found


def _annotation_lists(reader: StrictReader) -> set[generic.Reference]:
    """The objects that say what is drawn on a page and in what order: pages, and arrays of their own."""
    found: set[generic.Reference] = set()
    for page in pages(reader.root):
        value = dict.get(page, "/Annots")
        if isinstance(value, generic.IndirectObject):
            found.add(value.reference)
        if isinstance(page.container_ref, generic.Reference):
            found.add(page.container_ref)
    return found


def _kept(
    before: HistoricalResolver, after: HistoricalResolver, reference: generic.Reference
) -> bool:
    """The later is drawn over the earlier: an update may add annotations, not sort or repeat them."""
    old, new = _listed(before, reference), _listed(after, reference)
    known = set(old)
    return [item for item in new if item in known] == old


def _listed(resolver: HistoricalResolver, reference: generic.Reference) -> list[object]:
    try:
        holder = resolver(reference)
    except LookupError:
        return []
    if isinstance(holder, generic.DictionaryObject):
        found = items_of(holder, "/Annots")
    else:
        found = list(list.__iter__(holder)) if isinstance(holder, generic.ArrayObject) else []
    return [item.reference for item in found if isinstance(item, generic.IndirectObject)]


def _prepares(before: HistoricalResolver, after: HistoricalResolver) -> bool:
    if _touched(after, "/DSS", after.revision):
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
    return {str(name) for name, _, _ in signature_fields(resolver)}
