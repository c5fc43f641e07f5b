"""A change after a signature, alone and under each cover that a forger has at hand."""

from tests.support.forgeries.incremental import security_store
from tests.support.forgeries.parts import Writer
from tests.support.forgeries.workshop import Change, Workshop, edit


def carried(shop: Workshop, twin: bytes, change: Change, *, signing: bool) -> dict[str, bytes]:
    """Alone, with a DSS, with a stamp of the forger's own, and with a colleague's signature.

    `signing` is false for a change that signing takes away again.
    """

    def covered(writer: Writer) -> None:
        change(writer)
        security_store(writer)

    made = {"alone": edit(twin, change), "with-store": edit(twin, covered)}
    if signing:
        made["with-stamp"] = shop.stamp_with(twin, change)
        made["with-colleague"] = shop.colleague_with(twin, change)
    return made
