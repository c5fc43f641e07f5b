"""Numbers in the order of receipt (NĐ 30/2020 Art. 22), although several messages are examined at once.

A message may be concluded when all that were claimed before it in the same mailbox are through, or after
a moment: a hostile file must not keep back what came after it.
"""

import threading
from collections.abc import Callable

from gateway.ports import Work

_PATIENCE_SECONDS = 2.0


class Turnstile:
    """Remembers in which order messages were claimed. One for all examiners of a gateway."""

    def __init__(self, patience: float = _PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._changed = threading.Condition()
        self._claimed: list[Work] = []

    def take(self, claim: Callable[[], Work | None]) -> Work | None:
        """Claims a message and gives it its place in the line."""
        with self._changed:
            work = claim()
            if work is not None:
                self._claimed.append(work)
            return work

    def wait(self, work: Work) -> None:
        """Returns when it is this message's turn, or when its patience is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_first(work), self._patience)

    def leave(self, work: Work) -> None:
        """Concluded or postponed: the next may pass."""
        with self._changed:
            self._claimed.remove(work)
            self._changed.notify_all()

    def _is_first(self, work: Work) -> bool:
        same = (other for other in self._claimed if other.raw.mailbox == work.raw.mailbox)
        return next(same, work) is work
