"""The signing-certificate attributes: which certificate the signer meant (RFC 5035)."""

import hashlib
from collections.abc import Callable
from typing import Any

from asn1crypto import tsp, x509

from tests.support.forgeries_kit.certificates import issue
from tests.support.forgeries_kit.cms_builder import (
    Attribute,
    CmsPlan,
    signing_certificate,
    signing_certificate_v2,
)
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.world import genuine_world, leaf_plan
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
from tests.support.forgeries_pki.workshop import leaf_of

CASES = Collection("another certificate than promised")
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
