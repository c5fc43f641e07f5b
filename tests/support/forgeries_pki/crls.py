"""CRLs in the trust folder: who has none that speaks waits, and none makes a revoked signer good."""

from collections.abc import Callable

from asn1crypto import x509

from tests.support.forgeries_kit.certificates import (
    Holder,
    Plan,
    constraints,
    curve_key,
    distribution_point,
    issue,
    usage,
)
from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.revocation_data import Revoked, crl, delta, partition
from tests.support.forgeries_kit.world import genuine_world, subject
from tests.support.forgeries_pki.case import LATER, REVOKED, VALID, Collection, Made
from tests.support.forgeries_pki.lists import SILENT, SPEAKING, of_sub, point
from tests.support.forgeries_pki.workshop import LONG, leaf_of, with_lists
from tests.support.pki import DAY, NOW

CASES = Collection("stale, missing and foreign CRLs")
_HERE, _THERE = "http://crl.mau.example/1.crl", "http://crl.mau.example/2.crl"


def _with(*lists: bytes, leaf: Holder | None = None) -> Made:
    world = genuine_world()
    plan = CmsPlan(leaf or world.leaf)
    return Made(signed(plan), world.trust(crls=(crl(world.root), *lists)))


def _revoking(number: int | None = None) -> bytes:
    own = genuine_world().leaf.certificate.serial_number
    return of_sub(revoked={number or own: Revoked(NOW - 10 * DAY)})


for _key, (_text, _list) in SILENT.items():
    CASES.add(f"{_key}-alone", _text, LATER, lambda made=_list: _with(made()))
    CASES.add(f"{_key}-beside-a-good-one", _text, VALID, lambda made=_list: _with(made(), of_sub()))
    CASES.add(
        f"{_key}-beside-the-true-one",
        f"{_text}; the true list says revoked",
        REVOKED,
        lambda made=_list: _with(made(), _revoking()),
    )
for _key, (_text, _list) in SPEAKING.items():
    CASES.add(f"{_key}-alone", _text, VALID, lambda made=_list: _with(made()))


@CASES.case("no list of the issuing authority", LATER)
def _missing() -> Made:
    return _with()


@CASES.case("no list at all", LATER)
def _none_at_all() -> Made:
    world = genuine_world()
    return Made(signed(CmsPlan(world.leaf)), world.trust(crls=()))


@CASES.case("no list of the root: nobody knows about the authority", LATER)
def _root_list_missing() -> Made:
    world = genuine_world()
    return Made(signed(CmsPlan(world.leaf)), world.trust(crls=(of_sub(),)))


@CASES.case("the list of the root is stale", LATER)
def _root_list_stale() -> Made:
    world = genuine_world()
    lists = (crl(world.root, following=NOW - DAY), of_sub())
    return Made(signed(CmsPlan(world.leaf)), world.trust(crls=lists))


SMEARS: dict[str, tuple[str, Callable[[dict[int, Revoked]], bytes]]] = {
    "namesake": (
        "of a namesake",
        lambda entries: crl(Holder(genuine_world().sub.certificate, curve_key()), entries),
    ),
    "broken": ("with a broken signature", lambda entries: of_sub(revoked=entries)[:-8] + bytes(8)),
    "root": (
        "of the root in the authority's name",
        lambda entries: crl(genuine_world().root, entries, name=genuine_world().sub.name),
    ),
}
for _key, (_text, _smear) in SMEARS.items():
    CASES.add(
        f"smear-by-{_key}",
        f"a list {_text} calls the signer revoked; the true one does not",
        VALID,
        lambda smear=_smear: _with(
            smear({genuine_world().leaf.certificate.serial_number: Revoked(NOW - 10 * DAY)}),
            of_sub(),
        ),
    )


@CASES.case("an authority that may not sign lists signed its own", LATER)
def _authority_without_list_signing() -> Made:
    root = genuine_world().root
    uses = [constraints(ca=True, length=0), usage("key_cert_sign")]
    authority = issue(Plan(subject("CA không ký CRL"), *LONG, uses), curve_key(), root)
    return with_lists(leaf_of(authority), authority)


def _leaf_at(address: str) -> Holder:
    return leaf_of(genuine_world().sub, distribution_point(address))


@CASES.case("the part of the list that the certificate names", VALID)
def _own_part() -> Made:
    return _with(of_sub(extensions=[point(_HERE)]), leaf=_leaf_at(_HERE))


@CASES.case("another part of the list", LATER)
def _other_part() -> Made:
    return _with(of_sub(extensions=[point(_THERE)]), leaf=_leaf_at(_HERE))


@CASES.case("another part that is silent, and the own part says revoked", REVOKED)
def _own_part_revokes() -> Made:
    leaf = _leaf_at(_HERE)
    entries = {leaf.certificate.serial_number: Revoked(NOW - 10 * DAY)}
    own = of_sub(revoked=entries, extensions=[point(_HERE)])
    return _with(of_sub(extensions=[point(_THERE)]), own, leaf=leaf)


def freshest() -> dict[str, object]:
    place = x509.GeneralName("uniform_resource_identifier", _THERE)
    points = x509.CRLDistributionPoints([{"distribution_point": ("full_name", [place])}])
    return {"extn_id": "freshest_crl", "extn_value": points}


@CASES.case("a base that has a delta, both at hand", VALID)
def _base_and_delta() -> Made:
    return _with(of_sub(extensions=[freshest()]), of_sub(extensions=[delta()]))


@CASES.case("a base that has a delta, which is missing", LATER)
def _delta_missing() -> Made:
    return _with(of_sub(extensions=[freshest()]))


@CASES.case("the delta says revoked", REVOKED)
def _delta_revokes() -> Made:
    entries = {genuine_world().leaf.certificate.serial_number: Revoked(NOW - 10 * DAY)}
    return _with(of_sub(extensions=[freshest()]), of_sub(revoked=entries, extensions=[delta()]))


def _held_and(delta_reason: str | None) -> Made:
    number = genuine_world().leaf.certificate.serial_number
    held = {number: Revoked(NOW - 10 * DAY, "certificate_hold")}
    base = of_sub(revoked=held, last=NOW - 2 * DAY, extensions=[freshest()])
    freed = None if delta_reason is None else {number: Revoked(NOW - 5 * DAY, delta_reason)}
    return _with(base, of_sub(revoked=freed, extensions=[delta()]))


@CASES.case("on hold in the base, free again in the delta (removeFromCRL)", VALID)
def _free_again() -> Made:
    return _held_and("remove_from_crl")


@CASES.case("on hold in the base, nothing in the delta", REVOKED)
def _still_on_hold() -> Made:
    return _held_and(None)


@CASES.case("on hold in the base, revoked in the delta", REVOKED)
def _held_then_revoked() -> Made:
    return _held_and("key_compromise")


@CASES.case("a delta of another key frees the signer", REVOKED)
def _freed_by_a_stranger() -> Made:
    number = genuine_world().leaf.certificate.serial_number
    held = {number: Revoked(NOW - 10 * DAY, "certificate_hold")}
    base = of_sub(revoked=held, last=NOW - 2 * DAY, extensions=[freshest()])
    stranger = Holder(genuine_world().sub.certificate, curve_key())
    freed = {number: Revoked(NOW - 5 * DAY, "remove_from_crl")}
    return _with(base, crl(stranger, freed, extensions=[delta()]))


@CASES.case("an indirect list of an authority's namesake that names other numbers", VALID)
def _indirect_of_others() -> Made:
    """RFC 5280 §5.3.3: an entry with its own issuer speaks of that one's certificate."""
    number = genuine_world().leaf.certificate.serial_number
    entry = {number: Revoked(NOW - 10 * DAY, issuer=subject("CA khác"))}
    other = of_sub(revoked=entry, extensions=[partition(indirect_crl=True)])
    return _with(other, of_sub())
