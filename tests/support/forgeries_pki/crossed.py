"""Chains through certificates that are genuine in part: renewed, crossed, changed, in a circle."""

from asn1crypto import x509

from tests.support.forgeries_kit.certificates import (
    Holder,
    Plan,
    ca_extensions,
    curve_key,
    issue,
    sealed,
)
from tests.support.forgeries_kit.cms_builder import CmsPlan, TokenPlan, token
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.revocation_data import crl
from tests.support.forgeries_kit.world import (
    ROOT_NAME,
    SUB_NAME,
    genuine_world,
    leaf_plan,
    make_world,
    subject,
)
from tests.support.forgeries_pki.case import (
    TOO_COMPLEX,
    UNFIT,
    UNTRUSTED,
    VALID,
    Collection,
    Made,
)
from tests.support.forgeries_pki.workshop import IDENTIFIERS, LONG, made
from tests.support.pki import NOW, YEAR

CASES = Collection("crossed, renewed and changed chains")


@CASES.case("a genuine authority with a cross certificate of an unknown root beside it", VALID)
def _crossed_genuine() -> Made:
    world, other = genuine_world(), make_world(root_name=subject("Root khác"))
    crossed = issue(Plan(SUB_NAME, *LONG, ca_extensions(0)), world.sub.key, other.root)
    return made(world.leaf, crossed, other.root)


@CASES.case("an expired certificate of the same authority beside the new one", VALID)
def _renewed_authority() -> Made:
    world = genuine_world()
    plan = Plan(SUB_NAME, NOW - 9 * YEAR, NOW - YEAR, ca_extensions(0))
    old = issue(plan, world.sub.key, world.root)
    return made(world.leaf, old, intermediates=(old.der, world.sub.der))


@CASES.case("another authority of the same name and another key beside the right one", VALID)
def _rolled_over_authority() -> Made:
    world = genuine_world()
    plan = Plan(SUB_NAME, *LONG, ca_extensions(0))
    other = issue(plan, curve_key(), world.root)
    return made(world.leaf, intermediates=(other.der, world.sub.der))


@CASES.case("a root whose certificate differs from the configured one, same key", VALID)
def _reissued_root() -> Made:
    """The chain ends at the configured certificate; the embedded one is only a stranger beside it."""
    world = genuine_world()
    again = issue(Plan(ROOT_NAME, *LONG, ca_extensions()), world.root.key)
    return made(world.leaf, world.sub, again)


@CASES.case(
    "the agency's certificate without key identifiers, as old authorities issue them", VALID
)
def _no_identifiers() -> Made:
    world = genuine_world()
    bare = world.leaf.certificate["tbs_certificate"].copy()
    kept = [item for item in bare["extensions"] if item["extn_id"].native not in IDENTIFIERS]
    bare["extensions"] = kept
    loaded = x509.TbsCertificate.load(bare.dump(force=True))
    return made(Holder(sealed(loaded, world.sub.key, "sha256_ecdsa"), world.leaf.key))


@CASES.case("the issuer's name in another string type, as old programs write it", VALID)
def _other_string_type() -> Made:
    world = genuine_world()
    plain = x509.Name.build({"country_name": "VN", "common_name": "CA chuoi ky tu"})
    printable = x509.Name.build(
        {"country_name": "VN", "common_name": "CA chuoi ky tu"}, use_printable=True
    )
    authority = issue(Plan(plain, *LONG, ca_extensions(0)), curve_key(), world.root)
    issuer = Holder(issue(Plan(printable, *LONG), authority.key).certificate, authority.key)
    leaf = issue(leaf_plan(), curve_key(), issuer)
    lists = (crl(world.root), crl(authority))
    return made(leaf, intermediates=(authority.der,), crls=lists)


@CASES.case("two authorities that certify each other, no root", UNTRUSTED)
def _two_in_a_circle() -> Made:
    first_name, second_name = subject("CA một"), subject("CA hai")
    first_key, second_key = curve_key(), curve_key()
    second_as_issuer = Holder(issue(Plan(second_name, *LONG), second_key).certificate, second_key)
    first = issue(Plan(first_name, *LONG, ca_extensions()), first_key, second_as_issuer)
    second = issue(Plan(second_name, *LONG, ca_extensions()), second_key, first)
    return made(issue(leaf_plan(), curve_key(), first), first, second)


def circle(size: int) -> tuple[list[Holder], Holder]:
    """Every one of `size` authorities certifies every other, and one of them a leaf."""
    names = [subject(f"CA vòng {number}") for number in range(size)]
    own = [issue(Plan(name, *LONG, ca_extensions()), curve_key()) for name in names]
    crossed = [
        issue(Plan(one.name, *LONG, ca_extensions()), one.key, other)
        for one in own
        for other in own
        if one is not other
    ]
    return crossed, issue(leaf_plan(), curve_key(), own[0])


@CASES.case("five authorities that all certify each other", TOO_COMPLEX)
def _five_in_a_knot() -> Made:
    crossed, leaf = circle(5)
    return made(leaf, *crossed)


@CASES.case("the genuine signer beside a knot that has nothing to do with it", VALID)
def _beside_a_knot() -> Made:
    crossed, _ = circle(5)
    return made(genuine_world().leaf, *crossed)


@CASES.case("twenty authorities of one name that certify themselves", TOO_COMPLEX)
def _twenty_namesakes() -> Made:
    """Beside a genuine signature: whoever added them can have it looked at, and no more."""
    return made(genuine_world().leaf, *namesakes(20))


@CASES.case("three authorities of the genuine one's name beside it", VALID)
def _three_namesakes() -> Made:
    return made(genuine_world().leaf, *namesakes(3))


def namesakes(number: int) -> list[Holder]:
    """No identifier tells them apart: every one may have issued every other."""
    plan = Plan(SUB_NAME, *LONG, ca_extensions(), identifiers=(b"", None))
    return [issue(plan, curve_key()) for _ in range(number)]


@CASES.case("the timestamp of a genuine signature brings a knot", TOO_COMPLEX)
def _knot_in_a_timestamp() -> Made:
    crossed, server = circle(5)
    chain = [item.certificate for item in (server, *crossed)]
    stamp = token(TokenPlan(server, certificates=chain))
    return Made(signed(CmsPlan(genuine_world().leaf, stamp=stamp)), genuine_world().trust())


@CASES.case("the name in a genuine certificate was changed", UNTRUSTED)
def _changed_name() -> Made:
    world = genuine_world()
    changed = world.leaf.certificate.copy()
    changed["tbs_certificate"]["subject"] = subject("Chủ tịch")
    holder = Holder(x509.Certificate.load(changed.dump(force=True)), world.leaf.key)
    return made(holder)


@CASES.case("the validity in a genuine certificate was changed", UNTRUSTED)
def _changed_validity() -> Made:
    world = genuine_world()
    old = world.agency(leaf_plan(NOW - 3 * YEAR, NOW - 2 * YEAR))
    changed = old.certificate.copy()
    changed["tbs_certificate"]["validity"]["not_after"] = x509.Time("utc_time", NOW + YEAR)
    return made(Holder(x509.Certificate.load(changed.dump(force=True)), old.key))


@CASES.case("a certificate whose two algorithm fields differ", UNFIT)
def _two_algorithms() -> Made:
    world = genuine_world()
    body = world.leaf.certificate["tbs_certificate"].copy()
    body["signature"] = {"algorithm": "sha512_ecdsa"}
    loaded = x509.TbsCertificate.load(body.dump(force=True))
    return made(Holder(sealed(loaded, world.sub.key, "sha256_ecdsa"), world.leaf.key))


@CASES.case("the genuine root is configured for timestamps alone", UNTRUSTED)
def _root_for_timestamps_only() -> Made:
    return made(genuine_world().leaf, government=())


@CASES.case("the genuine authority lies among the intermediates, its root nowhere", UNTRUSTED)
def _no_root_anywhere() -> Made:
    return made(genuine_world().leaf, government=(), tsa=())
