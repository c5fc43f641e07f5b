"""Who signed: certificates named, promised or brought along that are not the signer's."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from asn1crypto import cms, tsp, x509

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
from tests.support.forgeries_pki.certificates import Holder, issue
from tests.support.forgeries_pki.cms_builder import (
    Attribute,
    CmsPlan,
    signer_info,
    signing_certificate,
    signing_certificate_v2,
    wrap,
)
from tests.support.forgeries_pki.documents import letter, signed
from tests.support.forgeries_pki.workshop import impostor, leaf_of
from tests.support.forgeries_pki.world import genuine_world, leaf_plan

CASES = Collection("another signer than named")
_NOT_BOUND = either(MALFORMED, MISMATCH, UNTRUSTED)


def _judged(plan: CmsPlan) -> Made:
    return Made(signed(plan), genuine_world().trust())


def _promising(*attributes: Attribute) -> Made:
    return _judged(CmsPlan(genuine_world().leaf, more_attributes=attributes))


def _promise(digest: str, hashed: bytes, **issuer_serial: Any) -> Attribute:
    fields: dict[str, Any] = {"hash_algorithm": {"algorithm": digest}, "cert_hash": hashed}
    if issuer_serial:
        fields["issuer_serial"] = issuer_serial
    made = tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2(fields)]})
    return "signing_certificate_v2", made


def _of(certificate: x509.Certificate, digest: str = "sha256") -> bytes:
    return hashlib.new(digest, certificate.dump()).digest()


def _named(name: x509.Name, number: int) -> dict[str, Any]:
    return {"issuer": [x509.GeneralName("directory_name", name)], "serial_number": number}


def _leaf() -> x509.Certificate:
    return genuine_world().leaf.certificate


def _other() -> x509.Certificate:
    return leaf_of(genuine_world().sub).certificate


PROMISES: dict[str, tuple[str, Expected, Callable[[], Attribute]]] = {
    "v2": ("the signer's certificate", VALID, lambda: signing_certificate_v2(_leaf())),
    "v1": ("the signer's, by SHA-1", VALID, lambda: signing_certificate(_leaf())),
    "v2-sha512": (
        "the signer's, by SHA-512",
        VALID,
        lambda: _promise("sha512", _of(_leaf(), "sha512")),
    ),
    "v2-without-issuer": (
        "the signer's, no issuer",
        VALID,
        lambda: _promise("sha256", _of(_leaf())),
    ),
    "v2-of-another": ("another certificate", _NOT_BOUND, lambda: signing_certificate_v2(_other())),
    "v1-of-another": ("another certificate", _NOT_BOUND, lambda: signing_certificate(_other())),
    "v2-of-the-authority": (
        "the authority's",
        _NOT_BOUND,
        lambda: signing_certificate_v2(genuine_world().sub.certificate),
    ),
    "v2-zeros": ("a digest of zeros", _NOT_BOUND, lambda: _promise("sha256", bytes(32))),
    "v2-empty-digest": ("no digest", _NOT_BOUND, lambda: _promise("sha256", b"")),
    "v2-wrong-algorithm": (
        "a digest by another algorithm than it says",
        _NOT_BOUND,
        lambda: _promise("sha512", _of(_leaf())),
    ),
    "v2-wrong-number": (
        "the right digest, another number",
        _NOT_BOUND,
        lambda: _promise("sha256", _of(_leaf()), **_named(_leaf().issuer, 4711)),
    ),
    "v2-wrong-issuer": (
        "the right digest, another issuer",
        _NOT_BOUND,
        lambda: _promise("sha256", _of(_leaf()), **_named(_leaf().subject, _leaf().serial_number)),
    ),
    "v2-nothing": (
        "an empty list",
        _NOT_BOUND,
        lambda: ("signing_certificate_v2", tsp.SigningCertificateV2({"certs": []})),
    ),
}
for _key, (_text, _expected, _attribute) in PROMISES.items():
    CASES.add(
        f"promise-{_key}",
        f"signing-certificate attribute: {_text}",
        _expected,
        lambda attribute=_attribute: _promising(attribute()),
    )


@CASES.case("both attributes, one of them of another certificate", _NOT_BOUND)
def _two_promises() -> Made:
    return _promising(signing_certificate_v2(_leaf()), signing_certificate(_other()))


@CASES.case("both attributes of the signer", VALID)
def _two_true_promises() -> Made:
    return _promising(signing_certificate_v2(_leaf()), signing_certificate(_leaf()))


@CASES.case("the first promised certificate is another's, the second the signer's", _NOT_BOUND)
def _signer_promised_second() -> Made:
    """RFC 5035 §3: the first one is the signer's."""
    first, second = signing_certificate_v2(_other())[1], signing_certificate_v2(_leaf())[1]
    several = tsp.SigningCertificateV2({"certs": [first["certs"][0], second["certs"][0]]})
    return _promising(("signing_certificate_v2", several))


@CASES.case("the same key in two genuine certificates, the promised one is swapped", _NOT_BOUND)
def _other_certificate_of_the_key() -> Made:
    """What the attribute is for: who has two certificates for a key cannot change the one he meant."""
    world = genuine_world()
    other = issue(leaf_plan(), world.leaf.key, world.sub)
    promise = signing_certificate_v2(world.leaf.certificate)
    return _judged(CmsPlan(other, more_attributes=[promise]))


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
    forger, leader = impostor().leaf, genuine_world().leaf.certificate
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
