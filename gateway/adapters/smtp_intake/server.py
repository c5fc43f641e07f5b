"""The socket, the thread and its event loop: the only place of asyncio in the product."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import structlog

from gateway.adapters.smtp_intake.acceptance import OneByOne
from gateway.adapters.smtp_intake.policy import MEBIBYTE, Policy
from gateway.adapters.smtp_intake.protocol import IntakeProtocol, Limits, Shared
from gateway.adapters.smtp_intake.sessions import Sessions
from gateway.adapters.smtp_intake.tls import tls_context
from gateway.config.servers import SmtpIntakeSettings
from gateway.domain.failures import PermanentFailure
from gateway.ports import Clock, Ledger, StreamingStore

_log = structlog.get_logger()

_BACKLOG = 200  # connections that the kernel keeps until we look


class SmtpIntake:
    """Takes mail by SMTP for the configured mailboxes and records it.

    The bytes are stored as they came, with CRLF and without a Received header: so a mail that is sent
    again after a lost reply has the same digest, and the ledger knows it. What a Received header would
    say (peer, time, envelope) is in the `RawMessage` and the log.

    `ledger` and `on_new` are called from several threads of its own.
    """

    idle_seconds = 300.0  # RFC 5321 §4.5.3.2.7
    data_seconds = 600.0  # RFC 5321 §4.5.3.2.6 gives the client as long to wait for us
    stop_seconds = 5.0

    def __init__(
        self,
        settings: SmtpIntakeSettings,
        mailboxes: Mapping[str, str],
        store: StreamingStore,
        ledger: Ledger,
        clock: Clock,
        on_new: Callable[[], None],
    ) -> None:
        """`mailboxes`: address in lower case to the configured name of the mailbox."""
        self._settings = settings
        self._policy = Policy(settings, mailboxes, store)
        self._store = store
        self._acceptance = OneByOne(ledger, clock, on_new)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listens from now on. Raises `PermanentFailure`: port in use, certificate not usable."""
        tls = tls_context(self._settings)
        listener = _listener(self._settings)
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(
            target=self._run, args=(listener, tls), name="smtp-intake", daemon=True
        )
        self._thread.start()
        _log.info("smtp-intake-listening", listen=self._settings.listen, port=self._settings.port)

    def stop(self) -> None:
        """Lets bodies in hand end (`stop_seconds`), answers 421 to all else, and returns when done."""
        if self._thread is None:
            return
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._thread = None

    @property
    def is_alive(self) -> bool:
        """False before `start`, after `stop`, and when the thread ended by a defect of ours."""
        return self._thread is not None and self._thread.is_alive()

    def _run(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve(listener, tls))

    async def _serve(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        sessions = Sessions(self._settings.max_connections)
        # Eight: the syncs of several mails share the commits of the file system's journal.
        with ThreadPoolExecutor(8, thread_name_prefix="smtp-intake") as threads:
            shared = self._shared(sessions, threads, tls)
            server = await asyncio.get_running_loop().create_server(
                lambda: IntakeProtocol(shared), sock=listener, backlog=_BACKLOG
            )
            await self._stop.wait()
            server.close()
            await sessions.drain(self.stop_seconds)

    def _shared(
        self, sessions: Sessions, threads: ThreadPoolExecutor, tls: ssl.SSLContext | None
    ) -> Shared:
        limits = Limits(
            self.idle_seconds, self.data_seconds, self._settings.max_message_mb * MEBIBYTE
        )
        return Shared(
            policy=self._policy,
            store=self._store,
            acceptance=self._acceptance,
            threads=threads,
            sessions=sessions,
            limits=limits,
            hostname=socket.gethostname(),
            tls=tls,
        )


def _listener(settings: SmtpIntakeSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.listen else socket.AF_INET
    try:
        listener = socket.create_server(
            (settings.listen, settings.port), family=family, backlog=_BACKLOG
        )
    except OSError as error:
        raise PermanentFailure(
            f"smtp_intake: cannot listen on {settings.listen} port {settings.port}: {error.strerror or error}"
        ) from error
    # Inherited by the connections. asyncio sets it only on sockets that say they are TCP, and these do not;
    # without it each reply of several lines waits 40 ms for an acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
