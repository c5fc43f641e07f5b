"""What our own CRLs list, stale or not: nobody who was revoked becomes good because a list grew old."""

from collections.abc import Iterator
from datetime import UTC, datetime

from asn1crypto import x509
from cryptography.x509 import (
    CertificateRevocationList,
    CRLReason,
    ExtensionNotFound,
    InvalidityDate,
    IssuingDistributionPoint,
    ReasonFlags,
    RevokedCertificate,
    load_der_x509_certificate,
)

from gateway.adapters.signatures.findings import PARSER_FAILURES
from gateway.adapters.signatures.trust import TrustStore


def revoked_at(trust: TrustStore, certificate: x509.Certificate) -> datetime | None:
    """Since when our lists call the certificate revoked (aware), the newest word first.

    A hold ends where a newer list no longer names it. A suspected compromise counts from the day of the
    suspicion (RFC 5280 §5.3.2).
    """
    silent: list[CertificateRevocationList] = []
    for known in _lists_of(trust, certificate):
        entry = known.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is None:
            silent.append(known)
            continue
        if not _truly_signed(trust, known):
            continue
        if _reason(entry) is ReasonFlags.remove_from_crl:  # RFC 5280 §5.3.1: the hold is over
            return None
        on_hold = _reason(entry) is ReasonFlags.certificate_hold
        if not (on_hold and any(_truly_signed(trust, newer) for newer in silent)):
            return _since(entry)
    return None


def _lists_of(
    trust: TrustStore, certificate: x509.Certificate
) -> Iterator[CertificateRevocationList]:
    own = [known for known in trust.listed if _is_of(known, certificate.issuer)]
    newest_first = sorted(own, key=lambda known: known.last_update_utc, reverse=True)
    return (known for known in newest_first if not _is_indirect(known))


def _is_of(known: CertificateRevocationList, authority: x509.Name) -> bool:
    """By name, as RFC 5280 §7.1 compares them; what cannot be prepared is equal to its own bytes only."""
    name = known.issuer.public_bytes()
    try:
        return name == authority.dump() or bool(x509.Name.load(name) == authority)
    except ValueError:
        return False


def _is_indirect(known: CertificateRevocationList) -> bool:
    """It speaks of other authorities' numbers too (RFC 5280 §5.2.5): pyHanko tells them apart."""
    try:
        point = known.extensions.get_extension_for_class(IssuingDistributionPoint).value
    except ExtensionNotFound:
        return False
    except PARSER_FAILURES:
        return True
    return point.indirect_crl


def _truly_signed(trust: TrustStore, known: CertificateRevocationList) -> bool:
    """RFC 5280 §6.3.3 (g), by the authorities of that name that are ours; without one the list is believed."""
    ours = [*trust.intermediates, *trust.government, *trust.public]
    named = [item for item in ours if _is_of(known, item.subject)]
    return not named or any(_has_signed(item, known) for item in named)


def _has_signed(authority: x509.Certificate, known: CertificateRevocationList) -> bool:
    try:
        key = load_der_x509_certificate(authority.dump()).public_key()
        return known.is_signature_valid(key)  # type: ignore[arg-type]  # a key of another kind raises TypeError
    except PARSER_FAILURES:
        return False


def _reason(entry: RevokedCertificate) -> ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(CRLReason).value.reason
    except (ExtensionNotFound, *PARSER_FAILURES):
        return None


def _since(entry: RevokedCertificate) -> datetime:
    revoked = entry.revocation_date_utc
    try:
        suspected = entry.extensions.get_extension_for_class(InvalidityDate).value
    except (ExtensionNotFound, *PARSER_FAILURES):
        return revoked
    return min(revoked, suspected.invalidity_date.replace(tzinfo=UTC))
