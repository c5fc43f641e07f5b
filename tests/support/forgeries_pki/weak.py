"""Weak algorithms: digests, keys and curves, of the signer and of the authorities."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa

from gateway.domain.signature_policy import AlgorithmPolicy, Circumstances
from tests.support.forgeries_kit.certificates import (
    Key,
    Plan,
    ca_extensions,
    curve_key,
    issue,
    leaf_extensions,
)
from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.revocation_data import crl
from tests.support.forgeries_kit.textbook_rsa import key_of
from tests.support.forgeries_kit.world import (
    LEAF_NAME,
    SUB_NAME,
    World,
    genuine_world,
    leaf_plan,
)
from tests.support.forgeries_pki.case import (
    HISTORIC,
    VALID,
    WEAK,
    Collection,
    Expected,
    Made,
)
from tests.support.forgeries_pki.workshop import LONG, with_lists
from tests.support.pki import NOW, YEAR

CASES = Collection("weak algorithms")


@cache
def rsa_key(bits: int, exponent: int = 65537) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(exponent, bits)


@cache
def dsa_key(bits: int) -> dsa.DSAPrivateKey:
    return dsa.generate_private_key(bits)


KEYS: dict[str, tuple[Expected, Callable[[], Key]]] = {
    "rsa-2048": (VALID, lambda: rsa_key(2048)),
    "rsa-3072": (VALID, lambda: rsa_key(3072)),
    "rsa-2048-exponent-3": (VALID, lambda: rsa_key(2048, 3)),
    "p-256": (VALID, curve_key),
    "p-384": (VALID, lambda: curve_key(ec.SECP384R1())),
    "p-521": (VALID, lambda: curve_key(ec.SECP521R1())),
    "brainpool-256": (VALID, lambda: curve_key(ec.BrainpoolP256R1())),
    "ed25519": (VALID, ed25519.Ed25519PrivateKey.generate),
    "rsa-512": (WEAK, lambda: key_of(512)),
    "rsa-768": (WEAK, lambda: key_of(768)),
    "rsa-1024": (WEAK, lambda: rsa_key(1024)),
    "rsa-1536": (WEAK, lambda: rsa_key(1536)),
    "dsa-1024": (WEAK, lambda: dsa_key(1024)),
    "dsa-2048": (WEAK, lambda: dsa_key(2048)),
    "p-192": (WEAK, lambda: curve_key(ec.SECP192R1())),
    "p-224": (WEAK, lambda: curve_key(ec.SECP224R1())),
}


def _leaf_with(key: Key) -> Made:
    world = genuine_world()
    digest = "sha512" if isinstance(key, ed25519.Ed25519PrivateKey) else "sha256"  # RFC 8419 §3.1
    return Made(signed(CmsPlan(issue(leaf_plan(), key, world.sub), digest)), world.trust())


def _authority_with(key: Key) -> Made:
    authority = issue(Plan(SUB_NAME, *LONG, ca_extensions(0)), key, genuine_world().root)
    return with_lists(issue(leaf_plan(), curve_key(), authority), authority)


for _key, (_expected, _make) in KEYS.items():
    CASES.add(
        f"leaf-{_key}",
        f"the signer's key: {_key}",
        _expected,
        lambda make=_make: _leaf_with(make()),
    )
    CASES.add(
        f"authority-{_key}",
        f"the authority's key: {_key}",
        _expected,
        lambda make=_make: _authority_with(make()),
    )

_OLD = datetime(2016, 3, 1, tzinfo=UTC)
_FIRST_MODERN = datetime(2019, 1, 2, tzinfo=UTC)


@cache
def _rsa_world() -> World:
    """MD5 goes with RSA only."""
    root = genuine_world().root
    sub = issue(Plan(SUB_NAME, *LONG, ca_extensions(0)), rsa_key(2048), root)
    return replace(genuine_world(), sub=sub)


def _certificate_by(digest: str, begins: datetime, *, government: bool = True) -> Made:
    world = _rsa_world()
    plan = Plan(LEAF_NAME, begins, NOW + YEAR, leaf_extensions(), scheme=f"{digest}_rsa")
    leaf = issue(plan, curve_key(), world.sub)
    trust = world.trust()
    if not government:
        trust = world.trust(government=(), public=(world.root.der,), tsa=())
    return Made(signed(CmsPlan(leaf)), trust)


def _document_by(
    digest: str, begins: datetime = _OLD, *, rsa_signed: bool = False, **policy: datetime
) -> Made:
    world = genuine_world()
    key = rsa_key(2048) if rsa_signed else curve_key()
    leaf = issue(leaf_plan(begins), key, world.sub)
    circumstances = Circumstances(algorithms=AlgorithmPolicy(**policy))
    return Made(signed(CmsPlan(leaf, digest)), world.trust(), circumstances=circumstances)


def _authority_by(digest: str, begins: datetime) -> Made:
    world = genuine_world()
    plan = Plan(SUB_NAME, begins, NOW + 10 * YEAR, ca_extensions(0), scheme=f"{digest}_ecdsa")
    authority = issue(plan, curve_key(), world.root)
    return with_lists(issue(leaf_plan(), curve_key(), authority), authority)


_early = {"sha1_certificates_until": datetime(2015, 1, 1, tzinfo=UTC)}
_late = {"sha1_digests_until": NOW + YEAR}

DIGESTS: dict[str, tuple[str, Expected, Callable[[], Made]]] = {
    "certificate-sha256": ("", VALID, lambda: _certificate_by("sha256", _OLD)),
    "certificate-sha512": ("", VALID, lambda: _certificate_by("sha512", NOW - YEAR)),
    "certificate-sha1-old": (
        "the government's authority until 2018",
        VALID,
        lambda: _certificate_by("sha1", _OLD),
    ),
    "certificate-sha1-new": (
        "issued after the configured day",
        WEAK,
        lambda: _certificate_by("sha1", _FIRST_MODERN),
    ),
    "certificate-sha1-yesterday": ("", WEAK, lambda: _certificate_by("sha1", NOW - YEAR)),
    "certificate-sha1-public": (
        "old, and of a public authority",
        WEAK,
        lambda: _certificate_by("sha1", _OLD, government=False),
    ),
    "certificate-md5": ("", WEAK, lambda: _certificate_by("md5", _OLD)),
    "certificate-md5-new": ("", WEAK, lambda: _certificate_by("md5", NOW - YEAR)),
    "authority-sha1-old": ("as G1's", VALID, lambda: _authority_by("sha1", _OLD)),
    "authority-sha1-new": ("", WEAK, lambda: _authority_by("sha1", _FIRST_MODERN)),
    "document-sha256": ("", VALID, lambda: _document_by("sha256")),
    "document-sha384": ("", VALID, lambda: _document_by("sha384", NOW - YEAR)),
    "document-sha512": ("", VALID, lambda: _document_by("sha512", NOW - YEAR)),
    "document-sha1-old": ("weak and historic", HISTORIC, lambda: _document_by("sha1")),
    "document-sha1-old-rsa": ("", HISTORIC, lambda: _document_by("sha1", rsa_signed=True)),
    "document-sha1-new": ("", WEAK, lambda: _document_by("sha1", NOW - YEAR)),
    "document-sha1-by-setting": (
        "the administrator set a later day",
        HISTORIC,
        lambda: _document_by("sha1", NOW - YEAR, **_late),
    ),
    "document-md5": ("", WEAK, lambda: _document_by("md5", rsa_signed=True)),
    "document-md5-rsa": ("", WEAK, lambda: _document_by("md5", NOW - YEAR, rsa_signed=True)),
}
for _key, (_text, _expected, _made) in DIGESTS.items():
    CASES.add(_key, _text or _key.replace("-", " "), _expected, _made)


@CASES.case("the administrator set an earlier day for SHA-1 in certificates", WEAK)
def _certificate_sha1_by_setting() -> Made:
    made = _certificate_by("sha1", _OLD)
    circumstances = Circumstances(algorithms=AlgorithmPolicy(**_early))
    return Made(made.data, made.trust, circumstances=circumstances)


@CASES.case("the CRL of a genuine authority is signed with SHA-1", VALID)
def _list_by_sha1() -> Made:
    """Nobody but the authority chooses what stands in it."""
    world = genuine_world()
    lists = (crl(world.root), crl(world.sub, scheme="sha1_ecdsa"))
    return Made(signed(CmsPlan(world.leaf)), world.trust(crls=lists))
