"""Bytes changed in what was signed."""

import re
from collections.abc import Iterator

from tests.support.forgeries.case import NEVER_VALID, Case, forged
from tests.support.forgeries.workshop import Workshop
from tests.support.pdf_forgery import byte_range, change_bytes
from tests.support.signed_pdf import AMOUNT

# old, new: of one length, each somewhere in a signed file
SWAPS: dict[str, tuple[bytes, bytes]] = {
    "text-amount": (AMOUNT, b"9000000"),
    "text-one-digit": (AMOUNT, b"1000001"),
    "text-name": (b"Nguyen Van A", b"Nguyen Van B"),
    "text-position": (b"GIAM DOC", b"BI THU  "),
    "text-operator": (b" Tj", b" '\n"),
    "header-version": (b"%PDF-1.", b"%PDF-2."),
    "page-box": (b"/MediaBox [ 0 0 595", b"/MediaBox [ 0 0 195"),
    "page-key": (b"/MediaBox", b"/CropBox "),
    "page-count": (b"/Count 2", b"/Count 1"),
    "font-name": (b"/Times-Roman", b"/ZapfDingbat"),
    "field-name": (b"/T (Signature1)", b"/T (Signature9)"),
    "field-flags": (b"/F 132", b"/F 134"),
    "field-type": (b"/FT /Sig", b"/FT /Btn"),
    "field-value": (b"/V ", b"/W "),
    "form-flags": (b"/SigFlags 3", b"/SigFlags 0"),
    "signature-filter": (b"/Adobe.PPKLite", b"/Adobe.PPKL1te"),
    "signature-subfilter": (b"/adbe.pkcs7.detached", b"/ETSI.CAdES.detached"),
    "signature-type": (b"/Type /Sig", b"/Type /Sog"),
    "signature-date": (b"/M (D\\0722", b"/M (D\\0721"),
    "signature-white-space": (b"/Filter /Adobe.PPKLite", b"/Filter\n/Adobe.PPKLite"),
    "trailer-size": (b"/Size", b"/Sise"),
    "trailer-root": (b"/Root", b"/Boot"),
    "trailer-info": (b"/Info", b"/Inf0"),
    "trailer-id": (b"/ID", b"/Id"),
    "xref-word": (b"xref\n", b"xrex\n"),
    "xref-free": (b" 65535 f", b" 65534 f"),
    "xref-in-use": (b" 00000 n", b" 00001 n"),
    "startxref": (b"startxref\n", b"startxreg\n"),
    "end-mark": (b"%%EOF", b"%%EOG"),
    "object-end": (b"endobj", b"endabj"),
    "stream-end": (b"endstream", b"endstraam"),
    "stream-length": (b"/Length 3", b"/Length 2"),
}


def cases(shop: Workshop) -> Iterator[Case]:
    for label, twin in (("one", shop.signed), ("normal", shop.normal)):
        for name, data in [*_swapped(twin), *_at_edges(twin), *_together(twin), *_sizes(twin)]:
            yield forged(f"bytes-{name}-{label}", f"changed: {name}", data, twin, NEVER_VALID)


def _swapped(data: bytes) -> Iterator[tuple[str, bytes]]:
    for name, (old, new) in SWAPS.items():
        if old in data:
            yield name, change_bytes(data, old, new)
        last = data.rfind(old)
        if last != data.find(old):
            yield f"{name}-last", data[:last] + new + data[last + len(old) :]


def _at_edges(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The first and the last byte of each signed part, and their neighbours in the gap."""
    _, first, second, length = byte_range(data)
    places = {
        "first-byte": 0,
        "second-byte": 1,
        "last-before-gap": first - 1,
        "gap-opens": first,
        "gap-first-digit": first + 1,
        "gap-middle": first + 400,
        "gap-closes": second - 1,
        "first-after-gap": second,
        "last-byte": second + length - 1,
        "eighth-from-the-end": second + length - 8,
    }
    for name, place in places.items():
        yield name, _flip(data, place)


def _flip(data: bytes, *places: int) -> bytes:
    changed = bytearray(data)
    for place in places:
        changed[place] ^= 0x01
    return bytes(changed)


def _together(data: bytes) -> Iterator[tuple[str, bytes]]:
    amounts = [match.start() for match in re.finditer(AMOUNT, data)]
    yield "both-amounts", _flip(data, *amounts)
    yield "amount-and-date", change_bytes(_flip(data, amounts[0]), b"/M (D\\0722", b"/M (D\\0721")
    yield "every-thousandth", _flip(data, *range(1000, len(data), 1000))
    yield "two-swapped", data[: amounts[0]] + b"0100000" + data[amounts[0] + len(AMOUNT) :]


def _sizes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """A byte more, a byte less: every offset behind it shifts."""
    middle = data.index(AMOUNT)
    yield "byte-inserted", data[:middle] + b"9" + data[middle:]
    yield "byte-removed", data[:middle] + data[middle + 1 :]
    yield "byte-before-the-header", b"\n" + data
    yield "comment-before-the-header", b"%x\n" + data
    yield "last-byte-cut", data[:-1]
    yield "last-line-cut", data[: data.rindex(b"%%EOF")]
    yield "twice", data + data
    yield "line-ends", data.replace(b"endobj\n", b"endobj\r")
