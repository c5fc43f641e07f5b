"""Art. 8.2: government is a configured root itself; names, numbers and company make nobody one."""

from dataclasses import replace

from tests.support.forgeries_kit.certificates import (
    Plan,
    ca_extensions,
    curve_key,
    issue,
    leaf_extensions,
)
from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.revocation_data import crl
from tests.support.forgeries_kit.world import (
    ROOT_NAME,
    SUB_NAME,
    Trust,
    World,
    genuine_world,
    make_world,
    subject,
)
from tests.support.forgeries_pki.case import MIXED, PUBLIC, UNTRUSTED, VALID, Collection, Made
from tests.support.forgeries_pki.workshop import (
    LONG,
    impostor,
    leaf_of,
    made,
    second_signature,
)

CASES = Collection("government-looking under a public root")


def both(public: World, **changes: tuple[bytes, ...]) -> Trust:
    """The government's authority, and another one under `public/`."""
    ours = genuine_world()
    whole = ours.trust(
        public=(public.root.der,),
        intermediates=(ours.sub.der, public.sub.der),
        crls=(crl(ours.root), crl(ours.sub), crl(public.root), crl(public.sub)),
    )
    return replace(whole, **changes)


def stranger() -> World:
    return make_world(subject("Public Root CA"), subject("Public Sub CA"))


@CASES.case("both roots are configured, the government's signed", VALID)
def _government_beside_public() -> Made:
    return Made(signed(CmsPlan(genuine_world().leaf)), both(stranger()))


@CASES.case("an agency with a certificate of a public authority", PUBLIC)
def _agency_under_a_public_root() -> Made:
    other = stranger()
    return Made(signed(CmsPlan(other.leaf)), both(other))


@CASES.case("root and authority of the public side bear the government's names", PUBLIC)
def _names_of_the_government() -> Made:
    fake = make_world()
    return Made(signed(CmsPlan(fake.leaf)), both(fake))


@CASES.case("they bear its numbers and identifiers too: nobody can tell them apart", UNTRUSTED)
def _names_and_numbers_of_the_government() -> Made:
    fake = impostor()
    return Made(signed(CmsPlan(fake.leaf)), both(fake))


@CASES.case("the same without the government's root anywhere", PUBLIC)
def _names_of_the_government_alone() -> Made:
    fake = impostor()
    trust = Trust(
        public=(fake.root.der,),
        intermediates=(fake.sub.der,),
        crls=(crl(fake.root), crl(fake.sub)),
    )
    return Made(signed(CmsPlan(fake.leaf)), trust)


@CASES.case("a public authority named like the government's, the genuine chain embedded", PUBLIC)
def _genuine_chain_beside() -> Made:
    ours, other = genuine_world(), make_world(subject("Public Root CA"), SUB_NAME)
    chain = [item.certificate for item in (other.leaf, ours.sub, ours.root)]
    return Made(signed(CmsPlan(other.leaf, certificates=chain)), both(other))


@CASES.case("an authority with the government root's own name under a public root", PUBLIC)
def _root_name_as_intermediate() -> Made:
    other = make_world(subject("Public Root CA"), ROOT_NAME)
    return Made(signed(CmsPlan(other.leaf)), both(other))


@CASES.case("the leaf names the government authority's key as its issuer's", PUBLIC)
def _identifier_of_the_government() -> Made:
    """The identifier leads nowhere; without it the name of the issuer decides."""
    other = stranger()
    ids = (b"y" * 20, None)
    plan = Plan(genuine_world().leaf.name, *LONG, leaf_extensions(), identifiers=ids)
    return Made(signed(CmsPlan(issue(plan, curve_key(), other.sub))), both(other))


@CASES.case("the same, and the identifier is the government's", UNTRUSTED)
def _false_identifier() -> Made:
    other, ours = stranger(), genuine_world()
    ids = (b"y" * 20, ours.sub.certificate.key_identifier)
    plan = Plan(ours.leaf.name, *LONG, leaf_extensions(), identifiers=ids)
    return Made(signed(CmsPlan(issue(plan, curve_key(), other.sub))), both(other))


@CASES.case("one signature of the government's, one of a public authority", MIXED)
def _mixed() -> Made:
    other = stranger()
    data = second_signature(signed(CmsPlan(genuine_world().leaf)), other.leaf)
    return Made(data, both(other))


@CASES.case("two signatures of the government's", VALID)
def _two_of_the_government() -> Made:
    world = genuine_world()
    data = second_signature(signed(CmsPlan(world.leaf)), leaf_of(world.sub))
    return Made(data, both(stranger()))


@CASES.case("one of the government's, one of nobody's", UNTRUSTED)
def _government_and_stranger() -> Made:
    data = second_signature(signed(CmsPlan(genuine_world().leaf)), impostor().leaf)
    return Made(data, genuine_world().trust())


@CASES.case("a public root certified the government's authority too, embedded", VALID)
def _government_authority_crossed() -> Made:
    """A chain to the government's root exists, whatever else does."""
    ours, other = genuine_world(), stranger()
    crossed = issue(Plan(SUB_NAME, *LONG, ca_extensions(0)), ours.sub.key, other.root)
    chain = [ours.leaf.certificate, crossed.certificate]
    return Made(signed(CmsPlan(ours.leaf, certificates=chain)), both(other))


@CASES.case("the same, and the cross certificate is an intermediate of ours", VALID)
def _crossed_in_the_folder() -> Made:
    ours, other = genuine_world(), stranger()
    crossed = issue(Plan(SUB_NAME, *LONG, ca_extensions(0)), ours.sub.key, other.root)
    folder = (crossed.der, ours.sub.der)
    return Made(signed(CmsPlan(ours.leaf)), both(other, intermediates=folder))


@CASES.case("only the cross certificate is at hand: the chain ends at the public root", PUBLIC)
def _crossed_alone() -> Made:
    ours, other = genuine_world(), stranger()
    crossed = issue(Plan(SUB_NAME, *LONG, ca_extensions(0)), ours.sub.key, other.root)
    lists = (crl(ours.sub), crl(other.root))
    return Made(
        signed(CmsPlan(ours.leaf)),
        both(other, intermediates=(crossed.der,), government=(), crls=lists),
    )


@CASES.case("a government root among the intermediates is no root", UNTRUSTED)
def _root_as_intermediate() -> Made:
    ours = genuine_world()
    return made(ours.leaf, government=(), tsa=(), intermediates=(ours.root.der, ours.sub.der))
