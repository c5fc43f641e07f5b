"""Which CRLs of the trust folder tell of which authority, and whether they are of today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from gateway.adapters.trust_folder.files import UNREADABLE, Item
from gateway.adapters.trust_folder.named_urls import crl_urls

AHEAD = timedelta(minutes=5)  # tolerance between clocks


class CrlState(StrEnum):
    FRESH = "fresh"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Covered:
    """An authority of the trust folder and its newest CRL, if there is one."""

    item: Item
    state: CrlState
    this_update: datetime | None = None
    next_update: datetime | None = None


def coverage(items: Sequence[Item], now: datetime) -> list[Covered]:
    """Each authority once, in the order of the folders. An expired one issues no CRLs and is left out."""
    found = dict[bytes, Covered]()
    for item in items:
        certificate = item.content
        if not isinstance(certificate, x509.Certificate) or not item.is_ca:
            continue
        if certificate.not_valid_after_utc > now:
            found.setdefault(item.der, _covered(item, certificate, items, now))
    return list(found.values())


def of_today(
    items: Iterable[Item], authority: x509.Certificate, now: datetime
) -> list[x509.CertificateRevocationList]:
    """The CRLs of an authority that are neither out of date nor of tomorrow."""
    return [crl for crl in _lists(items) if is_of(crl, authority) and is_fresh(crl, now)]


def is_of(crl: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    """By name, right and signature."""
    return crl.issuer == authority.subject and may_sign(authority) and is_signed_by(crl, authority)


def is_fresh(crl: x509.CertificateRevocationList, now: datetime) -> bool:
    """Between thisUpdate and nextUpdate."""
    ends = crl.next_update_utc
    return crl.last_update_utc <= now + AHEAD and (ends is None or ends >= now)


def is_signed_by(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    try:
        return crl.is_signature_valid(certificate.public_key())  # type: ignore[arg-type]  # TypeError for other keys
    except (InvalidSignature, *UNREADABLE):
        return False


def may_sign(certificate: x509.Certificate) -> bool:
    """RFC 5280 §6.3.3 (f): a key usage, if there is one, must allow it."""
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True
    except UNREADABLE:
        return False


def _lists(items: Iterable[Item]) -> list[x509.CertificateRevocationList]:
    """Those that tell for every reason of the certificates that they are about, and not only what has changed."""
    found = [i.content for i in items if isinstance(i.content, x509.CertificateRevocationList)]
    return [crl for crl in found if _is_complete(crl)]


def _is_complete(crl: x509.CertificateRevocationList) -> bool:
    try:
        if any(isinstance(one.value, x509.DeltaCRLIndicator) for one in crl.extensions):
            return False
        point = _point(crl)
    except UNREADABLE:
        return False
    return point is None or not (point.only_some_reasons or point.only_contains_attribute_certs)


def _is_for_cas_alone(crl: x509.CertificateRevocationList) -> bool:
    point = _point(crl)
    return point is not None and point.only_contains_ca_certs


def _point(crl: x509.CertificateRevocationList) -> x509.IssuingDistributionPoint | None:
    """RFC 5280 §5.2.5. Raises one of UNREADABLE."""
    try:
        return crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return None


def _covered(
    item: Item, authority: x509.Certificate, items: Iterable[Item], now: datetime
) -> Covered:
    """A list for CAs alone says enough of a root, but nothing of the signers of an issuing authority."""
    is_root = authority.subject == authority.issuer
    begun = [crl for crl in _lists(items) if crl.last_update_utc <= now + AHEAD]
    whole = [crl for crl in begun if is_root or not _is_for_cas_alone(crl)]
    own = [crl for crl in whole if is_of(crl, authority)]
    if not own:
        return Covered(item, CrlState.MISSING)
    fresh = [crl for crl in own if is_fresh(crl, now)]
    newest = max(fresh or own, key=lambda crl: crl.last_update_utc)
    state = CrlState.FRESH if fresh else CrlState.STALE
    return Covered(item, state, newest.last_update_utc, newest.next_update_utc)


def is_in_scope(crl: x509.CertificateRevocationList, leaf: x509.Certificate) -> bool:
    """RFC 5280 §5.2.5: a part of an authority's list tells only of the certificates that name the part."""
    point = _point(crl)
    if point is None:
        return True
    if point.only_contains_ca_certs:
        return False
    names = [n.value for n in point.full_name or () if isinstance(n.value, str)]
    return not names or not set(names).isdisjoint(crl_urls(leaf))
