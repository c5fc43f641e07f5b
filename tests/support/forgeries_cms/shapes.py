"""The CMS around the signature: signers, content, certificates, versions, encodings, SubFilters."""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import Any

from asn1crypto import cms, core, x509
from pyhanko.sign.fields import SigSeedSubFilter

from gateway.domain.signature import VerdictReason
from tests.support.forgeries_cms.case import (
    BROKEN,
    LOOKED_AT,
    REFUSED,
    TOLERATED,
    VALID,
    Case,
    Cases,
)
from tests.support.forgeries_cms.genuine import rsa_leaf
from tests.support.forgeries_kit.ber import indefinite, items, long_length, value
from tests.support.forgeries_kit.certificates import Holder, Plan, curve_key, issue, leaf_extensions
from tests.support.forgeries_kit.cms_builder import CmsPlan, build, signer_info, wrap
from tests.support.forgeries_kit.documents import Unsigned, letter, signed, signed_with
from tests.support.forgeries_kit.world import LEAF_NAME, genuine_world, make_world
from tests.support.pki import NOW, YEAR

Blob = Callable[[Unsigned], bytes]
_MALFORMED = VerdictReason.MALFORMED_SIGNATURE


def cases() -> Cases:
    yield from _signers()
    yield from _contents()
    yield from _certificates()
    yield from _versions()
    yield from _encodings()
    yield from _subfilters()


@cache
def stranger() -> Holder:
    return make_world().leaf


def _signers() -> Cases:
    leaf, place = genuine_world().leaf, letter()
    plan = CmsPlan(leaf)
    own = signer_info(plan, place.digest())
    other = signer_info(CmsPlan(stranger()), place.digest())
    false = signer_info(plan, bytes(32))
    both = CmsPlan(leaf, certificates=[leaf.certificate, stranger().certificate])
    for name, infos in {
        "none": [],
        "twice": [own, own],
        "stranger-first": [other, own],
        "false-first": [false, own],
        "sixty-four": [own] * 64,
    }.items():
        data = place.filled(wrap(both, infos))
        yield Case(f"signers-{name}", f"{len(infos)} SignerInfos", data, BROKEN, _MALFORMED)


def _contents() -> Cases:
    """A detached signature has no content of its own: whoever reads it there reads another document."""
    leaf, place = genuine_world().leaf, letter()
    plan = CmsPlan(leaf)
    for name, content in {
        "same": place.covered,
        "other": b"another document",
        "empty": b"",
    }.items():
        blob = build(plan.with_(content=content), place.digest())
        if len(blob) * 2 > place.gap_end - place.gap_start - 2:
            continue
        yield Case(
            f"content-{name}", f"an eContent: {name}", place.filled(blob), BROKEN, _MALFORMED
        )
    own = place.filled(build(plan.with_(content=b"x"), hashlib.sha256(b"x").digest()))
    yield Case(
        "content-of-its-own", "it signs its own content, not the document", own, BROKEN, _MALFORMED
    )
    for kind in ("data", "enveloped_data", "digested_data", "encrypted_data"):
        data = signed_with(lambda place, kind=kind: _typed(build(plan, place.digest()), kind))
        yield Case(f"content-type-{kind}", "no SignedData by its type", data, BROKEN)


def _typed(blob: bytes, kind: str) -> bytes:
    """Only the OID of the outer type is another."""
    ((tag, body),) = items(blob)
    (_, _), (content_tag, content) = items(body)
    return value(tag, cms.ContentType(kind).dump() + value(content_tag, content))


def _certificates() -> Cases:
    leaf, world = genuine_world().leaf, genuine_world()
    untrusted = VerdictReason.UNTRUSTED_CHAIN
    plans: dict[str, tuple[CmsPlan, frozenset[Any]]] = {
        "none": (CmsPlan(leaf, certificates=[]), BROKEN),
        "stranger-only": (CmsPlan(leaf, certificates=[stranger().certificate]), BROKEN),
        "of-another": (CmsPlan(leaf, claims=world.agency().certificate), BROKEN),
        "claims-root": (CmsPlan(leaf, claims=world.root.certificate), BROKEN),
        "by-key-of-another": (
            CmsPlan(stranger(), by_key=True, claims=leaf.certificate, versions=("v3", "v3")),
            BROKEN,
        ),
        "two-hundred": (CmsPlan(leaf, certificates=[leaf.certificate, *_many(40)]), LOOKED_AT),
    }
    for name, (plan, expected) in plans.items():
        yield Case(f"certificates-{name}", f"certificates: {name}", signed(plan), expected)
    double = _double(leaf)
    for name, order in {
        "first": [double, leaf.certificate],
        "last": [leaf.certificate, double],
    }.items():
        data = signed(CmsPlan(leaf, certificates=order))
        yield Case(
            f"certificates-double-{name}",
            "a forger's with the same issuer and number",
            data,
            TOLERATED,
        )
    own = Holder(double, _double_key())
    for name, order in {
        "first": [double, leaf.certificate],
        "last": [leaf.certificate, double],
    }.items():
        data = signed(CmsPlan(own, certificates=order))
        yield Case(f"certificates-double-signs-{name}", "the forger's key signs", data, BROKEN)
    yield Case("stranger", "a stranger signs", signed(CmsPlan(stranger())), BROKEN, untrusted)


@cache
def _double_key() -> Any:
    return curve_key()


def _double(genuine: Holder) -> x509.Certificate:
    """Names and number of the genuine certificate, the forger's key, a self-made signature."""
    serial = genuine.certificate.serial_number
    plan = Plan(LEAF_NAME, NOW - YEAR, NOW + YEAR, leaf_extensions(), serial=serial)
    issuer = Holder(genuine_world().sub.certificate, curve_key())
    return issue(plan, _double_key(), issuer).certificate


def _many(count: int) -> list[x509.Certificate]:
    return [genuine_world().agency().certificate for _ in range(count)]


def _versions() -> Cases:
    """RFC 5652 §5.1, §5.3. Nothing protects these numbers, and programs do not look at them."""
    leaf = genuine_world().leaf
    for versions in (
        ("v0", "v1"),
        ("v1", "v0"),
        ("v1", "v3"),
        ("v3", "v1"),
        ("v5", "v1"),
        ("v1", "v5"),
        ("v5", "v5"),
    ):
        data = signed(CmsPlan(leaf, versions=versions))
        yield Case(f"versions-{'-'.join(versions)}", "versions that do not fit", data, TOLERATED)
    by_key = signed(CmsPlan(leaf, by_key=True))
    yield Case("versions-by-key", "version 1 with a key identifier", by_key, TOLERATED)


def _encodings() -> Cases:
    leaf = genuine_world().leaf

    def blob(place: Unsigned) -> bytes:
        return build(CmsPlan(leaf), place.digest())

    shapes: dict[str, tuple[Callable[[bytes], bytes], frozenset[Any]]] = {
        "long-length": (long_length, TOLERATED),
        "byte-behind": (lambda der: der + b"A", LOOKED_AT),
        "zero-then-byte": (lambda der: der + bytes(8) + b"A", LOOKED_AT),
        "twice": (lambda der: der + der, LOOKED_AT),
        "null-behind": (lambda der: der + core.Null().dump(), LOOKED_AT),
        "indefinite-then-byte": (lambda der: indefinite(der) + b"A", LOOKED_AT),
        "unknown-inside": (
            lambda der: indefinite(der).rstrip(b"\x00") + b"\x01\x00" + bytes(6),
            LOOKED_AT,
        ),
        "indefinite-open": (lambda der: indefinite(der)[:-6] + b"\x04\x84\x7f\xff\xff\xff", BROKEN),
        "empty-indefinite": (lambda _: b"\x30\x80\x00\x00", BROKEN),
        "empty-sequence": (lambda _: b"\x30\x00", BROKEN),
        "shorter": (lambda der: der[: len(der) // 2], BROKEN),
        "one-byte-shorter": (lambda der: der[:-1], REFUSED),
        "length-beyond": (lambda der: b"\x30\x84\x7f\xff\xff\xff" + der[4:], BROKEN),
        "length-of-length": (lambda der: b"\x30\x89" + b"\xff" * 9 + der[4:], BROKEN),
        "set-around": (lambda der: b"\x31" + der[1:], BROKEN),
        "octets-around": (lambda der: core.OctetString(der).dump(), BROKEN),
        "twice-around": (lambda der: value(0x30, der), BROKEN),
        "text": (lambda der: der.hex().encode(), BROKEN),
        "pem": (lambda _: b"-----BEGIN CMS-----\nMAA=\n-----END CMS-----\n", BROKEN),
        "zeros": (lambda _: bytes(64), BROKEN),
        "deep": (lambda _: _deep(1000), BROKEN),
        "deep-indefinite": (lambda _: b"\x30\x80" * 1000 + b"\x00\x00" * 1000, BROKEN),
    }
    for name, (shape, expected) in shapes.items():
        data = signed_with(lambda place, shape=shape: shape(blob(place)))
        yield Case(f"encoding-{name}", f"encoding: {name}", data, expected)


def _deep(depth: int) -> bytes:
    blob = b"\x05\x00"
    for _ in range(depth):
        blob = value(0x30, blob)
    return blob


def _subfilters() -> Cases:
    """The signature is true; only the kind is one that nothing here checks."""
    unsupported = VerdictReason.UNSUPPORTED_FORMAT
    for name in (
        b"/adbe.x509.rsa_sha1",
        b"/adbe.pkcs7.sha1",
        b"/ETSI.RFC3161",
        b"/adbe.pkcs7.detachee",
        b"/ADBE.PKCS7.DETACHED",
        b"/ETSI.cades.detached",
        b"/adbe.pkcs7.s4",
        b"(adbe.pkcs7.detached)",
        b"null",
        b"5",
    ):
        place = _filtered(name)
        data = signed(CmsPlan(genuine_world().leaf), place)
        yield Case(f"subfilter-{name.decode()}", "another SubFilter", data, BROKEN, unsupported)
    plain = signed(CmsPlan(rsa_leaf()), _filtered(b"/adbe.pkcs7.detached"))
    yield Case("subfilter-plain", "the same by the same hand", plain, VALID)


def _filtered(name: bytes) -> Unsigned:
    """A place whose SubFilter has another name of at most the same length."""
    place = letter()
    old = SigSeedSubFilter.ADOBE_PKCS7_DETACHED.value.encode()
    before = place.data.rindex(old)
    data = place.data[:before] + name.ljust(len(old)) + place.data[before + len(old) :]
    return Unsigned(data, place.gap_start, place.gap_end)
