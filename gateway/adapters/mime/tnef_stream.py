"""The bytes of winmail.dat as attributes and properties ([MS-OXTNEF] §2.1): strict, what does not fit raises `Broken`."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_SIGNATURE = 0x223E9F78
_MAX_ATTRIBUTES = 10_000
_MAX_PROPERTIES = 10_000
_FIXED = {
    0x01: 0,  # PtypNull
    0x02: 4,  # PtypInteger16, padded
    0x03: 4,
    0x04: 4,
    0x05: 8,
    0x06: 8,
    0x07: 8,
    0x0A: 4,
    0x0B: 4,  # PtypBoolean, padded
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
_OBJECT, _STRING8, UNICODE, _BINARY = 0x0D, 0x1E, 0x1F, 0x102
_VARIABLE = frozenset({_OBJECT, _STRING8, UNICODE, _BINARY})
_MULTIPLE = 0x1000


class Broken(Exception):
    """The stream is cut, damaged or no TNEF."""


@dataclass(frozen=True, slots=True)
class Attribute:
    level: int  # 1: of the message, 2: of an attachment
    name: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Property:
    """The first value of a MAPI property; of those that are numbers the padded bytes."""

    name: int
    kind: int
    data: bytes


class _Bytes:
    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def take(self, size: int) -> bytes:
        piece = self._data[self._place : self._place + size]
        if len(piece) != size:
            raise Broken
        self._place += size
        return piece

    def number(self, form: str) -> int:
        (value,) = struct.unpack(f"<{form}", self.take(struct.calcsize(form)))
        return int(value)

    def padded(self, size: int) -> bytes:
        piece = self.take(size)
        self.take(-size % 4)
        return piece

    @property
    def is_done(self) -> bool:
        return self._place >= len(self._data)


def attributes(data: bytes) -> Iterator[Attribute]:
    """All attributes in order."""
    source = _Bytes(data)
    if source.number("I") != _SIGNATURE:
        raise Broken
    source.number("H")  # the key, of no use
    for _ in range(_MAX_ATTRIBUTES):
        if source.is_done:
            return
        level, name = source.number("B"), source.number("I")
        content = source.take(source.number("I"))
        if level not in {1, 2} or source.number("H") != sum(content) & 0xFFFF:
            raise Broken
        yield Attribute(level, name, content)
    raise Broken


def properties(data: bytes) -> dict[int, Property]:
    """The MAPI properties of an attribute, by their id; named ones are passed over."""
    source = _Bytes(data)
    count = source.number("I")
    if count > _MAX_PROPERTIES:
        raise Broken
    found: dict[int, Property] = {}
    for _ in range(count):
        kind, name = source.number("H"), source.number("H")
        if name >= 0x8000:
            _skip_name(source)
        value = _value(source, kind)
        if name < 0x8000:
            found[name] = Property(name, kind & ~_MULTIPLE, value)
    return found


def _skip_name(source: _Bytes) -> None:
    source.take(16)
    if source.number("I") == 0:
        source.number("I")
    else:
        source.padded(source.number("I"))


def _value(source: _Bytes, kind: int) -> bytes:
    base = kind & ~_MULTIPLE
    if base not in _FIXED and base not in _VARIABLE:
        raise Broken
    counted = bool(kind & _MULTIPLE) or base in _VARIABLE
    count = source.number("I") if counted else 1
    if count > _MAX_PROPERTIES:
        raise Broken
    values = [
        source.padded(source.number("I") if base in _VARIABLE else _FIXED[base])
        for _ in range(count)
    ]
    return values[0] if values else b""
