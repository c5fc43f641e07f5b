"""Reading the scans of one mail: behind everything else, and not for longer than others may be kept waiting."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from gateway.adapters.examiner.asking import TEXTS, TaskPool, ask
from gateway.domain.document import DocumentText, ReadProblem

READ_SCAN = "read-scan"


@dataclass(slots=True)
class Scans:
    """Reads until one scan takes too long, or the time to begin one is over.

    The mail is held by then, and one sender must not keep the lane from all others. What was not read stays what
    it is: a scan that nobody has read.
    """

    pool: TaskPool
    until: float  # of monotonic(): no scan is begun later
    is_stopped: bool = False

    def read(self, arguments: Mapping[str, Any], unread: DocumentText) -> DocumentText:
        """What was recognised, or `unread`."""
        if self.is_stopped or monotonic() > self.until:
            return unread
        text = ask(self.pool, READ_SCAN, arguments, TEXTS)
        self.is_stopped = text.problem is ReadProblem.TIMEOUT
        return unread if self.is_stopped else text
