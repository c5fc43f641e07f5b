"""Genuine shapes: what programs of daily practice write, and no judge may refuse."""

from collections.abc import Callable, Iterator
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field

from tests.support.forgeries.case import Case, genuine
from tests.support.forgeries.handmade import Update, body_of, stream_update
from tests.support.forgeries.incremental import security_store
from tests.support.forgeries.own_signing import sign_with, stamp_with
from tests.support.forgeries.parts import (
    Writer,
    add_field,
    annotate,
    change_form,
    change_page,
    change_root,
    dictionary,
    form,
    page_of,
    page_ref,
    put,
    stream,
)
from tests.support.forgeries.shadow_both import hole_in_the_page
from tests.support.forgeries.workshop import Change, Workshop, edit, next_number, reading, writing
from tests.support.forgeries.xref_tricks import with_store
from tests.support.genuine import long_term, with_xref_streams
from tests.support.signed_pdf import (
    ADOBE,
    LEADER_BOX,
    NUMBER_BOX,
    SEAL_BOX,
    sign,
    signer_of,
    stamp_document,
)

PADES = SigSeedSubFilter.PADES


def cases(shop: Workshop) -> Iterator[Case]:
    for name, build in BEFORE.items():
        prepared = build(shop)
        signed = sign(prepared, shop.pki.leader, box=LEADER_BOX, strict=False)
        yield genuine(f"genuine-{name}", f"signed: {name}", signed)
        sealed = sign(signed, shop.pki.agency, "Signature2", box=SEAL_BOX, strict=False)
        yield genuine(f"genuine-{name}-sealed", f"signed and sealed: {name}", sealed)
    for name, make in AFTER.items():
        yield genuine(f"genuine-{name}", name, make(shop))


def _prepared(change: Change) -> Callable[[Workshop], bytes]:
    return lambda shop: edit(shop.plain, change)


def _page_tree(writer: Writer) -> None:
    """Three levels; the size, the turn and the fonts stand above the pages."""
    top = writer.root["/Pages"]
    page = page_of(writer)
    middle = dictionary(Type="/Pages", Count=1, MediaBox=[0, 0, 595, 842], Rotate=0)
    put(middle, Resources=page["/Resources"], Kids=[page_ref(writer)])
    reference = writer.add_object(middle)
    put(middle, Parent=writer.root.raw_get("/Pages"))
    put(page, Parent=reference)
    for key in ("/MediaBox", "/Resources", "/Rotate"):
        page.pop(key, None)
    writer.update_container(page)
    rest = list(list.__iter__(top["/Kids"]))[1:]
    put(top, Kids=generic.ArrayObject([reference, *rest]))
    writer.update_container(top)


def _annotation_array(writer: Writer) -> None:
    """The list of annotations is an object of its own."""
    link = dictionary(Type="/Annot", Subtype="/Link", Rect=[80, 300, 120, 310])
    put(link, A=dictionary(S="/URI", URI="https://mau.example"))
    array = writer.add_object(generic.ArrayObject([writer.add_object(link)]))
    change_page(writer, Annots=array)


def _tagged(writer: Writer) -> None:
    element = dictionary(Type="/StructElem", S="/P", Pg=page_ref(writer), K=0)
    reference = writer.add_object(element)
    parents = writer.add_object(dictionary(Nums=[0, [reference]]))
    tree = writer.add_object(dictionary(Type="/StructTreeRoot", K=[reference], ParentTree=parents))
    put(element, P=tree)
    change_page(writer, StructParents=0)
    change_root(writer, StructTreeRoot=tree, MarkInfo=dictionary(Marked=True), Lang="vi-VN")


def _attachment(writer: Writer, data: bytes) -> None:
    file = writer.add_object(stream(data, Type="/EmbeddedFile"))
    spec = dictionary(Type="/Filespec", F="phu-luc.pdf", UF="Phụ lục.pdf", EF=dictionary(F=file))
    names = dictionary(Names=["Phụ lục", writer.add_object(spec)])
    change_root(writer, Names=dictionary(EmbeddedFiles=names))


def _form_without_flags(writer: Writer) -> None:
    """A program that writes /SigFlags 1; the next one raises it to 3."""
    change_root(writer, AcroForm=writer.add_object(dictionary(Fields=[], SigFlags=1)))


def _linearised(data: bytes) -> bytes:
    """The first page's cross-reference comes first, as for the web; the other stands at the end."""
    reader = reading(data)
    size, root = next_number(data), reader.root_ref.idnum
    out, offsets = bytearray(b"%PDF-1.6\n"), {}

    def write(number: int, body: bytes) -> None:
        offsets[number] = len(out)
        out.extend(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    write(size, b"<< /Linearized 1 /L 99999 /H [0 0] /O 1 /E 999 /N 2 /T 999 >>")
    front = len(out)
    room = b"xref\n%d 1\n%020d\ntrailer\n<< /Size %d /Root %d 0 R /Prev %010d >>\nstartxref\n0\n%%%%EOF\n"
    out += room % (size, 0, size + 1, root, 0)
    for number in range(1, size):
        write(number, body_of(data, number))
    main = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % offsets[number] for number in range(1, size))
    out += b"trailer\n<< /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, front)
    head = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %010d >>" % (
        size,
        offsets[size],
        size + 1,
        root,
        main,
    )
    out[front : front + len(head)] = head
    return bytes(out)


def _object_streams_by_hand(data: bytes) -> bytes:
    extra = next_number(data)
    return stream_update(data, {}, {extra: b"<< /A 1 >>", extra + 1: b"[1 2 3]"})


def _listed_in_two_sections(data: bytes) -> bytes:
    """An earlier program wrote objects again as they were."""
    page = int(reading(data).root["/Pages"]["/Kids"].raw_get(0).idnum)
    return Update(data, {page: body_of(data, page)}).build()


BEFORE: dict[str, Callable[[Workshop], bytes]] = {
    "plain": lambda shop: shop.plain,
    "version-2": lambda shop: shop.plain.replace(b"%PDF-1.", b"%PDF-2.", 1),
    "xref-streams": lambda shop: with_xref_streams(shop.plain),
    "object-stream-by-hand": lambda shop: _object_streams_by_hand(with_xref_streams(shop.plain)),
    "linearised": lambda shop: _linearised(shop.plain),
    "saved-before": lambda shop: _listed_in_two_sections(shop.plain),
    "page-tree": _prepared(_page_tree),
    "annotation-array": _prepared(_annotation_array),
    "tagged": _prepared(_tagged),
    "attachment": _prepared(lambda writer: _attachment(writer, b"annex")),
    "signed-attachment": lambda shop: edit(
        shop.plain, lambda writer: _attachment(writer, shop.signed)
    ),
    "reference-to-nothing": _prepared(hole_in_the_page),
    "signature-flags": _prepared(_form_without_flags),
    "decoy-comment": lambda shop: shop.plain + b"% /ByteRange [0 1 2 3]\n",
}


def _unseen_field(shop: Workshop) -> bytes:
    """A field that no page lists."""

    def change(writer: Writer) -> None:
        add_field(writer, dictionary(FT="/Sig", T="Chữ ký 2"))

    return sign_with(shop.signed, shop.pki.agency, change, "Chữ ký 2")


def _blank_layers(shop: Workshop) -> bytes:
    """Acrobat's look of an unseen signature: layers that say `% DSBlank`."""

    def change(writer: Writer) -> None:
        blank = writer.add_object(form(b"% DSBlank\n", [0, 0, 100, 100]))
        frame = form(b"q 1 0 0 1 0 0 cm /n0 Do Q\n", [0, 0, 100, 100])
        put(frame, Resources=dictionary(XObject=dictionary(n0=blank)))
        look = form(b"/FRM Do\n", [0, 0, 100, 100])
        put(look, Resources=dictionary(XObject=dictionary(FRM=writer.add_object(frame))))
        field = dictionary(Type="/Annot", Subtype="/Widget", FT="/Sig", T="Chữ ký 2", F=132)
        put(field, Rect=[0, 0, 0, 0], AP=dictionary(N=writer.add_object(look)))
        annotate(writer, add_field(writer, field))

    return sign_with(shop.signed, shop.pki.agency, change, "Chữ ký 2")


def _prepared_fields(shop: Workshop) -> bytes:
    """Empty fields for leader and seal stand ready before anybody signs."""
    writer = writing(shop.plain)
    append_signature_field(writer, SigFieldSpec("Lãnh đạo", on_page=0, box=LEADER_BOX))
    append_signature_field(writer, SigFieldSpec("Con dấu", on_page=0, box=SEAL_BOX))
    out = BytesIO()
    writer.write(out)
    data = out.getvalue()
    for field, signer in (("Lãnh đạo", shop.pki.leader), ("Con dấu", shop.pki.agency)):
        meta = signers.PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", subfilter=ADOBE
        )
        data = signers.PdfSigner(meta, signer_of(signer)).sign_pdf(writing(data)).getvalue()
    return data


def _form_resources(shop: Workshop) -> bytes:
    """The second program adds fonts of its own to the form."""

    def change(writer: Writer) -> None:
        font = writer.add_object(dictionary(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica"))
        change_form(writer, DR=dictionary(Font=dictionary(Helv=font)), DA="/Helv 0 Tf 0 g")

    return shop.colleague_with(shop.signed, change)


def _xref_stream_update(shop: Workshop) -> bytes:
    """A validation update with a cross-reference stream behind a file with tables."""
    data = sign(with_xref_streams(shop.plain), shop.pki.leader)
    return stream_update(data, with_store(data, next_number(data)))


AFTER: dict[str, Callable[[Workshop], bytes]] = {
    "leader-number-date-seal": lambda shop: shop.normal,
    "long-term": lambda shop: long_term(shop.plain, shop.pki),
    "long-term-then-seal": lambda shop: sign(
        long_term(shop.plain, shop.pki), shop.pki.agency, "Seal", subfilter=PADES, strict=False
    ),
    "store-added": lambda shop: edit(shop.normal, security_store),
    "store-by-hand": lambda shop: Update(
        shop.normal, with_store(shop.normal, next_number(shop.normal))
    ).build(),
    "store-in-streams": _xref_stream_update,
    "store-then-stamp": lambda shop: stamp_document(edit(shop.signed, security_store), shop.pki),
    "stamp-of-strangers": lambda shop: stamp_with(shop.signed, shop.stranger, lambda _: None),
    "vietnamese-names": lambda shop: sign(
        sign(shop.plain, shop.pki.leader, "Chữ ký số 1", box=LEADER_BOX),
        shop.pki.agency,
        "Số văn bản đến",
        box=NUMBER_BOX,
    ),
    "unseen-field": _unseen_field,
    "blank-layers": _blank_layers,
    "prepared-fields": _prepared_fields,
    "form-resources": _form_resources,
    "pades": lambda shop: sign(shop.plain, shop.pki.agency, subfilter=PADES),
}
