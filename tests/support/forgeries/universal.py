"""Universal forgery: the signature loses what a reader needs to check it."""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from tests.support.forgeries.case import NEVER_VALID, Case, forged
from tests.support.forgeries.incremental import security_store
from tests.support.forgeries.parts import Value, Writer, field_of, put, value_of
from tests.support.forgeries.signing import cut, write_range
from tests.support.forgeries.workshop import Change, Workshop, edit

RANGES: dict[str, bytes] = {
    "null": b"/ByteRange null",
    "empty": b"/ByteRange []",
    "zeros": b"/ByteRange [0 0 0 0]",
    "one-zero": b"/ByteRange [0]",
    "negative": b"/ByteRange [0 -1 -1 -1]",
    "minus-length": b"/ByteRange [0 10 20 -10]",
    "huge": b"/ByteRange [0 9999999999 9999999999 1]",
    "very-huge": b"/ByteRange [0 %s 1 1]" % (b"9" * 40),
    "text": b"/ByteRange [(0) (1) (2) (3)]",
    "string": b"/ByteRange (0 1 2 3)",
    "names": b"/ByteRange [/0 /1 /2 /3]",
    "nulls": b"/ByteRange [null null null null]",
    "nested": b"/ByteRange [[0 1] [2 3]]",
    "dictionary": b"/ByteRange << /A 0 >>",
    "number": b"/ByteRange 0",
    "true": b"/ByteRange true",
    "reference": b"/ByteRange 3 0 R",
    "references": b"/ByteRange [3 0 R 4 0 R 5 0 R 6 0 R]",
    "missing": b"/Bytezange [0 1 2 3]",
    "lower-case-key": b"/byterange [0 1 2 3]",
    "unclosed": b"/ByteRange [0 1 2",
}
CONTENTS: dict[str, bytes] = {
    "null": b"null",
    "empty": b"<>",
    "zero": b"<00>",
    "zeros": b"<0000000000>",
    "c-style": b"<0x00>",
    "literal-empty": b"()",
    "literal-zero": b"(\\000)",
    "number": b"0",
    "name": b"/00",
    "array": b"[<00>]",
    "reference": b"3 0 R",
    "true": b"true",
    "unclosed": b"<00",
    "no-digits": b"<zz>",
}
KEYS: dict[str, tuple[str, Value]] = {
    "type-odd": ("/Type", "/Sog"),
    "type-timestamp": ("/Type", "/DocTimeStamp"),
    "type-null": ("/Type", None),
    "filter-odd": ("/Filter", "/Nobody.Knows"),
    "filter-null": ("/Filter", None),
    "subfilter-odd": ("/SubFilter", "/adbe.pkcs7.s5"),
    "subfilter-sha1": ("/SubFilter", "/adbe.pkcs7.sha1"),
    "subfilter-x509": ("/SubFilter", "/adbe.x509.rsa_sha1"),
    "subfilter-timestamp": ("/SubFilter", "/ETSI.RFC3161"),
    "subfilter-null": ("/SubFilter", None),
    "subfilter-text": ("/SubFilter", "adbe.pkcs7.detached"),
    "contents-null": ("/Contents", None),
    "contents-empty": ("/Contents", generic.ByteStringObject(b"")),
    "contents-zero": ("/Contents", generic.ByteStringObject(b"\x00")),
    "contents-number": ("/Contents", 0),
    "range-null": ("/ByteRange", None),
    "range-empty": ("/ByteRange", generic.ArrayObject()),
    "range-zeros": ("/ByteRange", [0, 0, 0, 0]),
    "range-huge": ("/ByteRange", [0, 10**12, 10**12, 1]),
    "certificate": ("/Cert", generic.ByteStringObject(b"\x30\x00")),
}
REMOVED = ("/ByteRange", "/Contents", "/Type", "/Filter", "/SubFilter")


def cases(shop: Workshop) -> Iterator[Case]:
    twin = shop.signed
    for name, data in [*_in_place(twin), *_keys_in_place(twin)]:
        yield forged(f"universal-{name}", f"in place: {name}", data, twin, NEVER_VALID)
    for name, change in _updates():
        data = edit(twin, change)
        yield forged(f"universal-{name}", f"update: {name}", data, twin, NEVER_VALID)
        covered = edit(twin, _with_store(change))
        yield forged(f"universal-{name}-store", f"update: {name}, DSS", covered, twin, NEVER_VALID)


def _with_store(change: Change) -> Change:
    def both(writer: Writer) -> None:
        change(writer)
        security_store(writer)

    return both


def _in_place(data: bytes) -> Iterator[tuple[str, bytes]]:
    for name, text in RANGES.items():
        yield f"range-{name}", write_range(data, text)
    parts = cut(data)
    for name, text in CONTENTS.items():
        yield f"contents-{name}", parts.joined(text.ljust(len(parts.gap)))


def _keys_in_place(data: bytes) -> Iterator[tuple[str, bytes]]:
    for key in REMOVED:
        place = data.rindex(key.encode())
        changed = b"/Z" + key.encode()[2:]
        yield f"key{key[1:]}-renamed", data[:place] + changed + data[place + len(key) :]


def _updates() -> Iterator[tuple[str, Change]]:
    for name, (key, value) in KEYS.items():
        yield f"update-{name}", _set(key, value)
    for key in REMOVED:
        yield f"update-without-{key[1:]}", _without(key)
    yield "update-value-null", lambda writer: _value(writer, generic.NullObject())
    yield "update-value-missing", _no_value
    yield "update-value-empty", lambda writer: _value(writer, generic.DictionaryObject())
    yield "update-value-other-copy", _copied_value
    yield (
        "update-value-page",
        lambda writer: _value(writer, writer.root["/Pages"]["/Kids"].raw_get(0)),
    )
    yield "update-value-text", lambda writer: _value(writer, value_of("signed"))


def _signature(writer: Writer) -> generic.DictionaryObject:
    found: generic.DictionaryObject = field_of(writer, "Signature1")["/V"]
    return found


def _set(key: str, value: Value) -> Change:
    def change(writer: Writer) -> None:
        found = _signature(writer)
        found[pdf_name(key)] = value_of(value)
        writer.update_container(found)

    return change


def _without(key: str) -> Change:
    def change(writer: Writer) -> None:
        found = _signature(writer)
        del found[key]
        writer.update_container(found)

    return change


def _value(writer: Writer, value: generic.PdfObject) -> None:
    field = field_of(writer, "Signature1")
    put(field, V=value)
    writer.update_container(field)


def _no_value(writer: Writer) -> None:
    field = field_of(writer, "Signature1")
    del field["/V"]
    writer.update_container(field)


def _copied_value(writer: Writer) -> None:
    """A new object with the genuine entries: the range no longer leads to it."""
    copy = generic.DictionaryObject(dict(_signature(writer).items()))
    _value(writer, writer.add_object(copy))
