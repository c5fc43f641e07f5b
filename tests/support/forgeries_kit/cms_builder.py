"""CMS signatures and timestamp tokens, right and wrong, put together from ASN.1."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asn1crypto import cms, core, tsp, util, x509

from tests.support.forgeries_kit.ber import value
from tests.support.forgeries_kit.certificates import (
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
    announced: str | None = None  # digest algorithm of the SignedData
    content: bytes | None = None  # an eContent that a detached signature must not have
    crls: Sequence[Any] = ()
    stamp: Stamp | None = None
    later: Sequence[cms.ContentInfo] = ()  # further tokens, each in an attribute of its own
    unsigned: Sequence[Attribute] = ()
    signed_at: datetime = NOW
    sorted_attributes: bool = True
    sign_sorted: bool = False  # signs the sorted attributes and sends them unsorted
    no_attributes: bool = False
    no_time: bool = False
    by_key: bool = False  # the SignerInfo names a key identifier
    versions: tuple[str, str] = ("v1", "v1")  # of SignedData and SignerInfo
    content_type: str = "data"
    signature_algorithm: Any = None  # what is declared, if it lies
    signature: bytes | None = None  # what stands there instead of a signature
    value: Callable[[bytes], bytes] | None = None  # from the true signature to another one

    def with_(self, **changes: Any) -> "CmsPlan":
        return replace(self, **changes)


class Values(list[Any]):
    """Several values of one attribute, or none."""


def attribute(kind: str, content: Any) -> cms.CMSAttribute:
    values = list(content) if isinstance(content, Values) else [content]
    return cms.CMSAttribute({"type": kind, "values": values})


def standard_attributes(message_digest: bytes, at: datetime) -> list[Attribute]:
    return [
        ("content_type", "data"),
        ("signing_time", cms.Time("utc_time", at.astimezone(util.timezone.utc))),
        ("message_digest", message_digest),
    ]


def build(plan: CmsPlan, message_digest: bytes, raw: bytes = b"") -> bytes:
    """DER of the ContentInfo. `raw` is signed when there are no signed attributes."""
    info = signer_info(plan, message_digest, raw)
    return wrap(plan, [info])


def wrap(plan: CmsPlan, infos: Sequence[cms.SignerInfo]) -> bytes:
    certificates = (
        [plan.signer.certificate] if plan.certificates is None else list(plan.certificates)
    )
    content: dict[str, Any] = {"content_type": plan.content_type}
    if plan.content is not None:
        content["content"] = core.OctetString(plan.content)
    signed: dict[str, Any] = {
        "version": plan.versions[0],
        "digest_algorithms": [{"algorithm": plan.announced or plan.digest}],
        "encap_content_info": content,
        "signer_infos": list(infos),
    }
    if certificates:
        signed["certificates"] = certificates
    if plan.crls:
        signed["crls"] = list(plan.crls)
    whole = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
    return bytes(whole.dump())


def signer_info(plan: CmsPlan, message_digest: bytes, raw: bytes = b"") -> cms.SignerInfo:
    scheme = plan.scheme or scheme_of(plan.signer.key, plan.digest)
    named = plan.claims or plan.signer.certificate
    fields: dict[str, Any] = {
        "version": plan.versions[1],
        "sid": _named(named, by_key=plan.by_key),
        "digest_algorithm": {"algorithm": plan.digest},
        "signature_algorithm": plan.signature_algorithm or algorithm(scheme),
    }
    if plan.no_attributes:
        fields["signature"] = raw_signature(plan.signer.key, raw, scheme)
    else:
        attributes = _signed_attributes(plan, message_digest)
        fields["signed_attrs"] = attributes
        signed = _signed_attributes(plan.with_(sorted_attributes=True), message_digest)
        signed = signed if plan.sign_sorted else attributes
        fields["signature"] = raw_signature(plan.signer.key, _as_set(signed.dump()), scheme)
    if plan.signature is not None:
        fields["signature"] = plan.signature
    if plan.value is not None:
        fields["signature"] = plan.value(fields["signature"])
    unsigned = [attribute(kind, item) for kind, item in plan.unsigned]
    if plan.stamp is not None:
        token = cms.ContentInfo.load(plan.stamp(fields["signature"]))
        tokens = [token, *plan.later]
        unsigned += [attribute("signature_time_stamp_token", item) for item in tokens]
    if unsigned:
        fields["unsigned_attrs"] = unsigned
    return cms.SignerInfo(fields)


def _named(certificate: x509.Certificate, *, by_key: bool) -> cms.SignerIdentifier:
    if by_key:
        return cms.SignerIdentifier("subject_key_identifier", certificate.key_identifier)
    serial = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    return cms.SignerIdentifier("issuer_and_serial_number", serial)


def _signed_attributes(plan: CmsPlan, message_digest: bytes) -> cms.CMSAttributes:
    chosen = plan.attributes
    if chosen is None:
        chosen = standard_attributes(message_digest, plan.signed_at)
        chosen = [item for item in chosen if not (plan.no_time and item[0] == "signing_time")]
    made = [attribute(kind, item) for kind, item in [*chosen, *plan.more_attributes]]
    if plan.sorted_attributes:
        return cms.CMSAttributes(made)
    encoded = sorted((item.dump() for item in made), reverse=True)
    body = b"".join(encoded)
    return cms.CMSAttributes.load(value(0x31, body))


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
    imprint_digest: str = "sha256"
    certificates: Sequence[x509.Certificate] | None = None
    other_imprint: bool = False
    content_type: str = "tst_info"
    signing: Holder | None = None  # whose key really signs
    ess: bool = True
    ess_of: x509.Certificate | None = None
    broken_signature: bool = False
    other_digest: bool = False  # the signed messageDigest is not that of the TSTInfo
    version: str = "v1"


def token(plan: TokenPlan) -> Stamp:
    def stamp(signature: bytes) -> bytes:
        imprint = hashlib.new(plan.imprint_digest, signature).digest()
        return build_token(plan, imprint)

    return stamp


def build_token(plan: TokenPlan, imprint: bytes) -> bytes:
    """DER of the ContentInfo over an imprint."""
    info = _tst_info(plan, imprint)
    message_digest = bytes(32) if plan.other_digest else hashlib.sha256(info.dump()).digest()
    attributes: list[Attribute] = [
        ("content_type", plan.content_type),
        ("signing_time", cms.Time("utc_time", plan.at.astimezone(util.timezone.utc))),
        ("message_digest", message_digest),
    ]
    if plan.ess:
        attributes.append(signing_certificate(plan.ess_of or plan.tsa.certificate))
    signing = plan.signing or plan.tsa
    cms_plan = CmsPlan(
        Holder(plan.tsa.certificate, signing.key),
        attributes=attributes,
        signature=bytes(64) if plan.broken_signature else None,
    )
    certificates = [plan.tsa.certificate] if plan.certificates is None else plan.certificates
    signed: dict[str, Any] = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {
            "content_type": plan.content_type,
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
            "version": plan.version,
            "policy": "1.3.6.1.4.1.99999.9",
            "message_imprint": {
                "hash_algorithm": {"algorithm": plan.imprint_digest},
                "hashed_message": imprint,
            },
            "serial_number": 1,
            "gen_time": plan.at,
        }
    )
