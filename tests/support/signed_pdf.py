"""Documents of the tests' own, signed as agencies sign them."""

from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

from tests.support.pki import Identity, Pki

AMOUNT = b"1000000"  # stands uncompressed on the first page
ADOBE = SigSeedSubFilter.ADOBE_PKCS7_DETACHED
LEADER_BOX = (330, 180, 480, 250)
SEAL_BOX = (270, 160, 370, 260)  # square, over the leader's signature and the line of the title
NUMBER_BOX = (110, 745, 140, 763)
DATE_BOX = (420, 745, 450, 763)


def plain_pdf(pages: int = 2) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), pageCompression=0, invariant=1)
    for number in range(pages):
        canvas.setFont("Times-Roman", 13)
        canvas.drawString(80, 750, "So:")
        canvas.drawString(150, 750, "/QD-STN")
        canvas.drawString(
            80, 600, f"Trang {number + 1}: chi so tien " + AMOUNT.decode() + " dong cho don vi"
        )
        canvas.drawString(300, 255, "GIAM DOC")
        canvas.drawString(300, 165, "Nguyen Van A")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def signer_of(identity: Identity, *, chain: tuple[Identity, ...] = ()) -> signers.SimpleSigner:
    store = SimpleCertificateStore()
    for item in chain:
        store.register(item.asn1_certificate)
    return signers.SimpleSigner(
        signing_cert=identity.asn1_certificate,
        signing_key=identity.asn1_key,
        cert_registry=store,
    )


class CarelessSigner(signers.PdfSigner):
    """Signs where the certification of another forbids it."""

    def _enforce_certification_constraints(
        self,
        reader: PdfFileReader,
    ) -> None:
        return None


def sign(
    data: bytes,
    identity: Identity,
    field: str = "Signature1",
    *,
    box: tuple[int, int, int, int] | None = None,
    certify: MDPPerm | None = None,
    subfilter: SigSeedSubFilter = ADOBE,
    stamper: DummyTimeStamper | None = None,
    strict: bool = True,
    digest: str = "sha256",
) -> bytes:
    """Adds a signature as an incremental update; only the leaf is embedded, as in the field."""
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm=digest,
        subfilter=subfilter,
        certify=certify is not None,
        docmdp_permissions=certify or MDPPerm.FILL_FORMS,
    )
    pdf_signer = CarelessSigner(
        meta,
        signer_of(identity),
        timestamper=stamper,
        new_field_spec=SigFieldSpec(field, on_page=0, box=box),
    )
    writer = IncrementalPdfFileWriter(BytesIO(data), strict=strict)
    return pdf_signer.sign_pdf(writer).getvalue()


def stamper(pki: Pki, at: datetime | None = None) -> DummyTimeStamper:
    return DummyTimeStamper(
        pki.tsa.asn1_certificate,
        pki.tsa.asn1_key,
        certs_to_embed=SimpleCertificateStore(),
        fixed_dt=at,
    )


def stamp_document(data: bytes, pki: Pki, field: str = "Stamp1") -> bytes:
    """Adds a document timestamp."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    time_stamper = signers.PdfTimeStamper(stamper(pki), field_name=field)
    return time_stamper.timestamp_pdf(writer, "sha256").getvalue()


def normal_file(pki: Pki) -> bytes:
    """The leader, then the clerk with the agency's certificate per number, date and seal."""
    data = sign(plain_pdf(), pki.leader, "Signature1", box=LEADER_BOX)
    for number, box in enumerate((NUMBER_BOX, DATE_BOX, SEAL_BOX), start=2):
        data = sign(data, pki.agency, f"Signature{number}", box=box)
    return data
