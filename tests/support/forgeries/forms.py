"""Changes of the form after signing: values, looks, fields."""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from tests.support.forgeries.carried import carried
from tests.support.forgeries.case import NEVER_VALID, Case, forged, genuine
from tests.support.forgeries.parts import (
    Value,
    Writer,
    add_field,
    add_widget,
    annotate,
    change_form,
    dictionary,
    field_of,
    field_ref,
    form,
    form_of,
    page_ref,
    put,
    stream,
)
from tests.support.forgeries.shadow_tricks import (
    look_in_place,
    new_look,
    new_value,
    no_look,
    plain_text_field,
    text_field,
)
from tests.support.forgeries.workshop import Change, Workshop, edit
from tests.support.signed_pdf import SEAL_BOX, sign


def filled_form(writer: Writer) -> None:
    """Two text fields, a box to tick, a list."""
    text_field(writer)
    on = writer.add_object(form(b"0 0 10 10 re f", [0, 0, 10, 10]))
    off = writer.add_object(form(b"", [0, 0, 10, 10]))
    looks = dictionary(N=dictionary(Yes=on, Off=off))
    add_widget(writer, "DongY", [80, 460, 90, 470], FT="/Btn", V="/Off", AS="/Off", AP=looks)
    add_widget(
        writer, "Chon", [80, 430, 180, 445], FT="/Ch", V="A", Opt=["A", "B"], DA="/Helv 12 Tf 0 g"
    )
    add_widget(
        writer, "GhiChu", [80, 400, 180, 415], FT="/Tx", V="x", DA="/Helv 12 Tf 0 g", Ff=8192
    )


def _set(name: str, **entries: Value) -> Change:
    def change(writer: Writer) -> None:
        field = field_of(writer, name)
        put(field, **entries)
        writer.update_container(field)

    return change


def _delete(name: str, key: str) -> Change:
    def change(writer: Writer) -> None:
        field = field_of(writer, name)
        del field[pdf_name(key)]
        writer.update_container(field)

    return change


def _form(**entries: Value) -> Change:
    return lambda writer: change_form(writer, **entries)


def removed_field(writer: Writer) -> None:
    kept = [
        item
        for item in list.__iter__(form_of(writer)["/Fields"])
        if item.get_object()["/T"] != "SoTien"
    ]
    change_form(writer, Fields=generic.ArrayObject(kept))


def merged_with_note(writer: Writer) -> None:
    """A note gets to be the second widget of a field."""
    field = field_of(writer, "SoTien")
    kid = dictionary(Type="/Annot", Subtype="/Widget", Rect=[80, 590, 380, 620], P=page_ref(writer))
    reference = writer.add_object(kid)
    put(field, Kids=[reference])
    writer.update_container(field)
    annotate(writer, reference)


def calculated(writer: Writer) -> None:
    action = dictionary(S="/JavaScript", JS="event.value = 9")
    put(field_of(writer, "SoTien"), AA=dictionary(C=writer.add_object(action)))
    writer.update_container(field_of(writer, "SoTien"))
    order = list.__iter__(form_of(writer)["/Fields"])
    change_form(writer, CO=generic.ArrayObject(list(order)[:1]))


def xml_form(writer: Writer) -> None:
    change_form(writer, XFA=writer.add_object(stream(b"<xdp/>")))


def kid_field(writer: Writer) -> None:
    parent = field_of(writer, "Signature1")
    kid = writer.add_object(
        dictionary(FT="/Tx", T="Kid", V="9", Parent=field_ref(writer, "Signature1"))
    )
    put(parent, Kids=[kid])
    writer.update_container(parent)


def _look_of_signature(writer: Writer) -> None:
    look = field_of(writer, "Signature1")["/AP"].raw_get("/N")
    writer.objects[(look.generation, look.idnum)] = form(b"1 g 0 0 150 70 re f", [0, 0, 150, 70])


CHANGES: dict[str, Change] = {
    "value": new_value,
    "value-null": _set("SoTien", V=None),
    "value-removed": _delete("SoTien", "/V"),
    "default-value": _set("SoTien", DV="9000"),
    "look": new_look,
    "look-in-place": look_in_place,
    "look-removed": no_look,
    "look-state": _set("DongY", AS="/Yes"),
    "ticked": _set("DongY", V="/Yes", AS="/Yes"),
    "chosen": _set("Chon", V="B"),
    "choices": _set("Chon", Opt=["B", "A"]),
    "default-look": _set("SoTien", DA="/Helv 1 Tf 1 g"),
    "quadding": _set("SoTien", Q=2),
    "flags-password": _set("GhiChu", Ff=0),
    "flags-many-lines": _set("SoTien", Ff=4096),
    "flags-hidden": _set("SoTien", F=2),
    "moved": _set("SoTien", Rect=[0, 0, 1, 1]),
    "longest": _set("SoTien", MaxLen=1),
    "renamed": _set("SoTien", T="SoKhac"),
    "other-name": _set("SoTien", TU="Số tiền khác"),
    "type-changed": _set("SoTien", FT="/Btn"),
    "border": _set("SoTien", MK=dictionary(BG=[0, 0, 0])),
    "action": _set("SoTien", A=dictionary(S="/URI", URI="https://mau.example")),
    "removed": removed_field,
    "merged-with-note": merged_with_note,
    "calculated": calculated,
    "order": _form(CO=generic.ArrayObject()),
    "drawn-anew": _form(NeedAppearances=True),
    "form-default-look": _form(DA="/Helv 1 Tf 1 g"),
    "form-quadding": _form(Q=2),
    "xml-form": xml_form,
    "new-text-field": lambda writer: put(
        add_widget(writer, "Moi", [80, 590, 380, 620], FT="/Tx", V="9"), DA="/Helv 12 Tf"
    ),
    "new-button": lambda writer: put(
        add_widget(writer, "Nut", [80, 590, 380, 620], FT="/Btn"), Ff=65536
    ),
    "new-unseen-text-field": lambda writer: put(
        dictionary(X=add_field(writer, dictionary(FT="/Tx", T="An", V="9"))), Y=1
    ),
    "kid-of-signature": kid_field,
    "signature-renamed": _set("Signature1", T="Signature9"),
    "signature-moved": _set("Signature1", Rect=[80, 590, 380, 620]),
    "signature-hidden": _set("Signature1", F=2),
    "signature-look": lambda writer: _set(
        "Signature1",
        AP=dictionary(N=writer.add_object(form(b"1 g 0 0 9 9 re f", [0, 0, 9, 9]))),
    )(writer),
    "signature-look-in-place": _look_of_signature,
    "signature-type": _set("Signature1", FT="/Tx"),
    "signature-flag": _set("Signature1", Ff=2),
    "read-only-and-more": _set("GhiChu", Ff=8193 + 4096),
}


def cases(shop: Workshop) -> Iterator[Case]:
    twin = shop.signed_after(filled_form)
    yield genuine("form-signed", "a filled form, signed", twin)
    yield genuine("form-signed-twice", "a filled form, signed and sealed", _sealed(shop, twin))
    direct = shop.signed_after(plain_text_field)
    yield genuine("form-direct-signed-twice", "looks held directly", _sealed(shop, direct))
    locked = shop.colleague_with(twin, _set("SoTien", Ff=1))
    yield genuine("form-locked", "a later signature makes a field read-only", locked)
    flags = edit(twin, lambda writer: change_form(writer, SigFlags=0))
    yield forged("form-signature-flags", "the form denies signatures", flags, twin, NEVER_VALID)
    for name, change in CHANGES.items():
        # Signing takes the wish to be drawn anew away.
        for how, data in carried(shop, twin, change, signing=name != "drawn-anew").items():
            yield forged(f"form-{name}-{how}", f"form: {name}, {how}", data, twin, NEVER_VALID)


def _sealed(shop: Workshop, data: bytes) -> bytes:
    return sign(data, shop.pki.agency, "Seal", box=SEAL_BOX)
