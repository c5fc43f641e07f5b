"""Certificates, CRLs and OCSP responses that a file brings along.

They are believed only as far as a configured root vouches for them, and never against our own CRLs.
"""

from dataclasses import dataclass, field

from asn1crypto import cms, crl, ocsp, x509
from pyhanko.pdf_utils import generic
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from gateway.adapters.signatures.findings import PARSER_FAILURES
from gateway.adapters.signatures.objects import items_of
from gateway.adapters.signatures.reading import JudgedSignature

_MAX_ITEMS = 64  # of each kind
_MAX_BYTES = 8 * 1024 * 1024
_MAX_DECODED = 64 * 1024 * 1024  # of all items of a kind together


@dataclass(slots=True)
class EmbeddedKnowledge:
    certificates: list[x509.Certificate] = field(default_factory=list)
    crls: list[CRLContainer] = field(default_factory=list)
    responses: list[OCSPContainer] = field(default_factory=list)

    @property
    def has_revocation(self) -> bool:
        return bool(self.crls or self.responses)


def brought(signed: cms.SignedData, known: EmbeddedKnowledge) -> list[x509.Certificate]:
    """All certificates of a file that may become part of a chain: of the CMS, the DSS and the OCSP answers."""
    found = [item.chosen for item in signed["certificates"] or () if item.name == "certificate"]
    for answer in known.responses:
        basic = answer.extract_basic_ocsp_response()
        found += list(basic["certs"] or ()) if basic is not None else []
    return found + known.certificates


def read_embedded(signature: JudgedSignature) -> EmbeddedKnowledge:
    """From the DSS, the CMS and Adobe's attribute. What cannot be read is left out: it proves nothing."""
    known = EmbeddedKnowledge()
    for step in (_from_dss, _from_cms, _from_attribute):
        try:
            step(signature, known)
        except PARSER_FAILURES:
            continue
    return known


def _from_dss(signature: JudgedSignature, known: EmbeddedKnowledge) -> None:
    root = signature.reader.root
    if "/DSS" not in root:
        return
    dss = root["/DSS"]
    for blob in _streams(dss, "/Certs"):
        known.certificates.append(x509.Certificate.load(blob))
    for blob in _streams(dss, "/CRLs"):
        known.crls.append(CRLContainer(crl.CertificateList.load(blob)))
    for blob in _streams(dss, "/OCSPs"):
        known.responses.extend(OCSPContainer.load_multi(ocsp.OCSPResponse.load(blob)))


def _streams(dss: object, key: str) -> list[bytes]:
    if not isinstance(dss, generic.DictionaryObject) or key not in dss:
        return []
    found, size = [], 0
    for item in items_of(dss, key)[:_MAX_ITEMS]:
        stream = item.get_object() if isinstance(item, generic.IndirectObject) else item
        if not isinstance(stream, generic.StreamObject) or len(stream.encoded_data) > _MAX_BYTES:
            continue
        size += len(stream.data)
        if size > _MAX_DECODED:
            break
        found.append(stream.data)
    return found


def _from_cms(signature: JudgedSignature, known: EmbeddedKnowledge) -> None:
    for choice in list(signature.signed_data["crls"] or ())[:_MAX_ITEMS]:
        if choice.name == "crl":
            known.crls.append(CRLContainer(choice.chosen))
        elif choice.chosen["other_rev_info_format"].native == "ocsp_response":
            response = choice.chosen["other_rev_info"]
            known.responses.extend(OCSPContainer.load_multi(response))


def _from_attribute(signature: JudgedSignature, known: EmbeddedKnowledge) -> None:
    for attribute in signature.signer_info["signed_attrs"] or ():
        if attribute["type"].native != "adobe_revocation_info_archival":
            continue
        for archive in attribute["values"]:
            known.crls.extend(
                CRLContainer(item) for item in list(archive["crl"] or ())[:_MAX_ITEMS]
            )
            for response in list(archive["ocsp"] or ())[:_MAX_ITEMS]:
                known.responses.extend(OCSPContainer.load_multi(response))
