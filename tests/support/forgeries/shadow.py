"""Shadow attacks: prepared by the forger, signed in good faith, switched over afterwards."""

from collections.abc import Iterator

from tests.support.forgeries.carried import carried
from tests.support.forgeries.case import NEVER_VALID, Case, forged
from tests.support.forgeries.handmade import Update, body_of, line, object_at
from tests.support.forgeries.shadow_both import BOTH, hidden_page, two_contents
from tests.support.forgeries.shadow_tricks import HIDE, REPLACE
from tests.support.forgeries.workshop import Workshop, next_number, reading
from tests.support.forgeries.xref_tricks import (
    content_number,
    forged_content,
    with_store,
)
from tests.support.signed_pdf import LEADER_BOX, sign


def cases(shop: Workshop) -> Iterator[Case]:
    for name, prepare, change in [*HIDE, *REPLACE, *BOTH]:
        twin = shop.signed_after(prepare)
        # Signing takes the wish to be drawn anew away.
        made = carried(shop, twin, change, signing=name != "replace-drawn-anew")
        for how, data in made.items():
            text = f"{name}, switched over {how}"
            yield forged(f"shadow-{name}-{how}", text, data, twin, NEVER_VALID)
    yield from _by_table(shop)
    yield from _one_number(shop)
    yield from _other_root(shop)


def _by_table(shop: Workshop) -> Iterator[Case]:
    """Only cross-reference lines change: every byte of what is shown was signed."""
    twin = shop.signed_after(two_contents)
    number = content_number(twin)
    page = reading(twin).root["/Pages"]["/Kids"][0]
    hidden, _ = object_at(twin, int(page["/PieceInfo"].raw_get("/X").idnum))
    shown, _ = object_at(twin, number)
    store = with_store(twin, next_number(twin))
    made = {
        "line": Update(twin, {}, lines=[line(number, hidden)]),
        "line-with-store": Update(twin, store, lines=[line(number, hidden)]),
        "line-both": Update(twin, store, lines=[line(number, hidden), line(number, shown)]),
    }
    for name, update in made.items():
        yield forged(
            f"shadow-table-{name}", f"cross-reference {name}", update.build(), twin, NEVER_VALID
        )


def _one_number(shop: Workshop) -> Iterator[Case]:
    """Two objects with one number in the signed bytes; the table names the harmless one."""
    number = content_number(shop.plain)
    body = b"%d 0 obj\n%s\nendobj\n" % (number, forged_content(shop.plain))
    twin = sign(Update(shop.plain, {}, between=body).build(), shop.pki.leader, box=LEADER_BOX)
    hidden, shown = twin.index(body), object_at(twin, number)[0]
    store = with_store(twin, next_number(twin))
    lines = {
        "hidden": [line(number, hidden)],
        "hidden-then-shown": [line(number, hidden), line(number, shown)],
        "shown-then-hidden": [line(number, shown), line(number, hidden)],
    }
    for name, entries in lines.items():
        data = Update(twin, store, lines=entries).build()
        yield forged(f"shadow-one-number-{name}", f"two bodies: {name}", data, twin, NEVER_VALID)


def _other_root(shop: Workshop) -> Iterator[Case]:
    """A second catalog lies ready; the later trailer names it."""
    twin = shop.signed_after(hidden_page)
    root = int(reading(twin).root["/PieceInfo"].raw_get("/X").idnum)
    spare = next_number(twin)
    form = int(reading(twin).root.raw_get("/AcroForm").idnum)
    body = body_of(twin, root)[:-2] + b"/AcroForm %d 0 R /DSS %d 0 R >>" % (form, spare)
    store = {spare: b"<< /Type /DSS /CRLs [] >>"}
    made = {
        "alone": Update(twin, {}, root=root),
        "with-form": Update(twin, {root: body.replace(b"/DSS %d 0 R" % spare, b"")}, root=root),
        "with-store": Update(twin, store | {root: body}, root=root),
        "new": Update(twin, store | {spare + 1: body}, root=spare + 1),
    }
    for name, update in made.items():
        yield forged(f"shadow-root-{name}", f"root: {name}", update.build(), twin, NEVER_VALID)
