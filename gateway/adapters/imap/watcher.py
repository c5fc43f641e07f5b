"""Watches every mailbox from one thread: selectors wait on the idling servers, a few helpers do what blocks."""

import random
import selectors
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from gateway.adapters.imap.intake import IntakePorts
from gateway.adapters.imap.session import MailboxSession
from gateway.config.servers import ImapSettings
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.ports import Clock, MailboxLedger, MessageStore

_log = structlog.get_logger()

_HELPERS = 8  # slow servers that may be waited for at the same time
_LONGEST_WAIT = 0.5  # seconds until a stop is noticed


@dataclass(frozen=True, slots=True)
class Pace:
    """How patiently servers are treated, in seconds."""

    timeout: float = 30.0  # of one read or write
    first_retry: float = 1.0  # doubled at each failure
    longest_retry: float = 300.0
    refused_retry: float = 300.0  # after a refused login: repeated attempts would lock the account
    renew_idle: float = 540.0  # RFC 2177 allows 29 minutes; firewalls forget sooner


@dataclass(slots=True, eq=False)
class _Watch:
    mailbox: str
    settings: ImapSettings
    session: MailboxSession
    due: float = 0.0  # time.monotonic() of the next visit
    failures: int = 0
    job: Future[None] | None = None
    selected: socket.socket | None = field(default=None)


class MailboxWatcher:
    """The IMAP intake of all mailboxes. `on_new` is called from helper threads; ledger and store must bear that."""

    def __init__(
        self,
        mailboxes: Sequence[tuple[str, ImapSettings]],
        ledger: MailboxLedger,
        store: MessageStore,
        clock: Clock,
        on_new: Callable[[], None],
        pace: Pace = Pace(),
    ) -> None:
        self._pace = pace
        self._ending = threading.Event()
        ports = IntakePorts(ledger, store, clock, on_new, self._ending.is_set)
        self._watches = [
            _Watch(name, settings, MailboxSession(name, settings, ports, pace.timeout))
            for name, settings in mailboxes
        ]
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._wake_out.setblocking(False)

    def wake(self) -> None:
        """Makes `run` look at its stop event and its work at once. Callable from any thread, at any time."""
        with suppress(OSError):  # full: it wakes anyway; closed: nobody is left to wake
            self._wake_in.send(b"\0")

    def run(self, stop: threading.Event) -> None:
        """Watches until `stop` is set; returns within about a second of it. To be called once.

        Failures of servers are logged and retried. A defect of our own is raised.
        """
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_out, selectors.EVENT_READ)
            helpers = ThreadPoolExecutor(_HELPERS, "imap")
            try:
                while not stop.is_set():
                    self._start_visits(helpers, selector)
                    for key, _ in selector.select(self._patience()):
                        self._readable(key.data, selector)
                    self._finish_visits(selector)
            finally:
                self._end(helpers)

    def _patience(self) -> float:
        resting = (watch.due for watch in self._watches if watch.job is None)
        return max(
            0.0, min(_LONGEST_WAIT, min(resting, default=time.monotonic()) - time.monotonic())
        )

    def _start_visits(self, helpers: ThreadPoolExecutor, selector: selectors.BaseSelector) -> None:
        now = time.monotonic()
        for watch in self._watches:
            if watch.job is None and watch.due <= now:
                _forget(watch, selector)
                watch.job = helpers.submit(watch.session.visit)
                watch.job.add_done_callback(lambda _: self.wake())

    def _readable(self, watch: _Watch | None, selector: selectors.BaseSelector) -> None:
        if watch is None:
            with suppress(BlockingIOError):
                self._wake_out.recv(4096)
            return
        try:
            if watch.session.news():
                watch.due = time.monotonic()
        except TransientFailure as failure:
            _forget(watch, selector)
            self._failed(watch, failure)

    def _finish_visits(self, selector: selectors.BaseSelector) -> None:
        for watch in self._watches:
            job = watch.job
            if job is None or not job.done():
                continue
            watch.job = None
            try:
                job.result()
            except (TransientFailure, PermanentFailure) as failure:
                self._failed(watch, failure)
            else:
                self._visited(watch, selector)

    def _visited(self, watch: _Watch, selector: selectors.BaseSelector) -> None:
        if watch.failures:
            _log.info("mailbox-recovered", mailbox=watch.mailbox, after=watch.failures)
        watch.failures = 0
        idler = watch.session.idler
        now = time.monotonic()
        if idler is None:
            watch.due = now + watch.settings.poll_seconds
            return
        watch.due = now if idler.had_news else now + self._pace.renew_idle * _jitter()
        watch.selected = idler.socket
        selector.register(idler.socket, selectors.EVENT_READ, watch)

    def _failed(self, watch: _Watch, failure: TransientFailure | PermanentFailure) -> None:
        pace = self._pace
        watch.failures += 1
        if isinstance(failure, PermanentFailure):
            event, note, delay = "mailbox-refused", _log.error, pace.refused_retry
        else:
            event, note = "mailbox-unreachable", _log.warning
            delay = min(pace.longest_retry, pace.first_retry * 2 ** min(watch.failures - 1, 20))
        delay *= _jitter()
        watch.due = time.monotonic() + delay
        note(
            event,
            mailbox=watch.mailbox,
            cause=str(failure),
            failures=watch.failures,
            retry_in_s=round(delay, 1),
        )

    def _end(self, helpers: ThreadPoolExecutor) -> None:
        self._ending.set()
        helpers.shutdown(wait=False, cancel_futures=True)
        running = [watch for watch in self._watches if watch.job is not None]
        for watch in running:
            watch.session.interrupt()
        wait([watch.job for watch in running if watch.job], timeout=_LONGEST_WAIT)
        for watch in self._watches:
            if watch.job is None or watch.job.done():
                watch.session.close()
        self._wake_in.close()
        self._wake_out.close()


def _forget(watch: _Watch, selector: selectors.BaseSelector) -> None:
    if watch.selected is not None:
        selector.unregister(watch.selected)
        watch.selected = None


def _jitter() -> float:
    return random.uniform(0.75, 1.0)  # noqa: S311 - spreads load, guards nothing
