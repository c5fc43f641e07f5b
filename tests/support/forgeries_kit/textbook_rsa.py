"""RSA by hand: keys that libraries refuse to make, and signatures that nobody with the key made."""

import hashlib
from dataclasses import dataclass
from functools import cache

from asn1crypto import algos, keys
from cryptography.hazmat.primitives.asymmetric import rsa


@dataclass(frozen=True)
class TextbookKey:
    """`private` is None for who has the public key only."""

    modulus: int
    exponent: int
    private: int | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return (self.modulus.bit_length() + 7) // 8

    def public_info(self) -> keys.PublicKeyInfo:
        plain = keys.RSAPublicKey({"modulus": self.modulus, "public_exponent": self.exponent})
        return keys.PublicKeyInfo.wrap(plain, "rsa")

    def sign(self, data: bytes, digest: str) -> bytes:
        """EMSA-PKCS1-v1_5 (RFC 8017 §9.2). Without the private key: a forgery that only sloppy judges take."""
        info = digest_info(data, digest)
        if self.private is None:
            return self.forge(info)
        padded = b"\x00\x01" + b"\xff" * (self.size - 3 - len(info)) + b"\x00" + info
        return self._bytes(pow(int.from_bytes(padded, "big"), self.private, self.modulus))

    def forge(self, info: bytes) -> bytes:
        """Bleichenbacher 2006: a cube whose upper bytes are a padding too short, the rest is garbage.

        With the exponent 1 the padded digest is its own signature.
        """
        if self.exponent == 1:
            room = self.size - 3 - len(info)
            return b"\x00\x01" + b"\xff" * room + b"\x00" + info
        head = b"\x00\x01" + b"\xff" * 8 + b"\x00" + info
        upper = int.from_bytes(head.ljust(self.size, b"\x00"), "big")
        root = _cube_root(upper) + 1
        assert (root**3).to_bytes(self.size, "big").startswith(head)
        return self._bytes(root)

    def _bytes(self, number: int) -> bytes:
        return number.to_bytes(self.size, "big")


def digest_info(data: bytes, digest: str) -> bytes:
    hashed = hashlib.new(digest, data).digest()
    algorithm = algos.DigestAlgorithm({"algorithm": digest})
    return bytes(algos.DigestInfo({"digest_algorithm": algorithm, "digest": hashed}).dump())


def _cube_root(number: int) -> int:
    """Rounded down."""
    low, high = 0, 1 << (number.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= number else (low, middle - 1)
    return low


@cache
def key_of(bits: int, exponent: int = 65537, number: int = 0) -> TextbookKey:
    """Cached: `number` tells keys of one size apart."""
    if bits < 1024:
        return _small_key(bits, exponent, number)
    made = rsa.generate_private_key(exponent, bits).private_numbers()
    return TextbookKey(made.public_numbers.n, exponent, made.d)


def _small_key(bits: int, exponent: int, number: int) -> TextbookKey:
    first = _prime_from((3 << (bits // 2 - 2)) + 2 * number * 100_000 + 1)
    second = _prime_from((7 << (bits // 2 - 3)) + 2 * number * 100_000 + 1)
    private = pow(exponent, -1, (first - 1) * (second - 1))
    return TextbookKey(first * second, exponent, private)


def _prime_from(start: int) -> int:
    """The next number that is a prime to a few bases, and fits 65537."""
    while not all(pow(base, start - 1, start) == 1 for base in (2, 3, 5, 7)) or (
        start % 65537 == 1
    ):
        start += 2
    return start


def without_private(key: TextbookKey, exponent: int | None = None) -> TextbookKey:
    return TextbookKey(key.modulus, exponent or key.exponent)
