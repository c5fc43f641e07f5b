"""The configured trust: roots, intermediates and CRLs from a folder. Nothing is trusted by default.

Folder layout: `government/` (roots of Ban Cơ yếu), `public/` (other accepted roots), `intermediates/`,
`tsa/` (roots of timestamps), `crls/` and `ocsp/`, each with PEM or DER files. Judging never fetches.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import crl, ocsp, pem, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import (
    CertificateRevocationList,
    load_der_x509_certificate,
    load_der_x509_crl,
)
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from gateway.adapters.signatures.findings import PARSER_FAILURES
from gateway.domain.failures import PermanentFailure, TransientFailure

_FOLDERS = ("government", "public", "intermediates", "tsa", "crls", "ocsp")
_MAX_FILE = 64 * 1024 * 1024  # bytes; a government CRL has a few megabytes


@dataclass(frozen=True, slots=True)
class TrustStore:
    """What an administrator has put into the trust folder."""

    government: tuple[x509.Certificate, ...] = ()
    public: tuple[x509.Certificate, ...] = ()
    intermediates: tuple[x509.Certificate, ...] = ()
    tsa: tuple[x509.Certificate, ...] = ()
    crls: tuple[CRLContainer, ...] = ()
    listed: tuple[CertificateRevocationList, ...] = ()  # the same CRLs, for a quick look
    responses: tuple[OCSPContainer, ...] = ()
    manifest: bytes = b""  # one line `folder sha256` for each item, sorted
    blobs: Mapping[str, bytes] = field(default_factory=dict)  # DER by sha256, of all items

    @property
    def manifest_digest(self) -> str:
        """Names this very trust; sha256, lower-case hex."""
        return hashlib.sha256(self.manifest).hexdigest()

    def authority_of(self, certificate: x509.Certificate) -> x509.Certificate | None:
        """The configured certificate that issued this one, by name and key; None when only the file has it."""
        issuer = certificate.issuer.dump()
        known = (*self.intermediates, *self.government, *self.public)
        named = (item for item in known if item.subject.dump() == issuer)
        return next((item for item in named if _issued(item, certificate)), None)

    def is_government(self, certificate: x509.Certificate | None) -> bool:
        """Art. 8.2: by the certificate itself, never by a name in it."""
        return certificate is not None and any(
            certificate.dump() == root.dump() for root in self.government
        )


def _issued(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    """By the signature: an authority that changed its key kept its name."""
    try:
        leaf, issuer = (load_der_x509_certificate(c.dump()) for c in (certificate, authority))
        leaf.verify_directly_issued_by(issuer)
    except InvalidSignature:
        return False
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # Not to be tried here; the identifier is a hint (RFC 5280 §4.2.1.1), and the judge looks closely.
        wanted = certificate.authority_key_identifier
        return wanted is None or bool(wanted == authority.key_identifier)
    return True


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
    lists = [blob for path in _files_in(folder, "crls") for blob in _crl_blobs(path)]
    answers = [blob for path in _files_in(folder, "ocsp") for blob in _answer_blobs(path)]
    certificates = {name: _certificates(folder, name) for name in _FOLDERS[:4]}
    certificates["intermediates"] = _government_first(
        certificates["government"], certificates["intermediates"]
    )
    items = [(name, item.dump()) for name in certificates for item in certificates[name]]
    items += [("crls", blob) for blob in lists] + [("ocsp", blob) for blob in answers]
    named = [(name, hashlib.sha256(blob).hexdigest(), blob) for name, blob in items]
    lines = sorted({f"{name} {digest}\n" for name, digest, _ in named})
    return TrustStore(
        **certificates,
        crls=tuple(CRLContainer(crl.CertificateList.load(blob)) for blob in lists),
        listed=tuple(load_der_x509_crl(blob) for blob in lists),
        responses=tuple(
            response
            for blob in answers
            for response in OCSPContainer.load_multi(ocsp.OCSPResponse.load(blob))
        ),
        manifest="".join(lines).encode(),
        blobs={digest: blob for _, digest, blob in named},
    )


def _government_first(
    government: tuple[x509.Certificate, ...], intermediates: tuple[x509.Certificate, ...]
) -> tuple[x509.Certificate, ...]:
    """The order in which chains are tried: where one ends at the government's root, that one is found."""
    roots = {root.subject.dump() for root in government}
    return tuple(sorted(intermediates, key=lambda item: item.issuer.dump() not in roots))


def _files_in(folder: Path, name: str) -> list[Path]:
    return [path for path in _files(folder) if path.parent.name == name]


def _certificates(folder: Path, name: str) -> tuple[x509.Certificate, ...]:
    certificates: list[x509.Certificate] = []
    for path in _files_in(folder, name):
        try:
            for blob in _blobs(path):
                certificate = x509.Certificate.load(blob, strict=True)
                _ = certificate.native  # asn1crypto parses late; a broken file is found here
                certificates.append(certificate)
        except PARSER_FAILURES as error:
            raise PermanentFailure(f"{name}/{path.name} is no certificate") from error
    return tuple(certificates)


def _crl_blobs(path: Path) -> list[bytes]:
    try:
        blobs = _blobs(path)
        for blob in blobs:
            load_der_x509_crl(blob)
    except PARSER_FAILURES:
        return []
    return blobs


def _answer_blobs(path: Path) -> list[bytes]:
    """An answer that cannot be read counts as missing."""
    try:
        blobs = _blobs(path)
        for blob in blobs:
            OCSPContainer.load_multi(ocsp.OCSPResponse.load(blob))
    except PARSER_FAILURES:
        return []
    return blobs


def _blobs(path: Path) -> list[bytes]:
    if path.stat().st_size > _MAX_FILE:
        raise ValueError("too large")
    data = path.read_bytes()
    if not pem.detect(data):
        return [data]
    return [blob for _, _, blob in pem.unarmor(data, multiple=True)]
