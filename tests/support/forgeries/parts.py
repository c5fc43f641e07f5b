"""Small pieces of PDF for those who build by hand."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Writer = IncrementalPdfFileWriter
Value = generic.PdfObject | str | int | float | bool | list["Value"] | None

_SIMPLE = {
    bool: generic.BooleanObject,
    int: generic.NumberObject,
    float: generic.FloatObject,
}


def value_of(value: Value) -> generic.PdfObject:
    """`"/Name"` is a name, other text a string; numbers, booleans and lists are what they look like."""
    if isinstance(value, generic.PdfObject):
        return value
    if isinstance(value, list):
        return generic.ArrayObject(value_of(item) for item in value)
    if isinstance(value, str):
        return pdf_name(value) if value.startswith("/") else generic.TextStringObject(value)
    if value is None:
        return generic.NullObject()
    return _SIMPLE[type(value)](value)


def dictionary(**entries: Value) -> generic.DictionaryObject:
    """`dictionary(Type="/Annot", Rect=[…])`."""
    return generic.DictionaryObject(
        {pdf_name("/" + key): value_of(value) for key, value in entries.items()}
    )


def stream(data: bytes, **entries: Value) -> generic.StreamObject:
    return generic.StreamObject(dictionary(**entries), stream_data=data)


def form(data: bytes, box: list[int], **entries: Value) -> generic.StreamObject:
    """A form XObject."""
    return stream(data, Type="/XObject", Subtype="/Form", BBox=list(box), **entries)


def put(container: generic.DictionaryObject, **entries: Value) -> None:
    for key, value in entries.items():
        container[pdf_name("/" + key)] = value_of(value)


def page_of(writer: Writer, index: int = 0) -> generic.DictionaryObject:
    page: generic.DictionaryObject = writer.root["/Pages"]["/Kids"][index]
    return page


def page_ref(writer: Writer, index: int = 0) -> generic.IndirectObject:
    reference: generic.IndirectObject = writer.root["/Pages"]["/Kids"].raw_get(index)
    return reference


def change_page(writer: Writer, index: int = 0, **entries: Value) -> None:
    page = page_of(writer, index)
    put(page, **entries)
    writer.update_container(page)


def change_root(writer: Writer, **entries: Value) -> None:
    put(writer.root, **entries)
    writer.update_root()


def content_of(writer: Writer, index: int = 0) -> bytes:
    contents = page_of(writer, index)["/Contents"]
    parts = contents if isinstance(contents, generic.ArrayObject) else [contents]
    return b"\n".join(part.get_object().data for part in parts)


def form_of(writer: Writer) -> generic.DictionaryObject:
    found: generic.DictionaryObject = writer.root["/AcroForm"]
    return found


def change_form(writer: Writer, **entries: Value) -> None:
    found = form_of(writer)
    put(found, **entries)
    writer.update_container(found)


def field_ref(writer: Writer, name: str) -> generic.IndirectObject:
    for reference in list.__iter__(form_of(writer)["/Fields"]):
        if reference.get_object()["/T"] == name:
            found: generic.IndirectObject = reference
            return found
    raise KeyError(name)


def field_of(writer: Writer, name: str) -> generic.DictionaryObject:
    found: generic.DictionaryObject = field_ref(writer, name).get_object()
    return found


def annotate(writer: Writer, reference: generic.IndirectObject, index: int = 0) -> None:
    """Puts an annotation on a page."""
    page = page_of(writer, index)
    annotations = page.get("/Annots", generic.ArrayObject())
    put(page, Annots=generic.ArrayObject([*list.__iter__(annotations), reference]))
    writer.update_container(page)


def add_field(writer: Writer, field: generic.DictionaryObject) -> generic.IndirectObject:
    """Puts a field into the form, which is made when there is none."""
    reference: generic.IndirectObject = writer.add_object(field)
    if "/AcroForm" not in writer.root:
        change_root(writer, AcroForm=writer.add_object(dictionary(Fields=[])))
    fields = list.__iter__(form_of(writer)["/Fields"])
    change_form(writer, Fields=generic.ArrayObject([*fields, reference]))
    return reference


def add_widget(
    writer: Writer, name: str, rect: list[int], index: int = 0, **entries: Value
) -> generic.DictionaryObject:
    """A field that is its own widget, in the form and on the page."""
    field = dictionary(
        Type="/Annot",
        Subtype="/Widget",
        T=name,
        Rect=list(rect),
        P=page_ref(writer, index),
        **entries,
    )
    annotate(writer, add_field(writer, field), index)
    return field


def free_text(rect: list[int], text: str = "9000000", **entries: Value) -> generic.DictionaryObject:
    return dictionary(Type="/Annot", Subtype="/FreeText", Rect=list(rect), Contents=text, **entries)
