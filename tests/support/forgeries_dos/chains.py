"""Keys that are dear to use, and certificates that could have signed each other by their names."""

from collections.abc import Iterator, Sequence
from functools import cache

from asn1crypto import algos, keys, x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.forgeries_dos.case import HELD, Bomb
from tests.support.forgeries_dos.cryptography import by_plan, paper_with
from tests.support.forgeries_dos.paper import Paper, raw_stream
from tests.support.forgeries_kit.certificates import (
    Holder,
    Plan,
    ca_extensions,
    curve_key,
    issue,
    leaf_extensions,
    public_info,
    sealed,
)
from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.world import LEAF_NAME, ROOT_NAME, SUB_NAME, genuine_world, subject
from tests.support.pki import NOW, YEAR

_LONG = (NOW - 4 * YEAR, NOW + 9 * YEAR)


def bombs() -> Iterator[Bomb]:
    yield from _keys()
    yield from _paths()


def _keys() -> Iterator[Bomb]:
    for bits in (16_384, 100_000, 1_000_000):
        for name, exponent in (("small", 65537), ("huge", (1 << (bits - 1)) + 1)):
            yield Bomb(
                f"rsa-{bits}-{name}",
                f"an RSA key of {bits} bits, exponent {name}",
                lambda bits=bits, exponent=exponent: paper_with(
                    by_plan(_by_giant(bits, exponent)), 520_000
                ),
                HELD,
            )
    yield Bomb(
        "rsa-intermediate",
        "an intermediate with an RSA key of 100,000 bits",
        lambda: paper_with(by_plan(_under_giant(100_000)), 200_000),
        HELD,
    )
    yield Bomb(
        "rsa-modulus-zero",
        "a modulus of nothing",
        lambda: paper_with(by_plan(_by_giant(0, 3))),
        HELD,
    )
    yield Bomb(
        "rsa-even",
        "an even modulus",
        lambda: paper_with(by_plan(_by_giant(2048, 4, odd=False))),
        HELD,
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
            lambda count=count: paper_with(by_plan(_crossed(count))),
            HELD,
        )
        yield Bomb(
            f"paths-crossed-{count}",
            f"{count} authorities of two names in a net",
            lambda count=count: paper_with(by_plan(_crossed(count, names=2))),
            HELD,
        )
        yield Bomb(
            f"paths-many-names-{count}",
            f"{count} authorities of five names in a net",
            lambda count=count: paper_with(by_plan(_crossed(count, names=5))),
            HELD,
        )
    yield Bomb(
        "paths-like-ours",
        "31 authorities with the names of ours",
        lambda: paper_with(by_plan(_crossed(31, like_ours=True))),
        HELD,
    )
    yield Bomb(
        "paths-chain-31",
        "a chain of 31 authorities",
        lambda: paper_with(by_plan(_chained(31))),
        HELD,
    )
    yield Bomb(
        "paths-chain-1000",
        "a chain of 1000 authorities",
        lambda: paper_with(by_plan(_chained(1000)), 600_000),
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
        catalog=b"/DSS << /Certs [%s] >>" % listed, objects=objects, sign=by_plan(CmsPlan(leaf))
    )
    return paper.build()
