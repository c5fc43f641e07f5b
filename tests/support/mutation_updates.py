"""Mutations where no digest looks: in the gap, in the CMS, in the tail; and whole updates, well made and ill made."""

import random
import re
from collections.abc import Callable, Sequence

from pyhanko.pdf_utils.misc import PdfError

from tests.support import pdf_forgery as forgery
from tests.support.mutation_kinds import BYTES, WORDS
from tests.support.mutations import BYTE_RANGE, Mutation, Original
from tests.support.pki import Pki
from tests.support.signed_pdf import sign, stamp_document

_OBJECT = re.compile(rb"(?<!\d)(\d{1,6}) 0 obj\s*(.{0,20000}?)\s*endobj", re.DOTALL)
_HOSTILE = [
    b"null", b"<< >>", b"[]", b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
    b"<< /Type /Annot /Subtype /Square /Rect [0 0 500 500] >>", b"<< /Length 0 >>\nstream\n\nendstream",
    b"<< /FT /Sig /T (Signature1) >>", b"<< /Type /Sig /Filter /Adobe.PPKLite >>", b"(text)", b"42", b"9 0 R",
]  # fmt: skip
_TRAILERS = [
    b"",
    b"/Info 9 0 R",
    b"/ID [(a) (b)]",
    b"/XRefStm 0",
    b"/Encrypt << >>",
    b"/Prev 0",
    b"/Root 1 0 R",
]


def _gap(chance: random.Random, original: Original, data: bytes) -> tuple[int, int] | None:
    gaps = [gap for gap in original.gaps if gap[1] <= len(data)]
    return chance.choice(gaps) if gaps else None


def change_in_gap(
    chance: random.Random, original: Original, __: Sequence[Original], data: bytes
) -> bytes:
    """One hex digit, mostly inside the CMS, otherwise in its padding; or another byte in its place."""
    gap = _gap(chance, original, data)
    if gap is None:
        return data
    used = len(data[gap[0] : gap[1] - 1].rstrip(b"0")) if chance.random() < 0.9 else gap[1] - gap[0]
    place = gap[0] + chance.randrange(used or 1)
    new = chance.choice(
        [*b"0123456789abcdefABCDEF", *b" \n<>%z"] if chance.random() < 0.2 else b"0123456789abcdef"
    )
    return data[:place] + bytes([new]) + data[place + 1 :]


def change_case(
    chance: random.Random, original: Original, __: Sequence[Original], data: bytes
) -> bytes:
    gap = _gap(chance, original, data)
    if gap is None:
        return data
    digits = data[gap[0] : gap[1]]
    return (
        data[: gap[0]]
        + chance.choice([digits.upper(), digits.lower(), digits.swapcase()])
        + data[gap[1] :]
    )


def edit_cms(
    chance: random.Random, original: Original, all_: Sequence[Original], data: bytes
) -> bytes:
    """A byte-wise mutation of the CMS, put back into the gap with its length filled up."""
    gap = _gap(chance, original, data)
    if gap is None:
        return data
    try:
        blob = bytes.fromhex(data[gap[0] + 1 : gap[1] - 1].decode("ascii")).rstrip(b"\0")
    except ValueError:
        return data
    changed = _any(BYTES, chance)(chance, original, all_, blob).hex().encode()
    room = gap[1] - gap[0] - 2
    return data[: gap[0]] + b"<" + changed[:room].ljust(room, b"0") + b">" + data[gap[1] :]


def swap_cms(
    chance: random.Random, original: Original, all_: Sequence[Original], data: bytes
) -> bytes:
    """The signature of another place or of another file."""
    gap, other = _gap(chance, original, data), chance.choice(all_)
    start, end = chance.choice(other.gaps)
    if gap is None:
        return data
    room = gap[1] - gap[0] - 2
    digits = other.data[start + 1 : end - 1][:room].ljust(room, b"0")
    return data[: gap[0]] + b"<" + digits + b">" + data[gap[1] :]


def change_byte_range(
    chance: random.Random, _: Original, __: Sequence[Original], data: bytes
) -> bytes:
    ranges = list(BYTE_RANGE.finditer(data))
    if not ranges:
        return data
    old = chance.choice(ranges)
    numbers = [int(value) for value in old.groups()]
    numbers[chance.randrange(4)] += chance.choice([-2, -1, 1, 2, -numbers[3], len(data), 2**40])
    text = b"/ByteRange [%d %d %d %d]" % tuple(numbers)
    return data[: old.start()] + text.ljust(old.end() - old.start()) + data[old.end() :]


def trick_contents(
    chance: random.Random, _: Original, __: Sequence[Original], data: bytes
) -> bytes:
    tricks = (forgery.fill_padding, forgery.shorten_contents, forgery.spaced_contents)
    try:
        return chance.choice(tricks)(data)
    except (AssertionError, IndexError):  # no padding that could hold it
        return data


def write_update(
    chance: random.Random, _: Original, all_: Sequence[Original], data: bytes
) -> bytes:
    """A listed update: objects written anew, changed or taken from another file, or freed."""
    own = {int(found[1]): found[2] for found in _OBJECT.finditer(data)}
    if not own:
        return data
    foreign = [found[2] for found in _OBJECT.finditer(chance.choice(all_).data)]
    objects = {}
    for number in chance.sample(sorted(own), min(len(own), chance.randint(1, 3))):
        changed = _any(WORDS[:4], chance)(chance, _, all_, own[number])
        objects[number] = chance.choice(
            [own[number], changed, chance.choice(_HOSTILE), *foreign[:1]]
        )
    objects |= {max(own) + 1: chance.choice(_HOSTILE)} if chance.random() < 0.3 else {}
    free = {chance.choice(sorted(own)): 1} if chance.random() < 0.1 else {}
    extra, hybrid = chance.choice(_TRAILERS), chance.random() < 0.1
    return _try(
        lambda: forgery.append_update(data, objects, free=free, extra=extra, hybrid=hybrid), data
    )


def forge_update(chance: random.Random, _: Original, __: Sequence[Original], data: bytes) -> bytes:
    forgers = (
        forgery.add_annotation, forgery.rotate_page, forgery.run_script_on_opening, forgery.remove_signature_fields,
        forgery.second_field_same_signature, forgery.unsigned_field_over_text, forgery.override_contents,
    )  # fmt: skip
    return _try(lambda: chance.choice(forgers)(data), data)


def _any(kinds: Sequence[tuple[int, Mutation]], chance: random.Random) -> Mutation:
    return chance.choices([kind for _, kind in kinds], [weight for weight, _ in kinds])[0]


# What the tests' own writers say to files that a mutation before has broken.
_UNWRITABLE = (
    PdfError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)


def _try(forge: Callable[[], bytes], data: bytes) -> bytes:
    try:
        return forge()
    except _UNWRITABLE:
        return data


def signing(trusted: Pki, stranger: Pki) -> list[tuple[int, Mutation]]:
    """True signatures: a stranger's over anything, an employee's over a changed file only."""

    def sign_as_stranger(
        chance: random.Random, _: Original, __: Sequence[Original], data: bytes
    ) -> bytes:
        identity = chance.choice([stranger.leader, stranger.agency])
        return _try(lambda: sign(data, identity, f"Them{chance.randrange(99)}", strict=False), data)

    def change_and_sign(
        chance: random.Random, original: Original, all_: Sequence[Original], data: bytes
    ) -> bytes:
        kind = _any([(3, write_update), (3, forge_update), (1, change_number_at_the_end)], chance)
        changed = kind(chance, original, all_, data)
        if changed == data or data != original.data:
            return changed
        return _try(lambda: sign(changed, trusted.clerk, "Clerk", strict=False), changed)

    def stamp_over_change(
        chance: random.Random, original: Original, all_: Sequence[Original], data: bytes
    ) -> bytes:
        changed = _any([(1, write_update), (1, forge_update)], chance)(chance, original, all_, data)
        return _try(lambda: stamp_document(changed, stranger, "Stamp9"), changed)

    return [(1, sign_as_stranger), (2, change_and_sign), (1, stamp_over_change)]


def change_number_at_the_end(
    chance: random.Random, _: Original, all_: Sequence[Original], data: bytes
) -> bytes:
    """In the cross-references of the last revision."""
    place = max(0, data.rfind(b"%%EOF", 0, len(data) - 10))
    return data[:place] + WORDS[0][1](chance, _, all_, data[place:])


GAPS: list[tuple[int, Mutation]] = [
    (4, change_in_gap), (1, change_case), (6, edit_cms), (2, swap_cms), (2, change_byte_range), (1, trick_contents),
]  # fmt: skip
UPDATES: list[tuple[int, Mutation]] = [
    (8, write_update),
    (3, forge_update),
    (1, change_number_at_the_end),
]
