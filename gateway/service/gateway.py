"""The running gateway: threads around one database, told to stop by an event.

Intake only stores and records; examination, submission and settling find their work in the database, so
that nobody delivers while receiving and nobody examines while a server waits.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol

import structlog

from gateway.service.loops import Loop

_log = structlog.get_logger()


class Intake(Protocol):
    """A way in: IMAP watcher or SMTP server."""

    def start(self) -> None:
        """Begins to take mail in. Raises `PermanentFailure` when it cannot (a port in use)."""
        ...

    def stop(self) -> None:
        """Finishes what is in hand and returns."""
        ...

    @property
    def is_alive(self) -> bool:
        """False when it ended by itself."""
        ...


@dataclass(frozen=True, slots=True)
class ScanReading:
    """`step` reads the scans of one message, which may take minutes; `interrupt` ends the reading in hand.

    What was interrupted fails as `TransientFailure`: the message is read again later.
    """

    step: Callable[[], bool]
    interrupt: Callable[[], None]


class Gateway:
    """Starts and stops the loops in the right order: intake last up and first down."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._stop_reading = threading.Event()
        self._interrupt: Callable[[], None] | None = None
        self._examiners: list[Loop] = []
        self._senders: list[Loop] = []
        self._movers: list[Loop] = []
        self._intakes: Sequence[Intake] = ()

    def assemble(
        self,
        *,
        examine: Callable[[], bool],
        examiners: int,
        recognise: ScanReading | None,
        submit: Callable[[], bool],
        settle: Callable[[], bool] | None,
        intakes: Sequence[Intake],
    ) -> None:
        """Takes the steps and the ways in. `settle` is None when no mailbox is moved in.

        `recognise` takes the messages with scans, one at a time; None where nothing reads them.
        """
        self._examiners = [
            Loop(f"examine-{n}", examine, self._stop) for n in range(1, examiners + 1)
        ]
        if recognise is not None:
            self._examiners.append(Loop("recognise", recognise.step, self._stop_reading))
            self._interrupt = recognise.interrupt
        self._senders = [Loop("submit", submit, self._stop)]
        self._movers = [Loop("settle", settle, self._stop)] if settle else []
        self._intakes = intakes

    def message_recorded(self) -> None:
        """Called by the intake after a message was recorded."""
        for loop in self._examiners:
            loop.wake.set()

    def message_concluded(self) -> None:
        """Called after a message was concluded: there may be a receipt and a move."""
        for loop in (*self._senders, *self._movers):
            loop.wake.set()

    def start(self) -> None:
        """Starts everything; when an intake cannot start, what runs is stopped and the failure goes on."""
        for loop in self._loops:
            loop.start()
        with ExitStack() as undo:
            started: list[Intake] = []
            undo.callback(self._shut_down, started)
            for intake in self._intakes:
                intake.start()
                started.append(intake)
            undo.pop_all()
        _log.info("started", loops=len(self._loops), intakes=len(started))

    @property
    def is_healthy(self) -> bool:
        """Whether every thread lives; the watchdog of systemd asks."""
        return all(loop.is_alive for loop in self._loops) and all(
            way.is_alive for way in self._intakes
        )

    def stop(self) -> None:
        """Ends after the message in hand; one whose scans are being read is put back."""
        _log.info("stopping")
        self._shut_down(self._intakes)
        _log.info("stopped")

    def _shut_down(self, intakes: Sequence[Intake]) -> None:
        self._stop_reading.set()  # before the reading ends: else each scan that waits fails in turn
        if self._interrupt is not None:
            self._interrupt()
        for intake in intakes:
            intake.stop()
        self._stop.set()
        for loop in self._loops:
            loop.wake.set()
        for loop in self._loops:
            loop.join()

    @property
    def _loops(self) -> list[Loop]:
        return [*self._examiners, *self._senders, *self._movers]
