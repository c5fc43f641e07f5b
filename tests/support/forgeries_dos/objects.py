"""Objects that lead back, lie deep, swell when decoded or announce more than there is."""

from collections.abc import Iterator

from gateway.domain.signature import VerdictReason
from tests.support.forgeries_dos.case import COMPLEX, HELD, SAFE, UNREADABLE, Bomb
from tests.support.forgeries_dos.paper import Paper, raw_stream


def bombs() -> Iterator[Bomb]:
    yield from _pages()
    yield from _nested()
    yield from _many()


def _pages() -> Iterator[Bomb]:
    yield Bomb(
        "pages-kid-is-parent",
        "the page tree leads back",
        lambda: Paper(kids=b"[2 0 R 3 0 R]").build(),
    )
    yield Bomb("pages-kid-twice", "2^30 pages of thirty nodes", _doubling)
    yield Bomb("pages-deep", "a page tree of depth 20,000", lambda: _deep_tree(20_000))
    yield Bomb(
        "pages-million-kids",
        "a million times the same page",
        lambda: Paper(kids=b"[%s]" % (b"3 0 R " * 1_000_000)).build(),
    )
    yield Bomb(
        "pages-parent-itself",
        "the parent of the page is the page",
        lambda: Paper(page=b"/Parent 3 0 R").build(),
    )
    yield Bomb(
        "page-contents-million",
        "a million times the same content",
        lambda: Paper(
            page=b"/X 1",
            content=b"[%s]" % (b"10 0 R " * 1_000_000),
            objects={10: raw_stream(b"0 g")},
        ).build(),
        SAFE,
    )


def _doubling() -> bytes:
    nodes = {
        number: b"<< /Type /Pages /Count 2 /Kids [%d 0 R %d 0 R] >>" % (number + 1, number + 1)
        for number in range(10, 40)
    }
    nodes[40] = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    return Paper(kids=b"[10 0 R]", objects=nodes).build()


def _deep_tree(depth: int) -> bytes:
    nodes = {
        number: b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (number + 1)
        for number in range(10, 10 + depth)
    }
    nodes[10 + depth] = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    return Paper(kids=b"[10 0 R]", objects=nodes).build()


def _nested() -> Iterator[Bomb]:
    depth = 100_000
    shapes = {
        "arrays": b"[" * depth + b"]" * depth,
        "arrays-open": b"[" * depth,
        "dictionaries": b"<< /A " * depth + b"1" + b" >>" * depth,
        "dictionaries-open": b"<< /A " * depth,
        "both": b"[ << /A " * depth + b"1" + b" >> ]" * depth,
        "strings": b"(" * depth + b")" * depth,
        "comment": b"%" + b"x" * 5_000_000 + b"\n1",
        "long-string": b"(" + b"x" * 5_000_000 + b")",
        "long-name": b"/" + b"x" * 5_000_000,
        "long-number": b"9" * 1_000_000,
        "white-space": b" " * 5_000_000 + b"1",
        "hex": b"<" + b"41" * 5_000_000 + b">",
    }
    for name, body in shapes.items():
        yield Bomb(
            f"nested-{name}",
            "deep or long",
            lambda body=body: Paper(objects={10: body}, catalog=b"/X 10 0 R").build(),
            SAFE,
        )
    for name in ("arrays", "dictionaries"):
        yield Bomb(
            f"nested-{name}-in-catalog",
            "deep in the catalog",
            lambda name=name: Paper(catalog=b"/X " + shapes[name]).build(),
        )
        yield Bomb(
            f"nested-{name}-in-stream",
            "deep in an object stream",
            lambda name=name: Paper(compressed={10: shapes[name]}, catalog=b"/X 10 0 R").build(),
        )
    yield Bomb(
        "reference-to-itself",
        "an object that is a reference to itself",
        lambda: Paper(objects={10: b"10 0 R"}, catalog=b"/X 10 0 R").build(),
        SAFE,
    )
    yield Bomb(
        "references-chained",
        "20,000 references one behind the other",
        lambda: Paper(
            objects={n: b"%d 0 R" % (n + 1) for n in range(10, 20_010)} | {20_010: b"1"},
            catalog=b"/X 10 0 R",
        ).build(),
        SAFE,
    )
    yield Bomb(
        "length-of-itself",
        "the length of a stream lies in the stream",
        lambda: Paper(
            objects={10: b"<< /Length 10 0 R >>\nstream\nx\nendstream"}, catalog=b"/X 10 0 R"
        ).build(),
    )
    yield Bomb("object-stream-in-itself", "an object stream that lies in itself", _in_itself)


def _in_itself() -> bytes:
    data = Paper(compressed={10: b"<< /A 1 >>"}, catalog=b"/X 10 0 R").build()
    start = len(data)
    rows = bytes([2]) + (7).to_bytes(4, "big") + bytes(4)
    prev = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    head = b"/Type /XRef /Size 50 /W [1 4 4] /Index [7 1] /Root 1 0 R /Prev %d" % prev
    return data + b"49 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        raw_stream(rows, head),
        start,
    )


def _many() -> Iterator[Bomb]:
    yield Bomb(
        "objects-three-hundred-thousand",
        "300,000 objects",
        lambda: Paper(
            objects={n: b"<< /N %d 0 R >>" % (n + 1) for n in range(10, 300_010)},
            catalog=b"/X 10 0 R",
        ).build(),
        HELD,
        seconds=15,
    )
    yield Bomb(
        "array-million",
        "an array of three million",
        lambda: Paper(objects={10: b"[%s]" % (b"1 " * 3_000_000)}, catalog=b"/X 10 0 R").build(),
        COMPLEX,
        VerdictReason.TOO_COMPLEX,
    )
    yield Bomb(
        "header-far",
        "50 MB before the header",
        lambda: b"\n" * 50_000_000 + Paper().build(),
        UNREADABLE,
    )
    yield Bomb("tail-far", "50 MB behind the end", lambda: Paper().build() + b" " * 50_000_000)
    yield Bomb(
        "tail-end-marks", "5 MB of end marks", lambda: Paper().build() + b"%%EOF\n" * 800_000
    )
