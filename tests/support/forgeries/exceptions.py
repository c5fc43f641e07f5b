"""The narrow exceptions that real files made necessary: each genuine shape, and a twin just outside."""

from collections.abc import Iterator
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from tests.support.forgeries.case import LOOKED_AT, NEVER_VALID, Case, forged, genuine
from tests.support.forgeries.handmade import Update, raw_stream
from tests.support.forgeries.own_signing import sign_with, widget
from tests.support.forgeries.parts import change_root, stream
from tests.support.forgeries.workshop import Workshop, next_number, reading
from tests.support.forgeries.xref_tricks import with_store
from tests.support.pdf_forgery import append_update
from tests.support.signed_pdf import ADOBE, LEADER_BOX, sign, signer_of

SIGNED_OFTEN = (2, 4, 8, 32)
TOO_OFTEN = 65  # one more than the judge follows


def cases(shop: Workshop) -> Iterator[Case]:
    yield from _repeated_info(shop)
    yield from _hybrid(shop)
    yield from _dead_entries(shop)
    yield from _metadata(shop)
    yield from _new_title(shop)
    yield from _sizes(shop)
    yield from _many(shop)


def _signed(shop: Workshop, data: bytes) -> bytes:
    return sign(data, shop.pki.agency, box=LEADER_BOX, strict=False)


def _repeated_info(shop: Workshop) -> Iterator[Case]:
    """HP Scan writes /Info several times into its trailer."""
    plain = shop.plain
    repeats = {
        "two": b"\n/Info 3 0 R\n/Info ",
        "three": b"\n/Info 3 0 R\n/Info 4 0 R\n/Info ",
        "same": b"\n/Info 7 0 R\n/Info ",
    }
    for name, text in repeats.items():
        twin = _signed(shop, plain.replace(b"\n/Info ", text, 1))
        yield genuine(f"info-{name}", "the scanner's trailer", twin)
    twin = _signed(shop, plain.replace(b"\n/Info ", repeats["two"], 1))
    outside = {
        "root": (b"\n/Root ", b"\n/Root 6 0 R\n/Root "),
        "size": (b"\n/Size ", b"\n/Size 11\n/Size "),
        "page-box": (b"/MediaBox ", b"/MediaBox [0 0 9 9] /MediaBox "),
        "contents": (b"/Contents ", b"/Contents 3 0 R /Contents "),
        "info-direct": (b"\n/Info ", b"\n/Info << >>\n/Info "),
    }
    for name, (old, new) in outside.items():
        data = _signed(shop, _respaced(plain, old, new))
        yield forged(f"info-not-{name}", f"repeated: {name}", data, twin, NEVER_VALID)
    late = Update(
        twin, with_store(twin, next_number(twin)), extra=b"/Info 3 0 R /Info 4 0 R"
    ).build()
    yield forged("info-after-signing", "another /Info in an update", late, twin, NEVER_VALID)


def _respaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """Replaced behind the cross-reference; before it, offsets would shift."""
    place = data.rindex(old)
    if place > data.rindex(b"xref\n0"):
        return data[:place] + new + data[place + len(old) :]
    changed = data[:place] + new + data[place + len(old) :]
    return _moved(changed, place, len(new) - len(old))


def _moved(data: bytes, place: int, by: int) -> bytes:
    table = data.rindex(b"xref\n0")
    rows = []
    for row in data[table:].split(b"\n"):
        listed = row.endswith(b" 00000 n ") and int(row[:10]) > place
        rows.append(b"%010d 00000 n " % (int(row[:10]) + by) if listed else row)
    tail = b"\n".join(rows)
    start = tail.rindex(b"startxref\n")
    return data[:table] + tail[:start] + b"startxref\n%d\n%%%%EOF\n" % table


def _hybrid(shop: Workshop) -> Iterator[Case]:
    """Word 2010 and 2016 write hybrid cross-references."""
    plain = shop.plain
    number = next_number(plain)
    prepared = append_update(
        plain, {number: b"<< /Title (x) >>"}, extra=b"/Info %d 0 R" % number, hybrid=True
    )
    twin = _signed(shop, prepared)
    yield genuine("hybrid-before", "a Word file, signed", twin)
    yield genuine("hybrid-before-twice", "a Word file, signed twice", shop.colleague(twin))
    number = next_number(twin)
    for name, objects in {"store": with_store(twin, number), "nothing": {}}.items():
        data = append_update(twin, objects, hybrid=True)
        yield forged(f"hybrid-after-{name}", "hybrid after signing", data, twin, NEVER_VALID)
    between = append_update(shop.signed, with_store(shop.signed, number), hybrid=True)
    data = shop.colleague(between)
    yield forged("hybrid-between", "hybrid between two", data, shop.signed, NEVER_VALID)


def _dead_entries(shop: Workshop) -> Iterator[Case]:
    """iTextSharp 5.5.9 lists a number as free that was never defined."""
    plain = shop.plain
    spare = next_number(plain)
    roomy = append_update(plain, {}, free={spare + 9: 65535})
    twin = sign(roomy, shop.pki.leader, box=LEADER_BOX)
    store = next_number(twin)
    dead = Update(twin, with_store(twin, store), lines=[_free(spare + 5, 65535)]).build()
    yield genuine("dead-entry", "freed without ever having been", dead)
    dead = Update(twin, with_store(twin, store), lines=[_free(spare + 5, 1)]).build()
    yield genuine("dead-entry-one", "the same with generation 1", dead)
    content = int(reading(twin).root["/Pages"]["/Kids"][0].raw_get("/Contents").idnum)
    for name, number in {"content": content, "fonts": 1, "root": _root(twin)}.items():
        for generation in (1, 65535):
            lines = [_free(number, generation)]
            data = Update(twin, _without_root(twin, store, number), lines=lines).build()
            label = f"freed-{name}-{generation}"
            yield forged(label, f"freed: {name}", data, twin, NEVER_VALID)


def _free(number: int, generation: int) -> tuple[int, bytes]:
    return number, b"%010d %05d f \n" % (0, generation)


def _root(data: bytes) -> int:
    return int(reading(data).root_ref.idnum)


def _without_root(data: bytes, store: int, number: int) -> dict[int, bytes]:
    objects = with_store(data, store)
    return {key: body for key, body in objects.items() if key != number}


def _metadata(shop: Workshop) -> Iterator[Case]:
    """An empty XMP stream that stays as it is; pyHanko calls it suspicious."""
    for name, body in {"empty": b"", "broken": b"<x:xmpmeta", "no-xml": b"\x00\x01"}.items():
        twin = _signed_with_metadata(shop, body)
        number = int(reading(twin).root.raw_get("/Metadata").idnum)
        store = with_store(twin, next_number(twin))
        yield genuine(f"metadata-{name}", "unchanged metadata", Update(twin, store).build())
        again = Update(twin, store | {number: _metadata_body(body)}).build()
        yield genuine(f"metadata-{name}-again", "written again as it was", again)
        for how, new in {"other": b"<other", "script": b"<script/>", "text": b"9000000"}.items():
            data = Update(twin, store | {number: _metadata_body(new)}).build()
            label = f"metadata-{name}-then-{how}"
            yield forged(label, f"metadata becomes {how}", data, twin, NEVER_VALID)


_XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>TITLE</dc:title>'
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def _new_title(shop: Workshop) -> Iterator[Case]:
    """The title in the XMP becomes another, under the cover of a DSS."""
    twin = _signed_with_metadata(shop, _XMP.replace(b"TITLE", b"Quyet dinh"))
    number = int(reading(twin).root.raw_get("/Metadata").idnum)
    store = with_store(twin, next_number(twin))
    data = Update(twin, store | {number: _metadata_body(_XMP)}).build()
    yield forged("metadata-new-title", "another title", data, twin, NEVER_VALID)
    again = _XMP.replace(b"TITLE", b"Quyet dinh") + b" "
    data = Update(twin, store | {number: _metadata_body(again)}).build()
    yield genuine("metadata-same-title", "saved by another program", data)


def _metadata_body(data: bytes) -> bytes:
    return raw_stream(data, b"/Type /Metadata /Subtype /XML")


class _QuietWriter(IncrementalPdfFileWriter):
    """As signing programs that leave the metadata alone."""

    def _update_meta(self) -> None:
        return None


def _signed_with_metadata(shop: Workshop, body: bytes) -> bytes:
    writer = _QuietWriter(BytesIO(shop.plain))
    reference = writer.add_object(stream(body, Type="/Metadata", Subtype="/XML"))
    change_root(writer, Metadata=reference)
    meta = signers.PdfSignatureMetadata(
        field_name="Signature1", md_algorithm="sha256", subfilter=ADOBE
    )
    return signers.PdfSigner(meta, signer_of(shop.pki.agency)).sign_pdf(writer).getvalue()


def _sizes(shop: Workshop) -> Iterator[Case]:
    """Seal, number and date: just inside and just outside; the word stands from x=80 and x=150."""
    twin = shop.signed
    inside = {
        "small": [98, 745, 138, 770],
        "small-quarter": [94, 745, 134, 770],
        "seal": [300, 160, 440, 300],
        "seal-nearly-square": [290, 160, 410, 260],
    }
    outside = {
        "small-wide": [87, 745, 129, 770],
        "small-high": [94, 744, 134, 771],
        "small-half": [90, 745, 130, 770],
        "seal-large": [300, 160, 442, 302],
        "seal-oblong": [290, 160, 420, 260],
        "seal-over-the-amount": [80, 560, 220, 700],
        "seal-on-another-page": [300, 160, 440, 300],
    }
    for name, rect in inside.items():
        data = sign_with(twin, shop.pki.agency, widget("Signature2", rect))
        yield genuine(f"size-{name}", f"just inside: {name}", data)
    for name, rect in outside.items():
        page = 1 if name == "seal-on-another-page" else 0
        data = sign_with(twin, shop.pki.agency, widget("Signature2", rect, page))
        yield forged(f"size-{name}", f"just outside: {name}", data, twin, LOOKED_AT)


def _many(shop: Workshop) -> Iterator[Case]:
    data = shop.signed
    for count in range(2, max(SIGNED_OFTEN) + 1):
        data = shop.colleague(data, f"Signature{count}")
        if count in SIGNED_OFTEN:
            yield genuine(f"signed-{count}-times", f"{count} signatures", data)
    often = data
    for count in range(max(SIGNED_OFTEN) + 1, TOO_OFTEN + 1):
        often = shop.colleague(often, f"Signature{count}")
    yield forged("signed-too-often", f"{TOO_OFTEN} signatures", often, shop.signed, LOOKED_AT)
