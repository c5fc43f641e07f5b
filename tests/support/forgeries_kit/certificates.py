"""Certificates with any name, number, key, extension or algorithm, right or wrong.

`cryptography` refuses to make most of what a forger makes, so these are put together from ASN.1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from asn1crypto import algos, core, keys, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.x509 import Name as PlainName

from tests.support.forgeries_kit.curves import ExplicitKey
from tests.support.forgeries_kit.textbook_rsa import TextbookKey
from tests.support.pki import NOW, YEAR

Key = (
    ec.EllipticCurvePrivateKey
    | rsa.RSAPrivateKey
    | ed25519.Ed25519PrivateKey
    | dsa.DSAPrivateKey
    | TextbookKey
    | ExplicitKey
)

SIGNING = ("digital_signature", "non_repudiation")
CA_USAGE = ("key_cert_sign", "crl_sign")
_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "md5": hashes.MD5,
    "sha1": hashes.SHA1,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_numbers = count(0x5A0000000001)


def asn1_name(plain: PlainName) -> x509.Name:
    return x509.Name.load(plain.public_bytes())


def curve_key(curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve or ec.SECP256R1())


def public_info(key: Key) -> keys.PublicKeyInfo:
    if isinstance(key, TextbookKey | ExplicitKey):
        return key.public_info()
    return keys.PublicKeyInfo.load(
        key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )


def scheme_of(key: Key, digest: str = "sha256") -> str:
    """The usual signature algorithm of a key, in asn1crypto's words."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, dsa.DSAPrivateKey):
        return f"{digest}_dsa"
    return f"{digest}_{'ecdsa' if isinstance(key, ec.EllipticCurvePrivateKey | ExplicitKey) else 'rsa'}"


def algorithm(scheme: str) -> algos.SignedDigestAlgorithm:
    """`pss_sha256` gives RSASSA-PSS with its parameters."""
    if not scheme.startswith("pss_"):
        return algos.SignedDigestAlgorithm({"algorithm": scheme})
    digest = scheme.removeprefix("pss_")
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": digest},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
            "salt_length": _HASHES[digest].digest_size,
        }
    )
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


def raw_signature(key: Key, data: bytes, scheme: str) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    name = scheme.partition("_")[0]
    if isinstance(key, TextbookKey | ExplicitKey):
        return key.sign(data, name)
    if isinstance(key, dsa.DSAPrivateKey):
        return key.sign(data, _HASHES[name]())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(_HASHES[name]()))
    if scheme.startswith("pss_"):
        digest = _HASHES[scheme.removeprefix("pss_")]()
        return key.sign(data, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
    return key.sign(data, padding.PKCS1v15(), _HASHES[name]())


def extension(kind: str, value: Any, *, critical: bool = False) -> x509.Extension:
    """`kind` is asn1crypto's word or a dotted OID (the value is then DER)."""
    return x509.Extension({"extn_id": kind, "critical": critical, "extn_value": value})


def constraints(*, ca: bool, length: int | None = None, critical: bool = True) -> x509.Extension:
    fields = {"ca": ca} | ({} if length is None else {"path_len_constraint": length})
    return extension("basic_constraints", x509.BasicConstraints(fields), critical=critical)


def usage(*names: str) -> x509.Extension:
    return extension("key_usage", x509.KeyUsage(set(names)), critical=True)


def extended_usage(*names: str, critical: bool = False) -> x509.Extension:
    return extension("extended_key_usage", x509.ExtKeyUsageSyntax(list(names)), critical=critical)


def ocsp_address(url: str = "http://ocsp.mau.example/") -> x509.Extension:
    place = x509.GeneralName("uniform_resource_identifier", url)
    access = x509.AccessDescription({"access_method": "ocsp", "access_location": place})
    return extension("authority_information_access", x509.AuthorityInfoAccessSyntax([access]))


def distribution_point(url: str, issuer: x509.Name | None = None) -> x509.Extension:
    """Where the list lies, or (`issuer`) whose list it is."""
    place = x509.GeneralName("uniform_resource_identifier", url)
    point: dict[str, Any] = {"distribution_point": ("full_name", [place])}
    if issuer is not None:
        point = {"crl_issuer": [("directory_name", issuer)]}
    return extension("crl_distribution_points", x509.CRLDistributionPoints([point]))


def unknown_extension(*, critical: bool) -> x509.Extension:
    der = core.OctetString(b"unknown").dump()
    return extension("1.3.6.1.4.1.99999.1", core.ParsableOctetString(der), critical=critical)


def key_identifiers(own: bytes, issuer: bytes | None) -> list[x509.Extension]:
    named = [extension("key_identifier", core.OctetString(own))] if own else []
    if issuer is not None:
        value = x509.AuthorityKeyIdentifier({"key_identifier": issuer})
        named.append(extension("authority_key_identifier", value))
    return named


@dataclass(frozen=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return bytes(self.certificate.dump())

    @property
    def name(self) -> x509.Name:
        return self.certificate.subject


@dataclass(frozen=True)
class Plan:
    """What stands in a certificate. `issuer` is who signs; its name and key are used."""

    subject: x509.Name
    begins: datetime = NOW - YEAR
    ends: datetime = NOW + YEAR
    extensions: Sequence[x509.Extension] = ()
    serial: int | None = None
    scheme: str | None = None
    identifiers: tuple[bytes, bytes | None] | None = None  # (SKI, AKI); else the SHA-1 of the keys


def issue(plan: Plan, key: Key, issuer: Holder | None = None) -> Holder:
    """Without an `issuer` the certificate signs itself."""
    signing_key = issuer.key if issuer else key
    scheme = plan.scheme or scheme_of(signing_key)
    ids = plan.identifiers or (public_info(key).sha1, public_info(signing_key).sha1)
    body = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": next(_numbers) if plan.serial is None else plan.serial,
            "signature": algorithm(scheme),
            "issuer": issuer.name if issuer else plan.subject,
            "validity": {"not_before": _time(plan.begins), "not_after": _time(plan.ends)},
            "subject": plan.subject,
            "subject_public_key_info": public_info(key),
            "extensions": [*plan.extensions, *key_identifiers(*ids)],
        }
    )
    return Holder(sealed(body, signing_key, scheme), key)


def sealed(body: x509.TbsCertificate, key: Key, scheme: str) -> x509.Certificate:
    whole = x509.Certificate(
        {
            "tbs_certificate": body,
            "signature_algorithm": algorithm(scheme),
            "signature_value": raw_signature(key, body.dump(), scheme),
        }
    )
    return x509.Certificate.load(whole.dump())


def _time(at: datetime) -> x509.Time:
    if at.year < 2050:
        return x509.Time("utc_time", at)
    return x509.Time("general_time", at)


def ca_extensions(length: int | None = None) -> list[x509.Extension]:
    return [constraints(ca=True, length=length), usage(*CA_USAGE)]


def leaf_extensions(*more: x509.Extension, uses: Iterable[str] = SIGNING) -> list[x509.Extension]:
    return [constraints(ca=False), usage(*uses), *more]
