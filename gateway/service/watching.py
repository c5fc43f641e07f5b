"""The thread in which all IMAP mailboxes are watched."""

import threading
from typing import Protocol

import structlog

_log = structlog.get_logger()


class Watcher(Protocol):
    """Watches until `stop` is set; `wake` makes it look at once."""

    def run(self, stop: threading.Event) -> None: ...

    def wake(self) -> None: ...


class Watching:
    """A watcher in a thread of its own, as a way in of the gateway."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="imap-watcher")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._watcher.wake()
        self._thread.join()

    @property
    def is_alive(self) -> bool:
        """False after a defect of our own: the watchdog then ends the gateway and systemd starts it anew."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._watcher.run(self._stop)
        finally:
            if not self._stop.is_set():
                _log.critical("imap-watcher-ended", exc_info=True)
