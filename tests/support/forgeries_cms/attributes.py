"""Signed attributes that are absent, wrong, repeated or out of order."""

from collections.abc import Sequence
from typing import Any

from asn1crypto import cms, core, util

from gateway.domain.signature import TimeSource, VerdictReason
from tests.support.forgeries_cms.case import BROKEN, REFUSED, TOLERATED, VALID, Case, Cases
from tests.support.forgeries_cms.genuine import algorithm_protection, cades_letter, rsa_leaf
from tests.support.forgeries_kit.cms_builder import (
    Attribute,
    CmsPlan,
    Values,
    signer_info,
    signing_certificate,
    signing_certificate_v2,
    standard_attributes,
)
from tests.support.forgeries_kit.documents import letter, signed
from tests.support.forgeries_kit.world import genuine_world, make_world
from tests.support.pki import NOW

_OTHER = bytes(32)
_ARCS = 20


def cases() -> Cases:
    yield from _digests()
    yield from _types()
    yield from _orders()
    yield from _certificates()
    yield from _others()


def _signed(attributes: Sequence[Attribute], **changes: Any) -> bytes:
    return signed(CmsPlan(genuine_world().leaf, attributes=attributes, **changes))


def _standard() -> list[Attribute]:
    return standard_attributes(letter().digest(), NOW)


def _without(*kinds: str) -> list[Attribute]:
    return [item for item in _standard() if item[0] not in kinds]


def _digests() -> Cases:
    """RFC 5652 §11.2: one messageDigest, with one value."""
    true = letter().digest()
    mismatch = VerdictReason.DIGEST_MISMATCH
    lists: dict[str, list[Attribute]] = {
        "absent": _without("message_digest"),
        "twice-the-same": [*_standard(), ("message_digest", true)],
        "twice-wrong-first": [
            *_without("message_digest"),
            ("message_digest", _OTHER),
            ("message_digest", true),
        ],
        "twice-wrong-last": [*_standard(), ("message_digest", _OTHER)],
        "empty": [*_without("message_digest"), ("message_digest", b"")],
        "shorter": [*_without("message_digest"), ("message_digest", true[:20])],
        "longer": [*_without("message_digest"), ("message_digest", true + b"\x00")],
    }
    for name, attributes in lists.items():
        yield Case(f"digest-{name}", f"messageDigest {name}", _signed(attributes), BROKEN)
    wrong = _signed([*_without("message_digest"), ("message_digest", _OTHER)])
    yield Case("digest-wrong", "messageDigest of another document", wrong, BROKEN, mismatch)
    values = [
        ("message_digest", true, _OTHER),
        ("message_digest", _OTHER, true),
        ("message_digest",),
    ]
    for number, (kind, *digests) in enumerate(values):
        attributes = [*_without("message_digest"), (kind, Values(digests))]
        yield Case(f"digest-values-{number}", f"{len(digests)} values", _signed(attributes), BROKEN)


def _types() -> Cases:
    """RFC 5652 §11.1: one contentType, that of the encapsulated content."""
    lists: dict[str, list[Attribute]] = {
        "absent": _without("content_type"),
        "wrong": [*_without("content_type"), ("content_type", "signed_data")],
        "stamp": [*_without("content_type"), ("content_type", "tst_info")],
        "unknown": [*_without("content_type"), ("content_type", "1.3.6.1.4.1.99999.5")],
        "twice-the-same": [*_standard(), ("content_type", "data")],
        "twice-wrong": [*_standard(), ("content_type", "signed_data")],
        "values": [*_without("content_type"), ("content_type", Values(["data", "signed_data"]))],
    }
    for name, attributes in lists.items():
        yield Case(f"type-{name}", f"contentType {name}", _signed(attributes), BROKEN)
    for kind in ("signed_data", "tst_info", "1.3.6.1.4.1.99999.5"):
        attributes = [*_without("content_type"), ("content_type", kind)]
        data = _signed(attributes, content_type=kind)
        yield Case(f"type-both-{kind}", "a document is data, both say otherwise", data, REFUSED)


def _orders() -> Cases:
    """RFC 5652 §5.4: what is signed is the DER encoding, whatever was sent."""
    plan = CmsPlan(genuine_world().leaf)
    unsorted = plan.with_(sorted_attributes=False)
    yield Case(
        "order-as-sent",
        "unsorted, signed as sent: OpenSSL keeps the order too",
        signed(unsorted),
        TOLERATED,
    )
    yield Case(
        "order-sorted",
        "unsorted, signed as sorted",
        signed(unsorted.with_(sign_sorted=True)),
        TOLERATED,
    )
    none = signed(plan.with_(no_attributes=True))
    yield Case("no-attributes", "the document itself is signed", none, REFUSED - BROKEN)
    yield Case("empty-attributes", "an empty set of attributes", _signed([]), REFUSED)


def _certificates() -> Cases:
    """The ESS attribute must name the certificate that signs (RFC 5035 §5.4); it is required by none."""
    leaf, other = genuine_world().leaf, genuine_world().agency()
    stranger = make_world().leaf
    for name, certificate in (("colleague", other), ("stranger", stranger)):
        for kind, made in (("v1", signing_certificate), ("v2", signing_certificate_v2)):
            plan = CmsPlan(leaf, more_attributes=[made(certificate.certificate)])
            for where, place in (("adbe", None), ("cades", cades_letter())):
                label = f"ess-{kind}-{name}-{where}"
                yield Case(label, "names another certificate", signed(plan, place), BROKEN)
    absent = signed(CmsPlan(leaf), cades_letter())
    yield Case("ess-absent-cades", "ETSI.CAdES.detached without ESS", absent, TOLERATED)
    swapped = CmsPlan(leaf, certificates=[other.certificate, leaf.certificate])
    yield Case("certificates-order", "another certificate first", signed(swapped), VALID)


def _others() -> Cases:
    leaf = genuine_world().leaf
    time = ("signing_time", cms.Time("utc_time", NOW.astimezone(util.timezone.utc)))
    late = ("signing_time", cms.Time("generalized_time", NOW.replace(year=9999)))
    wrong = {
        "protection-digest": algorithm_protection("sha512"),
        "protection-signature": algorithm_protection("sha256", "sha512_ecdsa"),
    }
    for name, item in wrong.items():
        data = signed(CmsPlan(leaf, more_attributes=[item]))
        yield Case(name, "RFC 6211: other algorithms were signed for", data, BROKEN)
    for name, item in (("time-twice", time), ("time-late", late)):
        data = signed(CmsPlan(leaf, no_time=name == "time-late", more_attributes=[item]))
        yield Case(name, "a signing time proves nothing", data, TOLERATED, source=None)
    oid = "1.3." + ".".join(["4294967295"] * _ARCS)
    data = signed(CmsPlan(leaf, more_attributes=[(oid, core.Integer(1))]))
    yield Case("long-oid", "an attribute whose OID has 22 arcs", data, TOLERATED)
    many = [(f"1.3.6.1.4.1.99999.6.{number}", core.Integer(number)) for number in range(300)]
    data = signed(CmsPlan(leaf, more_attributes=many))
    yield Case("many-attributes", "300 unknown signed attributes", data, TOLERATED)
    for depth, expected in ((1, TOLERATED), (3, TOLERATED), (30, BROKEN)):
        data = signed(CmsPlan(rsa_leaf(), unsigned=_counter_signatures(depth)))
        label = f"counter-signatures-{depth}"
        yield Case(label, "nested counter signatures of a stranger", data, expected)
    data = signed(CmsPlan(leaf, unsigned=[("1.3.6.1.4.1.99999.7", core.Integer(7))]))
    yield Case(
        "unsigned-unknown",
        "an unsigned attribute nobody knows",
        data,
        TOLERATED,
        source=TimeSource.CLAIMED,
    )


def _counter_signatures(depth: int) -> list[Attribute]:
    """Of a stranger, each over the one around it: they are nobody's signature on the document."""
    stranger = make_world().leaf
    info: Any = None
    for _ in range(depth):
        unsigned = [] if info is None else [("counter_signature", info)]
        made = signer_info(CmsPlan(stranger, unsigned=unsigned), _OTHER)
        info = cms.SignerInfo.load(made.dump())  # else each level encodes all below it again, twice
    return [("counter_signature", info)]
