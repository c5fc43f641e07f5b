"""A certification authority of the tests' own, with subjects in the shape of government certificates.

All people and bodies are fictional. Keys are P-256: quick to make.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)


Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Identity:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def asn1_certificate(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.der)

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        return asn1_keys.PrivateKeyInfo.load(
            self.key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def name(**parts: str | list[str]) -> x509.Name:
    """`name(C="VN", O="…", OU=["…", "…"], CN="…")`, in that order."""
    oids = {
        "C": NameOID.COUNTRY_NAME,
        "O": NameOID.ORGANIZATION_NAME,
        "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "T": NameOID.TITLE,
        "CN": NameOID.COMMON_NAME,
        "E": NameOID.EMAIL_ADDRESS,
        "UID": NameOID.USER_ID,
    }
    return x509.Name(
        x509.NameAttribute(oids[kind], item)
        for kind, value in parts.items()
        for item in (value if isinstance(value, list) else [value])
    )


@dataclass
class Authority:
    """A CA that issues and lists what it revokes."""

    identity: Identity
    revoked: dict[int, datetime] = field(default_factory=dict)

    def issue(
        self,
        subject: x509.Name,
        *,
        begins: datetime = NOW - YEAR,
        ends: datetime = NOW + YEAR,
        usage: tuple[str, ...] = ("digital_signature", "content_commitment"),
        stamps_time: bool = False,
        is_ca: bool = False,
    ) -> Identity:
        key = _key(rsa_key=stamps_time)  # pyHanko's test stamper signs with RSA only
        builder = _builder(subject, self.identity.certificate.subject, key, begins, ends)
        builder = builder.add_extension(x509.BasicConstraints(is_ca, 0 if is_ca else None), True)
        builder = builder.add_extension(
            _usage("key_cert_sign", "crl_sign") if is_ca else _usage(*usage), True
        )
        if stamps_time:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
        issuer = self.identity.certificate.public_key()
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False
        )
        return Identity(builder.sign(self.identity.key, hashes.SHA256()), key)

    def issue_with_sha1(self, subject: x509.Name, begins: datetime) -> Identity:
        """As the G1 authority did until 2018; `cryptography` no longer signs certificates so."""
        modern = self.issue(subject, begins=begins)
        certificate = modern.asn1_certificate
        algorithm = {"algorithm": "sha1_ecdsa"}
        certificate["tbs_certificate"]["signature"] = algorithm
        certificate["signature_algorithm"] = algorithm
        assert isinstance(self.identity.key, ec.EllipticCurvePrivateKey)
        certificate["signature_value"] = self.identity.key.sign(
            certificate["tbs_certificate"].dump(), ec.ECDSA(hashes.SHA1())
        )
        return Identity(x509.load_der_x509_certificate(certificate.dump()), modern.key)

    def crl(self, *, last: datetime = NOW - DAY, following: datetime = NOW + 30 * DAY) -> bytes:
        """DER."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(
            self.identity.certificate.subject
        )
        builder = builder.last_update(last).next_update(following)
        for serial, when in self.revoked.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when)
            builder = builder.add_revoked_certificate(entry.build())
        signed = builder.sign(self.identity.key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.DER)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    begins: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )


def _key(*, rsa_key: bool = False) -> Key:
    if rsa_key:
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1())


def _usage(*names: str) -> x509.KeyUsage:
    every = (
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
    return x509.KeyUsage(**{item: item in names for item in every})


def make_root(subject: x509.Name) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(subject, subject, key, NOW - 5 * YEAR, NOW + 20 * YEAR)
    builder = builder.add_extension(x509.BasicConstraints(True, None), True)
    builder = builder.add_extension(_usage("key_cert_sign", "crl_sign"), True)
    return Authority(Identity(builder.sign(key, hashes.SHA256()), key))


@dataclass
class Pki:
    """Root, issuing CA, and the people and bodies of a fictional province."""

    root: Authority
    sub: Authority
    leader: Identity
    clerk: Identity
    agency: Identity
    tsa: Identity

    def write_trust(self, folder: Path, kind: str = "government", *, crls: bool = True) -> Path:
        """Makes the trust folder. `kind` is where the root goes: "government" or "public"."""
        _write(folder / kind / "root.pem", _pem(self.root.identity))
        _write(folder / "tsa" / "root.crt", self.root.identity.der)
        _write(folder / "intermediates" / "sub.cer", self.sub.identity.der)
        if crls:
            _write(folder / "crls" / "root.crl", self.root.crl())
            _write(folder / "crls" / "sub.crl", self.sub.crl())
        return folder


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _pem(identity: Identity) -> bytes:
    return identity.certificate.public_bytes(serialization.Encoding.PEM)


BODY = "ỦY BAN NHÂN DÂN TỈNH MẪU"
ROOT_NAME = name(C="VN", O="Cơ quan chứng thực thử nghiệm", CN="RootCA thử nghiệm")
SUB_NAME = name(C="VN", O="Cơ quan chứng thực thử nghiệm", CN="CA phục vụ các cơ quan thử nghiệm")


def make_pki() -> Pki:
    root = make_root(ROOT_NAME)
    sub = Authority(root.issue(SUB_NAME, is_ca=True, begins=NOW - 4 * YEAR, ends=NOW + 10 * YEAR))
    leader = name(
        C="VN",
        O=BODY,
        OU=["SỞ THỬ NGHIỆM", "VĂN PHÒNG SỞ"],
        T="Giám đốc",
        CN="Nguyễn Văn A",
        E="nguyenvana@mau.example",
        UID="CCCD:000000000001",
    )
    return Pki(
        root,
        sub,
        leader=sub.issue(leader),
        clerk=sub.issue(name(C="VN", O=BODY, CN="Trần Thị B")),
        agency=sub.issue(name(C="VN", O=BODY, CN="SỞ THỬ NGHIỆM", UID="MST:0000000001")),
        tsa=root.issue(
            name(C="VN", CN="Máy chủ dấu thời gian thử nghiệm"),
            usage=("digital_signature",),
            stamps_time=True,
            begins=NOW - 4 * YEAR,
            ends=NOW + 10 * YEAR,
        ),
    )


@cache
def shared_pki() -> Pki:
    """One PKI for a whole test run. Nobody may revoke in it."""
    return make_pki()
