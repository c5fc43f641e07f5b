"""Revocation lists and certificates that a file brings along, and files that ask for a key."""

from collections.abc import Iterator
from functools import cache

from asn1crypto import algos

from gateway.domain.signature import Verdict
from tests.support.forgeries_dos.case import SAFE, Bomb
from tests.support.forgeries_dos.paper import Paper, deflated, raw_stream, zeros
from tests.support.forgeries_kit.ber import value
from tests.support.forgeries_kit.world import SUB_NAME

_ENCRYPTED = frozenset({Verdict.ENCRYPTED, Verdict.UNREADABLE})


def bombs() -> Iterator[Bomb]:
    yield from _stores()
    yield from _encrypted()


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
