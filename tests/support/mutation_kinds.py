"""The kinds of mutations of bytes and of PDF words. Each takes a chance, the file, all files and the bytes so far."""

import random
import re
from collections.abc import Sequence

from tests.support.mutations import END_OF_REVISION, Mutation, Original

_NUMBER = re.compile(rb"(?<![\w.+-])\d{1,10}(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9.]{0,30}")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,6}) 0 obj\b.{0,200000}?endobj\s?", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.{1,200000}?)endstream", re.DOTALL)
_WORDS = [
    b"/JS", b"/OpenAction", b"/AA", b"/Sig", b"/DocTimeStamp", b"/ByteRange", b"/Contents", b"/V", b"/AcroForm",
    b"/Prev", b"/XRefStm", b"/Root", b"/Encrypt", b"/Size", b"/Fields", b"/Kids", b"/Parent", b"/Annots", b"/DSS",
    b"/Perms", b"/DocMDP", b"/SubFilter", b"/ETSI.RFC3161", b"/adbe.pkcs7.detached", b"/FT", b"/Length", b"/Type",
]  # fmt: skip
_EDGES = [0, 1, 2, 9, 65535, 2**31 - 1, 2**31, 2**32, 9_999_999_999]


def _span(chance: random.Random, data: bytes, longest: int = 400) -> tuple[int, int]:
    start = chance.randrange(len(data) or 1)
    return start, min(len(data), start + chance.randint(1, longest))


def flip_bit(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    place = chance.randrange(len(data) or 1)
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def set_bytes(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    start, end = _span(chance, data, 8)
    return data[:start] + chance.randbytes(end - start) + data[end:]


def delete_block(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + data[end:]


def insert_block(
    chance: random.Random, _: Original, all_: Sequence[Original], data: bytes
) -> bytes:
    start, end = _span(chance, source := chance.choice(all_).data)
    place = chance.randrange(len(data) + 1)
    piece = chance.choice([source[start:end], chance.randbytes(end - start), b" ", b"\n", b"%\n"])
    return data[:place] + piece + data[place:]


def repeat_block(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    start, end = _span(chance, data)
    return data[:end] + data[start:end] * chance.randint(1, 3) + data[end:]


def swap_blocks(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    size = chance.randint(1, min(200, len(data) // 2 or 1))
    one, two = sorted(chance.randrange(max(1, len(data) - size)) for _ in range(2))
    if two < one + size:
        return data
    return b"".join(
        [
            data[:one],
            data[two : two + size],
            data[one + size : two],
            data[one : one + size],
            data[two + size :],
        ]
    )


def zero_block(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + chance.choice([b"\0", b" ", b"0", b"\xff"]) * (end - start) + data[end:]


def copy_block(chance: random.Random, _: Original, all_: Sequence[Original], data: bytes) -> bytes:
    """The same place of another file."""
    start, end = _span(chance, data)
    return data[:start] + chance.choice(all_).data[start:end] + data[end:]


def splice(chance: random.Random, _: Original, all_: Sequence[Original], data: bytes) -> bytes:
    other = chance.choice(all_).data
    place = chance.choice([chance.randrange(len(other)), min(len(data), len(other) - 1)])
    return data[: chance.choice([place, chance.randrange(len(data) or 1)])] + other[place:]


def truncate(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    return data[
        : chance.choice([len(data) - chance.randint(1, 40), chance.randrange(len(data) or 1)])
    ]


def cut_front(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    return chance.choice([b"", b"\n", b"GIF89a"]) + data[chance.randint(0, 20) :]


def change_number(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    numbers = list(_NUMBER.finditer(data))
    if not numbers:
        return data
    old = chance.choice(numbers)
    value = int(old[0]) + chance.choice([-1, 1, 10, -10])
    new = b"%d" % chance.choice(
        [value, -int(old[0]), chance.choice(_EDGES), int(chance.choice(numbers)[0])]
    )
    if chance.random() < 0.5:  # every offset stays
        new = new[: len(old[0])].rjust(len(old[0]), b"0")
    return data[: old.start()] + new + data[old.end() :]


def change_name(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    names = list(_NAME.finditer(data))
    if not names:
        return data
    old = chance.choice(names)
    new = chance.choice([chance.choice(_WORDS), chance.choice(names)[0]])
    return data[: old.start()] + new.ljust(len(old[0])) + data[old.end() :]


def swap_names(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    found = sorted({name[0] for name in _NAME.finditer(data)})
    if len(found) < 2:
        return data
    one, two = chance.sample(found, 2)
    parts = re.split(rb"(%s\b|%s\b)" % (re.escape(one), re.escape(two)), data)
    return b"".join({one: two, two: one}.get(part, part) for part in parts)


def cut_stream(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    streams = list(_STREAM.finditer(data))
    if not streams:
        return data
    start, end = chance.choice(streams).span(1)
    keep = chance.randrange(end - start)
    return data[: start + keep] + chance.choice([b"", b" " * (end - start - keep)]) + data[end:]


def repeat_object(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    """Again where it is, somewhere else, or at the end, where no cross-reference lists it."""
    objects = list(_OBJECT.finditer(data))
    if not objects:
        return data
    body = chance.choice(objects)[0]
    place = chance.choice([len(data), chance.choice(objects).start(), chance.choice(objects).end()])
    return data[:place] + body + data[place:]


def drop_object(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    objects = list(_OBJECT.finditer(data))
    if not objects:
        return data
    start, end = chance.choice(objects).span()
    return data[:start] + chance.choice([b"", b" " * (end - start)]) + data[end:]


def _revisions(data: bytes) -> list[bytes]:
    ends = [found.end() for found in END_OF_REVISION.finditer(data)]
    return [data[one:two] for one, two in zip([0, *ends], [*ends, len(data)], strict=True)]


def reorder_revisions(
    chance: random.Random, _: Original, __: Sequence[Original], data: bytes
) -> bytes:
    parts = _revisions(data)
    chance.shuffle(parts)
    return b"".join(parts)


def repeat_revision(
    chance: random.Random, _: Original, all_: Sequence[Original], data: bytes
) -> bytes:
    """One of this file or of another one, at the end."""
    return data + chance.choice(_revisions(chance.choice([data, chance.choice(all_).data])))


def drop_revision(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    parts = _revisions(data)
    del parts[chance.randrange(len(parts))]
    return b"".join(parts)


def append_bytes(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    tails = [b"\n", b"\r\n", b" ", b"\0", b"%%EOF\n", b"%hidden\n", b"startxref\n0\n%%EOF\n"]
    return data + chance.choice([*tails, chance.randbytes(chance.randint(1, 50))])


def append_object(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    """Unlisted: some viewers show it."""
    objects = list(_OBJECT.finditer(data))
    number = int(chance.choice(objects)[1]) if objects else 1
    return data + b"\n%d 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\n%%%%EOF\n" % number


BYTES: list[tuple[int, Mutation]] = [
    (4, flip_bit), (2, set_bytes), (2, delete_block), (2, insert_block), (2, repeat_block), (2, swap_blocks),
    (2, zero_block), (2, copy_block), (2, splice), (2, truncate), (1, cut_front),
]  # fmt: skip
WORDS: list[tuple[int, Mutation]] = [
    (4, change_number), (2, change_name), (2, swap_names), (2, cut_stream), (2, repeat_object), (2, drop_object),
    (2, reorder_revisions), (3, repeat_revision), (2, drop_revision), (2, append_bytes), (2, append_object),
]  # fmt: skip
