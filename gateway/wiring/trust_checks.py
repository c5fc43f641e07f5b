"""The trust folder as the judge will find it today. Asks nobody over the network."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

from gateway.adapters.signatures import load_trust
from gateway.adapters.trust_folder import Covered, CrlState, Item, coverage
from gateway.config.settings import Settings
from gateway.domain.failures import PermanentFailure
from gateway.wiring.findings import Finding
from gateway.wiring.trust import is_refreshed, trust_folder

_SOON = timedelta(days=60)  # a new root is compared with the authority's own copy: that takes time


def trust(settings: Settings) -> Iterator[Finding]:
    """Roots, dates, and a CRL of today for each authority."""
    folder, now = settings.trust_folder, datetime.now(UTC)
    items = trust_folder(settings).items()
    yield from _readable(folder, items)
    yield _roots(folder, items)
    for item in items:
        yield from _dates(item, now)
    if settings.signatures.revocation == "ignore":
        yield Finding(
            "warning",
            "signatures.revocation is ignore: a revoked certificate is accepted",
            "set it to require",
        )
        return
    for covered in coverage(items, now):
        yield _crl(covered, settings, now)


def _readable(folder: Path, items: Sequence[Item]) -> Iterator[Finding]:
    try:
        load_trust(folder)
    except PermanentFailure as failure:
        yield Finding("error", str(failure), "the gateway does not start with it: replace it")
    for item in items:
        if item.content is None and item.kind == "crls":
            message = f"crls/{item.path.name} cannot be read and counts as missing"
            yield Finding("warning", message, "remove the file, then run `gateway trust refresh`")


def _roots(folder: Path, items: Sequence[Item]) -> Finding:
    counts = Counter(item.kind for item in items if item.content is not None)
    kinds = ("government", "public", "intermediates", "tsa", "crls")
    said = ", ".join(f"{counts[kind]} {kind}" for kind in kinds) + f" in {folder}"
    if counts["government"]:
        return Finding("ok", said)
    meaning = (
        "nothing will be judged to be signed under the government's root (Art. 8.2)"
        if counts["public"]
        else "no signature will be called valid"
    )
    return Finding(
        "warning",
        f"no government root: {meaning}; {said}",
        "`gateway trust add FILE --as government`, after comparing the fingerprint",
    )


def _dates(item: Item, now: datetime) -> Iterator[Finding]:
    certificate = item.content
    if not isinstance(certificate, x509.Certificate):
        return
    ends, name = certificate.not_valid_after_utc, f"{item.kind}/{item.path.name}"
    if ends < now:
        message = f"{_called(certificate)}: expired on {ends:%Y-%m-%d}"
        yield Finding("warning", message, "documents of today need its successor", name)
    elif ends < now + _SOON:
        message = f"{_called(certificate)}: expires on {ends:%Y-%m-%d}"
        yield Finding("warning", message, "ask the authority for its successor", name)


def _crl(covered: Covered, settings: Settings, now: datetime) -> Finding:
    assert isinstance(covered.item.content, x509.Certificate)
    name = _called(covered.item.content)
    if covered.state is CrlState.MISSING:
        message = "no CRL: signatures under it stay indeterminate"
        return Finding("warning", message, _remedy(settings), name)
    assert covered.this_update is not None
    age = f"issued {_ago(now - covered.this_update)} ago"
    until = covered.next_update and f"{covered.next_update:%Y-%m-%d %H:%M} UTC"
    if covered.state is CrlState.STALE:
        message = (
            f"its CRL is out of date since {until} ({age}): signatures under it stay indeterminate"
        )
        return Finding("warning", message, _remedy(settings), name)
    said = f"its CRL is fresh until {until or 'further notice'} ({age})"
    return Finding("ok", said, item=name)


def _remedy(settings: Settings) -> str:
    if is_refreshed(settings):
        return "`gateway trust refresh` names the cause"
    return "name the authority's server in signatures.refresh.hosts, or `gateway trust add FILE --as crls`"


def _ago(age: timedelta) -> str:
    hours = max(0, int(age.total_seconds() // 3600))
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"


def _called(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
