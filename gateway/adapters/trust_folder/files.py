"""Certificates and CRLs of the trust folder: listed, added and removed as files."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.domain.failures import PermanentFailure, TransientFailure

CERTIFICATE_KINDS = ("government", "public", "intermediates", "tsa")
KINDS = (*CERTIFICATE_KINDS, "crls")
_MAX_FILE = 64 * 1024 * 1024  # bytes
# What `cryptography` raises for bad DER; its own errors are no ValueErrors.
UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)

_PEM_CRL = re.compile(rb"-----BEGIN X509 CRL-----[^-]+-----END X509 CRL-----")

Content = x509.Certificate | x509.CertificateRevocationList


@dataclass(frozen=True, slots=True)
class Item:
    """One certificate or CRL. `content` is None for a file that cannot be read."""

    kind: str  # the folder
    path: Path
    content: Content | None
    der: bytes = b""

    @property
    def fingerprint(self) -> str:
        """sha256 of the DER bytes, lower-case hex."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def is_ca(self) -> bool:
        try:
            assert isinstance(self.content, x509.Certificate)
            return self.content.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        except (x509.ExtensionNotFound, *UNREADABLE):
            return False

    def is_stale(self, now: datetime) -> bool:
        """A CRL whose nextUpdate has passed."""
        crl = self.content
        if not isinstance(crl, x509.CertificateRevocationList):
            return False
        return crl.next_update_utc is not None and crl.next_update_utc < now


def read_item(kind: str, path: Path, data: bytes) -> Item:
    """Exactly one certificate, or one CRL for `crls`, DER or PEM. Raises `PermanentFailure`."""
    items = list(_parse(kind, path, data))
    if len(items) != 1 or items[0].content is None:
        what = "CRL" if kind == "crls" else "certificate"
        raise PermanentFailure(f"{path.name}: not one {what} (DER or PEM)")
    return items[0]


@dataclass(frozen=True, slots=True)
class TrustFolder:
    """`government/`, `public/`, `intermediates/`, `tsa/` and `crls/` below `folder`."""

    folder: Path

    def items(self) -> list[Item]:
        """All that lies there, in the order of folders and names. Raises `TransientFailure`."""
        try:
            return [
                item
                for kind in KINDS
                for path in self._files(kind)
                for item in _parse(kind, path, _read(path))
            ]
        except OSError as error:
            raise TransientFailure(f"the trust folder cannot be read: {error}") from error

    def certificates(self) -> list[x509.Certificate]:
        return [i.content for i in self.items() if isinstance(i.content, x509.Certificate)]

    def add(self, item: Item) -> Path:
        """Writes the item into its folder under a name made of its fingerprint."""
        suffix = "crl" if item.kind == "crls" else "cer"
        path = self.folder / item.kind / f"{item.fingerprint[:16]}.{suffix}"
        write_durably(path, item.der)
        return path

    def remove(self, item: Item) -> None:
        """Deletes the item's file. Raises `PermanentFailure` when other items lie in the same file."""
        if sum(other.path == item.path for other in self.items()) > 1:
            raise PermanentFailure(f"{item.path} holds several items: edit it by hand")
        try:
            item.path.unlink()
        except OSError as error:
            raise PermanentFailure(f"{item.path}: cannot be removed: {error.strerror}") from error

    def _files(self, kind: str) -> list[Path]:
        folder = self.folder / kind
        if not folder.is_dir():
            return []
        return sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] != ".")


def write_durably(path: Path, data: bytes) -> None:
    """All or nothing, also after a power cut. Raises `TransientFailure`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        # The readers of the trust folder skip names that begin with a dot.
        descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(descriptor, 0o644)
                os.fsync(descriptor)
            Path(temporary).rename(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync(path.parent)
    except OSError as error:
        raise TransientFailure(f"{path}: cannot be written: {error.strerror}") from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> bytes:
    return b"" if path.stat().st_size > _MAX_FILE else path.read_bytes()


def _parse(kind: str, path: Path, data: bytes) -> Iterator[Item]:
    try:
        found = parse_crls(data) if kind == "crls" else _certificates(data)
        # Dates and names are parsed late: what is shown must be readable.
        items = [Item(kind, path, c, c.public_bytes(Encoding.DER)) for c in found if _is_whole(c)]
    except UNREADABLE:
        items = []
    yield from items or [Item(kind, path, None, data)]


def parse_crls(data: bytes) -> list[x509.CertificateRevocationList]:
    """DER, or any number in PEM. Raises one of UNREADABLE."""
    if data[:1] == b"\x30":  # a SEQUENCE
        return [x509.load_der_x509_crl(data)]
    return [x509.load_pem_x509_crl(block) for block in _PEM_CRL.findall(data)]


def _certificates(data: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN CERTIFICATE-----" in data:
        return x509.load_pem_x509_certificates(data)
    return [x509.load_der_x509_certificate(data)]


def _is_whole(content: Content) -> bool:
    if isinstance(content, x509.Certificate):
        _ = content.subject, content.not_valid_before_utc, content.not_valid_after_utc
    else:
        _ = content.issuer, content.last_update_utc, content.next_update_utc
    return True
