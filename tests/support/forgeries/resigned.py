"""Broken, then truly signed by another employee: the earlier signature must still be seen as broken."""

from collections.abc import Iterator
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import copy_into_new_writer

from tests.support.forgeries import incremental
from tests.support.forgeries.case import NEVER_VALID, Case, forged, genuine
from tests.support.forgeries.handmade import Update
from tests.support.forgeries.incremental import replaced_content
from tests.support.forgeries.own_signing import sign_with
from tests.support.forgeries.parts import (
    Writer,
    change_form,
    dictionary,
    field_of,
    form_of,
    put,
    stream,
)
from tests.support.forgeries.signing import cut
from tests.support.forgeries.workshop import Change, Workshop, edit, reading
from tests.support.forgeries.xref_tricks import content_number, forged_content
from tests.support.pdf_forgery import change_bytes
from tests.support.signed_pdf import AMOUNT, sign


def cases(shop: Workshop) -> Iterator[Case]:
    twin = shop.signed
    for name, change in incremental.CHANGES.items():
        for how, data in _carried(shop, twin, change):
            label = f"resigned-{name}-{how}"
            yield forged(label, f"{name}, then signed: {how}", data, twin, NEVER_VALID)
    for name, data in [*_bytes(shop), *_earlier(shop)]:
        yield forged(f"resigned-{name}", f"{name}, then signed", data, twin, NEVER_VALID)
    yield genuine("resigned-rewritten", "written anew: only the colleague signed it", _anew(shop))


def _carried(shop: Workshop, twin: bytes, change: Change) -> Iterator[tuple[str, bytes]]:
    yield "after", shop.colleague(edit(twin, change))
    yield "within", shop.colleague_with(twin, change)
    yield "stamp-within", shop.stamp_with(twin, change)
    yield "same-person", sign(edit(twin, change), shop.pki.leader, "Signature2", strict=False)


def _bytes(shop: Workshop) -> Iterator[tuple[str, bytes]]:
    """Signed bytes themselves are changed, and signed over."""
    twin = shop.signed
    swaps = {
        "amount": (AMOUNT, b"9000000"),
        "page-box": (b"/MediaBox", b"/CropBox "),
        "field-flags": (b"/F 132", b"/F 134"),
        "signature-date": (b"/M (D\\0722", b"/M (D\\0721"),
        "range": (b"/ByteRange [0 ", b"/ByteRange [1 "),
        "range-key": (b"/ByteRange", b"/ByteRunge"),
        "contents-key": (b"/Contents <", b"/Contants <"),
        "value-key": (b"/V ", b"/W "),
        "field-type": (b"/FT /Sig", b"/FT /Btn"),
        "type": (b"/Type /Sig", b"/Type /Sog"),
        "subfilter": (b"/adbe.pkcs7.detached", b"/adbe.pkcs7.detachad"),
    }
    for name, (old, new) in swaps.items():
        yield f"bytes-{name}", shop.colleague(change_bytes(twin, old, new))
    parts = cut(twin)
    zeros = b"<" + b"0" * (len(parts.gap) - 2) + b">"
    yield "bytes-contents-zero", shop.colleague(parts.joined(zeros))
    yield "bytes-contents-null", shop.colleague(parts.joined(b"null".ljust(len(parts.gap))))


def _fields(writer: Writer, kept: list[generic.PdfObject]) -> None:
    change_form(writer, Fields=generic.ArrayObject(kept))


def _no_fields(writer: Writer) -> None:
    replaced_content(writer)
    _fields(writer, [])


def _no_form(writer: Writer) -> None:
    replaced_content(writer)
    del writer.root["/AcroForm"]
    writer.update_root()


def _no_value(writer: Writer) -> None:
    replaced_content(writer)
    field = field_of(writer, "Signature1")
    del field["/V"]
    writer.update_container(field)


def _renamed(writer: Writer) -> None:
    replaced_content(writer)
    field = field_of(writer, "Signature1")
    put(field, T="Signature0")
    writer.update_container(field)


def _field_of_other_type(writer: Writer) -> None:
    replaced_content(writer)
    field = field_of(writer, "Signature1")
    put(field, FT="/Tx")
    writer.update_container(field)


def _new_field_same_name(writer: Writer) -> None:
    replaced_content(writer)
    rest = list(list.__iter__(form_of(writer)["/Fields"]))[1:]
    fresh = writer.add_object(dictionary(FT="/Sig", T="Signature1"))
    _fields(writer, [*rest, fresh])


def _fresh_form(writer: Writer) -> None:
    replaced_content(writer)
    fresh = writer.add_object(dictionary(FT="/Sig", T="Signature1"))
    put(writer.root, AcroForm=writer.add_object(dictionary(Fields=[fresh], SigFlags=3)))
    writer.update_root()


def _value_in_kid(writer: Writer) -> None:
    """The old value hangs below the field, where nobody looks for it."""
    replaced_content(writer)
    field = field_of(writer, "Signature1")
    put(field, X=field.raw_get("/V"))
    del field["/V"]
    writer.update_container(field)


def _earlier(shop: Workshop) -> Iterator[tuple[str, bytes]]:
    """The leader's signature is taken away, replaced or renamed."""
    twin = shop.signed
    for name, change in {
        "field-removed": _no_fields,
        "form-removed": _no_form,
        "value-removed": _no_value,
        "field-renamed": _renamed,
        "field-type": _field_of_other_type,
        "value-elsewhere": _value_in_kid,
    }.items():
        yield f"earlier-{name}", shop.colleague(edit(twin, change))
    for name, change in {
        "value-replaced": _no_value,
        "field-replaced": _new_field_same_name,
        "form-replaced": _fresh_form,
        "value-kept-elsewhere": _value_in_kid,
    }.items():
        signed = shop.colleague(edit(twin, change), "Signature1")
        yield f"earlier-{name}", signed
        yield f"earlier-{name}-within", shop.colleague_with(twin, change, "Signature1")
    yield "earlier-object-replaced", _object_replaced(shop)
    skipped = Update(
        twin, {content_number(twin): forged_content(twin)}, prev=_first(twin), root=_root(twin)
    ).build()
    yield "earlier-revision-skipped", shop.colleague(skipped)
    yield "earlier-revision-skipped-same-name", shop.colleague(skipped, "Signature1")
    yield "earlier-cut-off", shop.colleague(_cut_off(twin), "Signature1")


def _first(data: bytes) -> int:
    return int(reading(data).xrefs.get_startxref_for_revision(0))


def _root(data: bytes) -> int:
    return int(reading(data).root_ref.idnum)


def _cut_off(data: bytes) -> bytes:
    """A new section names the first revision as its forerunner; the leader's lies between."""
    before = data[: data.index(b"%%EOF") + 6]
    tail = edit(before, replaced_content)[len(before) :]
    filler = data[len(before) :]
    start = int(tail[tail.rindex(b"startxref") + 9 :].split()[0])
    moved = tail.replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + len(filler)))
    return _moved_table(before + filler, moved, len(filler))


def _moved_table(front: bytes, tail: bytes, by: int) -> bytes:
    """Adds `by` to the offsets in the table of `tail`."""
    head, table = tail[: tail.rindex(b"xref\n0")], tail[tail.rindex(b"xref\n0") :]
    rows = []
    for row in table.split(b"\n"):
        listed = row.endswith(b" 00000 n ")
        rows.append(b"%010d 00000 n " % (int(row[:10]) + by) if listed else row)
    return front + head + b"\n".join(rows)


def _object_replaced(shop: Workshop) -> bytes:
    """The signature object keeps its number and is another's signature."""
    twin = shop.signed
    signed = shop.colleague(edit(twin, _no_value), "Signature1")
    reader = reading(twin)
    old = reader.root["/AcroForm"]["/Fields"][0].raw_get("/V").idnum
    new = reading(signed).root["/AcroForm"]["/Fields"][0].raw_get("/V").idnum
    assert old != new
    return _renumbered_value(shop, twin, int(old))


def _renumbered_value(shop: Workshop, twin: bytes, number: int) -> bytes:
    def change(writer: Writer) -> None:
        _no_value(writer)
        allocate = writer.add_object

        def add_object(obj: generic.PdfObject, *args: object, **kwargs: object) -> object:
            if isinstance(obj, generic.DictionaryObject) and "/ByteRange" in obj:
                writer.objects[(0, number)] = obj
                obj.container_ref = generic.Reference(number, 0, writer)
                return generic.IndirectObject(number, 0, writer)
            return allocate(obj, *args, **kwargs)

        writer.add_object = add_object

    return sign_with(twin, shop.pki.clerk, change, "Signature1")


def _anew(shop: Workshop) -> bytes:
    writer = copy_into_new_writer(reading(edit(shop.plain, replaced_content)))
    writer.add_object(stream(b"x"))
    out = BytesIO()
    writer.write(out)
    return sign(out.getvalue(), shop.pki.clerk)
