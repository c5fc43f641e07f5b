"""On which page a reading stands, and where on it."""

from dataclasses import replace
from typing import TypeVar

from gateway.domain.document import DocumentText, Evidence, Reading
from gateway.domain.reading.places import Places
from gateway.domain.vietnamese import one_line

T = TypeVar("T")
_OF_PAGES = frozenset({Evidence.TEXT, Evidence.OCR})


class Pages:
    """The pages of a text: the first ones as they follow, and the last one behind them when some were left out."""

    def __init__(self, words: str, text: DocumentText) -> None:
        """`words` is the text as it was read: the recognised one of a scan is mended."""
        pages = words.split("\f") if text.page_count else []
        self._pages = [one_line(page) for page in pages]
        self._lines = [page.count("\n") + 1 for page in pages]
        self._places = {
            placed.index: Places(pages[placed.index], placed.boxes)
            for placed in text.places
            if placed.index < len(pages)
        }
        self._count = text.page_count or 0

    def at_head(self, reading: Reading[T] | None) -> Reading[T] | None:
        """What was read in the head stands on page 1; so does what the text says against another source."""
        if reading is None:
            return None
        others = tuple(self._on_page_one(other) for other in reading.against)
        return self._on_page_one(replace(reading, against=others))

    def _on_page_one(self, reading: Reading[T]) -> Reading[T]:
        if reading.source not in _OF_PAGES or not self._pages:
            return reading
        places = self._places.get(0)
        return replace(reading, page=1, box=places.find(reading.seen) if places else None)

    def at_row(self, reading: Reading[T], row: int, words: str) -> Reading[T]:
        """What was read in a row of all pages together, from 0: its `words` alone may be on it or go on below it."""
        if reading.source not in _OF_PAGES or not self._pages:
            return reading
        for at, lines in enumerate(self._lines):
            if row < lines:
                places = self._places.get(at)
                box = places.find(words, line=row) if places else None
                return replace(reading, page=self._number(at), box=box)
            row -= lines
        return reading

    def where(self, reading: Reading[T] | None) -> Reading[T] | None:
        """The last page on which the words stand; None where they cannot be found again."""
        if reading is None or reading.source not in _OF_PAGES:
            return reading
        words = one_line(reading.seen.split(" / ")[0])
        at = next((i for i in reversed(range(len(self._pages))) if words in self._pages[i]), None)
        if at is None:
            return reading
        places = self._places.get(at)
        box = places.find(reading.seen, last=True) if places else None
        return replace(reading, page=self._number(at), box=box)

    def _number(self, index: int) -> int:
        skipped = self._count > len(self._pages)
        return self._count if skipped and index == len(self._pages) - 1 else index + 1
