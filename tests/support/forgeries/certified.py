"""Attacks on certified documents: evil annotations, sneaky signatures, and the permissions themselves."""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign import signers
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec

from tests.support.forgeries.case import NEVER_VALID, Case, forged, genuine
from tests.support.forgeries.incremental import security_store
from tests.support.forgeries.parts import (
    Value,
    Writer,
    add_widget,
    annotate,
    change_root,
    dictionary,
    field_of,
    form,
    free_text,
    put,
    stream,
)
from tests.support.forgeries.shadow_tricks import new_value, plain_text_field
from tests.support.forgeries.workshop import Change, Workshop, edit, writing
from tests.support.signed_pdf import (
    ADOBE,
    LEADER_BOX,
    NUMBER_BOX,
    SEAL_BOX,
    sign,
    signer_of,
    stamp_document,
)

OVER = [80, 590, 380, 620]
# Subtype and what it needs; the first three draw over the text, as in the published attack.
ANNOTATIONS: dict[str, dict[str, Value]] = {
    "FreeText": {"DA": "/Helv 12 Tf"},
    "Stamp": {"Name": "/Approved"},
    "Redact": {"OverlayText": "9000000"},
    "Square": {"IC": [1, 1, 1]},
    "Circle": {"IC": [1, 1, 1]},
    "Line": {"L": [80, 600, 380, 600]},
    "Polygon": {"Vertices": [80, 590, 380, 590, 380, 620]},
    "Ink": {"InkList": [[80, 600, 380, 600]]},
    "Highlight": {"QuadPoints": [80, 620, 380, 620, 80, 590, 380, 590]},
    "StrikeOut": {"QuadPoints": [80, 620, 380, 620, 80, 590, 380, 590]},
    "Text": {"Open": True},
    "Link": {},
    "Watermark": {},
    "Caret": {},
    "FileAttachment": {"Name": "/Paperclip"},
    "Popup": {"Open": True},
    "Screen": {},
    "3D": {},
}


def cases(shop: Workshop) -> Iterator[Case]:
    for permission in (1, 2, 3):
        twin = shop.certified(permission)
        yield genuine(f"certified-p{permission}", "certified", twin)
        for name, data in [*_annotated(twin), *_sneaked(shop, twin), *_permissions(shop, twin)]:
            label = f"certified-p{permission}-{name}"
            yield forged(label, f"P={permission}: {name}", data, twin, NEVER_VALID)
    yield from _form_filling(shop)
    yield from _followers(shop)
    yield from _locks(shop)


def _annotated(twin: bytes) -> Iterator[tuple[str, bytes]]:
    for subtype, entries in ANNOTATIONS.items():
        yield f"annotation-{subtype}", edit(twin, _annotation(subtype, entries))
    yield (
        "annotation-with-look",
        edit(twin, _annotation("Stamp", {}, look=b"1 g 0 0 300 30 re f")),
    )
    yield "annotation-hidden", edit(twin, _annotation("FreeText", {"F": 2}))
    yield "annotation-with-store", edit(twin, _annotation("FreeText", {}, store=True))


def _annotation(
    subtype: str, entries: dict[str, Value], *, look: bytes = b"", store: bool = False
) -> Change:
    def change(writer: Writer) -> None:
        note = free_text(OVER)
        put(note, Subtype="/" + subtype, **entries)
        if look:
            put(note, AP=dictionary(N=writer.add_object(form(look, [0, 0, 300, 30]))))
        annotate(writer, writer.add_object(note))
        if store:
            security_store(writer)

    return change


def _sneaked(shop: Workshop, twin: bytes) -> Iterator[tuple[str, bytes]]:
    """A signature field as a carrier of a drawing: unsigned, by a stranger, by a colleague over text."""
    box = (80, 590, 380, 620)
    yield "field-over-text", edit(twin, _empty_field(OVER))
    yield "field-beside-text", edit(twin, _empty_field([80, 300, 380, 330]))
    yield "field-with-store", edit(twin, _field_and_store)
    yield "stranger-over-text", sign(twin, shop.stranger.clerk, "Sneaky", box=box)
    yield "stranger-beside-text", sign(twin, shop.stranger.clerk, "Sneaky", box=(80, 300, 90, 310))
    yield "stranger-unseen", sign(twin, shop.stranger.clerk, "Sneaky")
    yield "colleague-over-text", sign(twin, shop.pki.clerk, "Sneaky", box=box)


def _empty_field(rect: list[int]) -> Change:
    def change(writer: Writer) -> None:
        look = writer.add_object(form(b"1 g 0 0 300 30 re f", [0, 0, 300, 30]))
        add_widget(writer, "Sneaky", rect, FT="/Sig", AP=dictionary(N=look))

    return change


def _field_and_store(writer: Writer) -> None:
    _empty_field(OVER)(writer)
    security_store(writer)


def _certification(writer: Writer) -> generic.DictionaryObject:
    found: generic.DictionaryObject = field_of(writer, "Signature1")["/V"]
    return found


def _permission(value: Value) -> Change:
    def change(writer: Writer) -> None:
        found = _certification(writer)
        put(found["/Reference"][0]["/TransformParams"], P=value)
        writer.update_container(found)

    return change


def _no_reference(writer: Writer) -> None:
    found = _certification(writer)
    del found["/Reference"]
    writer.update_container(found)


def _no_permissions(writer: Writer) -> None:
    del writer.root["/Perms"]
    writer.update_root()


def _other_permissions(writer: Writer) -> None:
    change_root(writer, Perms=dictionary(DocMDP=writer.add_object(dictionary(Type="/Sig"))))


def _permissions(shop: Workshop, twin: bytes) -> Iterator[tuple[str, bytes]]:
    changes: dict[str, Change] = {
        "lowered": _permission(1),
        "raised": _permission(4),
        "raised-to-three": _permission(0),
        "permission-text": _permission("3"),
        "reference-removed": _no_reference,
        "perms-removed": _no_permissions,
        "perms-replaced": _other_permissions,
        "usage-rights-added": lambda writer: change_root(
            writer, Perms=dictionary(UR3=writer.add_object(dictionary(Type="/Sig")))
        ),
    }
    for name, change in changes.items():
        yield name, edit(twin, change)
        yield f"{name}-with-colleague", shop.colleague_with(twin, change)
    yield "content-with-store", edit(twin, _content_and_store)


def _content_and_store(writer: Writer) -> None:
    contents = writer.root["/Pages"]["/Kids"][0].raw_get("/Contents")
    writer.objects[(contents.generation, contents.idnum)] = stream(b"")
    security_store(writer)


def _form_filling(shop: Workshop) -> Iterator[Case]:
    """Allowed by P=2 and P=3; our rule is narrower: a decision has no blanks to fill after it was signed."""
    for permission in (1, 2, 3):
        prepared = edit(shop.plain, plain_text_field)
        twin = sign(prepared, shop.pki.leader, certify=MDPPerm(permission))
        made = {
            "alone": edit(twin, new_value),
            "with-colleague": shop.colleague_with(twin, new_value),
            "with-stamp": shop.stamp_with(twin, new_value),
        }
        for how, data in made.items():
            label = f"certified-p{permission}-filled-{how}"
            yield forged(label, f"P={permission}: form filled {how}", data, twin, NEVER_VALID)


def _followers(shop: Workshop) -> Iterator[Case]:
    """What may follow, and what may not."""
    pki = shop.pki
    for permission in (2, 3):
        twin = shop.certified(permission)
        sealed = sign(twin, pki.agency, "Seal", box=SEAL_BOX)
        numbered = sign(sealed, pki.agency, "Number", box=NUMBER_BOX)
        yield genuine(f"certified-p{permission}-sealed", "seal and number follow", numbered)
    first = shop.certified(1)
    yield genuine("certified-p1-stamped", "a timestamp may follow P=1", stamp_document(first, pki))
    yield forged(
        "certified-p1-signed",
        "P=1: signed again",
        sign(first, pki.agency, "S2"),
        first,
        NEVER_VALID,
    )
    twin = sign(shop.plain, pki.clerk, box=NUMBER_BOX)
    later = sign(twin, pki.leader, "Signature2", certify=MDPPerm.FILL_FORMS, strict=True)
    yield forged("certified-later", "certified after a signature", later, twin, NEVER_VALID)


def _locked(shop: Workshop, spec: FieldMDPSpec, data: bytes) -> bytes:
    meta = signers.PdfSignatureMetadata(
        field_name="Locking", md_algorithm="sha256", subfilter=ADOBE
    )
    field = SigFieldSpec("Locking", on_page=0, box=LEADER_BOX, field_mdp_spec=spec)
    signer = signers.PdfSigner(meta, signer_of(shop.pki.leader), new_field_spec=field)
    return signer.sign_pdf(writing(data)).getvalue()


def _locks(shop: Workshop) -> Iterator[Case]:
    """Signatures that lock fields: all, some, all but some."""
    prepared = edit(shop.plain, plain_text_field)
    specs = {
        "all": FieldMDPSpec(FieldMDPAction.ALL),
        "include": FieldMDPSpec(FieldMDPAction.INCLUDE, fields=["SoTien", "Seal"]),
        "exclude": FieldMDPSpec(FieldMDPAction.EXCLUDE, fields=["Free"]),
    }
    for name, spec in specs.items():
        twin = _locked(shop, spec, prepared)
        yield genuine(f"lock-{name}", f"locks {name}", twin)
        sealed = sign(twin, shop.pki.agency, "Seal", box=SEAL_BOX)
        yield forged(f"lock-{name}-broken", "the locked field is signed", sealed, twin, NEVER_VALID)
        filled = shop.colleague_with(twin, new_value, "Free")
        yield forged(f"lock-{name}-filled", "a locked value changed", filled, twin, NEVER_VALID)
    free = _locked(shop, specs["include"], prepared)
    follower = sign(free, shop.pki.agency, "Free", box=SEAL_BOX)
    yield genuine("lock-include-then-free", "a field that is not locked is signed", follower)
    free = _locked(shop, specs["exclude"], prepared)
    follower = sign(free, shop.pki.agency, "Free", box=SEAL_BOX)
    yield genuine("lock-exclude-then-free", "the excluded field is signed", follower)
    noted = edit(free, _lock_removed)
    yield forged("lock-removed", "the lock is taken off the field", noted, free, NEVER_VALID)


def _lock_removed(writer: Writer) -> None:
    field = field_of(writer, "Locking")
    del field[pdf_name("/Lock")]
    writer.update_container(field)
