"""CMS, certificates and revocation lists that are large, deep, or dear to verify."""

from collections.abc import Callable, Iterator
from typing import Any

from asn1crypto import algos, cms, core, x509

from tests.support.forgeries_dos.case import BROKEN, COMPLEX, HELD, SAFE, Bomb
from tests.support.forgeries_dos.paper import Paper
from tests.support.forgeries_kit.ber import items, value
from tests.support.forgeries_kit.certificates import (
    Holder,
    Plan,
    curve_key,
    issue,
    leaf_extensions,
)
from tests.support.forgeries_kit.cms_builder import CmsPlan, attribute, build
from tests.support.forgeries_kit.world import LEAF_NAME, genuine_world
from tests.support.pki import NOW, YEAR


def bombs() -> Iterator[Bomb]:
    yield from _large()
    yield from _deep()


def paper_with(make: Callable[[bytes], bytes], room: int = 300 * 1024) -> bytes:
    return Paper(sign=make, room=room).build()


def by_plan(plan: CmsPlan) -> Callable[[bytes], bytes]:
    return lambda digest: build(plan, digest)


def _large() -> Iterator[Bomb]:
    leaf = genuine_world().leaf
    certificate = leaf.certificate
    yield Bomb(
        "cms-certificates-100000",
        "100,000 certificates",
        lambda: paper_with(lambda digest: _with_certificates(digest, 100_000), 42_000_000),
        HELD,
    )
    yield Bomb(
        "cms-certificates-300",
        "300 certificates",
        lambda: paper_with(by_plan(CmsPlan(leaf, certificates=[certificate] * 300))),
        COMPLEX,
    )
    yield Bomb(
        "cms-attributes-100000",
        "100,000 signed attributes",
        lambda: paper_with(lambda digest: _with_attributes(leaf, digest, 100_000), 4_000_000),
        HELD,
    )
    yield Bomb(
        "cms-attributes-7000",
        "7,000 signed attributes",
        lambda: paper_with(lambda digest: _with_attributes(leaf, digest, 7_000)),
        SAFE,
    )
    yield Bomb(
        "cms-attribute-values",
        "an attribute of 50,000 values",
        lambda: paper_with(
            by_plan(
                CmsPlan(
                    leaf,
                    unsigned=[
                        ("1.3.6.1.4.1.99999.9", core.SetOf(spec=core.Integer, value=range(50_000)))
                    ],
                )
            )
        ),
        SAFE,
    )
    yield Bomb(
        "cms-attribute-large",
        "an attribute of 400 KB",
        lambda: paper_with(
            by_plan(
                CmsPlan(
                    leaf,
                    more_attributes=[("1.3.6.1.4.1.99999.9", core.OctetString(bytes(400_000)))],
                )
            ),
            500_000,
        ),
        SAFE,
    )
    yield Bomb(
        "cms-digests-20000",
        "20,000 digest algorithms",
        lambda: paper_with(_with_digests(leaf, 20_000)),
        HELD,
    )
    yield Bomb(
        "cms-oid-huge",
        "an OID of 200 KB",
        lambda: paper_with(lambda digest: _with_huge_oid(leaf, digest)),
        SAFE,
    )
    yield Bomb(
        "cms-integer-huge",
        "a serial number of 200 KB",
        lambda: paper_with(by_plan(CmsPlan(_holder_with_serial(1 << 1_600_000))), 520_000),
        HELD,
    )
    yield Bomb(
        "cms-name-20000",
        "a name of 20,000 parts",
        lambda: paper_with(by_plan(CmsPlan(_named(20_000))), 900_000),
        SAFE,
    )
    yield Bomb(
        "cms-name-wide",
        "one part of a name with 10,000 values",
        lambda: paper_with(by_plan(CmsPlan(_named(10_000, wide=True))), 900_000),
        SAFE,
    )
    yield Bomb(
        "cms-extensions-5000",
        "a certificate of 5,000 extensions",
        lambda: paper_with(by_plan(CmsPlan(_extended(5_000)))),
        SAFE,
    )


def _with_certificates(digest: bytes, count: int) -> bytes:
    """Repeated as bytes: a library would take minutes."""
    blob = build(CmsPlan(genuine_world().leaf), digest)
    certificate = genuine_world().leaf.der
    whole = cms.ContentInfo.load(blob)["content"]
    parts = [whole[name].dump() for name in ("version", "digest_algorithms", "encap_content_info")]
    signed = b"".join([*parts, value(0xA0, certificate * count), whole["signer_infos"].dump()])
    return _framed(signed)


def _framed(signed: bytes) -> bytes:
    return value(0x30, cms.ContentType("signed_data").dump() + value(0xA0, value(0x30, signed)))


def _with_attributes(leaf: Holder, digest: bytes, count: int) -> bytes:
    one = attribute("1.3.6.1.4.1.99999.9", core.Integer(1)).dump()
    blob = build(CmsPlan(leaf), digest)
    return _with_signer(
        blob, lambda parts: [*parts[:3], value(0xA0, parts[3][1] + one * count), *parts[4:]]
    )


def _with_signer(blob: bytes, change: Callable[[list[Any]], list[Any]]) -> bytes:
    """Changes the parts of the SignerInfo; its signature no longer holds."""
    whole = cms.ContentInfo.load(blob)["content"]
    ((_, body),) = items(whole["signer_infos"].contents)
    parts = change(list(items(body)))
    signer = value(
        0x30, b"".join(part if isinstance(part, bytes) else value(*part) for part in parts)
    )
    names = ("version", "digest_algorithms", "encap_content_info", "certificates")
    kept = [whole[name].dump() for name in names]
    return _framed(b"".join([*kept, value(0x31, signer)]))


def _with_digests(leaf: Holder, count: int) -> Callable[[bytes], bytes]:
    def make(digest: bytes) -> bytes:
        whole = cms.ContentInfo.load(build(CmsPlan(leaf), digest))["content"]
        one = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
        rest = [
            whole[name].dump() for name in ("encap_content_info", "certificates", "signer_infos")
        ]
        return _framed(b"".join([whole["version"].dump(), value(0x31, one * count), *rest]))

    return make


def _with_huge_oid(leaf: Holder, digest: bytes) -> bytes:
    oid = value(0x06, b"\x2b" + b"\xff" * 200_000 + b"\x01")
    one = value(0x30, oid + value(0x31, b"\x02\x01\x01"))
    blob = build(CmsPlan(leaf), digest)
    return _with_signer(
        blob, lambda parts: [*parts[:3], value(0xA0, parts[3][1] + one), *parts[4:]]
    )


def _holder_with_serial(serial: int) -> Holder:
    plan = Plan(LEAF_NAME, NOW - YEAR, NOW + YEAR, leaf_extensions(), serial=serial)
    return issue(plan, curve_key(), genuine_world().sub)


def _named(count: int, *, wide: bool = False) -> Holder:
    """A true certificate of the issuing authority with a long name."""
    part = x509.NameTypeAndValue(
        {"type": "common_name", "value": x509.DirectoryString("utf8_string", "a")}
    ).dump()
    body = value(0x31, part * count) if wide else value(0x31, part) * count
    name = x509.Name.load(value(0x30, body))
    plan = Plan(name, NOW - YEAR, NOW + YEAR, leaf_extensions())
    return issue(plan, curve_key(), genuine_world().sub)


def _extended(count: int) -> Holder:
    unknown = {"critical": False, "extn_value": core.ParsableOctetString(core.Null().dump())}
    more = [x509.Extension({"extn_id": f"1.3.6.1.4.1.99999.{n}", **unknown}) for n in range(count)]
    plan = Plan(LEAF_NAME, NOW - YEAR, NOW + YEAR, leaf_extensions(*more))
    return issue(plan, curve_key(), genuine_world().sub)


def _deep() -> Iterator[Bomb]:
    for name, blob in {
        "definite": _nested(20_000),
        "indefinite": b"\x30\x80" * 100_000 + b"\x00\x00" * 100_000,
        "open": b"\x30\x80" * 120_000,
        "nodes": value(0x30, b"\x05\x00" * 200_000),
        "empty-sets": value(0x30, b"\x31\x00" * 200_000),
    }.items():
        yield Bomb(
            f"asn1-{name}",
            f"ASN.1: {name}",
            lambda blob=blob: paper_with(lambda _: blob, 520_000),
            BROKEN,
        )


def _nested(depth: int) -> bytes:
    """Built from the inside, in one pass."""
    heads, size = [], 0
    for _ in range(depth):
        head = value(0x30, b"")[:1] + _length(size)
        heads.append(head)
        size += len(head)
    return b"".join(reversed(heads))


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    raw = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(raw)]) + raw
