"""How far objects are followed when revisions are compared.

pyHanko takes note of every way to every object: thirty objects that name the next one twice are 2^30 ways, and
a table of contents with a thousand lines is one way of a thousand steps, with three calls for each.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver

from gateway.adapters.signatures.xref_limits import OvergrownFile

MAX_STEPS = (
    500_000  # in one revision; some seconds. A signed file of daily practice takes a thousand
)
_DEEP = 12_000  # calls; a way of some three thousand steps


class BoundedResolver(HistoricalResolver):
    """The objects of one revision, asked for a bounded number of times. Raises `OvergrownFile`."""

    _steps = 0

    def __call__(self, ref: generic.Reference) -> generic.PdfObject:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise OvergrownFile("too many ways between objects")
        return super().__call__(ref)  # type: ignore[no-any-return]  # pyHanko gives it no types

    def explicit_refs_in_revision(self) -> set[generic.Reference]:
        return super().explicit_refs_in_revision()  # type: ignore[no-untyped-call, no-any-return]  # as above


@contextmanager
def room_for_long_ways() -> Iterator[None]:
    """Lets calls nest deeper for as long as revisions are compared."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEP))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
