"""What was once said of a certificate, and what is said now, by lists and answers of ours."""

from datetime import timedelta

from tests.support import pki as ca
from tests.support.forgeries_kit.certificates import Holder, asn1_name, ocsp_address
from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.revocation_data import Answer, Revoked, crl, ocsp_response
from tests.support.forgeries_kit.world import genuine_world
from tests.support.forgeries_pki.case import REVOKED, VALID, Collection, Made
from tests.support.forgeries_pki.workshop import leaf_of
from tests.support.pki import DAY, NOW

CASES = Collection("once said")


@CASES.case("an OCSP answer of ours says revoked, the CRL does not yet", REVOKED)
def _by_answer() -> Made:
    world = genuine_world()
    leaf = leaf_of(world.sub, ocsp_address())
    answer = Answer(NOW - 2 * DAY, reason="key_compromise")
    blob = ocsp_response(leaf.certificate, world.sub, world.sub, answer)
    return Made(signed(CmsPlan(leaf)), world.trust(ocsp=(blob,)))


@CASES.case("the CRL says revoked, an older OCSP answer of ours says good", REVOKED)
def _against_an_older_answer() -> Made:
    world = genuine_world()
    leaf = leaf_of(world.sub, ocsp_address())
    blob = ocsp_response(leaf.certificate, world.sub, world.sub)
    number = leaf.certificate.serial_number
    lists = (crl(world.root), crl(world.sub, {number: Revoked(NOW - 2 * DAY)}))
    return Made(signed(CmsPlan(leaf)), world.trust(crls=lists, ocsp=(blob,)))


@CASES.case("an answer of ours says revoked, and its time is over; the list is silent", REVOKED)
def _by_a_stale_answer() -> Made:
    """Nobody who was revoked becomes good because an answer grew old."""
    return _told(Answer(NOW - 9 * DAY, NOW - 8 * DAY, NOW - 7 * DAY))


@CASES.case("the same of another number", VALID)
def _by_a_stale_answer_for_another() -> Made:
    return _told(Answer(NOW - 9 * DAY, NOW - 8 * DAY, NOW - 7 * DAY, number=4711))


@CASES.case("the same by a stranger", VALID)
def _by_a_stale_answer_of_a_stranger() -> Made:
    return _told(Answer(NOW - 9 * DAY, NOW - 8 * DAY, NOW - 7 * DAY), genuine_world().leaf)


def _told(answer: Answer, by: Holder | None = None) -> Made:
    world = genuine_world()
    leaf = leaf_of(world.sub, ocsp_address())
    blob = ocsp_response(leaf.certificate, world.sub, by or world.sub, answer)
    return Made(signed(CmsPlan(leaf)), world.trust(ocsp=(blob,)))


@CASES.case("on hold by a stale answer; the list is newer and silent", VALID)
def _hold_by_a_stale_answer() -> Made:
    return _told(Answer(NOW - 9 * DAY, NOW - 8 * DAY, NOW - 7 * DAY, reason="certificate_hold"))


@CASES.case("on hold by a stale list, free again in the newest", VALID)
def _hold_is_over() -> Made:
    return _listed_long_ago("certificate_hold")


@CASES.case("revoked by a stale list, left out of the newest", REVOKED)
def _left_out_of_the_newest() -> Made:
    return _listed_long_ago("key_compromise")


def _listed_long_ago(reason: str) -> Made:
    world = genuine_world()
    entries = {world.leaf.certificate.serial_number: Revoked(NOW - 30 * DAY, reason)}
    old = crl(world.sub, entries, last=NOW - 29 * DAY, following=NOW - 20 * DAY)
    trust = world.trust(crls=(crl(world.root), old, crl(world.sub)))
    return Made(signed(CmsPlan(world.leaf)), trust)


@CASES.case("an answer of a minute ago says revoked", REVOKED)
def _by_a_fresh_answer() -> Made:
    minute = timedelta(minutes=1)
    return _told(Answer(NOW - 2 * minute, NOW - minute, NOW + DAY))


@CASES.case("revoked by a stale list that writes its issuer's name in capitals", REVOKED)
def _name_in_capitals() -> Made:
    """Equal by RFC 5280 §7.1."""
    world = genuine_world()
    entries = {world.leaf.certificate.serial_number: Revoked(NOW - 30 * DAY)}
    parts = {"C": "VN", "O": "CƠ QUAN CHỨNG THỰC THỬ NGHIỆM"}
    name = asn1_name(ca.name(**parts, CN="CA PHỤC VỤ CÁC CƠ QUAN THỬ NGHIỆM"))
    assert name == world.sub.name
    times = {"last": NOW - 29 * DAY, "following": NOW - 20 * DAY}
    old = crl(world.sub, entries, name=name, **times)
    trust = world.trust(crls=(crl(world.root), old, crl(world.sub)))
    return Made(signed(CmsPlan(world.leaf)), trust)
