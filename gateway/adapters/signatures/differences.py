"""pyHanko's difference analysis with the exceptions of real files, and what came after a signature."""

from collections.abc import Iterable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DiffResult,
    DocInfoRule,
    DSSCompareRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    ReferenceUpdate,
    StandardDiffPolicy,
    SuspiciousModification,
    WhitelistRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules_api import Context
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from gateway.adapters.signatures.form_rules import FormRule
from gateway.adapters.signatures.reading import JudgedSignature, StrictReader
from gateway.domain.signature import Modifications

MAX_UPDATED_OBJECTS = (
    10_000  # in all updates after a signature; a signing program writes a dozen each
)


def _defined_before(new: HistoricalResolver, number: int) -> bool:
    for revision in range(new.revision):
        section = new.reader.xrefs.get_xref_data(revision)
        parts = [section, section.hybrid.xref_data] if section.hybrid else [section]
        if any(number in part.standard_xrefs or number in part.xrefs_in_objstm for part in parts):
            return True
    return False


class DeadEntryRule(WhitelistRule):
    """A number that is listed as free and that no earlier revision ever defined (iTextSharp 5.5.9)."""

    def apply(
        self,
        old: HistoricalResolver,  # noqa: ARG002 - the interface of a rule
        new: HistoricalResolver,
    ) -> Iterable[ReferenceUpdate]:
        for ref in new.refs_freed_in_revision():
            if not _defined_before(new, ref.idnum):
                yield ReferenceUpdate(ref)


class UnchangedMetadataRule(MetadataUpdateRule):
    """Metadata whose decoded bytes did not change need not be well-formed."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        old_ref, new_ref = _metadata(old), _metadata(new)
        if old_ref is None or old_ref != new_ref or not _same_stream(old(old_ref), new(new_ref)):
            yield from super().apply(old, new)
            return
        context = Context.from_absolute(old, RawPdfPath("/Root", "/Metadata"))
        yield ReferenceUpdate(new_ref, context_checked=context)


def _metadata(revision: HistoricalResolver) -> generic.Reference | None:
    try:
        value = revision.root.raw_get("/Metadata")
    except KeyError:
        return None
    return value.reference if isinstance(value, generic.IndirectObject) else None


def _same_stream(old: object, new: object) -> bool:
    if not (isinstance(old, generic.StreamObject) and isinstance(new, generic.StreamObject)):
        return False
    try:
        return old.data == new.data
    except (PdfError, ValueError):
        return old.encoded_data == new.encoded_data


class FieldPolicy(StandardDiffPolicy):
    """The standard policy; visible signatures may follow a certification, dead free entries may stand."""

    def __init__(self) -> None:
        rules = [
            DocInfoRule(),
            XrefStreamRule(),
            ObjectStreamRule(),
            DSSCompareRule(),
            UnchangedMetadataRule(),  # type: ignore[no-untyped-call]  # pyHanko gives it no types
            DeadEntryRule(),
        ]
        qualified = [rule.as_qualified(ModificationLevel.LTA_UPDATES) for rule in rules]
        super().__init__(
            [CatalogModificationRule(), *qualified],
            FormRule(),
            reject_object_freeing=False,  # judged below, more narrowly
        )

    def apply(
        self,
        old: HistoricalResolver,
        new: HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> DiffResult:
        freed = [ref for ref in new.refs_freed_in_revision() if _defined_before(new, ref.idnum)]
        if freed:
            raise SuspiciousModification(f"{len(freed)} objects were freed")
        result = super().apply(old, new, field_mdp_spec, doc_mdp)
        if filled := _filled_holes(old, new):
            raise SuspiciousModification(f"{len(filled)} objects were awaited by what was signed")
        return result


def _filled_holes(old: HistoricalResolver, new: HistoricalResolver) -> list[generic.Reference]:
    """New objects under numbers that the signed part already names: prepared holes.

    pyHanko takes a number that was never defined for an orphan, whoever refers to it.
    """
    return [
        reference
        for reference in new.explicit_refs_in_revision()
        if old.reader.xrefs.get_historical_ref(reference, old.revision) is None
        and old._get_usages_of_ref(reference)  # noqa: SLF001 - `apply` filled the cache that it reads
    ]


POLICY = FieldPolicy()
_BY_LEVEL = {
    ModificationLevel.NONE: Modifications.NONE,
    ModificationLevel.ANNOTATIONS: Modifications.ANNOTATIONS,
    ModificationLevel.OTHER: Modifications.OTHER,
}


def updated_objects(reader: StrictReader, after: int) -> int:
    """How many objects the revisions after `after` write; counted before they are compared."""
    revisions = range(after + 1, reader.xrefs.total_revisions)
    return sum(len(reader.xrefs.explicit_refs_in_revision(revision)) for revision in revisions)


def modifications(
    signature: JudgedSignature, filled: frozenset[str], signed_revisions: frozenset[int]
) -> Modifications:
    """The kind of what came after a signature.

    `filled` names the filled signature fields; `signed_revisions` are those that signers signed.
    """
    result = signature.changes
    if not isinstance(result, DiffResult):
        return Modifications.OTHER
    level = result.modification_level
    if level in _BY_LEVEL:
        return _BY_LEVEL[level]
    if not result.changed_form_fields <= filled:
        return Modifications.FORM
    if any(revision > signature.signed_revision for revision in signed_revisions):
        return Modifications.SIGNATURES
    return Modifications.LTA if level == ModificationLevel.LTA_UPDATES else Modifications.FORM
