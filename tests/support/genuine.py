"""Genuine files in every shape that the tests can make, and those of the shared folder when it is there."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from asn1crypto import crl
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko_certvalidator import ValidationContext

from tests.support import pki as ca
from tests.support.mutations import Original
from tests.support.pki import Pki
from tests.support.real_files import REAL_SIGNED_AT, real_trust
from tests.support.shared_data import SHARED
from tests.support.signed_pdf import (
    LEADER_BOX,
    SEAL_BOX,
    normal_file,
    plain_pdf,
    sign,
    signer_of,
    stamp_document,
    stamper,
)

CASES_AT = "2026-11-25T03:00:00+00:00"  # while the CRLs of the test CA are fresh
CASES_IN_REVIEW = {"g16_expired_LTA_2023.pdf"}
PADES = SigSeedSubFilter.PADES


def own_files(pki: Pki) -> dict[str, bytes]:
    """One signature; leader, number, date and seal; timestamped; certified; with xref streams; LTA; and mixtures."""
    plain = plain_pdf()
    one = sign(plain, pki.leader, box=LEADER_BOX)
    modern = with_xref_streams(plain)
    return {
        "one": one,
        "normal": normal_file(pki),
        "timestamped": sign(plain, pki.leader, subfilter=PADES, stamper=stamper(pki)),
        "certified": sign(plain, pki.leader, certify=MDPPerm.NO_CHANGES),
        "certified-then-sealed": sign(
            sign(plain, pki.leader, box=LEADER_BOX, certify=MDPPerm.FILL_FORMS),
            pki.agency,
            "Signature2",
            box=SEAL_BOX,
        ),
        "xref-streams": sign(
            sign(modern, pki.leader, subfilter=PADES), pki.agency, "Signature2", subfilter=PADES
        ),
        "document-timestamp": stamp_document(one, pki),
        "lta": long_term(plain, pki),
    }


def with_xref_streams(data: bytes) -> bytes:
    """Written anew with cross-reference streams, the small objects in an object stream."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(data)), {"stream_xrefs": True})
    packed = writer.prepare_object_stream()
    for key, item in list(writer.objects.items()):
        if not isinstance(item, StreamObject):
            packed.add_object(key[1], writer.objects.pop(key))
            writer.objs_in_streams[key[1]] = item
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def long_term(data: bytes, pki: Pki) -> bytes:
    """PAdES-LTA: a timestamped signature, its validation data, and a document timestamp over both."""
    context = ValidationContext(
        trust_roots=[pki.root.identity.asn1_certificate],
        other_certs=[pki.sub.identity.asn1_certificate, pki.tsa.asn1_certificate],
        crls=[crl.CertificateList.load(authority.crl()) for authority in (pki.root, pki.sub)],
        revocation_mode="require",
    )
    meta = signers.PdfSignatureMetadata(
        field_name="Signature1",
        md_algorithm="sha256",
        subfilter=PADES,
        embed_validation_info=True,
        use_pades_lta=True,
        validation_context=context,
    )
    signer = signers.PdfSigner(
        meta, signer_of(pki.leader, chain=(pki.sub.identity,)), timestamper=stamper(pki)
    )
    return signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(data))).getvalue()


def own_originals(pki: Pki, trust: Path) -> list[Original]:
    at = (ca.NOW + timedelta(minutes=2)).isoformat()
    return [Original(name, data, trust, at) for name, data in own_files(pki).items()]


def real_originals(folder: Path) -> list[Original]:
    """The genuine files from the field that are VALID with revocation ignored; `folder` gets their trust."""
    if not (SHARED / "real").is_dir():
        return []
    trust = real_trust(folder)
    return [
        Original(name, (SHARED / "real" / name).read_bytes(), trust, at, "ignore")
        for name, at in REAL_SIGNED_AT.items()
        if name != "signed-08.pdf"  # REVIEW: its digest is SHA-1
    ]


def case_originals() -> list[Original]:
    """The genuine ones of the labelled cases."""
    folder = SHARED / "signature-cases"
    index = folder / "pdf" / "index.json"
    cases = json.loads(index.read_text()) if index.exists() else []
    return [
        Original(
            case["file"], (folder / "pdf" / case["file"]).read_bytes(), folder / "trust", CASES_AT
        )
        for case in cases
        if case["expect"] == "ACCEPT" and case["file"] not in CASES_IN_REVIEW
    ]


def old_originals(folder: Path) -> list[Original]:
    """Genuine and intact, and REVIEW for their age: a SHA-1 digest of 2016, an expired chain."""
    if not (SHARED / "real").is_dir():
        return []
    real, cases = SHARED / "real", SHARED / "signature-cases"
    sha1, expired = "signed-08.pdf", "g16_expired_LTA_2023.pdf"
    trust = real_trust(folder)
    return [
        Original(sha1, (real / sha1).read_bytes(), trust, REAL_SIGNED_AT[sha1], "ignore"),
        Original(expired, (cases / "pdf" / expired).read_bytes(), cases / "trust", CASES_AT),
    ]
