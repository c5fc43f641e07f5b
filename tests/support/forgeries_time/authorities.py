"""Timestamp authorities, right and wrong, and signers whose certificates need a proof of time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from asn1crypto import x509

from tests.support.forgeries_kit.certificates import (
    Holder,
    Plan,
    ca_extensions,
    constraints,
    curve_key,
    extended_usage,
    issue,
    leaf_extensions,
    usage,
)
from tests.support.forgeries_kit.revocation_data import Revoked, crl
from tests.support.forgeries_kit.world import (
    AT,
    TSA_NAME,
    Trust,
    genuine_world,
    leaf_plan,
    make_world,
    tsa_plan,
)
from tests.support.pki import DAY, NOW, YEAR

STAMPED = NOW - 20 * DAY  # when genuine tokens were made: every signer's certificate was good
ENDED = NOW - 10 * DAY  # when certificates expired or were revoked


@cache
def expired_signer() -> Holder:
    return issue(leaf_plan(NOW - YEAR, ENDED), curve_key(), genuine_world().sub)


@cache
def revoked_signer() -> Holder:
    return issue(leaf_plan(), curve_key(), genuine_world().sub)


@cache
def revoking_trust() -> Trust:
    """The usual trust, in which the revoked signer is revoked."""
    world = genuine_world()
    serial = revoked_signer().certificate.serial_number
    return world.trust(crls=(crl(world.root), crl(world.sub, {serial: Revoked(ENDED)})))


def _authority(
    *extensions: x509.Extension, begins: datetime = NOW - 4 * YEAR, ends: datetime = NOW + YEAR
) -> Holder:
    plan = Plan(TSA_NAME, begins, ends, extensions)
    return issue(plan, curve_key(), genuine_world().root)


def _leaf(*more: x509.Extension) -> list[x509.Extension]:
    return leaf_extensions(*more, uses=("digital_signature",))


@cache
def wrong_authorities() -> dict[str, Holder]:
    """RFC 3161 §2.3: only the extended key usage timeStamping, and critical. Each certificate is of the true root."""
    stamping = extended_usage("time_stamping", critical=True)
    wrong: dict[str, Holder] = {
        "without-usage": _authority(*_leaf()),
        "usage-not-critical": _authority(*_leaf(extended_usage("time_stamping"))),
        "more-usages": _authority(
            *_leaf(extended_usage("time_stamping", "code_signing", critical=True))
        ),
        "any-usage": _authority(*_leaf(extended_usage("any_extended_key_usage", critical=True))),
        "other-usage": _authority(*_leaf(extended_usage("email_protection", critical=True))),
        "expired": _authority(*_leaf(stamping), ends=STAMPED - DAY),
        "not-yet": _authority(*_leaf(stamping), begins=NOW - DAY),
        "key-usage": _authority(constraints(ca=False), usage("key_encipherment"), stamping),
        "agency": genuine_world().leaf,
        "authority": genuine_world().sub,
    }
    return wrong


@cache
def strange_authorities() -> dict[str, Holder]:
    """None of them comes from a root in the trust folder, whatever it is called."""
    other = make_world()
    alone = issue(tsa_plan(), curve_key())
    same_root = issue(
        Plan(genuine_world().root.name, NOW - 5 * YEAR, NOW + 9 * YEAR, ca_extensions()),
        curve_key(),
    )
    genuine = genuine_world().tsa.certificate
    double = Plan(
        TSA_NAME,
        NOW - 4 * YEAR,
        NOW + 10 * YEAR,
        tsa_plan().extensions,
        serial=genuine.serial_number,
    )
    return {
        "stranger": other.tsa,
        "self-made": alone,
        "equal-root": issue(tsa_plan(), curve_key(), same_root),
        "equal-number": issue(double, curve_key(), same_root),
    }


@cache
def revoked_authority() -> tuple[Holder, Trust]:
    """Revoked before it made its token, for its key was stolen."""
    world = genuine_world()
    authority = issue(tsa_plan(), curve_key(), world.root)
    entry = {authority.certificate.serial_number: Revoked(STAMPED - DAY, "key_compromise")}
    return authority, world.trust(crls=(crl(world.root, entry), crl(world.sub)))


def shifted(**parts: float) -> datetime:
    return AT + timedelta(**parts)


Maker = Callable[[], Holder]
