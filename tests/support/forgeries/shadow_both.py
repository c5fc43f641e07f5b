"""Shadow attacks that hide and replace: both versions lie in what was signed."""

from pyhanko.pdf_utils import generic

from tests.support.forgeries.incremental import FORGED
from tests.support.forgeries.parts import (
    Writer,
    add_field,
    add_widget,
    annotate,
    change_page,
    change_root,
    content_of,
    dictionary,
    form,
    free_text,
    page_of,
    page_ref,
    put,
    stream,
)
from tests.support.forgeries.shadow_tricks import OVER, WHITE, Trick
from tests.support.signed_pdf import AMOUNT

DANGLING = 900


def two_contents(writer: Writer) -> None:
    data = content_of(writer).replace(AMOUNT, FORGED)
    put(page_of(writer), PieceInfo=dictionary(X=writer.add_object(stream(data))))
    writer.update_container(page_of(writer))


def take_the_other(writer: Writer) -> None:
    page = page_of(writer)
    put(page, Contents=page["/PieceInfo"].raw_get("/X"))
    writer.update_container(page)


def hidden_page(writer: Writer) -> None:
    page = generic.DictionaryObject(dict(page_of(writer).items()))
    data = content_of(writer).replace(AMOUNT, FORGED)
    put(page, Contents=writer.add_object(stream(data)))
    pages = writer.add_object(dictionary(Type="/Pages", Kids=[writer.add_object(page)], Count=1))
    root = generic.DictionaryObject(dict(writer.root.items()))
    put(root, Pages=pages)
    change_root(writer, PieceInfo=dictionary(X=writer.add_object(root)))


def take_the_other_tree(writer: Writer) -> None:
    change_root(writer, Pages=writer.root["/PieceInfo"]["/X"].raw_get("/Pages"))


def hole_in_the_page(writer: Writer) -> None:
    """The page names an object that does not exist yet."""
    contents = page_of(writer).raw_get("/Contents")
    change_page(writer, Contents=[contents, generic.IndirectObject(DANGLING, 0, writer)])


def fill_the_hole(writer: Writer) -> None:
    writer.objects[(0, DANGLING)] = stream(b"1 1 1 rg 80 590 300 30 re f")
    writer._lastobj_id = max(writer._lastobj_id, DANGLING)  # or /Size stays too low


def sleeping_note(writer: Writer) -> None:
    """An annotation that no page shows."""
    note = writer.add_object(free_text(OVER))
    change_page(writer, PieceInfo=dictionary(X=note))


def wake_the_note(writer: Writer) -> None:
    annotate(writer, page_of(writer)["/PieceInfo"].raw_get("/X"))


def two_notes(writer: Writer) -> None:
    annotate(writer, writer.add_object(free_text(OVER, "1000000")))
    annotate(writer, writer.add_object(free_text(OVER, "9000000")))


def other_note_on_top(writer: Writer) -> None:
    first, second, *rest = list.__iter__(page_of(writer)["/Annots"])
    change_page(writer, Annots=generic.ArrayObject([second, first, *rest]))


def note_a_second_time(writer: Writer) -> None:
    notes = list(list.__iter__(page_of(writer)["/Annots"]))
    change_page(writer, Annots=generic.ArrayObject([*notes, notes[0]]))


def sleeping_drawing(writer: Writer) -> None:
    drawing = writer.add_object(form(WHITE, [0, 0, 300, 30]))
    change_page(writer, PieceInfo=dictionary(X=drawing))


def _wearing(writer: Writer, rect: list[generic.PdfObject] | list[int] | list[float]) -> None:
    drawing = page_of(writer)["/PieceInfo"].raw_get("/X")
    field = add_widget(writer, "Trống", [0, 0, 0, 0], FT="/Sig", AP=dictionary(N=drawing))
    put(field, Rect=generic.ArrayObject(rect))


def field_wears_the_drawing(writer: Writer) -> None:
    """An empty signature field in the prepared coat; its rectangle has five numbers."""
    _wearing(writer, [generic.NumberObject(item) for item in [*OVER, 0]])


def field_with_words_for_numbers(writer: Writer) -> None:
    _wearing(writer, [generic.pdf_string(str(item)) for item in OVER])


def flat_field_wears_the_drawing(writer: Writer) -> None:
    _wearing(writer, [generic.NumberObject(item) for item in (80, 590, 380, 590)])


def kid_wears_the_drawing(writer: Writer) -> None:
    drawing = page_of(writer)["/PieceInfo"].raw_get("/X")
    kid = dictionary(Type="/Annot", Subtype="/Widget", AP=dictionary(N=drawing), P=page_ref(writer))
    put(kid, Rect=[*OVER, 0])
    reference = writer.add_object(kid)
    put(kid, Parent=add_field(writer, dictionary(FT="/Sig", T="Trống", Kids=[reference])))
    annotate(writer, reference)


def note_as_a_kid(writer: Writer) -> None:
    """The sleeping note as the widget of a new field."""
    note = page_of(writer)["/PieceInfo"].raw_get("/X")
    field = dictionary(FT="/Sig", T="Signature2", Kids=[note])
    add_field(writer, field)
    annotate(writer, note)


BOTH: tuple[Trick, ...] = (
    ("both-note-as-a-kid", sleeping_note, note_as_a_kid),
    ("both-content", two_contents, take_the_other),
    ("both-page-tree", hidden_page, take_the_other_tree),
    ("both-hole", hole_in_the_page, fill_the_hole),
    ("both-sleeping-note", sleeping_note, wake_the_note),
    ("both-notes-swapped", two_notes, other_note_on_top),
    ("both-note-twice", two_notes, note_a_second_time),
    ("both-field-five-numbers", sleeping_drawing, field_wears_the_drawing),
    ("both-field-text-numbers", sleeping_drawing, field_with_words_for_numbers),
    ("both-field-flat", sleeping_drawing, flat_field_wears_the_drawing),
    ("both-field-kid", sleeping_drawing, kid_wears_the_drawing),
)
