"""Incremental saving: an update replaces or adds what the signer never saw."""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic

from tests.support.forgeries.case import REFUSED, Case, forged
from tests.support.forgeries.parts import (
    Writer,
    annotate,
    change_page,
    change_root,
    content_of,
    dictionary,
    free_text,
    page_of,
    page_ref,
    put,
    stream,
)
from tests.support.forgeries.workshop import Change, Workshop, edit
from tests.support.signed_pdf import AMOUNT

FORGED = b"9000000"


def replaced_content(writer: Writer) -> None:
    data = content_of(writer).replace(AMOUNT, FORGED)
    change_page(writer, Contents=writer.add_object(stream(data)))


def overwritten_content(writer: Writer) -> None:
    contents = page_of(writer).raw_get("/Contents")
    new = stream(content_of(writer).replace(AMOUNT, FORGED))
    writer.objects[(contents.generation, contents.idnum)] = new


def appended_content(writer: Writer) -> None:
    extra = writer.add_object(stream(b"1 1 1 rg 80 590 300 30 re f"))
    change_page(writer, Contents=[page_of(writer).raw_get("/Contents"), extra])


def prepended_content(writer: Writer) -> None:
    before = writer.add_object(stream(b"1 0 0 1 0 400 cm"))
    change_page(writer, Contents=[before, page_of(writer).raw_get("/Contents")])


def direct_content_array(writer: Writer) -> None:
    change_page(writer, Contents=generic.ArrayObject())


def _copied_page(writer: Writer) -> generic.IndirectObject:
    page = generic.DictionaryObject(dict(page_of(writer).items()))
    new = writer.add_object(stream(content_of(writer).replace(AMOUNT, FORGED)))
    put(page, Contents=new)
    reference: generic.IndirectObject = writer.add_object(page)
    return reference


def _set_kids(writer: Writer, kids: list[generic.PdfObject]) -> None:
    pages = writer.root["/Pages"]
    put(pages, Kids=generic.ArrayObject(kids), Count=len(kids))
    writer.update_container(pages)


def _kids(writer: Writer) -> list[generic.PdfObject]:
    return list(list.__iter__(writer.root["/Pages"]["/Kids"]))


def added_page(writer: Writer) -> None:
    _set_kids(writer, [*_kids(writer), _copied_page(writer)])


def first_page_added(writer: Writer) -> None:
    _set_kids(writer, [_copied_page(writer), *_kids(writer)])


def removed_page(writer: Writer) -> None:
    _set_kids(writer, _kids(writer)[:1])


def swapped_pages(writer: Writer) -> None:
    _set_kids(writer, _kids(writer)[::-1])


def replaced_page(writer: Writer) -> None:
    _set_kids(writer, [_copied_page(writer), *_kids(writer)[1:]])


def repeated_page(writer: Writer) -> None:
    _set_kids(writer, [_kids(writer)[0]] * 2)


def replaced_page_tree(writer: Writer) -> None:
    kids = generic.ArrayObject([_copied_page(writer)])
    change_root(writer, Pages=writer.add_object(dictionary(Type="/Pages", Kids=kids, Count=1)))


def _fonts(writer: Writer) -> generic.DictionaryObject:
    found: generic.DictionaryObject = page_of(writer)["/Resources"]["/Font"]
    return found


def _differing() -> generic.DictionaryObject:
    encoding = dictionary(Type="/Encoding", Differences=[0x31, "/nine"])
    return dictionary(Type="/Font", Subtype="/Type1", BaseFont="/Times-Roman", Encoding=encoding)


def overwritten_font(writer: Writer) -> None:
    """The digit 1 shows as 9."""
    for key in _fonts(writer):
        font = _fonts(writer).raw_get(key)
        writer.objects[(font.generation, font.idnum)] = _differing()


def replaced_resources(writer: Writer) -> None:
    fonts = generic.DictionaryObject(
        {key: writer.add_object(_differing()) for key in _fonts(writer)}
    )
    change_page(writer, Resources=dictionary(Font=fonts))


def replaced_encoding(writer: Writer) -> None:
    for key in _fonts(writer):
        font = _fonts(writer)[key]
        put(font, Encoding=dictionary(Type="/Encoding", Differences=[0x31, "/nine"]))
        writer.update_container(font)


def type3_font(writer: Writer) -> None:
    glyph = writer.add_object(stream(b"500 0 0 0 500 700 d1 0 0 500 700 re f"))
    for key in _fonts(writer):
        font = _fonts(writer).raw_get(key)
        writer.objects[(font.generation, font.idnum)] = dictionary(
            Type="/Font",
            Subtype="/Type3",
            FontBBox=[0, 0, 1000, 1000],
            FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
            CharProcs=dictionary(a=glyph),
            Encoding=dictionary(Differences=[0x30, *["/a"] * 10]),
            FirstChar=0x30,
            LastChar=0x39,
            Widths=[500] * 10,
        )


def glyph_map_for_copying(writer: Writer) -> None:
    """What is copied and searched differs from what is seen."""
    table = b"1 beginbfchar <31> <0039> endbfchar"
    for key in _fonts(writer):
        font = _fonts(writer)[key]
        put(font, ToUnicode=writer.add_object(stream(table)))
        writer.update_container(font)


def note_over_the_amount(writer: Writer) -> None:
    annotate(writer, writer.add_object(free_text([80, 590, 300, 620])))


def _page(**entries: list[int] | int) -> Change:
    return lambda writer: change_page(writer, **entries)


def _root(**entries: object) -> Change:
    return lambda writer: change_root(writer, **entries)  # type: ignore[arg-type]  # as written in CHANGES


def embedded_file(writer: Writer) -> None:
    file = writer.add_object(stream(b"other text", Type="/EmbeddedFile"))
    spec = dictionary(Type="/Filespec", F="quyetdinh.pdf", EF=dictionary(F=file))
    names = dictionary(Names=["quyetdinh.pdf", writer.add_object(spec)])
    change_root(writer, Names=dictionary(EmbeddedFiles=names))


def portfolio(writer: Writer) -> None:
    embedded_file(writer)
    change_root(writer, Collection=dictionary(Type="/Collection", D="quyetdinh.pdf", View="/D"))


def optional_content(writer: Writer) -> None:
    group = writer.add_object(dictionary(Type="/OCG", Name="x"))
    change_root(writer, OCProperties=dictionary(OCGs=[group], D=dictionary(OFF=[group])))


def script_on_opening(writer: Writer) -> None:
    action = dictionary(S="/JavaScript", JS="app.alert(1)")
    change_root(writer, OpenAction=writer.add_object(action))


CHANGES: dict[str, Change] = {
    "content-replaced": replaced_content,
    "content-overwritten": overwritten_content,
    "content-appended": appended_content,
    "content-prepended": prepended_content,
    "content-emptied": direct_content_array,
    "page-added": added_page,
    "page-added-first": first_page_added,
    "page-removed": removed_page,
    "pages-swapped": swapped_pages,
    "page-replaced": replaced_page,
    "page-repeated": repeated_page,
    "page-tree-replaced": replaced_page_tree,
    "font-overwritten": overwritten_font,
    "font-encoding": replaced_encoding,
    "font-type3": type3_font,
    "font-glyph-map": glyph_map_for_copying,
    "resources-replaced": replaced_resources,
    "page-rotated": _page(Rotate=180),
    "page-cropped": _page(CropBox=[0, 700, 595, 842]),
    "page-media-box": _page(MediaBox=[0, 0, 595, 300]),
    "page-user-unit": _page(UserUnit=4),
    "page-thumbnail": lambda writer: change_page(writer, Thumb=writer.add_object(stream(b"x"))),
    "note-over-the-amount": note_over_the_amount,
    "catalog-embedded-file": embedded_file,
    "catalog-portfolio": portfolio,
    "catalog-optional-content": optional_content,
    "catalog-script": script_on_opening,
    "catalog-page-labels": _root(PageLabels=dictionary(Nums=[0, dictionary(P="9")])),
    "catalog-viewer": _root(ViewerPreferences=dictionary(HideMenubar=True)),
    "catalog-outline": _root(Outlines=dictionary(Type="/Outlines", Count=0)),
    "catalog-link-to-page": lambda writer: change_root(
        writer, OpenAction=generic.ArrayObject([page_ref(writer, 1), generic.pdf_name("/Fit")])
    ),
}


def new_title(writer: Writer) -> None:
    writer.set_info(writer.add_object(dictionary(Title="Quyết định khác")))


# Who signs a later update answers for what it says about the file; who only adds a DSS or a timestamp does not.
ABOUT_THE_FILE: dict[str, Change] = {"title": new_title}


def _with_store(change: Change) -> Change:
    def both(writer: Writer) -> None:
        change(writer)
        security_store(writer)

    return both


def security_store(writer: Writer) -> None:
    """The cover under which a forger without a key may add an update."""
    note = writer.add_object(stream(b"x"))
    change_root(writer, DSS=writer.add_object(dictionary(Type="/DSS", CRLs=[note])))


def cases(shop: Workshop) -> Iterator[Case]:
    twin = shop.signed
    for name, change in (CHANGES | ABOUT_THE_FILE).items():
        made = {
            "one": (edit(twin, change), twin),
            "normal": (edit(shop.normal, change), shop.normal),
            "with-store": (edit(twin, _with_store(change)), twin),
            "with-stamp": (shop.stamp_with(twin, change), twin),
        }
        for how, (data, original) in made.items():
            yield forged(f"saving-{name}-{how}", f"update: {name}, {how}", data, original, REFUSED)
