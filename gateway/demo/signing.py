"""Signs the demo's PDFs as agencies do: the leader, then the clerk with the agency's certificate.

Each signature is a PAdES update of its own with a timestamp from an in-process time-stamper
(signatures.md, *The field*).
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from gateway.demo.layout import Place
from gateway.demo.pki import DemoPki, Holder


@dataclass(frozen=True, slots=True)
class Mark:
    """One signature: who, when (aware), under which field name, and what it shows where."""

    holder: Holder
    at: datetime
    field: str
    appearance: Path | None = None  # a one-page PDF
    place: Place | None = None


def sign(pki: DemoPki, pdf: bytes, mark: Mark) -> bytes:
    """`pdf` with one more signature as an incremental update."""
    return asyncio.run(_sign(pki, pdf, mark))


async def _sign(pki: DemoPki, pdf: bytes, mark: Mark) -> bytes:
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=mark.field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        ),
        signer=_signer(pki, mark.holder),
        timestamper=_stamper(pki, mark.at),
        stamp_style=_style(mark),
        new_field_spec=_field(mark),
    )
    session = signer.init_signing_session(IncrementalPdfFileWriter(BytesIO(pdf)))
    session.system_time = mark.at  # pyHanko would take the computer's clock
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=16384)
    out = BytesIO()
    prepared, _ = document.digest_tbs_document(output=out)
    await document.perform_signature(
        prepared.document_digest, PdfCMSSignedAttributes(signing_time=mark.at)
    )
    return out.getvalue()


def _field(mark: Mark) -> SigFieldSpec:
    place = mark.place
    if place is None:
        return SigFieldSpec(mark.field)
    left, bottom = round(place.x), round(place.y)
    box = (left, bottom, left + round(place.width), bottom + round(place.height))
    return SigFieldSpec(mark.field, on_page=place.page, box=box)


def _style(mark: Mark) -> StaticStampStyle | None:
    if mark.appearance is None:
        return None
    rule = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MID,
        y_align=layout.AxisAlignment.ALIGN_MID,
        margins=layout.Margins.uniform(0),
    )
    return StaticStampStyle.from_pdf_file(
        str(mark.appearance), border_width=0, background_layout=rule
    )


def _signer(pki: DemoPki, holder: Holder) -> SimpleSigner:
    registry = SimpleCertificateStore()
    registry.register(_certificate(pki.issuing))
    certificate = _certificate(holder)
    return SimpleSigner(certificate, _key(holder), registry, embed_roots=False)


def _stamper(pki: DemoPki, at: datetime) -> DummyTimeStamper:
    return DummyTimeStamper(_certificate(pki.stamper), _key(pki.stamper), fixed_dt=at)


def _certificate(holder: Holder) -> asn1_x509.Certificate:
    der = holder.certificate.public_bytes(serialization.Encoding.DER)
    return asn1_x509.Certificate.load(der)


def _key(holder: Holder) -> keys.PrivateKeyInfo:
    der = holder.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return keys.PrivateKeyInfo.load(der)


def overwrite_number(pdf: bytes, place: Place, number: str) -> bytes:
    """Puts another number over the old one in an unsigned update: what a forger would do."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    font = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Font"),
            pdf_name("/Subtype"): pdf_name("/Type1"),
            pdf_name("/BaseFont"): pdf_name("/Times-Roman"),
        }
    )
    resources = DictionaryObject(
        {pdf_name("/Font"): DictionaryObject({pdf_name("/Forged"): writer.add_object(font)})}
    )
    drawing = (
        f"q 1 g {place.x:.1f} {place.y:.1f} {place.width:.1f} {place.height:.1f} re f Q "
        f"BT 0 g /Forged 13 Tf {place.x:.1f} {place.y + 3:.1f} Td ({number}) Tj ET"
    )
    stream = writer.add_object(StreamObject(stream_data=drawing.encode("ascii")))
    writer.add_stream_to_page(place.page, stream, resources=resources)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
