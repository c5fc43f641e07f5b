"""One signer of a CMS file, in the shape in which signatures of PDF files are validated."""

import hashlib
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils.writer import PdfFileWriter
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.status import SignatureCoverageLevel

from gateway.adapters.signatures.reading import JudgedSignature, StrictReader


class CmsSignature(JudgedSignature):
    """A signature over `content` as a whole, which nothing can have changed afterwards.

    The same validation as for PDF files applies; the document around it is an empty one, without a DSS.
    """

    def __init__(self, signed_data: cms.SignedData, content: bytes) -> None:
        # The constructor above reads all this from a field of a document: there is none here.
        self.reader = _no_document()
        self.signed_data = signed_data
        self.signer_info = extract_signer_info(signed_data)
        self.md_algorithm = self.signer_info["digest_algorithm"]["algorithm"].native.lower()
        self._sd_cert_info = None
        self._content = content
        self.signed_revision = 0

    @property
    def covered(self) -> SignatureCoverageLevel:
        return SignatureCoverageLevel.ENTIRE_FILE

    @property
    def changes(self) -> DiffResult:
        return DiffResult(ModificationLevel.NONE, set())

    def compute_digest(self, hash_algo: str | None = None) -> bytes:
        return hashlib.new(hash_algo or self.md_algorithm, self._content).digest()

    def summarise_integrity_info(self) -> dict[str, Any]:
        return {"docmdp_ok": True, "coverage": self.covered, "diff_result": self.changes}

    @property
    def self_reported_timestamp(self) -> Any:
        for attribute in self.signer_info["signed_attrs"]:
            if attribute["type"].native == "signing_time":
                return attribute["values"][0].native
        return None


def split(signed: cms.SignedData) -> list[cms.SignedData]:
    """For each signer a SignedData of its own, without the content (pyHanko knows one signer only)."""
    signers = list(signed["signer_infos"])
    return [_of_one(signed, signer, alone=len(signers) == 1) for signer in signers]


def _of_one(signed: cms.SignedData, signer: cms.SignerInfo, *, alone: bool) -> cms.SignedData:
    own = signer["digest_algorithm"]["algorithm"].native
    announced = list(signed["digest_algorithms"])
    parts: dict[str, Any] = {
        "version": signed["version"].native,
        "digest_algorithms": [
            item for item in announced if alone or item["algorithm"].native == own
        ],
        "encap_content_info": {"content_type": signed["encap_content_info"]["content_type"].native},
        "signer_infos": [signer],
    }
    parts |= {name: signed[name] for name in ("certificates", "crls") if signed[name]}
    return cms.SignedData(parts)


@cache
def _no_document() -> StrictReader:
    buffer = BytesIO()
    PdfFileWriter().write(buffer)
    data = buffer.getvalue()
    return StrictReader(data, data)
