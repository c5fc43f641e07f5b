"""Fake chains with equal names: everything is copied but the keys."""

from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.forgeries_kit.certificates import (
    Holder,
    Plan,
    curve_key,
    issue,
    leaf_extensions,
)
from tests.support.forgeries_kit.curves import ExplicitKey
from tests.support.forgeries_kit.world import (
    LEAF_NAME,
    ROOT_NAME,
    genuine_world,
    leaf_plan,
)
from tests.support.forgeries_pki.case import (
    MALFORMED,
    MISMATCH,
    UNTRUSTED,
    VALID,
    WEAK,
    Collection,
    Made,
    either,
)
from tests.support.forgeries_pki.workshop import LONG, impostor, made, twin_of

CASES = Collection("fake chain with equal names")
STOLEN = either(UNTRUSTED, MALFORMED, MISMATCH, WEAK)


@CASES.case("the genuine chain, whole in the signature", VALID)
def _genuine_chain_embedded() -> Made:
    world = genuine_world()
    return made(world.leaf, world.sub, world.root)


@CASES.case("the genuine leaf alone, as in the field", VALID)
def _genuine_leaf_alone() -> Made:
    return made(genuine_world().leaf)


@CASES.case("the genuine intermediate only in the signature, not in the trust folder", VALID)
def _genuine_intermediate_only_embedded() -> Made:
    world = genuine_world()
    return made(world.leaf, world.sub, intermediates=())


@CASES.case("all names, numbers and identifiers equal, only the leaf embedded", UNTRUSTED)
def _equal_chain_leaf_alone() -> Made:
    return made(impostor().leaf)


@CASES.case("all equal, the fake authority embedded", UNTRUSTED)
def _equal_chain_with_sub() -> Made:
    fake = impostor()
    return made(fake.leaf, fake.sub)


@CASES.case("all equal, fake authority and fake root embedded", UNTRUSTED)
def _equal_chain_with_root() -> Made:
    fake = impostor()
    return made(fake.leaf, fake.sub, fake.root)


@CASES.case("all equal, fake and genuine authorities mixed", UNTRUSTED)
def _equal_chain_mixed() -> Made:
    fake, real = impostor(), genuine_world()
    return made(fake.leaf, fake.sub, real.sub, fake.root, real.root)


@CASES.case("all equal, no intermediate in the trust folder", UNTRUSTED)
def _equal_chain_no_intermediates() -> Made:
    fake = impostor()
    return made(fake.leaf, fake.sub, fake.root, intermediates=())


@CASES.case("a leaf straight from a fake root with the government's names", UNTRUSTED)
def _leaf_of_a_fake_root() -> Made:
    fake = impostor()
    leaf = issue(leaf_plan(), curve_key(), fake.root)
    return made(leaf, fake.root)


@CASES.case("a self-signed leaf that bears the root's name", UNTRUSTED)
def _self_signed_with_the_roots_name() -> Made:
    plan = Plan(ROOT_NAME, *LONG, leaf_extensions())
    return made(issue(plan, curve_key()))


@CASES.case("a self-signed root with the government root's name signs a document itself", UNTRUSTED)
def _root_twin_signs_itself() -> Made:
    return made(impostor().root)


@CASES.case("a self-signed leaf with the agency's name", UNTRUSTED)
def _self_signed_agency() -> Made:
    return made(issue(leaf_plan(), curve_key()))


@CASES.case("the genuine certificate embedded, another key signed", MISMATCH)
def _borrowed_certificate() -> Made:
    return made(Holder(genuine_world().leaf.certificate, curve_key()))


@CASES.case("an identifier of the genuine authority over a fake signature", UNTRUSTED)
def _identifier_of_another() -> Made:
    real, fake = genuine_world(), impostor()
    ids = (b"x" * 20, real.sub.certificate.key_identifier)
    plan = Plan(LEAF_NAME, *LONG, leaf_extensions(), identifiers=ids)
    return made(issue(plan, curve_key(), fake.sub), real.sub)


@CASES.case("the genuine authority's public key as generator of a curve of the forger's", STOLEN)
def _stolen_point() -> Made:
    """CVE-2020-0601: names, numbers, identifiers and the very point are equal; the private key is 1."""
    fake = _with_stolen_point(genuine_world().sub, genuine_world().root)
    return made(issue(leaf_plan(), curve_key(), fake), fake)


@CASES.case("the genuine root's public key as generator, all of the chain embedded", STOLEN)
def _stolen_point_of_the_root() -> Made:
    root = _with_stolen_point(genuine_world().root, None)
    sub = twin_of(genuine_world().sub, curve_key(), root)
    return made(issue(leaf_plan(), curve_key(), sub), sub, root)


@CASES.case("the signer's public key as generator, the certificate issued by the forger", STOLEN)
def _stolen_point_of_the_signer() -> Made:
    return made(_with_stolen_point(genuine_world().leaf, impostor().sub), impostor().sub)


def _with_stolen_point(genuine: Holder, issuer: Holder | None) -> Holder:
    """`issuer` None: signs itself. A genuine issuer did not sign it: the forger's key stands in."""
    key = genuine.key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    forged = ExplicitKey(key.public_key())
    acting = None if issuer is None else Holder(issuer.certificate, curve_key())
    return twin_of(genuine, forged, acting)
