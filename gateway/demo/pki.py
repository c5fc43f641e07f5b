"""The demo's own certification authority: fresh keys, plainly named as a trial, never a real one.

Nothing here is trusted outside the demo's folder, and no name of a real person stands in a certificate.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DEMO = "Bản demo congvan-gateway"
_PROVINCE = "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class _Profile:
    """What a kind of certificate may do and how long it lives."""

    usage: tuple[str, ...]
    extended: tuple[x509.ObjectIdentifier, ...]
    years: int
    ca_depth: int | None = None  # path length; None: no CA


# Usage as found in leaves of the government CA: no document-signing EKU (signatures.md).
_PERSON = _Profile(
    ("digital_signature", "content_commitment", "key_encipherment"),
    (ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION),
    3,
)
_ORGANISATION = _Profile(_PERSON.usage, (ExtendedKeyUsageOID.EMAIL_PROTECTION,), 5)
_STAMPER = _Profile(("digital_signature",), (ExtendedKeyUsageOID.TIME_STAMPING,), 5)
_ROOT = _Profile(("key_cert_sign", "crl_sign"), (), 20, ca_depth=1)
_ISSUING = _Profile(("key_cert_sign", "crl_sign"), (), 10, ca_depth=0)


class DemoPki:
    """Root, issuing CA, time-stamper and leaves; `write_trust` lays them out as a trust folder.

    Keys are RSA because endesive and pyHanko's in-process time-stamper sign with RSA only.
    """

    def __init__(self, folder: Path, now: datetime) -> None:
        """`now` (aware) is the demo's clock: certificates begin over a year before it."""
        self.folder = folder
        self._now = now
        self._begin = now - timedelta(days=400)
        self.root = self._issue(
            _name("CA gốc thử nghiệm (demo, không phải Ban Cơ yếu)", _DEMO), _ROOT, None
        )
        self.issuing = self._issue(
            _name("CA cấp phát thử nghiệm của bản demo", _DEMO), _ISSUING, self.root
        )
        self.stamper = self._issue(
            _name("Dấu thời gian thử nghiệm của bản demo", _DEMO), _STAMPER, self.root
        )

    def person(self, name: str, unit: str, title: str, address: str) -> Holder:
        """A leader's certificate: O is the province, OU the agency, with title and e-mail (domain.md §4.2)."""
        subject = _name(name, _PROVINCE, unit=unit, title=title, address=address)
        return self._issue(subject, _PERSON, self.issuing, address)

    def organisation(self, name: str) -> Holder:
        """An agency's certificate (con dấu số)."""
        return self._issue(_name(name, _PROVINCE), _ORGANISATION, self.issuing)

    def write_trust(self) -> Path:
        """Writes `trust/` with government, intermediates, crls, tsa and public; returns the folder."""
        trust = self.folder / "trust"
        files = {
            "government/demo-root.pem": _pem(self.root.certificate),
            "tsa/demo-root.pem": _pem(self.root.certificate),
            "intermediates/demo-issuing.pem": _pem(self.issuing.certificate),
            "crls/demo-root.crl": self._crl(self.root),
            "crls/demo-issuing.crl": self._crl(self.issuing),
        }
        (trust / "public").mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            path = trust / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return trust

    def write_receipt_key(self, agency: str, address: str) -> tuple[Path, Path]:
        """Writes the key (mode 0600) and the certificate chain that sign receipts; returns both paths."""
        holder = self._issue(
            _name(agency, _PROVINCE, address=address), _ORGANISATION, self.issuing, address
        )
        folder = self.folder / "receipt-key"
        folder.mkdir(parents=True, exist_ok=True)
        key, chain = folder / "receipt.key", folder / "receipt.pem"
        key.touch(mode=0o600)
        key.write_bytes(
            holder.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        chain.write_bytes(_pem(holder.certificate) + _pem(self.issuing.certificate))
        return key, chain

    def _issue(
        self,
        subject: x509.Name,
        profile: _Profile,
        issuer: Holder | None,
        address: str | None = None,
    ) -> Holder:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        signing_key = issuer.key if issuer else key
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._begin)
            .not_valid_after(self._begin + timedelta(days=365 * profile.years))
        )
        for extension, critical in _extensions(profile, key, signing_key, address):
            builder = builder.add_extension(extension, critical)
        return Holder(builder.sign(signing_key, hashes.SHA256()), key)

    def _crl(self, issuer: Holder) -> bytes:
        # Long-lived, so that commands still find it fresh long after the demo ran.
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(self._now - timedelta(days=30))
            .next_update(self._now + timedelta(days=3650))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False
            )
        )
        return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _extensions(
    profile: _Profile, key: rsa.RSAPrivateKey, issuer: rsa.RSAPrivateKey, address: str | None
) -> list[tuple[x509.ExtensionType, bool]]:
    usage = x509.KeyUsage(**{name: name in profile.usage for name in _USAGES})
    basic = x509.BasicConstraints(ca=profile.ca_depth is not None, path_length=profile.ca_depth)
    found: list[tuple[x509.ExtensionType, bool]] = [
        (basic, True),
        (usage, True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), False),
    ]
    if profile.extended:
        # RFC 3161 §2.3: critical, and alone, in a time-stamper's certificate.
        found.append((x509.ExtendedKeyUsage(profile.extended), profile is _STAMPER))
    if address:
        found.append((x509.SubjectAlternativeName([x509.RFC822Name(address)]), False))
    return found


def _name(
    common_name: str, organization: str, *, unit: str = "", title: str = "", address: str = ""
) -> x509.Name:
    parts = (
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.LOCALITY_NAME, "Quảng Ngãi"),
        (NameOID.ORGANIZATION_NAME, organization),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.TITLE, title),
        (NameOID.COMMON_NAME, common_name),
        (NameOID.EMAIL_ADDRESS, address),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts if value])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
