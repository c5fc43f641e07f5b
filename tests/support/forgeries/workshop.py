"""The signed files that forgeries start from, each made once, and the hands that work on them."""

from collections.abc import Callable
from functools import cached_property
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec

from tests.support.pki import Pki, make_pki
from tests.support.signed_pdf import (
    ADOBE,
    LEADER_BOX,
    CarelessSigner,
    normal_file,
    plain_pdf,
    sign,
    signer_of,
    stamper,
)

Change = Callable[[IncrementalPdfFileWriter], None]
Box = tuple[int, int, int, int]


class Workshop:
    """Files are bytes; `pki` is trusted, `stranger` is not."""

    def __init__(self, pki: Pki) -> None:
        self.pki = pki

    @cached_property
    def stranger(self) -> Pki:
        return make_pki()

    @cached_property
    def plain(self) -> bytes:
        return plain_pdf()

    @cached_property
    def signed(self) -> bytes:
        """Signed by the leader, visibly."""
        return sign(self.plain, self.pki.leader, box=LEADER_BOX)

    @cached_property
    def normal(self) -> bytes:
        """Leader, then number, date and seal."""
        return normal_file(self.pki)

    def certified(self, permission: int) -> bytes:
        return sign(self.plain, self.pki.leader, box=LEADER_BOX, certify=MDPPerm(permission))

    def signed_after(self, prepare: Change) -> bytes:
        """Prepared by a forger, then signed in good faith by the leader."""
        return sign(edit(self.plain, prepare), self.pki.leader, box=LEADER_BOX)

    def colleague(self, data: bytes, field: str = "Signature2", box: Box | None = None) -> bytes:
        """A true signature of an employee under the same trusted authority."""
        return sign(data, self.pki.clerk, field, box=box, strict=False)

    def colleague_with(self, data: bytes, change: Change, field: str = "Signature2") -> bytes:
        """The change and the colleague's true signature in one and the same update."""
        meta = signers.PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", subfilter=ADOBE
        )
        signer = CarelessSigner(
            meta, signer_of(self.pki.clerk), new_field_spec=SigFieldSpec(field, on_page=0)
        )
        return signer.sign_pdf(_changed(data, change)).getvalue()

    def stamp_with(self, data: bytes, change: Change, field: str = "Stamp1") -> bytes:
        """The change and a document timestamp of the forger's own making: it needs no trusted key."""
        time_stamper = signers.PdfTimeStamper(stamper(self.stranger), field_name=field)
        return time_stamper.timestamp_pdf(_changed(data, change), "sha256").getvalue()


def writing(data: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(BytesIO(data), strict=False)


def _changed(data: bytes, change: Change) -> IncrementalPdfFileWriter:
    writer = writing(data)
    change(writer)
    return writer


def edit(data: bytes, change: Change) -> bytes:
    """One incremental update."""
    out = BytesIO()
    _changed(data, change).write(out)
    return out.getvalue()


def reading(data: bytes) -> PdfFileReader:
    return PdfFileReader(BytesIO(data), strict=False)


def next_number(data: bytes) -> int:
    return int(reading(data).trailer["/Size"])
