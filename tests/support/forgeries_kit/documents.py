"""A document with room for any signature, so that a case costs a digest and no PDF writing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, SignatureObject
from pyhanko.sign.validation.dss import DocumentSecurityStore

from tests.support.forgeries_kit.cms_builder import CmsPlan, TokenPlan, build, build_token
from tests.support.signed_pdf import plain_pdf

ROOM = 24 * 1024  # bytes of CMS


@dataclass(frozen=True)
class Unsigned:
    """A file with a signature field whose Contents are still empty."""

    data: bytes
    gap_start: int
    gap_end: int

    @property
    def covered(self) -> bytes:
        return self.data[: self.gap_start] + self.data[self.gap_end :]

    def digest(self, algorithm: str = "sha256") -> bytes:
        return hashlib.new(algorithm, self.covered).digest()

    def filled(self, blob: bytes) -> bytes:
        room = self.gap_end - self.gap_start - 2
        assert len(blob) * 2 <= room, f"{len(blob)} bytes of CMS"
        text = b"<" + blob.hex().encode().ljust(room, b"0") + b">"
        return self.data[: self.gap_start] + text + self.data[self.gap_end :]


def prepare(
    data: bytes,
    field: str = "Signature1",
    *,
    room: int = ROOM,
    subfilter: SigSeedSubFilter = SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
    timestamp: bool = False,
    box: tuple[int, int, int, int] | None = None,
) -> Unsigned:
    writer = IncrementalPdfFileWriter(BytesIO(data))
    spec = SigFieldSpec(field, on_page=0, box=box) if box else None
    steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(field_name=field, writer=writer)
    next(steps)
    reserved = room * 2
    value = (
        DocumentTimestamp(bytes_reserved=reserved)
        if timestamp
        else SignatureObject(subfilter=subfilter, bytes_reserved=reserved)
    )
    steps.send(SigObjSetup(sig_placeholder=value))
    prepared, output = steps.send(SigIOSetup(md_algorithm="sha256", in_place=True))
    return Unsigned(output.getvalue(), prepared.reserved_region_start, prepared.reserved_region_end)


@cache
def letter(room: int = ROOM) -> Unsigned:
    """One page that waits for its signature."""
    return prepare(plain_pdf(1), room=room)


def signed(plan: CmsPlan, place: Unsigned | None = None) -> bytes:
    place = place or letter()
    return place.filled(build(plan, place.digest(plan.digest), place.covered))


def signed_with(blob: Callable[[Unsigned], bytes], place: Unsigned | None = None) -> bytes:
    place = place or letter()
    return place.filled(blob(place))


def stamped(data: bytes, plan: TokenPlan, field: str = "Stamp1") -> bytes:
    """Adds a document timestamp."""
    place = prepare(data, field, timestamp=True, room=8 * 1024)
    return place.filled(build_token(plan, place.digest(plan.imprint_digest)))


def with_dss(
    data: bytes,
    *,
    certificates: tuple[bytes, ...] = (),
    crls: tuple[bytes, ...] = (),
    responses: tuple[bytes, ...] = (),
) -> bytes:
    """Adds a long-term-validation store."""
    out = BytesIO(data)
    DocumentSecurityStore.add_dss(
        out,
        sig_contents=None,
        certs=[x509.Certificate.load(blob) for blob in certificates],
        crls=[crl.CertificateList.load(blob) for blob in crls],
        ocsps=[ocsp.OCSPResponse.load(blob) for blob in responses],
    )
    return out.getvalue()
