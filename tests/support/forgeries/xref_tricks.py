"""Incremental saving with cross-references that readers and viewers understand differently."""

from collections.abc import Iterator

from tests.support.forgeries.case import NEVER_VALID, Case, forged
from tests.support.forgeries.handmade import (
    Update,
    body_of,
    line,
    object_at,
    raw_stream,
    stream_update,
)
from tests.support.forgeries.incremental import FORGED, security_store
from tests.support.forgeries.workshop import Workshop, edit, next_number, reading
from tests.support.signed_pdf import AMOUNT


def content_number(data: bytes) -> int:
    page = reading(data).root["/Pages"]["/Kids"][0]
    return int(page.raw_get("/Contents").idnum)


def page_number(data: bytes) -> int:
    return int(reading(data).root["/Pages"]["/Kids"].raw_get(0).idnum)


def forged_content(data: bytes) -> bytes:
    contents = reading(data).root["/Pages"]["/Kids"][0]["/Contents"]
    return raw_stream(contents.data.replace(AMOUNT, FORGED))


def with_store(data: bytes, number: int) -> dict[int, bytes]:
    """The same by hand: the catalog with a /DSS, and the /DSS as object `number`."""
    root = reading(data).root_ref.idnum
    catalog = body_of(data, root)
    assert catalog.endswith(b">>")
    return {
        root: catalog[:-2] + b"/DSS %d 0 R >>" % number,
        number: b"<< /Type /DSS /CRLs [] >>",
    }


def cases(shop: Workshop) -> Iterator[Case]:
    for label, twin in (("one", shop.signed), ("normal", shop.normal)):
        for name, data in [*_visible(twin), *_covered(twin)]:
            yield forged(f"xref-{name}-{label}", f"update: {name}", data, twin, NEVER_VALID)


def _visible(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Updates that show, in some viewer, another amount."""
    number, last = content_number(data), reading(data).last_startxref
    new = {number: forged_content(data)}
    yield "plain", Update(data, new).build()
    yield "no-xref", Update(data, new, has_xref=False).build()
    yield "no-trailer", Update(data, new, has_trailer=False).build()
    yield "no-xref-no-trailer", Update(data, new, has_xref=False, has_trailer=False).build()
    yield "objects-only", data + b"\n%d 0 obj\n%s\nendobj\n" % (number, new[number])
    yield "start-of-before", Update(data, new, start=last).build()
    yield "start-zero", Update(data, new, start=0).build()
    yield "start-beyond", Update(data, new, start=10**9).build()
    yield "start-off-by-some", Update(data, new, start=len(data) + 3).build()
    yield "no-prev", Update(data, new, prev=-1).build()
    yield "prev-zero", Update(data, new, prev=0).build()
    yield "prev-of-first", Update(data, new, prev=_first_xref(data)).build()
    yield "prev-of-itself", _prev_of_itself(data, new)
    yield "no-end-mark", Update(data, new, end=b"").build()
    yield "two-end-marks", Update(data, new, end=b"%%EOF\n%%EOF\n").build()
    yield "end-mark-before", Update(data, new, between=b"%%EOF\n").build()
    yield "bytes-after-end", Update(data, new, end=b"%%EOF\n" + b"\x00" * 40).build()
    yield "comment-between", Update(data, new, between=b"% nothing here\n").build()
    yield "unlisted", Update(data, new, unlisted=frozenset({number})).build()
    yield "offset-off-by-one", _shifted(data, new)
    yield "carriage-returns", Update(data, new).build().replace(b" n \n", b" n\r\n")
    yield "xref-stream", stream_update(data, new)
    yield "object-stream-page", stream_update(data, {}, _page_without_content(data))
    yield "spaces-in-header", data + b"\n%d\x000\x0cobj\n%s\nendobj\n" % (number, new[number])
    yield "comment-in-header", data + b"\n%d %%\n0 obj\n%s\nendobj\n" % (number, new[number])


def _first_xref(data: bytes) -> int:
    """Of the revision before anybody signed."""
    reader = reading(data)
    return int(reader.xrefs.get_startxref_for_revision(0))


def _prev_of_itself(data: bytes, new: dict[int, bytes]) -> bytes:
    built = Update(data, new, prev=1).build()
    return Update(data, new, prev=built.rindex(b"xref\n", 0, built.rindex(b"trailer"))).build()


def _shifted(data: bytes, new: dict[int, bytes]) -> bytes:
    number = next(iter(new))
    offset = len(data.rstrip(b"\r\n")) + 2
    return Update(data, new, unlisted=frozenset(new), lines=[line(number, offset)]).build()


def _page_without_content(data: bytes) -> dict[int, bytes]:
    page = page_number(data)
    return {page: body_of(data, page).replace(b"/Contents", b"/Content")}


def _covered(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The same under the cover of a long-term-validation update."""
    number, spare = content_number(data), next_number(data)
    store = with_store(data, spare)
    body = forged_content(data)
    yield "store-and-content", Update(data, store | {number: body}).build()
    yield "store-and-other-generation", _other_generation(data, store, number, body)
    yield "store-and-line-twice", _listed_twice(data, store, number, body, forged_first=True)
    yield (
        "store-and-line-twice-swapped",
        _listed_twice(data, store, number, body, forged_first=False),
    )
    yield (
        "store-and-unlisted",
        Update(data, store | {number: body}, unlisted=frozenset({number})).build(),
    )
    yield (
        "store-then-objects",
        edit(data, security_store)
        + b"\n%d 0 obj\n%s\nendobj\n"
        % (
            number,
            body,
        ),
    )
    hidden = b"\n%d\x0c0 obj\n%s\nendobj\n" % (number, body)
    yield "store-and-form-feed", Update(data, store, between=hidden).build()
    hidden = b"\n%d%%\n0 obj\n%s\nendobj\n" % (number, body)
    yield "store-and-comment-in-header", Update(data, store, between=hidden).build()
    yield (
        "store-and-freed-content",
        Update(data, store, lines=[(number, b"%010d %05d f \n" % (0, 1))]).build(),
    )
    yield (
        "store-and-freed-silently",
        Update(data, store, lines=[(number, b"%010d %05d f \n" % (0, 0))]).build(),
    )
    yield (
        "store-and-freed-for-ever",
        Update(data, store, lines=[(number, b"%010d %05d f \n" % (0, 65535))]).build(),
    )
    yield "store-and-second-trailer", _second_trailer(data, store, number, body)
    yield "store-and-hybrid", _hybrid(data, store, number, body)


def _other_generation(data: bytes, store: dict[int, bytes], number: int, body: bytes) -> bytes:
    """A viewer that does not look at generations shows the new object."""
    hidden = b"%d 1 obj\n%s\nendobj\n" % (number, body)
    base = data.rstrip(b"\r\n") + b"\n" + hidden
    entry = b"%010d 00001 n \n" % (len(base) - len(hidden))
    update = Update(data, store, lines=[(number, entry)])
    return _rebased(update, base)


def _rebased(update: Update, base: bytes) -> bytes:
    """The update behind `base`, which has more bytes and the same cross-references."""
    prev = reading(update.data).last_startxref
    return Update(base, update.objects, prev=prev, lines=update.lines, extra=update.extra).build()


def _listed_twice(
    data: bytes, store: dict[int, bytes], number: int, body: bytes, *, forged_first: bool
) -> bytes:
    base = data.rstrip(b"\r\n") + b"\n"
    new = len(base)
    base += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    old, _ = object_at(data, number)
    offsets = [new, old] if forged_first else [old, new]
    return _rebased(Update(data, store, lines=[line(number, item) for item in offsets]), base)


def _second_trailer(data: bytes, store: dict[int, bytes], number: int, body: bytes) -> bytes:
    """A section that nothing points to, before the one that counts."""
    base = Update(data, {number: body}).build()
    return _rebased(Update(data, store), base)


def _hybrid(data: bytes, store: dict[int, bytes], number: int, body: bytes) -> bytes:
    base = stream_update(data, {number: body})
    start = int(base[base.rindex(b"startxref") + 9 :].split()[0])
    return _rebased(Update(data, store, extra=b"/XRefStm %d" % start), base)
