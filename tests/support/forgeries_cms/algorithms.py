"""Algorithms that are weak, that differ from what was done, or that do not fit the key."""

from typing import Any

from asn1crypto import algos, cms
from cryptography.hazmat.primitives.asymmetric import ed25519

from gateway.domain.signature import VerdictReason
from tests.support.forgeries_cms.case import BROKEN, LOOKED_AT, REFUSED, TOLERATED, Case, Cases
from tests.support.forgeries_cms.genuine import rsa_leaf
from tests.support.forgeries_kit.certificates import algorithm, issue
from tests.support.forgeries_kit.cms_builder import CmsPlan, build
from tests.support.forgeries_kit.documents import letter, signed
from tests.support.forgeries_kit.world import genuine_world, leaf_plan

_WEAK = VerdictReason.WEAK_ALGORITHM


def cases() -> Cases:
    yield from _digests()
    yield from _declared()
    yield from _pss()
    yield from _values()


def _digests() -> Cases:
    leaf = genuine_world().leaf
    for digest, name, holder in (
        ("md5", "rsa", rsa_leaf()),
        ("sha1", "rsa", rsa_leaf()),
        ("sha1", "ecdsa", leaf),
    ):
        data = signed(CmsPlan(holder, digest=digest))
        yield Case(f"digest-{digest}-{name}", f"{digest} in a new document", data, BROKEN, _WEAK)
    for digest, scheme in (("sha256", "sha1_rsa"), ("sha256", "md5_rsa"), ("sha1", "sha256_rsa")):
        data = signed(CmsPlan(rsa_leaf(), digest=digest, scheme=scheme))
        yield Case(f"digest-{digest}-signed-{scheme}", "two digests", data, REFUSED)
    for digest, announced in (
        ("sha256", "sha512"),
        ("sha256", "sha1"),
        ("sha512", "sha256"),
        ("sha256", "md5"),
    ):
        data = signed(CmsPlan(leaf, digest=digest, announced=announced))
        yield Case(
            f"announced-{announced}-used-{digest}", "SignedData announces another", data, LOOKED_AT
        )


def _declared() -> Cases:
    """The signature value was made in another way than the SignerInfo says."""
    leaf = genuine_world().leaf
    for name, holder, declared in (
        ("sha512-for-sha256", leaf, "sha512_ecdsa"),
        ("sha384-for-sha256", leaf, "sha384_ecdsa"),
        ("rsa-for-ecdsa", leaf, "sha256_rsa"),
        ("ecdsa-for-rsa", rsa_leaf(), "sha256_ecdsa"),
        ("dsa-for-rsa", rsa_leaf(), "sha256_dsa"),
        ("pss-for-rsa", rsa_leaf(), "pss_sha256"),
        ("ed25519-for-ecdsa", leaf, "ed25519"),
        ("sha512-for-sha256-rsa", rsa_leaf(), "sha512_rsa"),
        ("unknown", leaf, "1.3.6.1.4.1.99999.8"),
        ("long-oid", leaf, "1.3." + ".".join(["4294967295"] * 20)),
    ):
        data = signed(CmsPlan(holder, signature_algorithm=algorithm(declared)))
        yield Case(f"declared-{name}", f"declared: {declared[:20]}", data, BROKEN)
    edwards = issue(leaf_plan(), ed25519.Ed25519PrivateKey.generate(), genuine_world().sub)
    for digest in ("sha512", "sha256"):
        data = signed(CmsPlan(edwards, digest=digest))
        yield Case(f"edwards-{digest}", "a key of another kind (RFC 8419)", data, TOLERATED)


def _pss() -> Cases:
    """RFC 4056: the parameters must be those of the signature."""
    changes: dict[str, dict[str, Any]] = {
        "hash": {"hash_algorithm": {"algorithm": "sha512"}},
        "weak-hash": {"hash_algorithm": {"algorithm": "sha1"}},
        "mask": {"mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha1"}}},
        "salt": {"salt_length": 20},
        "salt-zero": {"salt_length": 0},
        "salt-huge": {"salt_length": 2**31},
        "salt-negative": {"salt_length": -1},
        "trailer": {"trailer_field": 2},
    }
    for name, change in changes.items():
        declared = algorithm("pss_sha256")
        parameters = algos.RSASSAPSSParams(dict(_parameters(declared)) | change)
        made = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
        data = signed(CmsPlan(rsa_leaf(), scheme="pss_sha256", signature_algorithm=made))
        expected = TOLERATED if name == "trailer" else BROKEN  # a number that stands for nothing
        yield Case(f"pss-{name}", f"other parameters: {name}", data, expected)


def _parameters(declared: algos.SignedDigestAlgorithm) -> dict[str, Any]:
    parameters = declared["parameters"]
    return {name: parameters[name].native for name in ("hash_algorithm", "salt_length")} | {
        "mask_gen_algorithm": parameters["mask_gen_algorithm"]
    }


def _values() -> Cases:
    leaf = genuine_world().leaf
    true = _signature(CmsPlan(rsa_leaf()))
    values: dict[str, tuple[CmsPlan, bytes]] = {
        "empty": (CmsPlan(leaf), b""),
        "zeros": (CmsPlan(leaf), bytes(64)),
        "r-and-s-zero": (CmsPlan(leaf), bytes.fromhex("3006020100020100")),
        "r-and-s-one": (CmsPlan(leaf), bytes.fromhex("3006020101020101")),
        "r-negative": (CmsPlan(leaf), bytes.fromhex("30060201ff020101")),
        "not-der": (CmsPlan(leaf), b"\x30\x80\x00\x00"),
        "rsa-zero": (CmsPlan(rsa_leaf()), bytes(256)),
        "rsa-one": (CmsPlan(rsa_leaf()), bytes(255) + b"\x01"),
        "rsa-longer": (CmsPlan(rsa_leaf()), b"\x00" + true),
        "rsa-shorter": (CmsPlan(rsa_leaf()), true[:-1]),
        "rsa-other": (CmsPlan(rsa_leaf()), bytes(reversed(true))),
        "hundred-kilobytes": (CmsPlan(leaf), b"\x01" * 10_000),
    }
    for name, (plan, value) in values.items():
        yield Case(
            f"value-{name}", f"signature value: {name}", signed(plan.with_(signature=value)), BROKEN
        )


def _signature(plan: CmsPlan) -> bytes:
    whole = cms.ContentInfo.load(build(plan, letter().digest()))
    return bytes(whole["content"]["signer_infos"][0]["signature"].native)
