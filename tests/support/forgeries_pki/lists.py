"""CRLs of the issuing authority that say nothing usable, and some that do: `SILENT` and `SPEAKING`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import x509

from tests.support.forgeries_kit.certificates import Holder, curve_key
from tests.support.forgeries_kit.revocation_data import crl, delta, partition, unknown_critical
from tests.support.forgeries_kit.world import genuine_world, subject
from tests.support.forgeries_pki.workshop import impostor
from tests.support.pki import DAY, NOW


def of_sub(**parts: Any) -> bytes:
    return crl(genuine_world().sub, **parts)


def _other_key() -> Holder:
    return Holder(genuine_world().sub.certificate, curve_key())


def _broken_signature() -> bytes:
    return of_sub()[:-8] + b"\x00" * 8


def _first_version() -> bytes:
    """RFC 5280 §5.1.2.1: version 1 has no extensions."""
    whole = asn1_crl.CertificateList.load(of_sub())
    whole["tbs_cert_list"]["version"] = "v1"
    return bytes(whole.dump(force=True))


def point(*addresses: str) -> dict[str, Any]:
    names = [x509.GeneralName("uniform_resource_identifier", item) for item in addresses]
    return partition(distribution_point=("full_name", names))


SILENT: dict[str, tuple[str, Callable[[], bytes]]] = {
    "stale": ("stale since an hour", lambda: of_sub(following=NOW - timedelta(hours=1))),
    "stale-for-a-year": (
        "stale since a year",
        lambda: of_sub(last=NOW - 400 * DAY, following=NOW - 365 * DAY),
    ),
    "endless": ("no nextUpdate (RFC 5280 §5.1.2.5)", lambda: of_sub(following=None)),
    "of-tomorrow": ("issued tomorrow", lambda: of_sub(last=NOW + DAY)),
    "of-a-namesake": ("equal names, another key", lambda: crl(impostor().sub)),
    "by-another-key": ("another key under the name", lambda: crl(_other_key())),
    "broken-signature": ("its signature is broken", _broken_signature),
    "of-the-root": ("the root's, about other certificates", lambda: crl(genuine_world().root)),
    "by-the-root": (
        "signed by the root in the authority's name",
        lambda: crl(genuine_world().root, name=genuine_world().sub.name),
    ),
    "by-a-leaf": (
        "signed by the signer himself in the authority's name",
        lambda: crl(genuine_world().leaf, name=genuine_world().sub.name),
    ),
    "of-a-leaf": ("the signer's own list", lambda: crl(genuine_world().leaf)),
    "delta-alone": ("a delta without its base", lambda: of_sub(extensions=[delta()])),
    "authorities-only": (
        "for certificates of authorities",
        lambda: of_sub(extensions=[partition(only_contains_ca_certs=True)]),
    ),
    "attributes-only": (
        "for attribute certificates",
        lambda: of_sub(extensions=[partition(only_contains_attribute_certs=True)]),
    ),
    "some-reasons": (
        "for one reason of several",
        lambda: of_sub(extensions=[partition(only_some_reasons={"key_compromise"})]),
    ),
    "unknown-extension": (
        "a critical extension that nobody knows",
        lambda: of_sub(extensions=[unknown_critical()]),
    ),
    "indirect-of-a-stranger": (
        "indirect, of an unknown authority",
        lambda: crl(
            Holder(impostor().root.certificate, curve_key()),
            name=subject("Người liệt kê"),
            extensions=[partition(indirect_crl=True)],
        ),
    ),
    "garbage": ("no CRL at all", lambda: b"no list"),
    "empty": ("an empty file", lambda: b""),
    "cut": ("cut off", lambda: of_sub()[:-20]),
    "first-version": ("changed to version 1", _first_version),
}

SPEAKING: dict[str, tuple[str, Callable[[], bytes]]] = {
    "plain": ("as authorities issue it", of_sub),
    "leaves-only": (
        "for certificates of people and bodies",
        lambda: of_sub(extensions=[partition(only_contains_user_certs=True)]),
    ),
    "of-three-minutes-ahead": (
        "by a clock that runs ahead",
        lambda: of_sub(last=NOW + timedelta(minutes=4)),
    ),
    "stale-by-three-minutes": (
        "within the tolerance",
        lambda: of_sub(following=NOW - timedelta(minutes=1)),
    ),
}
