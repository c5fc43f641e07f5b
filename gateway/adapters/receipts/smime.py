"""Signs receipts: a detached CMS by `endesive.signer` (the extra `signing`)."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.config.yaml_source import ConfigurationError, Problem

_MISSING = (
    "receipts are to be signed, but the package endesive is missing: "
    "install congvan-gateway[signing] or remove receipts.signing"
)


class EndesiveSigner:
    """Signs with a key file; RSA only, because endesive names every signature rsassa_pkcs1v15."""

    def __init__(self, key_file: Path, certificate_file: Path) -> None:
        """`certificate_file`: PEM, the signer's certificate first, then intermediates.

        Raises `ConfigurationError`: endesive missing, files unreadable or not fitting together.
        """
        self._endesive = _endesive(key_file)
        self._key = _private_key(key_file)
        chain = _certificates(certificate_file)
        if chain[0].public_key() != self._key.public_key():
            raise _problem(certificate_file, f"does not belong to the key {key_file}")
        self._certificate, *self._others = (
            asn1_x509.Certificate.load(one.public_bytes(serialization.Encoding.DER))
            for one in chain
        )

    @property
    def certificate_ends(self) -> datetime:
        """When the certificate expires (aware)."""
        ends: datetime = self._certificate.not_valid_after
        return ends

    def sign(self, entity: bytes, now: datetime) -> bytes:
        """The DER of a detached SignedData over `entity` (canonical CRLF), SHA-256, signing time `now`."""

        def attributes(digest: bytes) -> list[Any]:
            return self._attributes(digest, now)

        signature: bytes = self._endesive.sign(
            entity, self._key, self._certificate, self._others, "sha256", attributes
        )
        return signature

    def _attributes(self, digest: bytes, now: datetime) -> list[Any]:
        # endesive's own set has no signing time (RFC 8551 §2.5.1).
        moment = now.astimezone(UTC).replace(microsecond=0)
        found: tuple[tuple[str, Any], ...] = (
            ("content_type", "data"),
            ("signing_time", cms.Time({"utc_time": core.UTCTime(moment)})),
            ("message_digest", digest),
            ("signing_certificate_v2", self._certificate_reference()),
        )
        return [cms.CMSAttribute({"type": kind, "values": (value,)}) for kind, value in found]

    def _certificate_reference(self) -> Any:
        digest = hashlib.sha256(self._certificate.dump()).digest()
        algorithm = algos.DigestAlgorithm({"algorithm": "sha256"})
        reference = tsp.ESSCertIDv2({"hash_algorithm": algorithm, "cert_hash": digest})
        return tsp.SigningCertificateV2({"certs": [reference]})


def _endesive(key_file: Path) -> Any:
    try:
        from endesive import signer  # noqa: PLC0415 - an optional extra, needed only with a key
    except ImportError:
        raise _problem(key_file, _MISSING) from None
    return signer


def _private_key(path: Path) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(_read(path), None)
    except TypeError:
        raise _problem(path, "is protected by a password; give the key without one") from None
    except ValueError:
        raise _problem(path, "is not a private key in PEM form") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise _problem(path, "is not an RSA key; receipts can be signed with RSA only")
    return key


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_read(path))
    except ValueError:
        raise _problem(path, "holds no certificate in PEM form") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _problem(path, f"cannot be read: {error.strerror}") from None


def _problem(path: Path, message: str) -> ConfigurationError:
    return ConfigurationError([Problem(path, 1, 1, message)])
