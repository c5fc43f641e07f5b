"""Distinguished names compared once: asn1crypto prepares every letter anew for each comparison (RFC 4518).

That was over a third of a judgement. What is remembered depends on nothing but its key: the preparation of
a string on the string, equality and hash of names on their encodings. Errors are not remembered. The memory
is bounded in number and in length, because names come from files.
"""

from functools import lru_cache

from asn1crypto import x509

_STRINGS = 1024
_LONGEST = 512  # characters
_NAMES = 512
_LARGEST = 2048  # bytes of an encoded name

_prepare = x509.NameTypeAndValue._ldap_string_prep  # noqa: SLF001 - the function that is replaced
_equal = x509.Name.__eq__
_hashable = x509.Name.hashable.fget
_known_equal: dict[tuple[bytes, bytes], bool] = {}
_known_hashable: dict[bytes, str] = {}


@lru_cache(_STRINGS)
def _prepared(string: str) -> str:
    return str(_prepare(None, string))  # the method does not look at its object


def prepare(_: x509.NameTypeAndValue | None, string: str) -> str:
    """`string` as RFC 4518 prepares it. Raises ValueError as asn1crypto does."""
    return _prepared(string) if len(string) <= _LONGEST else str(_prepare(None, string))


def equal(name: x509.Name, other: object) -> bool:
    """RFC 5280 §7.1. Raises ValueError for what cannot be prepared, as asn1crypto does."""
    if not isinstance(other, x509.Name):
        return False
    key = (name.chosen.contents, other.chosen.contents)
    known = _known_equal.get(key)
    if known is None:
        known = bool(_equal(name, other))
        if len(key[0]) + len(key[1]) <= 2 * _LARGEST:
            _make_room(_known_equal)
            _known_equal[key] = known
    return known


def hashable(name: x509.Name) -> str:
    """What stands for the name in a dictionary."""
    key = name.chosen.contents
    known = _known_hashable.get(key)
    if known is None:
        known = str(_hashable(name))
        if len(key) <= _LARGEST:
            _make_room(_known_hashable)
            _known_hashable[key] = known
    return known


def _make_room(memory: dict[bytes, str] | dict[tuple[bytes, bytes], bool]) -> None:
    if len(memory) >= _NAMES:
        memory.clear()


def install() -> None:
    """Puts these functions in the place of asn1crypto's. Repeatable."""
    x509.NameTypeAndValue._ldap_string_prep = prepare  # noqa: SLF001 - the function that is replaced
    x509.Name.__eq__ = equal
    x509.Name.hashable = property(hashable)
