"""Who signed: certificates named, promised or brought along that are not the signer's."""

from collections.abc import Callable, Sequence

from asn1crypto import cms, x509

from tests.support.forgeries_kit.certificates import Holder
from tests.support.forgeries_kit.cms_builder import (
    CmsPlan,
    signer_info,
    wrap,
)
from tests.support.forgeries_kit.documents import letter, signed
from tests.support.forgeries_kit.world import genuine_world
from tests.support.forgeries_pki.case import (
    MALFORMED,
    MISMATCH,
    UNTRUSTED,
    VALID,
    Collection,
    Expected,
    Made,
    either,
)
from tests.support.forgeries_pki.workshop import impostor, leaf_of

CASES = Collection("another signer than named")
_NOT_BOUND = either(MALFORMED, MISMATCH, UNTRUSTED)


def _judged(plan: CmsPlan) -> Made:
    return Made(signed(plan), genuine_world().trust())


def _leaf() -> x509.Certificate:
    return genuine_world().leaf.certificate


def _other() -> x509.Certificate:
    return leaf_of(genuine_world().sub).certificate


@CASES.case("issuer and number name another certificate, which is brought along", MISMATCH)
def _names_another() -> Made:
    world = genuine_world()
    other = _other()
    plan = CmsPlan(world.leaf, claims=other, certificates=[other, world.leaf.certificate])
    return _judged(plan)


@CASES.case("issuer and number name a certificate that is nowhere", MALFORMED)
def _names_nothing() -> Made:
    world = genuine_world()
    return _judged(CmsPlan(world.leaf, claims=_other()))


@CASES.case("the forger signs and names the leader's certificate", MISMATCH)
def _names_the_leader() -> Made:
    forger, leader = leaf_of(impostor().sub), genuine_world().leaf.certificate
    return _judged(CmsPlan(forger, claims=leader, certificates=[leader, forger.certificate]))


@CASES.case(
    "two certificates of equal issuer and number: the forger's first", either(MISMATCH, UNTRUSTED)
)
def _equal_numbers_forger_first() -> Made:
    return _two_of_a_number(genuine_first=False)


@CASES.case(
    "two certificates of equal issuer and number: the genuine first", either(MISMATCH, UNTRUSTED)
)
def _equal_numbers_genuine_first() -> Made:
    return _two_of_a_number(genuine_first=True)


def _two_of_a_number(*, genuine_first: bool) -> Made:
    forger = impostor().leaf
    pair = [genuine_world().leaf.certificate, forger.certificate]
    return _judged(CmsPlan(forger, certificates=pair if genuine_first else pair[::-1]))


@CASES.case("no certificate at all", MALFORMED)
def _no_certificate() -> Made:
    return _judged(CmsPlan(genuine_world().leaf, certificates=[]))


BROUGHT: dict[str, tuple[str, Expected, Callable[[], Sequence[x509.Certificate]]]] = {
    "twice": ("the signer's twice", VALID, lambda: [_leaf(), _leaf()]),
    "five-times": ("the signer's five times", VALID, lambda: [_leaf()] * 5),
    "chain-twice": (
        "the chain twice",
        VALID,
        lambda: [item.certificate for item in (genuine_world().leaf, genuine_world().sub)] * 2,
    ),
    "chain-in-reverse": (
        "root, authority, signer",
        VALID,
        lambda: [
            item.certificate
            for item in (genuine_world().root, genuine_world().sub, genuine_world().leaf)
        ],
    ),
    "a-colleague": ("a colleague's beside it", VALID, lambda: [_other(), _leaf()]),
    "stranger": (
        "a stranger's chain beside it",
        VALID,
        lambda: [impostor().sub.certificate, impostor().root.certificate, _leaf()],
    ),
}
for _key, (_text, _expected, _brought) in BROUGHT.items():
    CASES.add(
        f"brought-{_key}",
        f"certificates: {_text}",
        _expected,
        lambda brought=_brought: _judged(CmsPlan(genuine_world().leaf, certificates=brought())),
    )


@CASES.case("two signers in one signature, both genuine", MALFORMED)
def _two_signers() -> Made:
    return _together(genuine_world().leaf, leaf_of(genuine_world().sub))


@CASES.case("two signers, the second a stranger", MALFORMED)
def _second_signer_a_stranger() -> Made:
    return _together(genuine_world().leaf, impostor().leaf)


@CASES.case("two signers, the first a stranger", MALFORMED)
def _first_signer_a_stranger() -> Made:
    return _together(impostor().leaf, genuine_world().leaf)


@CASES.case("the same signer twice", MALFORMED)
def _the_same_twice() -> Made:
    return _together(genuine_world().leaf, genuine_world().leaf)


@CASES.case("fifteen signers", MALFORMED)
def _fifteen_signers() -> Made:
    return _together(*[genuine_world().leaf] * 15)


@CASES.case("nobody in the list of signers", MALFORMED)
def _no_signer() -> Made:
    return _together()


def _together(*holders: Holder) -> Made:
    place = letter()
    plans = [CmsPlan(holder) for holder in holders]
    infos = [signer_info(plan, place.digest()) for plan in plans]
    certificates = [holder.certificate for holder in holders] or [_leaf()]
    frame = CmsPlan(genuine_world().leaf, certificates=certificates)
    return Made(place.filled(wrap(frame, infos)), genuine_world().trust())


@CASES.case("the signer is named by the identifier of its key", VALID)
def _named_by_key() -> Made:
    return _by_key(genuine_world().leaf.certificate)


@CASES.case("the identifier of another key", either(MALFORMED, MISMATCH))
def _named_by_another_key() -> Made:
    return _by_key(_other())


def _by_key(named: x509.Certificate) -> Made:
    place, plan = letter(), CmsPlan(genuine_world().leaf, certificates=[_leaf(), named])
    info = signer_info(plan, place.digest())
    info["sid"] = cms.SignerIdentifier("subject_key_identifier", named.key_identifier)
    info["version"] = "v3"
    return Made(place.filled(wrap(plan, [info])), genuine_world().trust())
