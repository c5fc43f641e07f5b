"""What decides how viewers draw the form may not change after a signature.

`/NeedAppearances` and the form's default fonts make a viewer draw the values of text fields anew: the page
then shows something else than when it was signed (shadow attacks, "replace"). pyHanko lets them change.
"""

from collections.abc import Sequence

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver

from gateway.adapters.signatures.findings import Finding, doubtful
from gateway.adapters.signatures.reading import JudgedSignature, StrictReader
from gateway.domain.signature import VerdictReason

_KEYS = ("/NeedAppearances", "/DR", "/DA", "/Q", "/CO", "/XFA")
_MOST = 20_000  # fields that are walked; more is treated as a form with text fields


def check_form_look(reader: StrictReader, signatures: Sequence[JudgedSignature]) -> list[Finding]:
    """`signatures` oldest first. A form of signature fields alone has nothing that could be drawn anew."""
    old = reader.get_historical_resolver(signatures[0].signed_revision)
    new = reader.get_historical_resolver(reader.xrefs.total_revisions - 1)
    before, after = _form(old), _form(new)
    if _flags(before) & ~_flags(after):
        return [doubtful("signature-flags", VerdictReason.METADATA_CHANGED)]
    if not _has_other_fields(after):
        return []
    if all(_same(old, before, new, after, key) for key in _KEYS):
        return []
    return [doubtful("form-look-changed", VerdictReason.UNUSUAL_SIGNATURE)]


def _form(revision: HistoricalResolver) -> generic.DictionaryObject:
    root = revision.root
    form = root["/AcroForm"] if "/AcroForm" in root else generic.DictionaryObject()
    if not isinstance(form, generic.DictionaryObject):
        raise TypeError("the form is no dictionary")
    return form


def _flags(form: generic.DictionaryObject) -> int:
    return int(form["/SigFlags"]) if "/SigFlags" in form else 0


def _has_other_fields(form: generic.DictionaryObject) -> bool:
    """Whether any field is no signature field; one without a type counts."""
    waiting = [(field, None) for field in _items(form, "/Fields")]
    for _ in range(_MOST):
        if not waiting:
            return False
        field, inherited = waiting.pop()
        if not isinstance(field, generic.DictionaryObject):
            return True
        # Not `get`: it leaves a reference unresolved.
        kind = field["/FT"] if "/FT" in field else inherited  # noqa: SIM401 - see above
        kids = _items(field, "/Kids")
        if kind not in {"/Sig", None} or (kind is None and not kids):
            return True
        waiting += [(kid, kind) for kid in kids if kind is None]
    return True


def _items(holder: generic.DictionaryObject, key: str) -> list[generic.PdfObject]:
    return list(holder[key]) if key in holder else []


def _same(
    old: HistoricalResolver,
    before: generic.DictionaryObject,
    new: HistoricalResolver,
    after: generic.DictionaryObject,
    key: str,
) -> bool:
    """The same value, and no object that it reaches was written again since the signature."""
    if (key in before) != (key in after):
        return False
    if key not in before:
        return True
    value = after.raw_get(key)
    if before.raw_get(key) != value:
        return False
    reached = new.collect_dependencies(value, since_revision=old.revision + 1)
    return not any(
        ref in new.reader.xrefs.explicit_refs_in_revision(n)
        for n in range(old.revision + 1, new.revision + 1)
        for ref in reached
    )
