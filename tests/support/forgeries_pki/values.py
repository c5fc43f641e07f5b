"""Signature values that nobody with the key made, and parameters that do not fit."""

from collections.abc import Callable

from asn1crypto import algos
from cryptography.hazmat.primitives.asymmetric import utils

from tests.support.forgeries_kit.certificates import (
    Holder,
    Key,
    Plan,
    algorithm,
    ca_extensions,
    curve_key,
    issue,
)
from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.textbook_rsa import TextbookKey, key_of, without_private
from tests.support.forgeries_kit.world import SUB_NAME, genuine_world, leaf_plan
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
from tests.support.forgeries_pki.weak import rsa_key
from tests.support.forgeries_pki.workshop import LONG, with_lists

CASES = Collection("signature values and parameters")
WRONG = either(MISMATCH, MALFORMED, WEAK)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


def signed_so(plan: CmsPlan) -> Made:
    return Made(signed(plan), genuine_world().trust())


def leaf_with(key: Key) -> Holder:
    return issue(leaf_plan(), key, genuine_world().sub)


def _fresh(key: Key, forger: Key) -> CmsPlan:
    """The certificate has one key, and somebody else signs."""
    return CmsPlan(Holder(leaf_with(key).certificate, forger))


@CASES.case("exponent 3, signed by who has the key", VALID)
def _exponent_3() -> Made:
    return signed_so(CmsPlan(leaf_with(key_of(2048, 3))))


@CASES.case("exponent 3, a padding that is too short by who has no key", MISMATCH)
def _exponent_3_forged() -> Made:
    key = key_of(2048, 3)
    return signed_so(_fresh(key, without_private(key)))


@CASES.case("an authority with exponent 3 issued", VALID)
def _authority_with_exponent_3() -> Made:
    return _issued_by(key_of(2048, 3), key_of(2048, 3))


@CASES.case("an authority with exponent 3, and a forged certificate under it", UNTRUSTED)
def _authority_with_exponent_3_forged() -> Made:
    key = key_of(2048, 3)
    return _issued_by(key, without_private(key))


def _issued_by(key: TextbookKey, forger: TextbookKey) -> Made:
    authority = issue(Plan(SUB_NAME, *LONG, ca_extensions(0)), key, genuine_world().root)
    acting = Holder(authority.certificate, forger)
    return _under(authority, issue(leaf_plan(), curve_key(), acting))


def _under(authority: Holder, leaf: Holder) -> Made:
    return with_lists(leaf, authority)


@CASES.case("exponent 1: the padded digest is its own signature", WRONG)
def _exponent_1() -> Made:
    return signed_so(CmsPlan(leaf_with(without_private(key_of(2048), 1))))


@CASES.case("an authority with exponent 1", either(UNTRUSTED, WEAK, MALFORMED))
def _authority_with_exponent_1() -> Made:
    key = without_private(key_of(2048), 1)
    authority = issue(Plan(SUB_NAME, *LONG, ca_extensions(0)), key, genuine_world().root)
    lists = (b"",)  # whoever has no key signs no list; a broken one counts as missing
    leaf = issue(leaf_plan(), curve_key(), authority)
    return with_lists(leaf, authority, *lists)


def pair_of(first: int, second: int) -> bytes:
    return bytes(algos.DSASignature({"r": first, "s": second}).dump())


def _mirrored(signature: bytes) -> bytes:
    """(r, n-s) is as good as (r, s): malleable, and no other document."""
    first, second = utils.decode_dss_signature(signature)
    return pair_of(first, _ORDER - second)


VALUES: dict[str, Callable[[bytes], bytes]] = {
    "zeros": lambda _: pair_of(0, 0),
    "r-zero": lambda true: pair_of(0, utils.decode_dss_signature(true)[1]),
    "s-zero": lambda true: pair_of(utils.decode_dss_signature(true)[0], 0),
    "order": lambda _: pair_of(_ORDER, _ORDER),
    "ones": lambda _: pair_of(1, 1),
    "negative": lambda true: pair_of(-utils.decode_dss_signature(true)[0], 1),
    "r-plus-order": lambda true: pair_of(
        utils.decode_dss_signature(true)[0] + _ORDER, utils.decode_dss_signature(true)[1]
    ),
    "empty": lambda _: b"",
    "cut": lambda true: true[:-1],
    "byte-behind": lambda true: true + b"\x00",
    "swapped": lambda true: pair_of(*reversed(utils.decode_dss_signature(true))),
}
for _key, _value in VALUES.items():
    CASES.add(
        f"ecdsa-{_key}",
        f"an ECDSA value: {_key}",
        WRONG,
        lambda value=_value: signed_so(CmsPlan(genuine_world().leaf, value=value)),
    )

RSA_VALUES: dict[str, Callable[[bytes], bytes]] = {
    "zeros": lambda true: bytes(len(true)),
    "one": lambda true: bytes(len(true) - 1) + b"\x01",
    "empty": lambda _: b"",
    "leading-zero": lambda true: b"\x00" + true,
    "plus-modulus": lambda true: (
        int.from_bytes(true, "big") + rsa_key(2048).public_key().public_numbers().n
    ).to_bytes(len(true) + 1, "big"),
    "cut": lambda true: true[:-1],
}
for _key, _value in RSA_VALUES.items():
    CASES.add(
        f"rsa-{_key}",
        f"an RSA value: {_key}",
        WRONG,
        lambda value=_value: signed_so(CmsPlan(leaf_with(rsa_key(2048)), value=value)),
    )


@CASES.case("the scheme says RSA and the key is one of a curve", WRONG)
def _scheme_of_another_key() -> Made:
    return signed_so(CmsPlan(genuine_world().leaf, signature_algorithm=algorithm("sha256_rsa")))


@CASES.case("the scheme says HMAC-like nonsense", WRONG)
def _unknown_scheme() -> Made:
    says = algos.SignedDigestAlgorithm({"algorithm": "1.2.3.4.5.6"})
    return signed_so(CmsPlan(genuine_world().leaf, signature_algorithm=says))


@CASES.case("(r, n-s) of a genuine signature: another value, the same document", VALID)
def _ecdsa_mirrored() -> Made:
    return signed_so(CmsPlan(genuine_world().leaf, value=_mirrored))
