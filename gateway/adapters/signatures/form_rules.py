"""What an update after a signature may do to the form: add and fill signature fields, and nothing else.

pyHanko's rules trust more than a forger may be trusted with: what a new signature's dictionary names, the look
of an empty field without a proper rectangle, the fonts and the drawing of the whole form.
"""

from collections.abc import Iterable, Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    FieldComparisonContext,
    FieldComparisonSpec,
    FormUpdate,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON

from gateway.adapters.signatures.objects import entry, items_of

Update = tuple[ModificationLevel, FormUpdate]
_READ_ONLY = 1  # bit 1 of /Ff; Acrobat sets it on fields that a signature locks
_LOOKS = frozenset({"/N", "/R", "/D"})


def _existed(old: HistoricalResolver, reference: generic.Reference) -> bool:
    return old.reader.xrefs.get_historical_ref(reference, old.revision) is not None


def same_object(old: HistoricalResolver, new: HistoricalResolver, ref: generic.Reference) -> bool:
    """Whether an update only wrote an object again as it was."""
    if not _existed(old, ref):
        return False
    before, after = old(ref), new(ref)
    if isinstance(before, generic.StreamObject) and isinstance(after, generic.StreamObject):
        return bool(before == after and before.encoded_data == after.encoded_data)
    return type(before) is type(after) and before == after


def _flags(holder: generic.DictionaryObject, key: str = "/Ff") -> int:
    flags = entry(holder, key)
    return int(flags) if isinstance(flags, generic.NumberObject) else 0


def _refuse_other_flags(spec: FieldComparisonSpec) -> None:
    old, new = spec.old_field, spec.new_field
    if old is None or new is None:
        return
    if _flags(old) not in {_flags(new), _flags(new) & ~_READ_ONLY}:
        raise SuspiciousModification("the flags of a form field changed")


class NewSignatureFieldRule(SigFieldCreationRule):
    """New signature fields, visible ones also after a certification (4 of 5 genuine files)."""

    def __init__(self) -> None:
        super().__init__(allow_new_visible_after_certify=True)  # type: ignore[no-untyped-call]  # pyHanko gives it no types

    def apply(self, context: FieldComparisonContext) -> Iterable[Update]:
        for spec in context.field_specs.values():
            if spec.old_field_ref is None and spec.new_field is not None:
                _check_new_field(spec.new_field)
        yield from super().apply(context)


def _check_new_field(field: generic.DictionaryObject) -> None:
    for widget in widgets_of(field):
        if "/Rect" in widget and not _is_rectangle(widget["/Rect"]):
            raise SuspiciousModification("a new widget has no proper rectangle")
        if "/Rect" in widget and entry(widget, "/Subtype") != "/Widget":
            raise SuspiciousModification("another annotation poses as the widget of a field")
        if "/AP" in widget and "/V" not in field:
            raise SuspiciousModification("a field that nobody signed has a look")


def widgets_of(field: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    """The field itself and its kids. Raises one of `PARSER_FAILURES` for kids that are none."""
    yield field
    for kid in items_of(field, "/Kids"):
        found = kid.get_object() if isinstance(kid, generic.IndirectObject) else kid
        if not isinstance(found, generic.DictionaryObject):
            raise TypeError("a kid of a field is no dictionary")
        yield found


def _is_rectangle(value: object) -> bool:
    numbers = (generic.NumberObject, generic.FloatObject)
    return (
        isinstance(value, generic.ArrayObject)
        and len(value) == 4
        and all(isinstance(item, numbers) for item in list.__iter__(value))
    )


class SignatureRule(SigFieldModificationRule):
    """Signature fields may be filled; what a signature names as its own must be new."""

    def check_form_field(
        self, fq_name: str, spec: FieldComparisonSpec, context: FieldComparisonContext
    ) -> Iterable[Update]:
        if spec.field_type == "/Sig":
            _refuse_other_flags(spec)
        for level, update in super().check_form_field(fq_name, spec, context):
            _refuse_borrowed(update, context.old)
            yield level, update


def _refuse_borrowed(update: FormUpdate, old: HistoricalResolver) -> None:
    """Approved wholly although it existed: right for the look of the field itself, for nothing else."""
    reference = update.updated_ref
    if update.context_checked is not None or not _existed(old, reference):
        return
    before = old(reference)
    if not isinstance(before, generic.DictionaryObject) or not before.keys() <= _LOOKS:
        raise SuspiciousModification("a signature claims an object that existed before")


class UnchangedFieldRule(GenericFieldModificationRule):
    """Fields other than signatures: pyHanko names those too that an update left alone.

    What is left over is a change, and the judge refuses every change of such a field.
    """

    def check_form_field(
        self, fq_name: str, spec: FieldComparisonSpec, context: FieldComparisonContext
    ) -> Iterable[Update]:
        if spec.field_type == "/Sig":
            return
        _refuse_other_flags(spec)
        written = context.new.explicit_refs_in_revision()
        for level, update in super().check_form_field(fq_name, spec, context):
            reference = update.updated_ref
            if reference in written and not same_object(context.old, context.new, reference):
                yield level, update


class FormRule(FormUpdatingRule):
    """The form as a whole: what redraws the fields of others may not change.

    The flags of its signatures may be added to, which some programs do with the second signature.
    """

    def __init__(self) -> None:
        super().__init__(
            [NewSignatureFieldRule(), SignatureRule(), UnchangedFieldRule()],
            ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
        )

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[Update]:
        before, after = _form(old), _form(new)
        if before is not None and after is not None:
            if _flags(before, "/SigFlags") & ~_flags(after, "/SigFlags"):
                raise SuspiciousModification("the form denies its signatures")
            if _draws_fields(before):
                _check_drawing(before, after)
        yield from super().apply(old, new)


def _form(revision: HistoricalResolver) -> generic.DictionaryObject | None:
    form = entry(revision.root, "/AcroForm")
    return form if isinstance(form, generic.DictionaryObject) else None


def _draws_fields(form: generic.DictionaryObject) -> bool:
    """Whether there is a field that a viewer may draw by itself: any but a signature."""
    fields = [
        item.get_object()
        for item in items_of(form, "/Fields")
        if isinstance(item, generic.IndirectObject)
    ]
    return any(
        entry(field, "/FT") != "/Sig"
        for field in fields
        if isinstance(field, generic.DictionaryObject)
    )


def _drawn_anew(form: generic.DictionaryObject) -> bool:
    wish = entry(form, "/NeedAppearances")
    return isinstance(wish, generic.BooleanObject) and bool(wish.value)


def _check_drawing(before: generic.DictionaryObject, after: generic.DictionaryObject) -> None:
    """Resources may be added (iText, Acrobat); none that a field uses may become another."""
    for key in ("/DA", "/Q"):
        if entry(before, key) != entry(after, key):
            raise SuspiciousModification(f"{key} of the form changed")
    if _drawn_anew(after) and not _drawn_anew(before):
        raise SuspiciousModification("viewers are told to draw the fields anew")
    if not _contains(entry(after, "/DR"), entry(before, "/DR"), 2):
        raise SuspiciousModification("the resources of the form changed")


def _contains(whole: object, part: object, depth: int) -> bool:
    """Whether every entry of `part` stands in `whole`; the resource kinds and the names below them."""
    if not isinstance(part, generic.DictionaryObject):
        return part is None or bool(whole == part)
    if not isinstance(whole, generic.DictionaryObject):
        return False
    if depth == 1:
        return all(dict.get(whole, key) == value for key, value in dict.items(part))
    return all(key in whole and _contains(whole[key], part[key], depth - 1) for key in part)
