"""The configured trust: roots, intermediates and CRLs from a folder. Nothing is trusted by default.

Folder layout: `government/` (roots of Ban Cơ yếu), `public/` (other accepted roots), `intermediates/`,
`tsa/` (roots of timestamps) and `crls/`, each with PEM or DER files. Nothing is ever fetched.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from asn1crypto import crl, pem, x509
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from gateway.adapters.pdf_signatures.findings import PARSER_FAILURES
from gateway.domain.failures import PermanentFailure, TransientFailure

T = TypeVar("T")
_FOLDERS = ("government", "public", "intermediates", "tsa", "crls")
_MAX_FILE = 64 * 1024 * 1024  # bytes; a government CRL has a few megabytes


@dataclass(frozen=True, slots=True)
class TrustStore:
    """What an administrator has put into the trust folder."""

    government: tuple[x509.Certificate, ...] = ()
    public: tuple[x509.Certificate, ...] = ()
    intermediates: tuple[x509.Certificate, ...] = ()
    tsa: tuple[x509.Certificate, ...] = ()
    crls: tuple[CRLContainer, ...] = ()

    def is_government(self, certificate: x509.Certificate | None) -> bool:
        """Art. 8.2: by the certificate itself, never by a name in it."""
        return certificate is not None and any(
            certificate.dump() == root.dump() for root in self.government
        )


_loaded: dict[Path, tuple[object, TrustStore]] = {}


def load_trust(folder: Path) -> TrustStore:
    """Reads the folder, again only when a file in it has changed. Missing folders are empty.

    Raises `PermanentFailure` for a certificate that cannot be read, `TransientFailure` when the folder
    cannot. A CRL that cannot be read counts as missing: its signatures become indeterminate.
    """
    try:
        state = _state(folder)
        known = _loaded.get(folder)
        if known is None or known[0] != state:
            _loaded[folder] = known = (state, _load(folder))
    except OSError as error:
        raise TransientFailure(f"the trust folder cannot be read: {error}") from error
    return known[1]


def _state(folder: Path) -> object:
    return tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    for name in _FOLDERS:
        if (folder / name).is_dir():
            entries = sorted((folder / name).iterdir())
            yield from (path for path in entries if path.is_file() and path.name[0] != ".")


def _load(folder: Path) -> TrustStore:
    def certificates(name: str) -> tuple[x509.Certificate, ...]:
        return tuple(_read_all(folder / name, x509.Certificate.load))

    return TrustStore(
        government=certificates("government"),
        public=certificates("public"),
        intermediates=certificates("intermediates"),
        tsa=certificates("tsa"),
        crls=tuple(_read_crls(folder / "crls")),
    )


def _read_all(folder: Path, load: Callable[[bytes], T]) -> Iterator[T]:
    for path in _files(folder.parent):
        if path.parent != folder:
            continue
        try:
            for blob in _blobs(path):
                certificate = load(blob)
                certificate.native  # noqa: B018 - asn1crypto parses late; a broken file is found here
                yield certificate
        except PARSER_FAILURES as error:
            raise PermanentFailure(f"{path.parent.name}/{path.name} is no certificate") from error


def _read_crls(folder: Path) -> Iterator[CRLContainer]:
    for path in _files(folder.parent):
        if path.parent != folder:
            continue
        try:
            yield from [CRLContainer(_crl(blob)) for blob in _blobs(path)]
        except PARSER_FAILURES:
            continue


def _crl(blob: bytes) -> crl.CertificateList:
    value = crl.CertificateList.load(blob)
    value.issuer.native  # noqa: B018 - as above
    return value


def _blobs(path: Path) -> list[bytes]:
    if path.stat().st_size > _MAX_FILE:
        raise ValueError("too large")
    data = path.read_bytes()
    if not pem.detect(data):
        return [data]
    return [blob for _, _, blob in pem.unarmor(data, multiple=True)]
