"""CMS signatures and timestamp tokens, right and wrong, put together from ASN.1."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp, util, x509

from tests.support.forgeries_pki.certificates import (
    Holder,
    algorithm,
    raw_signature,
    scheme_of,
)
from tests.support.pki import NOW

Attribute = tuple[str, Any]
Stamp = Callable[[bytes], bytes]  # from the signature value to a timestamp token


@dataclass(frozen=True)
class CmsPlan:
    """How a signature is put together. The defaults make what agencies' programs make."""

    signer: Holder
    digest: str = "sha256"
    scheme: str | None = None
    certificates: Sequence[x509.Certificate] | None = None  # default: the signer's alone
    claims: x509.Certificate | None = None  # whose issuer and serial the SignerInfo names
    attributes: Sequence[Attribute] | None = None  # default: content type, time, digest
    more_attributes: Sequence[Attribute] = ()
    crls: Sequence[Any] = ()
    stamp: Stamp | None = None
    signed_at: datetime = NOW
    says: algos.SignedDigestAlgorithm | None = None  # what the SignerInfo says the scheme is
    value: Callable[[bytes], bytes] | None = None  # from the true signature to another one

    def with_(self, **changes: Any) -> "CmsPlan":
        return replace(self, **changes)


def attribute(kind: str, *values: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": list(values)})


def standard_attributes(message_digest: bytes, at: datetime) -> list[Attribute]:
    return [
        ("content_type", "data"),
        ("signing_time", cms.Time("utc_time", at.astimezone(util.timezone.utc))),
        ("message_digest", message_digest),
    ]


def build(plan: CmsPlan, message_digest: bytes) -> bytes:
    """DER of the ContentInfo."""
    return wrap(plan, [signer_info(plan, message_digest)])


def wrap(plan: CmsPlan, infos: Sequence[cms.SignerInfo]) -> bytes:
    certificates = (
        [plan.signer.certificate] if plan.certificates is None else list(plan.certificates)
    )
    signed: dict[str, Any] = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": plan.digest}],
        "encap_content_info": {"content_type": "data"},
        "signer_infos": list(infos),
    }
    if certificates:
        signed["certificates"] = certificates
    if plan.crls:
        signed["crls"] = list(plan.crls)
    whole = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
    return bytes(whole.dump())


def signer_info(plan: CmsPlan, message_digest: bytes) -> cms.SignerInfo:
    scheme = plan.scheme or scheme_of(plan.signer.key, plan.digest)
    named = plan.claims or plan.signer.certificate
    fields: dict[str, Any] = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": named.issuer, "serial_number": named.serial_number},
        ),
        "digest_algorithm": {"algorithm": plan.digest},
        "signature_algorithm": plan.says or algorithm(scheme),
    }
    attributes = _signed_attributes(plan, message_digest)
    fields["signed_attrs"] = attributes
    fields["signature"] = raw_signature(plan.signer.key, _as_set(attributes.dump()), scheme)
    if plan.value is not None:
        fields["signature"] = plan.value(fields["signature"])
    if plan.stamp is not None:
        stamp = cms.ContentInfo.load(plan.stamp(fields["signature"]))
        fields["unsigned_attrs"] = [attribute("signature_time_stamp_token", stamp)]
    return cms.SignerInfo(fields)


def _signed_attributes(plan: CmsPlan, message_digest: bytes) -> cms.CMSAttributes:
    chosen = plan.attributes
    if chosen is None:
        chosen = standard_attributes(message_digest, plan.signed_at)
    made = [attribute(kind, value) for kind, value in [*chosen, *plan.more_attributes]]
    return cms.CMSAttributes(made)


def _as_set(encoded: bytes) -> bytes:
    return b"\x31" + encoded[1:]


def signing_certificate_v2(certificate: x509.Certificate) -> Attribute:
    cert_id = tsp.ESSCertIDv2(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "cert_hash": hashlib.sha256(certificate.dump()).digest(),
            "issuer_serial": {
                "issuer": [x509.GeneralName("directory_name", certificate.issuer)],
                "serial_number": certificate.serial_number,
            },
        }
    )
    return "signing_certificate_v2", tsp.SigningCertificateV2({"certs": [cert_id]})


def signing_certificate(certificate: x509.Certificate) -> Attribute:
    cert_id = tsp.ESSCertID({"cert_hash": hashlib.sha1(certificate.dump()).digest()})
    return "signing_certificate", tsp.SigningCertificate({"certs": [cert_id]})


@dataclass(frozen=True)
class TokenPlan:
    """How a timestamp token is put together."""

    tsa: Holder
    at: datetime = NOW
    certificates: Sequence[x509.Certificate] | None = None
    other_imprint: bool = False
    signing: Holder | None = None  # whose key really signs


def token(plan: TokenPlan) -> Stamp:
    def stamp(signature: bytes) -> bytes:
        imprint = hashlib.new("sha256", signature).digest()
        return build_token(plan, imprint)

    return stamp


def build_token(plan: TokenPlan, imprint: bytes) -> bytes:
    """DER of the ContentInfo over an imprint."""
    info = _tst_info(plan, imprint)
    message_digest = hashlib.sha256(info.dump()).digest()
    attributes: list[Attribute] = [
        ("content_type", "tst_info"),
        ("signing_time", cms.Time("utc_time", plan.at.astimezone(util.timezone.utc))),
        ("message_digest", message_digest),
    ]
    attributes.append(signing_certificate(plan.tsa.certificate))
    signing = plan.signing or plan.tsa
    cms_plan = CmsPlan(Holder(plan.tsa.certificate, signing.key), attributes=attributes)
    certificates = [plan.tsa.certificate] if plan.certificates is None else plan.certificates
    signed: dict[str, Any] = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(info.dump()),
        },
        "signer_infos": [signer_info(cms_plan, message_digest)],
    }
    if certificates:
        signed["certificates"] = list(certificates)
    whole = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
    return bytes(whole.dump())


def _tst_info(plan: TokenPlan, imprint: bytes) -> tsp.TSTInfo:
    if plan.other_imprint:
        imprint = bytes(len(imprint))
    return tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.3.6.1.4.1.99999.9",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": imprint,
            },
            "serial_number": 1,
            "gen_time": plan.at,
        }
    )
