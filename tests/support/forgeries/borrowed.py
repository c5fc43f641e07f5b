"""A new signature that names, as its own, what others signed before: readers that trust it look away."""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic

from tests.support.forgeries.case import NEVER_VALID, Case, forged
from tests.support.forgeries.incremental import overwritten_content, replaced_content
from tests.support.forgeries.own_signing import sign_with, stamp_with
from tests.support.forgeries.parts import (
    Writer,
    add_field,
    change_form,
    dictionary,
    form_of,
    page_of,
    put,
)
from tests.support.forgeries.shadow_both import take_the_other, two_contents
from tests.support.forgeries.shadow_tricks import cover_with_note, uncover_note
from tests.support.forgeries.workshop import Change, Workshop, reading
from tests.support.forgeries.xref_tricks import content_number


def cases(shop: Workshop) -> Iterator[Case]:
    twin = shop.signed
    for name, data in _approved(shop):
        yield forged(f"resigned-{name}", f"{name}, then signed", data, twin, NEVER_VALID)
    covered = shop.signed_after(cover_with_note)
    data = sign_with(covered, shop.pki.clerk, uncover_note)
    yield forged("resigned-uncovered", "uncovered, then signed", data, covered, NEVER_VALID)
    yield from _borrowed_looks(shop)


def _approved(shop: Workshop) -> Iterator[tuple[str, bytes]]:
    """The new signature's own dictionary names what it wants overlooked."""
    twin = shop.signed
    number = content_number(twin)
    page = reading(twin).root["/Pages"]["/Kids"].raw_get(0).idnum
    for what, target, change in (
        ("content", number, overwritten_content),
        ("page", page, replaced_content),
        ("note", number, overwritten_content),
    ):
        params = generic.IndirectObject(int(target), 0, None)
        names = dictionary(Type="/SigRef", TransformMethod="/Other", TransformParams=params)
        for how, data in {
            "colleague": sign_with(twin, shop.pki.clerk, change, Reference=[names]),
            "stamp": stamp_with(twin, shop.stranger, change, Reference=[names]),
        }.items():
            yield f"approved-{what}-{how}", data
    for key in ("AP", "Lock", "SV"):
        yield f"approved-through-{key}", sign_with(twin, shop.pki.clerk, _hanging(key))


def _hanging(key: str) -> Change:
    """The replaced content hangs on the new field."""

    def change(writer: Writer) -> None:
        contents = page_of(writer).raw_get("/Contents")
        overwritten_content(writer)
        field = dictionary(FT="/Sig", T="Signature2")
        put(field, **{key: dictionary(N=contents)})
        kept = list.__iter__(form_of(writer)["/Fields"])
        change_form(writer, Fields=generic.ArrayObject([*kept, writer.add_object(field)]))

    return change


def _page_as_look(writer: Writer) -> None:
    """An empty field whose look is the page itself, and a content that lies ready."""
    two_contents(writer)
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    add_field(writer, dictionary(FT="/Sig", T="Signature2", AP=page))


def _borrowed_looks(shop: Workshop) -> Iterator[Case]:
    twin = shop.signed_after(_page_as_look)
    made = {
        "colleague": sign_with(twin, shop.pki.clerk, take_the_other),
        "stamp": stamp_with(twin, shop.stranger, take_the_other, "Signature2"),
    }
    for who, data in made.items():
        label = f"resigned-look-is-the-page-{who}"
        yield forged(label, f"the page as a look, {who}", data, twin, NEVER_VALID)
