"""Shadow attacks that hide or replace: what is prepared, and what is switched over after the signature."""

from pyhanko.pdf_utils import generic

from tests.support.forgeries.parts import (
    Writer,
    add_widget,
    annotate,
    change_form,
    change_page,
    change_root,
    dictionary,
    field_of,
    form,
    free_text,
    page_of,
    put,
    stream,
)
from tests.support.forgeries.workshop import Change

Trick = tuple[str, Change, Change]
OVER = [80, 590, 380, 620]
WHITE = b"1 1 1 rg 0 0 300 30 re f"


# Hide: what covers the true text when it is signed is taken away afterwards.
def cover_with_note(writer: Writer) -> None:
    annotate(writer, writer.add_object(free_text(OVER, NM="cover")))


def uncover_note(writer: Writer) -> None:
    change_page(writer, Annots=_without(writer, lambda item: item.get("/NM") == "cover"))


def _without(writer: Writer, unwanted: object) -> generic.ArrayObject:
    assert callable(unwanted)
    kept = [
        item
        for item in list.__iter__(page_of(writer)["/Annots"])
        if not unwanted(item.get_object())
    ]
    return generic.ArrayObject(kept)


def hide_note_by_flag(writer: Writer) -> None:
    for item in page_of(writer)["/Annots"]:
        note = item.get_object()
        if note.get("/NM") == "cover":
            put(note, F=2)
            writer.update_container(note)


def move_note(writer: Writer) -> None:
    for item in page_of(writer)["/Annots"]:
        note = item.get_object()
        if note.get("/NM") == "cover":
            put(note, Rect=[0, 0, 1, 1])
            writer.update_container(note)


def cover_with_picture(writer: Writer) -> None:
    xobject = writer.add_object(form(WHITE, [0, 0, 300, 30]))
    draw = writer.add_object(stream(b"q 1 0 0 1 80 590 cm /Cover Do Q"))
    resources = page_of(writer)["/Resources"]
    put(resources, XObject=dictionary(Cover=xobject))
    contents = page_of(writer).raw_get("/Contents")
    change_page(writer, Resources=resources, Contents=[contents, draw])


def _cover_ref(writer: Writer) -> generic.IndirectObject:
    reference: generic.IndirectObject = page_of(writer)["/Resources"]["/XObject"].raw_get("/Cover")
    return reference


def empty_picture(writer: Writer) -> None:
    cover = _cover_ref(writer)
    writer.objects[(cover.generation, cover.idnum)] = form(b"", [0, 0, 300, 30])


def picture_becomes_null(writer: Writer) -> None:
    cover = _cover_ref(writer)
    writer.objects[(cover.generation, cover.idnum)] = generic.NullObject()


def picture_of_other_type(writer: Writer) -> None:
    cover = _cover_ref(writer)
    writer.objects[(cover.generation, cover.idnum)] = stream(WHITE, Type="/XObject", Subtype="/PS")


def cover_by_layer(writer: Writer) -> None:
    cover_with_picture(writer)
    group = writer.add_object(dictionary(Type="/OCG", Name="x"))
    cover = _cover_ref(writer).get_object()
    put(cover, OC=group)
    writer.update_container(cover)
    default = writer.add_object(dictionary(ON=[group]))
    change_root(writer, OCProperties=dictionary(OCGs=[group], D=default))


def layer_off(writer: Writer) -> None:
    default = writer.root["/OCProperties"]["/D"]
    put(default, OFF=default["/ON"], ON=[])
    writer.update_container(default)


# Replace: form values and fonts.
def _text_field(writer: Writer, value: str, *, indirect: bool = True) -> generic.DictionaryObject:
    font = writer.add_object(dictionary(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica"))
    fonts = dictionary(Helv=font)
    look = form(
        b"/Tx BMC BT /Helv 12 Tf 2 4 Td (1000) Tj ET EMC",
        [0, 0, 200, 20],
        Resources=dictionary(Font=fonts),
    )
    shown = dictionary(N=writer.add_object(look))
    field = add_widget(
        writer,
        "SoTien",
        [80, 500, 280, 520],
        FT="/Tx",
        V=value,
        DA="/Helv 12 Tf 0 g",
        AP=writer.add_object(shown) if indirect else shown,
    )
    change_form(writer, DR=dictionary(Font=fonts), DA="/Helv 12 Tf 0 g")
    return field


def text_field(writer: Writer) -> None:
    _text_field(writer, "1000")


def new_value(writer: Writer) -> None:
    field = field_of(writer, "SoTien")
    put(field, V="9000")
    writer.update_container(field)


def new_look(writer: Writer) -> None:
    field = field_of(writer, "SoTien")
    look = form(b"BT /Helv 12 Tf 2 4 Td (9000) Tj ET", [0, 0, 200, 20])
    put(field, AP=dictionary(N=writer.add_object(look)))
    writer.update_container(field)


def look_in_place(writer: Writer) -> None:
    look = field_of(writer, "SoTien")["/AP"].raw_get("/N")
    writer.objects[(look.generation, look.idnum)] = form(b"BT (9000) Tj ET", [0, 0, 200, 20])


def no_look(writer: Writer) -> None:
    """The viewer draws the value, which was another all the time."""
    field = field_of(writer, "SoTien")
    del field["/AP"]
    writer.update_container(field)


def drawn_anew(writer: Writer) -> None:
    change_form(writer, NeedAppearances=True)


def other_form_font(writer: Writer) -> None:
    font = writer.add_object(dictionary(Type="/Font", Subtype="/Type1", BaseFont="/Symbol"))
    change_form(writer, DR=dictionary(Font=dictionary(Helv=font)), NeedAppearances=True)


def form_font_in_place(writer: Writer) -> None:
    font = writer.root["/AcroForm"]["/DR"]["/Font"].raw_get("/Helv")
    encoding = dictionary(Type="/Encoding", Differences=[0x31, "/nine"])
    writer.objects[(font.generation, font.idnum)] = dictionary(
        Type="/Font", Subtype="/Type1", BaseFont="/Helvetica", Encoding=encoding
    )


def other_default_look(writer: Writer) -> None:
    change_form(writer, DA="/Helv 0.1 Tf 1 g", NeedAppearances=True)


def value_behind_the_look(writer: Writer) -> None:
    _text_field(writer, "9000", indirect=False)


def plain_text_field(writer: Writer) -> None:
    _text_field(writer, "1000", indirect=False)


HIDE: tuple[Trick, ...] = (
    ("hide-note-removed", cover_with_note, uncover_note),
    ("hide-note-flag", cover_with_note, hide_note_by_flag),
    ("hide-note-moved", cover_with_note, move_note),
    ("hide-picture-emptied", cover_with_picture, empty_picture),
    ("hide-picture-null", cover_with_picture, picture_becomes_null),
    ("hide-picture-type", cover_with_picture, picture_of_other_type),
    ("hide-layer-off", cover_by_layer, layer_off),
)
REPLACE: tuple[Trick, ...] = (
    ("replace-value", text_field, new_value),
    ("replace-look", text_field, new_look),
    ("replace-look-in-place", text_field, look_in_place),
    ("replace-no-look", value_behind_the_look, no_look),
    ("replace-drawn-anew", value_behind_the_look, drawn_anew),
    ("replace-form-font-behind-direct-look", plain_text_field, other_form_font),
    ("replace-value-behind-direct-look", plain_text_field, new_value),
    ("replace-default-look-behind-direct-look", plain_text_field, other_default_look),
    ("replace-form-font", text_field, other_form_font),
    ("replace-form-font-in-place", text_field, form_font_in_place),
    ("replace-default-look", text_field, other_default_look),
)
