"""Bombs in a signed file to which an update was added: now everything is compared, and pages are looked at."""

from collections.abc import Iterator

from tests.support.forgeries.handmade import Update
from tests.support.forgeries_dos.case import HARMLESS, SAFE, Bomb
from tests.support.forgeries_dos.paper import FIRST_FREE, Paper, deflated, raw_stream, zeros
from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.documents import prepare, signed
from tests.support.forgeries_kit.world import genuine_world

_BOX = (300, 100, 400, 200)


def bombs() -> Iterator[Bomb]:
    gigabyte = raw_stream(zeros(1024), b"/Filter /FlateDecode")
    metadata = raw_stream(zeros(1024), b"/Filter /FlateDecode /Type /Metadata /Subtype /XML")
    text = deflated(b"BT /F1 9 Tf (abcdefgh) Tj ET\n" * 3_500_000)
    papers = {
        "content": Paper(content=gigabyte),
        "content-text": Paper(content=text),
        "content-paths": Paper(content=deflated(b"0 0 m 9 9 l S\n" * 2_000_000)),
        "nested": Paper(catalog=b"/X 10 0 R", objects={10: b"[" * 900 + b"]" * 900}),
        "fields-20000": Paper(fields=_fields(20_000), objects=_texts(20_000)),
        "objects-40000": Paper(
            catalog=b"/X 10 0 R",
            objects={n: b"<< /N %d 0 R >>" % (n + 1) for n in range(10, 40_010)},
        ),
        "doubling": Paper(
            catalog=b"/X 10 0 R",
            objects={n: b"[%d 0 R %d 0 R]" % (n + 1, n + 1) for n in range(10, 40)} | {40: b"1"},
        ),
        "loops": Paper(
            catalog=b"/X 10 0 R", objects={10: b"<< /A 11 0 R /B 10 0 R >>", 11: b"[10 0 R 11 0 R]"}
        ),
    }
    for name, paper in papers.items():
        yield Bomb(
            f"signed-again-{name}",
            "a second signature over a bomb",
            lambda paper=paper: _again(paper),
            SAFE,
            seconds=15,
        )
    yield Bomb(
        "signed-again-outline",
        "a genuine table of contents of 1,500 lines",
        lambda: _again(_outline(1_500)),
        HARMLESS,
    )
    bomb = Paper(catalog=b"/Metadata 10 0 R /DSS 11 0 R", objects={10: metadata, 11: b"<< >>"})
    yield Bomb(
        "update-over-metadata",
        "a new DSS beside a gigabyte of metadata",
        lambda: Update(bomb.build(), {11: b"<< /Type /DSS >>"}).build(),
        SAFE,
    )
    yield Bomb(
        "update-thousand-objects", "an update of 9,000 objects", lambda: _updated(9_000), seconds=15
    )
    yield Bomb(
        "update-fifty-thousand-objects", "an update of 50,000 objects", lambda: _updated(50_000)
    )
    yield Bomb("update-of-pages", "an update with a page tree of 5,000", _pages, seconds=15)


def _outline(count: int) -> Paper:
    """A table of contents: each line names the next. Genuine, and deep for whoever follows it."""
    lines = {
        20 + n: b"<< /Title (x) /Parent 19 0 R /Next %d 0 R /Dest [3 0 R /Fit] >>" % (21 + n)
        for n in range(count)
    }
    lines[20 + count] = b"<< /Title (x) /Parent 19 0 R /Dest [3 0 R /Fit] >>"
    head = b"<< /Type /Outlines /First 20 0 R /Last %d 0 R /Count %d >>" % (20 + count, count + 1)
    return Paper(catalog=b"/Outlines 19 0 R", objects=lines | {19: head})


def _again(paper: Paper) -> bytes:
    return signed(CmsPlan(genuine_world().leaf), prepare(paper.build(), "Signature2", box=_BOX))


def _fields(count: int) -> bytes:
    return b"5 0 R " + b" ".join(b"%d 0 R" % number for number in range(10, 10 + count))


def _texts(count: int) -> dict[int, bytes]:
    return {number: b"<< /FT /Tx /T (a%d) /V (x) >>" % number for number in range(10, 10 + count)}


def _updated(count: int) -> bytes:
    objects = dict.fromkeys(range(FIRST_FREE, FIRST_FREE + count), b"<< /N 1 >>")
    return Update(Paper().build(), objects).build()


def _pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 5010))
    pages = dict.fromkeys(range(10, 5010), b"<< /Type /Page /Parent 2 0 R >>")
    tree = b"<< /Type /Pages /Count 5001 /Kids [3 0 R %s] >>" % kids
    return Update(Paper().build(), {2: tree, **pages}).build()
