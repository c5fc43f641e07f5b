"""Signatures and document timestamps with dictionaries, fields and widgets of one's own making."""

import asyncio
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData

from tests.support.forgeries.parts import (
    Value,
    Writer,
    add_field,
    add_widget,
    annotate,
    dictionary,
    form,
    page_ref,
    put,
    value_of,
)
from tests.support.forgeries.workshop import Change, writing
from tests.support.pki import Identity, Pki
from tests.support.signed_pdf import signer_of, stamper


def sign_with(
    data: bytes,
    signer: Identity,
    change: Change,
    field: str = "Signature2",
    **entries: Value,
) -> bytes:
    """`change` comes in the same update; `entries` join the signature dictionary."""
    writer = writing(data)
    change(writer)
    placeholder = PdfSignedData(
        pdf_name("/Sig"), subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED, bytes_reserved=8192
    )
    return _embed(writer, placeholder, field, entries, lambda digest: _cms(signer, digest))


def stamp_with(
    data: bytes, pki: Pki, change: Change, field: str = "Stamp1", **entries: Value
) -> bytes:
    """The same with a document timestamp of that PKI's authority."""
    writer = writing(data)
    change(writer)
    placeholder = PdfSignedData(
        pdf_name("/DocTimeStamp"), subfilter=SigSeedSubFilter.ETSI_RFC3161, bytes_reserved=16384
    )
    time_stamper = stamper(pki)
    return _embed(
        writer,
        placeholder,
        field,
        entries,
        lambda digest: asyncio.run(time_stamper.async_timestamp(digest, "sha256")),
    )


def _cms(signer: Identity, digest: bytes) -> object:
    return asyncio.run(signer_of(signer).async_sign(digest, "sha256"))


def _embed(
    writer: Writer,
    placeholder: PdfSignedData,
    field: str,
    entries: dict[str, Value],
    sign: object,
) -> bytes:
    assert callable(sign)
    put(placeholder, **entries)
    steps = PdfCMSEmbedder().write_cms(field_name=field, writer=writer)
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=placeholder))
    digest, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    steps.send(sign(digest.document_digest))
    assert isinstance(output, BytesIO)
    return output.getvalue()


def widget(
    name: str,
    rect: list[int] | list[float],
    index: int = 0,
    look: bytes = b"0 0 1 RG 0 0 100 100 re S",
    **entries: Value,
) -> Change:
    """An empty signature field with a look, to be signed in the same update."""

    def change(writer: Writer) -> None:
        drawing = writer.add_object(form(look, [0, 0, 100, 100]))
        field = add_widget(writer, name, [0, 0, 0, 0], index, FT="/Sig", F=132)
        put(field, Rect=value_of(list(rect)), AP=dictionary(N=drawing), **entries)

    return change


def widgets(name: str, places: list[tuple[list[int], int]]) -> Change:
    """One field with several widgets, each `(rectangle, page)`."""

    def change(writer: Writer) -> None:
        drawing = writer.add_object(form(b"0 0 1 RG 0 0 100 100 re S", [0, 0, 100, 100]))
        kids = []
        for rect, index in places:
            kid = dictionary(
                Type="/Annot", Subtype="/Widget", F=132, Rect=list(rect), P=page_ref(writer, index)
            )
            put(kid, AP=dictionary(N=drawing))
            kids.append(writer.add_object(kid))
        parent = add_field(writer, dictionary(FT="/Sig", T=name, Kids=generic.ArrayObject(kids)))
        for kid, (_, index) in zip(kids, places, strict=True):
            put(kid.get_object(), Parent=parent)
            annotate(writer, kid, index)

    return change
