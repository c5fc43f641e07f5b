"""A thread that repeats one step until it is told to stop. Holds the second of the two crash barriers."""

import threading
from collections.abc import Callable

import structlog

from gateway.domain.backoff import delay
from gateway.domain.failures import PermanentFailure, TransientFailure

_log = structlog.get_logger()
IDLE_SECONDS = 1.0  # a lost wake-up costs this much, never mail


class Wake:
    """Tells a loop that there is work; the loop finds the work itself in the database."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    def wait(self, seconds: float) -> None:
        self._event.wait(seconds)
        self._event.clear()


class Loop:
    """Runs `step` again and again: at once while it returns True, else after a wake-up or a second."""

    def __init__(self, name: str, step: Callable[[], bool], stop: threading.Event) -> None:
        self.wake = Wake()
        self._name = name
        self._step = step
        self._stop = stop
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self._try_step() and not self._stop.is_set():
                self.wake.wait(IDLE_SECONDS)

    def _try_step(self) -> bool:
        try:
            worked = self._step()
        except (TransientFailure, PermanentFailure) as failure:
            self._pause("loop-failed", str(failure), loud=False)
            return False
        except Exception as bug:  # noqa: BLE001 - barrier: a thread that dies in silence would strand mail
            self._pause("internal-error", type(bug).__name__, loud=True)
            return False
        self._failures = 0
        return worked

    def _pause(self, event: str, cause: str, *, loud: bool) -> None:
        log = _log.critical if loud else _log.error
        log(event, loop=self._name, cause=cause, exc_info=loud)
        self._stop.wait(min(delay(self._failures).total_seconds(), 60))
        self._failures += 1
