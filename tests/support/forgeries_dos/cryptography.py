"""CMS, certificates and revocation lists that are large, deep, or dear to verify."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from asn1crypto import algos, cms, core, keys, x509
from cryptography.hazmat.primitives.asymmetric import ec

from gateway.domain.signature import Verdict
from tests.support.forgeries_cms.ber import items, value
from tests.support.forgeries_cms.builder import CmsPlan, attribute, build
from tests.support.forgeries_cms.certificates import (
    Holder,
    Plan,
    ca_extensions,
    curve_key,
    issue,
    leaf_extensions,
    public_info,
    sealed,
)
from tests.support.forgeries_cms.world import LEAF_NAME, ROOT_NAME, SUB_NAME, genuine_world, subject
from tests.support.forgeries_dos.case import BROKEN, COMPLEX, HARMLESS, HELD, Bomb
from tests.support.forgeries_dos.paper import Paper, deflated, raw_stream, zeros
from tests.support.pki import NOW, YEAR

SAFE = HELD | HARMLESS
_ENCRYPTED = frozenset({Verdict.ENCRYPTED, Verdict.UNREADABLE})
_LONG = (NOW - 4 * YEAR, NOW + 9 * YEAR)


def bombs() -> Iterator[Bomb]:
    yield from _large()
    yield from _deep()
    yield from _keys()
    yield from _paths()
    yield from _stores()
    yield from _encrypted()


def _paper(make: Callable[[bytes], bytes], room: int = 300 * 1024) -> bytes:
    return Paper(sign=make, room=room).build()


def _of(plan: CmsPlan) -> Callable[[bytes], bytes]:
    return lambda digest: build(plan, digest)


def _large() -> Iterator[Bomb]:
    leaf = genuine_world().leaf
    certificate = leaf.certificate
    yield Bomb(
        "cms-certificates-100000",
        "100,000 certificates",
        lambda: _paper(lambda digest: _with_certificates(digest, 100_000), 42_000_000),
        HELD,
    )
    yield Bomb(
        "cms-certificates-300",
        "300 certificates",
        lambda: _paper(_of(CmsPlan(leaf, certificates=[certificate] * 300))),
        COMPLEX,
    )
    yield Bomb(
        "cms-attributes-100000",
        "100,000 signed attributes",
        lambda: _paper(lambda digest: _with_attributes(leaf, digest, 100_000), 4_000_000),
        HELD,
    )
    yield Bomb(
        "cms-attributes-7000",
        "7,000 signed attributes",
        lambda: _paper(lambda digest: _with_attributes(leaf, digest, 7_000)),
        SAFE,
    )
    yield Bomb(
        "cms-attribute-values",
        "an attribute of 50,000 values",
        lambda: _paper(
            _of(
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
        lambda: _paper(
            _of(
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
        lambda: _paper(_with_digests(leaf, 20_000)),
        HELD,
    )
    yield Bomb(
        "cms-oid-huge",
        "an OID of 200 KB",
        lambda: _paper(lambda digest: _with_huge_oid(leaf, digest)),
        SAFE,
    )
    yield Bomb(
        "cms-integer-huge",
        "a serial number of 200 KB",
        lambda: _paper(_of(CmsPlan(_holder_with_serial(1 << 1_600_000))), 520_000),
        HELD,
    )
    yield Bomb(
        "cms-name-20000",
        "a name of 20,000 parts",
        lambda: _paper(_of(CmsPlan(_named(20_000))), 900_000),
        SAFE,
    )
    yield Bomb(
        "cms-name-wide",
        "one part of a name with 10,000 values",
        lambda: _paper(_of(CmsPlan(_named(10_000, wide=True))), 900_000),
        SAFE,
    )
    yield Bomb(
        "cms-extensions-5000",
        "a certificate of 5,000 extensions",
        lambda: _paper(_of(CmsPlan(_extended(5_000)))),
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
            lambda blob=blob: _paper(lambda _: blob, 520_000),
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


def _keys() -> Iterator[Bomb]:
    for bits in (16_384, 100_000, 1_000_000):
        for name, exponent in (("small", 65537), ("huge", (1 << (bits - 1)) + 1)):
            yield Bomb(
                f"rsa-{bits}-{name}",
                f"an RSA key of {bits} bits, exponent {name}",
                lambda bits=bits, exponent=exponent: _paper(
                    _of(_by_giant(bits, exponent)), 520_000
                ),
                HELD,
            )
    yield Bomb(
        "rsa-intermediate",
        "an intermediate with an RSA key of 100,000 bits",
        lambda: _paper(_of(_under_giant(100_000)), 200_000),
        HELD,
    )
    yield Bomb(
        "rsa-modulus-zero", "a modulus of nothing", lambda: _paper(_of(_by_giant(0, 3))), HELD
    )
    yield Bomb(
        "rsa-even", "an even modulus", lambda: _paper(_of(_by_giant(2048, 4, odd=False))), HELD
    )


@cache
def _giant(bits: int, exponent: int, *, odd: bool = True) -> keys.PublicKeyInfo:
    modulus = (1 << bits) - (1 if odd else 2) if bits else 0
    key = keys.RSAPublicKey({"modulus": modulus, "public_exponent": exponent})
    return keys.PublicKeyInfo.wrap(key, "rsa")


def _by_giant(bits: int, exponent: int, *, odd: bool = True) -> CmsPlan:
    """A certificate that the issuing authority really signed, for a key without an owner."""
    holder = Holder(_certified(_giant(bits, exponent, odd=odd), leaf_extensions()), curve_key())
    return CmsPlan(
        holder,
        scheme="sha256_ecdsa",
        signature_algorithm=algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
        signature=b"\x7f" * max(1, min(bits // 8, 60_000)),
    )


def _certified(
    key: keys.PublicKeyInfo,
    extensions: Sequence[x509.Extension],
    issuer: Holder | None = None,
    name: x509.Name = LEAF_NAME,
) -> x509.Certificate:
    issuer = issuer or genuine_world().sub
    model = issue(Plan(name, NOW - YEAR, NOW + YEAR, extensions), curve_key(), issuer)
    body = model.certificate["tbs_certificate"].copy()
    body["subject_public_key_info"] = key
    return sealed(body, issuer.key, "sha256_ecdsa")


def _under_giant(bits: int) -> CmsPlan:
    middle = _certified(
        _giant(bits, 65537), ca_extensions(), genuine_world().root, subject("Giant")
    )
    leaf = issue(
        Plan(LEAF_NAME, NOW - YEAR, NOW + YEAR, leaf_extensions()),
        curve_key(),
        Holder(middle, curve_key()),
    )
    return CmsPlan(leaf, certificates=[leaf.certificate, middle])


def _paths() -> Iterator[Bomb]:
    for count in (10, 31):
        yield Bomb(
            f"paths-equal-names-{count}",
            f"{count} authorities of one name, each signed by the others",
            lambda count=count: _paper(_of(_crossed(count))),
            HELD,
        )
        yield Bomb(
            f"paths-crossed-{count}",
            f"{count} authorities of two names in a net",
            lambda count=count: _paper(_of(_crossed(count, names=2))),
            HELD,
        )
        yield Bomb(
            f"paths-many-names-{count}",
            f"{count} authorities of five names in a net",
            lambda count=count: _paper(_of(_crossed(count, names=5))),
            HELD,
        )
    yield Bomb(
        "paths-like-ours",
        "31 authorities with the names of ours",
        lambda: _paper(_of(_crossed(31, like_ours=True))),
        HELD,
    )
    yield Bomb(
        "paths-chain-31", "a chain of 31 authorities", lambda: _paper(_of(_chained(31))), HELD
    )
    yield Bomb(
        "paths-chain-1000",
        "a chain of 1000 authorities",
        lambda: _paper(_of(_chained(1000)), 600_000),
        HELD,
    )
    yield Bomb(
        "paths-store",
        "64 authorities of one name in the DSS",
        lambda: _stored(_net(64, 1, False)),
        HELD,
    )
    yield Bomb(
        "paths-store-like-ours",
        "64 authorities with the names of ours in the DSS",
        lambda: _stored(_net(64, 2, True)),
        HELD,
    )


def _net(count: int, names: int, like_ours: bool) -> list[Holder]:
    """Authorities without key identifiers; every one could have signed every other by its name."""
    labels = [ROOT_NAME, SUB_NAME] if like_ours else [subject(f"Net {n}") for n in range(names)]
    key = ec.generate_private_key(ec.SECP256R1())
    made = []
    for number in range(count):
        own, issuer = labels[number % len(labels)], labels[(number + 1) % len(labels)]
        plan = Plan(
            own, *_LONG, ca_extensions(), identifiers=(public_info(key).sha1, public_info(key).sha1)
        )
        signer = Holder(issue(Plan(issuer, *_LONG), key).certificate, key)
        made.append(issue(plan, key, signer))
    return made


def _crossed(count: int, names: int = 1, *, like_ours: bool = False) -> CmsPlan:
    net = _net(count, names, like_ours)
    leaf = issue(Plan(LEAF_NAME, NOW - YEAR, NOW + YEAR, leaf_extensions()), curve_key(), net[0])
    return CmsPlan(leaf, certificates=[leaf.certificate, *(item.certificate for item in net)])


def _chained(count: int) -> CmsPlan:
    holder = issue(Plan(subject("Chain 0"), *_LONG, ca_extensions()), curve_key())
    chain = [holder]
    for number in range(1, count):
        holder = issue(
            Plan(subject(f"Chain {number}"), *_LONG, ca_extensions()), holder.key, holder
        )
        chain.append(holder)
    leaf = issue(Plan(LEAF_NAME, NOW - YEAR, NOW + YEAR, leaf_extensions()), curve_key(), holder)
    return CmsPlan(leaf, certificates=[leaf.certificate, *(item.certificate for item in chain)])


def _stored(net: list[Holder]) -> bytes:
    leaf = issue(Plan(LEAF_NAME, NOW - YEAR, NOW + YEAR, leaf_extensions()), curve_key(), net[0])
    objects = {20 + number: raw_stream(item.der) for number, item in enumerate(net)}
    listed = b" ".join(b"%d 0 R" % number for number in objects)
    paper = Paper(
        catalog=b"/DSS << /Certs [%s] >>" % listed, objects=objects, sign=_of(CmsPlan(leaf))
    )
    return paper.build()


def _stores() -> Iterator[Bomb]:
    """What a file brings along to be believed."""
    for name, body in {
        "crl-50-mb": deflated(_large_crl(50_000_000)),
        "crl-7-mb": raw_stream(_large_crl(7_000_000)),
        "crl-gigabyte": raw_stream(zeros(1024), b"/Filter /FlateDecode"),
        "crl-itself": b"20 0 R",
    }.items():
        paper = Paper(catalog=b"/DSS << /CRLs [20 0 R] >>", objects={20: body})
        yield Bomb(f"store-{name}", "a CRL in the DSS", paper.build, SAFE)
    many = Paper(
        catalog=b"/DSS << /CRLs [%s] /Certs [%s] /OCSPs [%s] >>" % ((b"20 0 R " * 1_000_000,) * 3),
        objects={20: raw_stream(_large_crl(100_000))},
    )
    yield Bomb("store-million", "a million times the same CRL", many.build, SAFE, seconds=20)
    eight = Paper(
        catalog=b"/DSS << /CRLs [%s] >>" % (b"20 0 R " * 64),
        objects={20: deflated(_large_crl(60_000_000))},
    )
    yield Bomb("store-64-times", "64 times 60 MB", eight.build, SAFE, seconds=20)


@cache
def _large_crl(size: int) -> bytes:
    """Of the issuing authority by its name; signed by nobody."""
    entry = value(0x30, value(0x02, b"\x01" * 8) + value(0x17, b"260101000000Z"))
    entries = value(0x30, entry * (size // len(entry)))
    algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump()
    times = value(0x17, b"260101000000Z") + value(0x17, b"271231000000Z")
    body = value(0x30, b"\x02\x01\x01" + algorithm + SUB_NAME.dump() + times + entries)
    return value(0x30, body + algorithm + value(0x03, b"\x00" + bytes(64)))


def _encrypted() -> Iterator[Bomb]:
    """Nobody tries a password: the key derivation costs nothing."""
    for name, entries in {
        "r6": b"/Filter /Standard /V 5 /R 6 /Length 256 /P -1 /O <%s> /U <%s> /OE <%s> /UE <%s> /Perms <%s>"
        % (b"00" * 48, b"00" * 48, b"00" * 32, b"00" * 32, b"00" * 16),
        "public-key": b"/Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 5 /Length 256 /Recipients [<%s>]"
        % (b"30" * 1_000_000),
        "unknown": b"/Filter /Unknown /V 99",
    }.items():
        data = Paper(objects={10: b"<< %s >>" % entries}).build()
        yield Bomb(
            f"encrypted-{name}",
            "an encrypted file",
            lambda data=data: data.replace(
                b"/Root 1 0 R >>", b"/Root 1 0 R /Encrypt 10 0 R /ID [<00> <00>] >>"
            ),
            _ENCRYPTED,
        )
