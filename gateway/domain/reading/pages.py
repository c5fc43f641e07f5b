"""On which page a reading stands."""

from dataclasses import replace
from typing import TypeVar

from gateway.domain.document import DocumentText, Evidence, Reading
from gateway.domain.vietnamese import one_line

T = TypeVar("T")
_OF_PAGES = frozenset({Evidence.TEXT, Evidence.OCR})


class Pages:
    """The pages of a text: the first ones as they follow, and the last one behind them when some were left out."""

    def __init__(self, words: str, text: DocumentText) -> None:
        """`words` is the text as it was read: the recognised one of a scan is mended."""
        self._pages = [one_line(page) for page in words.split("\f")] if text.page_count else []
        self._count = text.page_count or 0

    def at_head(self, reading: Reading[T] | None) -> Reading[T] | None:
        """What was read in the head stands on page 1."""
        if reading is None or reading.source not in _OF_PAGES or not self._pages:
            return reading
        return replace(reading, page=1)

    def where(self, reading: Reading[T] | None) -> Reading[T] | None:
        """The last page on which the words stand; None where they cannot be found again."""
        if reading is None or reading.source not in _OF_PAGES:
            return reading
        words = one_line(reading.seen.split(" / ")[0])
        at = next((i for i in reversed(range(len(self._pages))) if words in self._pages[i]), None)
        return reading if at is None else replace(reading, page=self._number(at))

    def _number(self, index: int) -> int:
        skipped = self._count > len(self._pages)
        return self._count if skipped and index == len(self._pages) - 1 else index + 1
