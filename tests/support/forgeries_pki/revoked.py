"""Revoked: before signing, after it, after receipt, with and without a proof of time, for each reason."""

from datetime import datetime, timedelta

from gateway.domain.signature_policy import Circumstances
from tests.support.forgeries_kit.certificates import (
    Plan,
    ca_extensions,
    curve_key,
    issue,
)
from tests.support.forgeries_kit.cms_builder import CmsPlan, TokenPlan, token
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.revocation_data import Revoked, crl
from tests.support.forgeries_kit.world import AT, SUB_NAME, genuine_world
from tests.support.forgeries_pki.case import (
    REVOKED,
    REVOKED_SINCE,
    VALID,
    Collection,
    Made,
)
from tests.support.forgeries_pki.workshop import LONG
from tests.support.pki import DAY, NOW

CASES = Collection("revoked")


def _judged(
    revoked: Revoked,
    *,
    stamped: datetime | None = None,
    received: datetime | None = None,
    claimed: datetime = NOW,
    following: datetime = NOW + 30 * DAY,
) -> Made:
    world = genuine_world()
    stamp = None if stamped is None else token(TokenPlan(world.tsa, stamped))
    plan = CmsPlan(world.leaf, signed_at=claimed, stamp=stamp)
    number = world.leaf.certificate.serial_number
    entry = crl(world.sub, {number: revoked}, last=NOW - timedelta(hours=1), following=following)
    trust = world.trust(crls=(crl(world.root), entry))
    return Made(signed(plan), trust, AT, circumstances=Circumstances(received))


REASONS = (
    None,
    "key_compromise",
    "ca_compromise",
    "affiliation_changed",
    "superseded",
    "cessation_of_operation",
    "certificate_hold",
    "privilege_withdrawn",
)
for _reason in REASONS:
    CASES.add(
        f"reason-{(_reason or 'none').replace('_', '-')}",
        f"revoked ten days ago, reason {_reason}",
        REVOKED,
        lambda reason=_reason: _judged(Revoked(NOW - 10 * DAY, reason)),
    )


@CASES.case("nobody is revoked", VALID)
def _nobody() -> Made:
    world = genuine_world()
    return Made(signed(CmsPlan(world.leaf)), world.trust())


@CASES.case("another number is revoked", VALID)
def _somebody_else() -> Made:
    world = genuine_world()
    number = world.leaf.certificate.serial_number + 1
    lists = (crl(world.root), crl(world.sub, {number: Revoked(NOW - DAY)}))
    return Made(signed(CmsPlan(world.leaf)), world.trust(crls=lists))


@CASES.case("another authority revoked the same number", VALID)
def _number_of_another_authority() -> Made:
    world = genuine_world()
    number = world.leaf.certificate.serial_number
    lists = (crl(world.root, {number: Revoked(NOW - DAY)}), crl(world.sub))
    return Made(signed(CmsPlan(world.leaf)), world.trust(crls=lists))


@CASES.case("revoked before signing, and the signer claims an earlier time", REVOKED)
def _earlier_claim() -> Made:
    return _judged(Revoked(NOW - 10 * DAY), claimed=NOW - 20 * DAY)


@CASES.case("a trusted timestamp older than the revocation", VALID)
def _stamped_before() -> Made:
    return _judged(Revoked(NOW - 10 * DAY, "superseded"), stamped=NOW - 20 * DAY)


@CASES.case("a trusted timestamp newer than the revocation", REVOKED)
def _stamped_after() -> Made:
    return _judged(Revoked(NOW - 10 * DAY), stamped=NOW - 5 * DAY)


@CASES.case("a trusted timestamp at the very time of the revocation", REVOKED)
def _stamped_at_that_time() -> Made:
    return _judged(Revoked(NOW - 10 * DAY), stamped=NOW - 10 * DAY)


@CASES.case("revoked after signing and before receipt, no proof of time", REVOKED)
def _before_receipt() -> Made:
    return _judged(Revoked(NOW - 2 * DAY), claimed=NOW - 3 * DAY, received=NOW - DAY)


@CASES.case("revoked after receipt", REVOKED_SINCE)
def _after_receipt() -> Made:
    return _judged(Revoked(NOW - DAY), received=NOW - 2 * DAY)


@CASES.case("revoked after receipt, and a timestamp from before the revocation", VALID)
def _stamped_and_after_receipt() -> Made:
    return _judged(Revoked(NOW - DAY), stamped=NOW - 3 * DAY, received=NOW - 2 * DAY)


@CASES.case("the key was compromised before the timestamp, the revocation came later", REVOKED)
def _compromised_before_the_stamp() -> Made:
    """RFC 5280 §5.3.2: by the invalidity date the key was no longer the holder's alone."""
    revoked = Revoked(NOW - 10 * DAY, "key_compromise", invalid_since=NOW - 30 * DAY)
    return _judged(revoked, stamped=NOW - 20 * DAY)


@CASES.case("the key was compromised after the timestamp", VALID)
def _compromised_after_the_stamp() -> Made:
    revoked = Revoked(NOW - 10 * DAY, "key_compromise", invalid_since=NOW - 15 * DAY)
    return _judged(revoked, stamped=NOW - 20 * DAY)


@CASES.case("revoked after receipt, and compromised before it", REVOKED)
def _compromised_before_receipt() -> Made:
    revoked = Revoked(NOW - DAY, "key_compromise", invalid_since=NOW - 30 * DAY)
    return _judged(revoked, received=NOW - 2 * DAY)


@CASES.case("revoked and compromised after receipt", REVOKED_SINCE)
def _compromised_after_receipt() -> Made:
    revoked = Revoked(NOW - DAY, "key_compromise", invalid_since=NOW - DAY)
    return _judged(revoked, received=NOW - 2 * DAY)


@CASES.case("an invalidity date after the revocation changes nothing", REVOKED)
def _invalid_later() -> Made:
    return _judged(Revoked(NOW - 10 * DAY, "key_compromise", invalid_since=NOW + DAY))


@CASES.case("the revocation is announced for tomorrow", REVOKED_SINCE)
def _announced() -> Made:
    """It has no effect yet, and a person had better know."""
    return _judged(Revoked(NOW + DAY))


@CASES.case("revoked by a list that is stale by now", REVOKED)
def _stale_list() -> Made:
    return _judged(Revoked(NOW - 10 * DAY), following=NOW - timedelta(minutes=30))


@CASES.case("an entry with a critical extension that nobody knows", REVOKED)
def _unknown_entry_extension() -> Made:
    """RFC 5280 §5.3: not to be used as it stands; what is listed is not called good either."""
    return _judged(Revoked(NOW - 10 * DAY, critical_unknown=True))


@CASES.case("the authority itself is revoked", REVOKED)
def _authority_revoked() -> Made:
    return _authority(Revoked(NOW - 10 * DAY, "ca_compromise"))


@CASES.case("the authority was revoked, and the timestamp is older", REVOKED)
def _authority_revoked_after_the_stamp() -> Made:
    """Nobody vouches any more for its own list, which would have to say that the signer was good."""
    return _authority(Revoked(NOW - 10 * DAY, "superseded"), stamped=NOW - 20 * DAY)


@CASES.case("the authority was revoked after receipt", REVOKED_SINCE)
def _authority_revoked_after_receipt() -> Made:
    return _authority(Revoked(NOW - DAY, "superseded"), received=NOW - 2 * DAY)


@CASES.case("the authority is revoked by a list that is stale by now", REVOKED)
def _authority_on_a_stale_list() -> Made:
    return _authority(Revoked(NOW - 10 * DAY), following=NOW - timedelta(minutes=30))


@CASES.case("another authority of the same root is revoked", VALID)
def _another_authority_revoked() -> Made:
    world = genuine_world()
    number = world.sub.certificate.serial_number + 1
    lists = (crl(world.root, {number: Revoked(NOW - DAY)}), crl(world.sub))
    return Made(signed(CmsPlan(world.leaf)), world.trust(crls=lists))


@CASES.case("an older certificate of the same authority is revoked", VALID)
def _older_certificate_of_the_authority_revoked() -> Made:
    world = genuine_world()
    old = issue(Plan(SUB_NAME, *LONG, ca_extensions(0)), curve_key(), world.root)
    entries = {old.certificate.serial_number: Revoked(NOW - 10 * DAY, "superseded")}
    trust = world.trust(
        crls=(crl(world.root, entries), crl(world.sub)), intermediates=(old.der, world.sub.der)
    )
    return Made(signed(CmsPlan(world.leaf)), trust)


def _authority(
    revoked: Revoked,
    stamped: datetime | None = None,
    received: datetime | None = None,
    following: datetime = NOW + 30 * DAY,
) -> Made:
    world = genuine_world()
    number = world.sub.certificate.serial_number
    lists = (crl(world.root, {number: revoked}, following=following), crl(world.sub))
    stamp = None if stamped is None else token(TokenPlan(world.tsa, stamped))
    data = signed(CmsPlan(world.leaf, stamp=stamp))
    return Made(data, world.trust(crls=lists), circumstances=Circumstances(received))
