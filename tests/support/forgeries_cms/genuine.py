"""What programs of daily practice write into Contents: all of it must be accepted."""

from collections.abc import Callable
from functools import cache
from typing import Any

from asn1crypto import algos, cms, core
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.sign.fields import SigSeedSubFilter

from gateway.domain.signature import TimeSource
from tests.support.forgeries_cms.case import VALID, Case, Cases
from tests.support.forgeries_kit.ber import indefinite
from tests.support.forgeries_kit.certificates import Holder, curve_key, issue
from tests.support.forgeries_kit.cms_builder import (
    CmsPlan,
    build,
    signing_certificate,
    signing_certificate_v2,
)
from tests.support.forgeries_kit.documents import Unsigned, prepare, signed, signed_with
from tests.support.forgeries_kit.world import genuine_world, leaf_plan
from tests.support.signed_pdf import plain_pdf


@cache
def rsa_leaf() -> Holder:
    return issue(leaf_plan(), rsa.generate_private_key(65537, 2048), genuine_world().sub)


@cache
def curve_leaf(curve: type[ec.EllipticCurve]) -> Holder:
    return issue(leaf_plan(), curve_key(curve()), genuine_world().sub)


@cache
def cades_letter() -> Unsigned:
    return prepare(plain_pdf(1), subfilter=SigSeedSubFilter.PADES)


def plain_rsa() -> algos.SignedDigestAlgorithm:
    """rsaEncryption, as most programs write it: the digest stands beside it."""
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"})


def cases() -> Cases:
    leaf = genuine_world().leaf
    ess = signing_certificate_v2(leaf.certificate)
    plans: dict[str, CmsPlan] = {
        "ecdsa": CmsPlan(leaf),
        "ecdsa-p384": CmsPlan(curve_leaf(ec.SECP384R1), digest="sha384"),
        "ecdsa-p521": CmsPlan(curve_leaf(ec.SECP521R1), digest="sha512"),
        "rsa": CmsPlan(rsa_leaf()),
        "rsa-sha512": CmsPlan(rsa_leaf(), digest="sha512"),
        "rsa-plain": CmsPlan(rsa_leaf(), signature_algorithm=plain_rsa()),
        "pss": CmsPlan(rsa_leaf(), scheme="pss_sha256"),
        "pss-sha512": CmsPlan(rsa_leaf(), digest="sha512", scheme="pss_sha512"),
        "by-key": CmsPlan(leaf, by_key=True, versions=("v3", "v3")),
        "ess": CmsPlan(leaf, more_attributes=[ess]),
        "ess-v1": CmsPlan(leaf, more_attributes=[signing_certificate(leaf.certificate)]),
        "protected": CmsPlan(leaf, more_attributes=[algorithm_protection("sha256")]),
        "unknown-signed-attribute": CmsPlan(leaf, more_attributes=[unknown_attribute()]),
        "without-time": CmsPlan(leaf, no_time=True),
    }
    for name, plan in plans.items():
        source = TimeSource.CLAIMED if name != "without-time" else None
        yield Case(f"genuine-{name}", name, signed(plan), VALID, source=source)
    yield from _cades(leaf, ess)
    yield from _encodings(leaf)


def _cades(leaf: Holder, ess: tuple[str, Any]) -> Cases:
    place = cades_letter()
    for name, plan in {
        "ess": CmsPlan(leaf, more_attributes=[ess]),
        "pss": CmsPlan(
            rsa_leaf(),
            scheme="pss_sha256",
            more_attributes=[signing_certificate_v2(rsa_leaf().certificate)],
        ),
    }.items():
        yield Case(
            f"genuine-cades-{name}", f"ETSI.CAdES.detached: {name}", signed(plan, place), VALID
        )


def _encodings(leaf: Holder) -> Cases:
    shapes: dict[str, Callable[[bytes], bytes]] = {
        "indefinite": indefinite,
        "zeros-behind": lambda blob: blob + bytes(100),
        "indefinite-zeros": lambda blob: indefinite(blob) + bytes(7),
    }
    for name, shape in shapes.items():
        data = signed_with(lambda place, shape=shape: shape(_blob(leaf, place)))
        yield Case(f"genuine-{name}", f"encoding: {name}", data, VALID)
    chain = [leaf.certificate, genuine_world().sub.certificate, genuine_world().root.certificate]
    yield Case(
        "genuine-chain",
        "the chain in the signature",
        signed(CmsPlan(leaf, certificates=chain)),
        VALID,
    )


def _blob(leaf: Holder, place: Unsigned) -> bytes:
    return build(CmsPlan(leaf), place.digest())


def algorithm_protection(digest: str, signature: str = "sha256_ecdsa") -> tuple[str, Any]:
    """RFC 6211."""
    value = cms.CMSAlgorithmProtection(
        {"digest_algorithm": {"algorithm": digest}, "signature_algorithm": {"algorithm": signature}}
    )
    return "cms_algorithm_protection", value


def unknown_attribute() -> tuple[str, Any]:
    return "1.3.6.1.4.1.99999.4", core.Integer(7)
