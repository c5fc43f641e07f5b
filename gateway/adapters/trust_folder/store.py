"""CRLs and OCSP responses that the refresh job stores: only what is better than what lies there."""

import base64
import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp

from gateway.adapters.trust_folder.covering import AHEAD, is_in_scope, is_of, is_signed_by, of_today
from gateway.adapters.trust_folder.files import (
    UNREADABLE,
    Item,
    TrustFolder,
    parse_crls,
    write_durably,
)
from gateway.adapters.trust_folder.named_urls import crl_urls, ocsp_urls
from gateway.domain.failures import PermanentFailure
from gateway.domain.signature import WantedStatus

_OLDEST_ANSWER = timedelta(days=7)  # of an OCSP response without nextUpdate
_MOST_URLS = 4  # of one certificate


@dataclass(frozen=True, slots=True)
class FolderRevocations:
    """Implements `Revocations` of the refresh step on a trust folder."""

    trust: TrustFolder

    def urls(self) -> list[str]:
        """The CRL distribution points of the trusted certificates."""
        found = [url for c in self.trust.certificates() for url in crl_urls(c)]
        return list(dict.fromkeys(found))

    def store_crl(self, data: bytes, now: datetime) -> bool:
        """Keeps a CRL that a trusted certificate signed; False when it lies there already.

        Raises `PermanentFailure` for what is no such CRL or is older, `TransientFailure` for the disk.
        """
        crl = _parse_crl(data)
        signer = _signer(crl, self.trust.certificates())
        if crl.last_update_utc > now + AHEAD:
            raise PermanentFailure("thisUpdate is in the future")
        earlier = [item for item in self.trust.items() if _is_replaced_by(item, crl, signer)]
        der = crl.public_bytes(Encoding.DER)
        if any(item.der == der for item in earlier):
            return False
        if any(_last_update(item) > crl.last_update_utc for item in earlier):
            raise PermanentFailure("thisUpdate is older than that of the CRL at hand")
        path = self.trust.folder / "crls" / f"{_name(crl, signer)}.crl"
        write_durably(path, der)
        self._drop_replaced(earlier, path)
        return True

    def stale(self, now: datetime) -> list[tuple[str, datetime]]:
        """Issuer and nextUpdate of the CRLs that are out of date."""
        found = list[tuple[str, datetime]]()
        for item in self.trust.items():
            crl = item.content
            if isinstance(crl, x509.CertificateRevocationList) and item.is_stale(now):
                assert crl.next_update_utc is not None
                found.append((crl.issuer.rfc4514_string(), crl.next_update_utc))
        return found

    def crl_urls_of(self, wanted: WantedStatus) -> list[str]:
        """Of a signer's certificate whose issuer we trust; a stranger's certificate names nothing."""
        pair = self._pair(wanted)
        return crl_urls(pair[0])[:_MOST_URLS] if pair else []

    def ocsp_urls_of(self, wanted: WantedStatus) -> list[str]:
        """The same for the OCSP responders."""
        pair = self._pair(wanted)
        return ocsp_urls(pair[0])[:_MOST_URLS] if pair else []

    def ocsp_request(self, wanted: WantedStatus) -> bytes:
        """DER. SHA-1 in the certID is what every responder knows (RFC 5019 §2.1.1); it protects nothing."""
        leaf, issuer = _load(wanted)
        builder = ocsp.OCSPRequestBuilder().add_certificate(leaf, issuer, hashes.SHA1())  # noqa: S303 - an identifier
        return builder.build().public_bytes(Encoding.DER)

    def store_answer(self, wanted: WantedStatus, data: bytes, now: datetime) -> None:
        """Keeps an OCSP response about that certificate; its signature is judged with the document.

        Raises `PermanentFailure` for any other answer.
        """
        try:
            _check_answer(ocsp.load_der_ocsp_response(data), self.ocsp_request(wanted), now)
        except UNREADABLE as error:
            raise PermanentFailure("not an OCSP response") from error
        digest = hashlib.sha256(base64.b64decode(wanted.certificate)).hexdigest()
        path = self.trust.folder / "ocsp" / f"{digest}.der"
        write_durably(path, data)
        os.utime(path, (now.timestamp(), now.timestamp()))

    def covered(self, wanted: Sequence[WantedStatus], now: datetime) -> list[WantedStatus]:
        """Those of which a CRL of today tells: nobody need be asked any more."""
        items = self.trust.items()
        lists = dict[str, list[x509.CertificateRevocationList]]()
        found = list[WantedStatus]()
        for item in wanted:
            pair = self._pair(item)
            if pair is None:
                continue
            if item.issuer not in lists:  # a list of some megabytes is verified once
                lists[item.issuer] = of_today(items, pair[1], now)
            if any(is_in_scope(crl, pair[0]) for crl in lists[item.issuer]):
                found.append(item)
        return found

    def drop_answers(self, before: datetime) -> None:
        """Deletes the OCSP responses stored before that instant."""
        folder = self.trust.folder / "ocsp"
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.is_file() and path.stat().st_mtime < before.timestamp():
                with suppress(OSError):  # the judge does not believe an old answer anyway
                    path.unlink()

    def _drop_replaced(self, earlier: Sequence[Item], new: Path) -> None:
        kept = {item.path for item in self.trust.items() if item not in earlier} | {new}
        for path in {item.path for item in earlier} - kept:
            with suppress(OSError):  # an older CRL beside the newer one does no harm
                path.unlink()

    def _pair(self, wanted: WantedStatus) -> tuple[x509.Certificate, x509.Certificate] | None:
        try:
            leaf, issuer = _load(wanted)
            leaf.verify_directly_issued_by(issuer)
        except (InvalidSignature, *UNREADABLE):
            return None
        known = self.trust.certificates()
        return (leaf, issuer) if issuer in known or _is_issued_by(issuer, known) else None


def _load(wanted: WantedStatus) -> tuple[x509.Certificate, x509.Certificate]:
    leaf, issuer = base64.b64decode(wanted.certificate), base64.b64decode(wanted.issuer)
    return x509.load_der_x509_certificate(leaf), x509.load_der_x509_certificate(issuer)


def _is_issued_by(certificate: x509.Certificate, known: Sequence[x509.Certificate]) -> bool:
    for issuer in known:
        try:
            certificate.verify_directly_issued_by(issuer)
        except (InvalidSignature, *UNREADABLE):
            continue
        return True
    return False


def _parse_crl(data: bytes) -> x509.CertificateRevocationList:
    try:
        (crl,) = parse_crls(data)
        _ = crl.issuer, crl.next_update_utc
        if any(isinstance(e.value, x509.DeltaCRLIndicator) for e in crl.extensions):
            raise PermanentFailure("a delta CRL is not used")
    except UNREADABLE as error:
        raise PermanentFailure("not a CRL") from error
    return crl


def _signer(
    crl: x509.CertificateRevocationList, known: Sequence[x509.Certificate]
) -> x509.Certificate:
    for certificate in known:
        if is_of(crl, certificate):
            return certificate
    raise PermanentFailure("the CRL is not signed by a certificate in the trust folder")


def _is_replaced_by(
    item: Item, crl: x509.CertificateRevocationList, signer: x509.Certificate
) -> bool:
    old = item.content
    return (
        isinstance(old, x509.CertificateRevocationList)
        and old.issuer == crl.issuer
        and _scope(old) == _scope(crl)
        and is_signed_by(old, signer)
    )


def _scope(crl: x509.CertificateRevocationList) -> bytes:
    """The issuing distribution point: CRLs of different ones stand beside each other."""
    try:
        kind = x509.IssuingDistributionPoint
        return crl.extensions.get_extension_for_class(kind).value.public_bytes()
    except (x509.ExtensionNotFound, *UNREADABLE):
        return b""


def _last_update(item: Item) -> datetime:
    assert isinstance(item.content, x509.CertificateRevocationList)
    return item.content.last_update_utc


def _name(crl: x509.CertificateRevocationList, signer: x509.Certificate) -> str:
    """The same for every CRL of one issuer: writing it replaces the earlier one in one step."""
    key = signer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(crl.issuer.public_bytes() + key + _scope(crl)).hexdigest()[:16]


def _check_answer(answer: ocsp.OCSPResponse, request: bytes, now: datetime) -> None:
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise PermanentFailure(f"OCSP status {answer.response_status.name}")
    asked = ocsp.load_der_ocsp_request(request)
    for single in answer.responses:
        same_key = single.issuer_key_hash == asked.issuer_key_hash
        if single.serial_number == asked.serial_number and same_key:
            _check_single(single, now)
            return
    raise PermanentFailure("the OCSP response is about another certificate")


def _check_single(single: ocsp.OCSPSingleResponse, now: datetime) -> None:
    if single.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        raise PermanentFailure("the OCSP responder does not know the certificate")
    if single.this_update_utc > now + AHEAD:
        raise PermanentFailure("thisUpdate of the OCSP response is in the future")
    ends = single.next_update_utc or single.this_update_utc + _OLDEST_ANSWER
    if ends < now:
        raise PermanentFailure("the OCSP response is out of date")
