"""Forms, widgets and signature dictionaries of a million parts."""

from collections.abc import Iterator

from gateway.domain.signature import Verdict
from tests.support.forgeries_dos.case import BROKEN, HELD, SAFE, Bomb
from tests.support.forgeries_dos.paper import Paper, plain_paper

MILLION = 1_000_000
_EMPTY = b"<< /FT /Sig /T (Empty) >>"
_FILLED = b"<< /FT /Sig /T (Sig%d) /V 6 0 R >>"


def bombs() -> Iterator[Bomb]:
    yield from _fields()
    yield from _widgets()
    yield from _dictionaries()


def _fields() -> Iterator[Bomb]:
    yield Bomb(
        "fields-one-million-times",
        "one field listed a million times",
        lambda: Paper(fields=b"5 0 R " * MILLION).build(),
    )
    for name, body in (("empty", _EMPTY), ("filled", _FILLED), ("text", b"<< /FT /Tx /T (a) >>")):
        yield Bomb(
            f"fields-hundred-thousand-{name}",
            f"100,000 fields: {name}",
            lambda body=body: _many_fields(body),
        )
    yield Bomb(
        "fields-direct",
        "a million fields that are no objects",
        lambda: Paper(fields=b"5 0 R " + b"<< /FT /Sig >> " * (MILLION // 4)).build(),
        seconds=15,
    )
    yield Bomb(
        "fields-loop",
        "a field that is its own kid",
        lambda: Paper(fields=b"5 0 R 10 0 R", objects={10: b"<< /T (a) /Kids [10 0 R] >>"}).build(),
    )
    yield Bomb(
        "fields-deep",
        "fields of depth 20,000",
        lambda: Paper(
            fields=b"5 0 R 10 0 R",
            objects={
                n: b"<< /T (a) /Parent %d 0 R /Kids [%d 0 R] >>" % (n - 1, n + 1)
                for n in range(10, 20_010)
            },
        ).build(),
    )
    yield Bomb(
        "fields-doubling",
        "2^30 fields of thirty",
        lambda: Paper(
            fields=b"5 0 R 10 0 R",
            objects={
                n: b"<< /T (a) /Kids [%d 0 R %d 0 R] >>" % (n + 1, n + 1) for n in range(10, 40)
            }
            | {40: _EMPTY},
        ).build(),
    )
    yield Bomb(
        "fields-parents",
        "a parent that is itself",
        lambda: Paper(widget=b"/Parent 5 0 R").build(),
        SAFE,
    )
    yield Bomb(
        "fields-long-name",
        "a field name of 5 MB",
        lambda: Paper(widget=b"/TU (%s)" % (b"x" * 5_000_000)).build(),
        SAFE,
        seconds=10,
    )


def _many_fields(body: bytes) -> bytes:
    numbers = range(10, 100_010)
    fields = b" ".join(b"%d 0 R" % number for number in numbers)
    objects = {number: body % number if b"%d" in body else body for number in numbers}
    return Paper(fields=b"5 0 R " + fields, objects=objects).build()


def _widgets() -> Iterator[Bomb]:
    note = b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (x) >>"
    yield Bomb(
        "widgets-one-million-times",
        "one widget listed a million times",
        lambda: Paper(page=b"/Annots [%s]" % (b"5 0 R " * MILLION)).build(),
        SAFE,
    )
    yield Bomb(
        "widgets-hundred-thousand",
        "100,000 widgets",
        lambda: Paper(
            page=b"/Annots [%s]" % b" ".join(b"%d 0 R" % n for n in range(10, 100_010)),
            objects=dict.fromkeys(range(10, 100_010), note),
        ).build(),
        SAFE,
        seconds=10,
    )
    yield Bomb(
        "widget-rectangle",
        "a rectangle of a million numbers",
        lambda: Paper(widget=b"/Rect [%s]" % (b"1 " * MILLION)).build(),
        SAFE,
    )


def _dictionaries() -> Iterator[Bomb]:
    data = plain_paper()
    begin = data.index(b"/ByteRange [")
    end = data.index(b"]", begin) + 1
    yield Bomb(
        "byte-range-million",
        "a ByteRange of a million numbers",
        lambda: _ranged(b"[0 1 " + b"2 3 " * (MILLION // 2) + b"]"),
        BROKEN,
    )
    yield Bomb(
        "byte-range-deep",
        "a ByteRange of nested arrays",
        lambda: _ranged(b"[" * 100_000 + b"]" * 100_000),
    )
    yield Bomb(
        "byte-range-large",
        "numbers of 100,000 digits",
        lambda: _ranged(b"[0 " + b"9" * 100_000 + b" 1 1]"),
    )
    yield Bomb(
        "byte-range-reference",
        "numbers that are references to themselves",
        lambda: (
            data[:begin] + b"/ByteRange [6 0 R 6 0 R 6 0 R 6 0 R]".ljust(end - begin) + data[end:]
        ),
        HELD,
    )
    yield Bomb(
        "contents-40-mb",
        "40 MB of hexadecimal Contents",
        lambda: Paper(room=20_000_000).build(),
        BROKEN,
    )
    yield Bomb(
        "contents-80-mb",
        "80 MB of hexadecimal Contents",
        lambda: Paper(room=40_000_000).build(),
        BROKEN,
    )
    yield Bomb("contents-spaced", "Contents with 40 MB of white space", _spaced, BROKEN)
    yield Bomb("contents-literal", "Contents as a literal string of 5 MB", _literal, BROKEN)
    yield Bomb(
        "mentions-hundred-thousand",
        "100,000 comments that name a ByteRange",
        lambda: _mentioned(b"%/ByteRange\n"),
        HELD | {Verdict.VALID},
    )
    yield Bomb(
        "mentions-objects",
        "100,000 signature objects that nobody lists",
        lambda: _mentioned(b"1 0 obj << /ByteRange [0 1 2 3] >> endobj\n"),
    )


def _ranged(text: bytes) -> bytes:
    """The signature object is the last one, so that it may grow."""
    number = 10
    value = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange %s /Contents <00> >>"
        % text
    )
    return Paper(
        fields=b"11 0 R", objects={number: value, 11: b"<< /FT /Sig /T (Large) /V 10 0 R >>"}
    ).build()


def _spaced() -> bytes:
    data = Paper(room=20_000_000).build()
    start = data.index(b"/Contents <") + 11
    return data[:start] + b" " * 40_000_000 + data[start + 40_000_000 :]


def _literal() -> bytes:
    data = Paper(room=2_500_000).build()
    start = data.index(b"/Contents <") + 10
    end = data.index(b">", start) + 1
    return data[:start] + b"(" + b"0" * (end - start - 2) + b")" + data[end:]


def _mentioned(text: bytes) -> bytes:
    """Comments and dead objects stand before the cross-reference."""
    return Paper(objects={10: b"1\nendobj\n" + text * 100_000 + b"12 0 obj 1"}).build()
