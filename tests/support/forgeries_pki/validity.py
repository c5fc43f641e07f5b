"""Certificates outside their time: at signing, at receipt, at judging, and their authorities'."""

from datetime import UTC, datetime, timedelta

from gateway.domain.signature_policy import Circumstances
from tests.support.forgeries_kit.certificates import Holder, Plan, ca_extensions, curve_key, issue
from tests.support.forgeries_kit.cms_builder import CmsPlan, TokenPlan, token
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.revocation_data import Revoked, crl
from tests.support.forgeries_kit.world import (
    AT,
    ROOT_NAME,
    SUB_NAME,
    genuine_world,
    leaf_plan,
    make_world,
)
from tests.support.forgeries_pki.case import (
    EXPIRED,
    REVOKED,
    TOO_EARLY,
    UNFIT,
    VALID,
    Collection,
    Made,
)
from tests.support.forgeries_pki.workshop import made, with_lists
from tests.support.pki import DAY, NOW, YEAR

CASES = Collection("expired or not yet valid")
_MINUTE = timedelta(minutes=1)


def holder_of(begins: datetime, ends: datetime) -> CmsPlan:
    return CmsPlan(genuine_world().agency(leaf_plan(begins, ends)))


def judged(plan: CmsPlan, at: datetime = AT, received: datetime | None = None) -> Made:
    trust = genuine_world().trust()
    return Made(signed(plan), trust, at, circumstances=Circumstances(received))


def stamped(plan: CmsPlan, at: datetime) -> CmsPlan:
    return plan.with_(stamp=token(TokenPlan(genuine_world().tsa, at)), signed_at=at)


@CASES.case("valid at signing, at receipt and at judging", VALID)
def _in_time() -> Made:
    return judged(holder_of(NOW - DAY, NOW + DAY), received=NOW)


@CASES.case("issued two and a half minutes before signing", VALID)
def _issued_minutes_ago() -> Made:
    return judged(holder_of(NOW - timedelta(seconds=150), NOW + YEAR))


@CASES.case("a clock that runs three minutes ahead issued it", VALID)
def _issued_by_a_fast_clock() -> Made:
    return judged(holder_of(AT + 3 * _MINUTE, NOW + YEAR))


@CASES.case("it ended three minutes ago by our clock", VALID)
def _ended_within_the_tolerance() -> Made:
    return judged(holder_of(NOW - YEAR, AT - 3 * _MINUTE))


@CASES.case("expired a month ago, signed today", EXPIRED)
def _expired() -> Made:
    return judged(holder_of(NOW - YEAR, NOW - 30 * DAY))


@CASES.case("expired an hour ago", EXPIRED)
def _expired_an_hour_ago() -> Made:
    return judged(holder_of(NOW - YEAR, NOW - timedelta(hours=1)))


@CASES.case("expired, and the signer claims an earlier time", EXPIRED)
def _expired_with_a_claim() -> Made:
    return judged(holder_of(NOW - YEAR, NOW - 30 * DAY).with_(signed_at=NOW - 60 * DAY))


@CASES.case("expired since it was received", EXPIRED)
def _expired_since_receipt() -> Made:
    """A CRL need not list the expired (RFC 5280 §3.3): nobody can say any more that it was good."""
    plan = holder_of(NOW - YEAR, NOW + DAY)
    later = (crl(genuine_world().root), crl(genuine_world().sub, last=NOW + 2 * DAY))
    trust = genuine_world().trust(crls=later)
    return Made(signed(plan), trust, NOW + 3 * DAY, circumstances=Circumstances(NOW))


@CASES.case("expired before it was received, whatever is asked later", EXPIRED)
def _expired_before_receipt() -> Made:
    return judged(holder_of(NOW - YEAR, NOW - 2 * DAY), received=NOW - DAY)


@CASES.case("expired, a trusted timestamp from before, and a list from between", VALID)
def _stamped_and_listed_before_it_ended() -> Made:
    return _stamped_and_ended(listed=NOW - 5 * DAY)


@CASES.case("expired, a trusted timestamp from before, and a list from today only", EXPIRED)
def _listed_after_it_ended() -> Made:
    """The list need not name it any more (RFC 5280 §3.3)."""
    return _stamped_and_ended(listed=NOW - timedelta(hours=1))


@CASES.case("expired, a trusted timestamp from before, and an older list only", EXPIRED)
def _listed_before_the_stamp() -> Made:
    return _stamped_and_ended(listed=NOW - 20 * DAY)


@CASES.case("expired, and the timestamp is younger", EXPIRED)
def _stamped_after_it_ended() -> Made:
    return judged(stamped(holder_of(NOW - YEAR, NOW - 30 * DAY), NOW - 10 * DAY))


def _stamped_and_ended(listed: datetime) -> Made:
    """Stamped ten days ago, ended yesterday."""
    world, plan = genuine_world(), holder_of(NOW - YEAR, NOW - DAY)
    trust = world.trust(crls=(crl(world.root), crl(world.sub, last=listed)))
    return Made(signed(stamped(plan, NOW - 10 * DAY)), trust)


@CASES.case("begins tomorrow", TOO_EARLY)
def _begins_tomorrow() -> Made:
    return judged(holder_of(NOW + DAY, NOW + YEAR))


@CASES.case("begins tomorrow, and the signer claims the day after", TOO_EARLY)
def _begins_tomorrow_with_a_claim() -> Made:
    return judged(holder_of(NOW + DAY, NOW + YEAR).with_(signed_at=NOW + 2 * DAY))


@CASES.case("begins in an hour", TOO_EARLY)
def _begins_in_an_hour() -> Made:
    return judged(holder_of(AT + timedelta(hours=1), NOW + YEAR))


@CASES.case("began after it was received, and is valid when it is judged again", TOO_EARLY)
def _began_after_receipt() -> Made:
    """What was signed had been signed when it came: with no certificate yet."""
    return judged(holder_of(NOW - DAY, NOW + YEAR), received=NOW - 3 * DAY)


@CASES.case("a trusted timestamp is older than the certificate", TOO_EARLY)
def _stamped_before_it_began() -> Made:
    """EN 319 102-1 §5.5.4: the best signature time lies before the certificate was issued."""
    return judged(stamped(holder_of(NOW - DAY, NOW + YEAR), NOW - 30 * DAY))


@CASES.case("a stamp three minutes older than the certificate", VALID)
def _stamped_within_the_tolerance() -> Made:
    return judged(stamped(holder_of(NOW - DAY, NOW + YEAR), NOW - DAY - 3 * _MINUTE))


@CASES.case("the signer claims a time before the certificate began: clocks prove nothing", VALID)
def _claimed_before_it_began() -> Made:
    return judged(holder_of(NOW - DAY, NOW + YEAR).with_(signed_at=NOW - 30 * DAY))


@CASES.case("a certificate that ends before it begins", UNFIT)
def _ends_before_it_begins() -> Made:
    return judged(holder_of(NOW + DAY, NOW - DAY))


@CASES.case("the issuing authority expired a month ago", EXPIRED)
def _authority_expired() -> Made:
    world = make_world(sub_ends=NOW - 30 * DAY)
    return Made(signed(CmsPlan(world.leaf)), world.trust())


@CASES.case("the issuing authority had expired when it issued", UNFIT)
def _authority_had_expired() -> Made:
    world = make_world(sub_ends=NOW - 30 * DAY)
    return Made(signed(CmsPlan(world.agency(leaf_plan(NOW - DAY)))), world.trust())


@CASES.case("the issuing authority begins tomorrow", UNFIT)
def _authority_begins_tomorrow() -> Made:
    root = genuine_world().root
    plan = Plan(SUB_NAME, NOW + DAY, NOW + YEAR, ca_extensions(0))
    return _under(issue(plan, curve_key(), root))


@CASES.case("the issuing authority outlives nobody and is valid today", VALID)
def _authority_ends_before_the_leaf() -> Made:
    root = genuine_world().root
    plan = Plan(SUB_NAME, NOW - YEAR, NOW + DAY, ca_extensions(0))
    return _under(issue(plan, curve_key(), root))


def _under(authority: Holder) -> Made:
    leaf = issue(leaf_plan(NOW - DAY), curve_key(), authority)
    return with_lists(leaf, authority)


@CASES.case("the root expired", EXPIRED)
def _root_expired() -> Made:
    world = make_world()
    root = issue(Plan(world.root.name, NOW - 9 * YEAR, NOW - DAY, ca_extensions()), world.root.key)
    lists = (crl(root), crl(world.sub))
    return Made(signed(CmsPlan(world.leaf)), world.trust(government=(root.der,), crls=lists))


@CASES.case("the same authority renewed, the old certificate embedded", VALID)
def _old_certificate_of_the_authority() -> Made:
    world = genuine_world()
    old = issue(
        Plan(SUB_NAME, NOW - 9 * YEAR, NOW - YEAR, ca_extensions(0)), world.sub.key, world.root
    )
    return made(world.leaf, old)


@CASES.case("nobody in the chain ever ends (RFC 5280 §4.1.2.5), nor does the root's list", VALID)
def _endless() -> Made:
    end = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    root = issue(Plan(ROOT_NAME, NOW - YEAR, end, ca_extensions()), curve_key())
    sub = issue(Plan(SUB_NAME, NOW - YEAR, end, ca_extensions(0)), curve_key(), root)
    leaf = issue(leaf_plan(NOW - YEAR, end), curve_key(), sub)
    trust = genuine_world().trust(
        government=(root.der,),
        tsa=(root.der,),
        intermediates=(sub.der,),
        crls=(crl(root, following=end), crl(sub)),
    )
    return Made(signed(CmsPlan(leaf)), trust)


@CASES.case("the same, revoked before a timestamp", REVOKED)
def _endless_and_revoked() -> Made:
    world = genuine_world()
    end = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    plan = holder_of(NOW - YEAR, end)
    entries = {plan.signer.certificate.serial_number: Revoked(NOW - 10 * DAY)}
    trust = world.trust(crls=(crl(world.root, following=end), crl(world.sub, entries)))
    return Made(signed(stamped(plan, NOW - 5 * DAY)), trust)


@CASES.case("the same, revoked after a timestamp", VALID)
def _endless_and_stamped() -> Made:
    world = genuine_world()
    end = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    plan = holder_of(NOW - YEAR, end)
    entries = {plan.signer.certificate.serial_number: Revoked(NOW - 2 * DAY)}
    trust = world.trust(crls=(crl(world.root, following=end), crl(world.sub, entries)))
    return Made(signed(stamped(plan, NOW - 5 * DAY)), trust)
