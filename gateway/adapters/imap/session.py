"""One mailbox being watched over one connection."""

import socket
from contextlib import ExitStack, suppress

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from gateway.adapters.imap.connection import connect, drop, failures, offers, place_of
from gateway.adapters.imap.folders import resolve
from gateway.adapters.imap.idle import Idler, IdleRefused
from gateway.adapters.imap.intake import FolderIntake, IntakePorts
from gateway.config.servers import ImapSettings


class MailboxSession:
    """Connects, takes in what is new and idles. Used by one thread at a time; only `interrupt` may come from another.

    After any failure the connection is closed and the next visit opens a new one.
    """

    def __init__(
        self, mailbox: str, settings: ImapSettings, ports: IntakePorts, timeout: float
    ) -> None:
        self._settings = settings
        self._timeout = timeout
        self._place = place_of(settings)
        self._intake = FolderIntake(mailbox, settings.folder, ports)
        self._client: IMAPClient | None = None
        self._idler: Idler | None = None
        self._may_idle = False

    def visit(self) -> None:
        """Takes in what is new, then enters IDLE when the server can. Raises `TransientFailure`, `PermanentFailure`."""
        with ExitStack() as on_failure, failures(self._place):
            on_failure.callback(self.close)
            client = self._open() if self._client is None else self._resume(self._client)
            notices = client._imap.untagged_responses  # noqa: SLF001 - imapclient does not show them
            notices.clear()
            self._intake.rescan(client)
            # A mail that came during the rescan was told of with some answer: IDLE does not tell of it again.
            self._enter_idle(client, told="EXISTS" in notices)
            on_failure.pop_all()

    @property
    def idler(self) -> Idler | None:
        """The running IDLE command; None when the mailbox is polled."""
        return self._idler

    def news(self) -> bool:
        """Whether the idling server told of something. Raises `TransientFailure` when it is gone."""
        with ExitStack() as on_failure, failures(self._place):
            on_failure.callback(self.close)
            told = self._idler is not None and self._idler.news()
            on_failure.pop_all()
        return told

    def interrupt(self) -> None:
        """Makes a visit that runs in another thread end soon."""
        client = self._client
        if client is not None:
            with suppress(OSError):
                # Not SSLSocket.shutdown, which would pull the TLS state from under the other thread.
                socket.socket.shutdown(client.socket(), socket.SHUT_RDWR)

    def close(self) -> None:
        client, self._client, self._idler = self._client, None, None
        if client is not None:
            drop(client)

    def _open(self) -> IMAPClient:
        client = self._client = connect(self._settings, self._timeout)
        # EXAMINE: the gateway reads here and changes nothing, no \Recent flag either (RFC 3501 §6.3.2).
        state = client.select_folder(resolve(client, self._settings.folder), readonly=True)
        uidvalidity, uidnext = state.get(b"UIDVALIDITY"), state.get(b"UIDNEXT")
        if not isinstance(uidvalidity, int):
            raise IMAPClientError("the server gives no UIDVALIDITY")
        if not isinstance(uidnext, int):
            uidnext = max(client.search("ALL"), default=0) + 1
        self._intake.opened(uidvalidity, uidnext)
        self._may_idle = offers(client, "IDLE")
        return client

    def _resume(self, client: IMAPClient) -> IMAPClient:
        idler, self._idler = self._idler, None
        if idler is not None:
            idler.done(self._timeout)
        return client

    def _enter_idle(self, client: IMAPClient, *, told: bool) -> None:
        if not self._may_idle:
            return
        idler = Idler(client, told=told)
        try:
            idler.start(self._timeout)
        except IdleRefused:
            self._may_idle = False
        else:
            self._idler = idler
