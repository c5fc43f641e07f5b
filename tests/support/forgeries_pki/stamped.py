"""Timestamps against a revocation: whose stamp counts, and for what."""

from datetime import datetime, timedelta

from tests.support.forgeries_kit.certificates import (
    Holder,
    curve_key,
    issue,
    ocsp_address,
)
from tests.support.forgeries_kit.cms_builder import CmsPlan, TokenPlan, token
from tests.support.forgeries_kit.documents import signed, with_dss
from tests.support.forgeries_kit.revocation_data import Answer, Revoked, crl, ocsp_response
from tests.support.forgeries_kit.world import genuine_world, make_world, tsa_plan
from tests.support.forgeries_pki.case import REVOKED, VALID, Collection, Made
from tests.support.forgeries_pki.workshop import leaf_of
from tests.support.pki import DAY, NOW

CASES = Collection("revoked and stamped")
_REVOKED_ON = NOW - 10 * DAY
_BEFORE = NOW - 20 * DAY
_NOW = NOW - timedelta(minutes=5)


def _stamped(plan: TokenPlan, revoked: datetime = _REVOKED_ON, **times: datetime) -> Made:
    world = genuine_world()
    number = world.leaf.certificate.serial_number
    lists = (crl(world.root, **times), crl(world.sub, {number: Revoked(revoked)}, last=_NOW))
    return Made(signed(CmsPlan(world.leaf, stamp=token(plan))), world.trust(crls=lists))


@CASES.case("by the genuine server, before the revocation", VALID)
def _genuine() -> Made:
    return _stamped(TokenPlan(genuine_world().tsa, _BEFORE))


@CASES.case("an hour before the revocation; the root's list is older and holds", VALID)
def _root_list_older_than_the_stamp() -> Made:
    stamp = TokenPlan(genuine_world().tsa, NOW - timedelta(hours=2))
    return _stamped(stamp, NOW - timedelta(hours=1), last=NOW - 20 * DAY)


@CASES.case("an hour before the revocation", VALID)
def _an_hour_before() -> Made:
    return _stamped(TokenPlan(genuine_world().tsa, _REVOKED_ON - timedelta(hours=1)))


@CASES.case("an hour after the revocation", REVOKED)
def _an_hour_after() -> Made:
    return _stamped(TokenPlan(genuine_world().tsa, _REVOKED_ON + timedelta(hours=1)))


@CASES.case("no stamp", REVOKED)
def _no_stamp() -> Made:
    world = genuine_world()
    number = world.leaf.certificate.serial_number
    lists = (crl(world.root), crl(world.sub, {number: Revoked(_REVOKED_ON)}))
    return Made(signed(CmsPlan(world.leaf)), world.trust(crls=lists))


@CASES.case("by a server of the forger's", REVOKED)
def _forgers_server() -> Made:
    return _stamped(TokenPlan(make_world().tsa, _BEFORE))


@CASES.case("by another key under the genuine server's certificate", REVOKED)
def _another_key() -> Made:
    server = genuine_world().tsa
    forger = Holder(server.certificate, curve_key())
    return _stamped(TokenPlan(server, _BEFORE, signing=forger))


@CASES.case("by the signer himself, who is no server", REVOKED)
def _by_the_signer() -> Made:
    return _stamped(TokenPlan(genuine_world().leaf, _BEFORE))


@CASES.case("by a colleague's certificate of the same authority", REVOKED)
def _by_a_colleague() -> Made:
    return _stamped(TokenPlan(leaf_of(genuine_world().sub), _BEFORE))


@CASES.case("over another signature", REVOKED)
def _other_imprint() -> Made:
    return _stamped(TokenPlan(genuine_world().tsa, _BEFORE, other_imprint=True))


@CASES.case("from the future", REVOKED)
def _of_the_future() -> Made:
    return _stamped(TokenPlan(genuine_world().tsa, NOW + 30 * DAY))


@CASES.case("the server itself was revoked", REVOKED)
def _server_revoked() -> Made:
    return _with_revoked_server(following=NOW + 30 * DAY)


@CASES.case(
    "the server was revoked by a list that is stale, an older one is brought along", REVOKED
)
def _server_on_a_stale_list() -> Made:
    made = _with_revoked_server(following=NOW - DAY)
    older = crl(genuine_world().root, last=NOW - 30 * DAY)
    return Made(with_dss(made.data, crls=(older,)), made.trust)


def _with_revoked_server(following: datetime) -> Made:
    world = genuine_world()
    server = issue(tsa_plan(), curve_key(), world.root)
    number, other = (holder.certificate.serial_number for holder in (world.leaf, server))
    lists = (
        crl(
            world.root,
            {other: Revoked(NOW - 5 * DAY, "key_compromise")},
            following=following,
            last=NOW - 2 * DAY,
        ),
        crl(world.sub, {number: Revoked(_REVOKED_ON)}),
    )
    plan = CmsPlan(world.leaf, stamp=token(TokenPlan(server, _BEFORE)))
    return Made(signed(plan), world.trust(crls=lists))


@CASES.case("no list says anything about the server", REVOKED)
def _server_of_unknown_status() -> Made:
    world = genuine_world()
    made = _stamped(TokenPlan(world.tsa, _BEFORE))
    return Made(made.data, world.trust(crls=made.trust.crls[1:]))


@CASES.case("an answer says revoked before the timestamp, the list is silent", REVOKED)
def _answer_before_the_stamp() -> Made:
    return _answered(revoked=NOW - 12 * DAY)


@CASES.case("an answer says revoked after the timestamp, the list is silent", VALID)
def _answer_after_the_stamp() -> Made:
    return _answered(revoked=NOW - 5 * DAY)


def _answered(revoked: datetime) -> Made:
    """Stamped ten days ago."""
    world = genuine_world()
    leaf = leaf_of(world.sub, ocsp_address())
    blob = ocsp_response(leaf.certificate, world.sub, world.sub, Answer(revoked))
    stamp = token(TokenPlan(world.tsa, NOW - 10 * DAY))
    return Made(signed(CmsPlan(leaf, stamp=stamp)), world.trust(ocsp=(blob,)))
