"""IDLE (RFC 2177) with a line buffer of our own.

imapclient's `idle_check` answers an ended connection with an endless empty list and loses a line that comes
in pieces; its `idle_done` can wait for good. Here an end is a failure, pieces are kept, and every wait ends.
"""

import socket
import ssl
import time

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError

_LINE_LIMIT = 65536  # no notice is longer; a server that sends no line end must not fill the memory


class IdleRefused(Exception):
    """The server offers IDLE and refuses it; the mailbox is polled instead."""


class Idler:
    """One IDLE command on one connection. Methods raise OSError or IMAPClientAbortError when the connection is lost."""

    def __init__(self, client: IMAPClient, *, told: bool = False) -> None:
        """`told`: the server already spoke of something new."""
        self._imap = client._imap  # noqa: SLF001 - imapclient offers no way past its own idle functions
        self._socket: socket.socket = client.socket()
        self._buffer = bytearray()
        self._tag = b""
        self._news = told

    @property
    def socket(self) -> socket.socket:
        """For the selector."""
        return self._socket

    def start(self, timeout: float) -> None:
        """Enters IDLE; the socket is non-blocking afterwards. Raises `IdleRefused`."""
        before = self._socket.gettimeout()
        self._buffer += self._read_ahead()
        self._socket.settimeout(before)
        self._tag = self._imap._command("IDLE")  # noqa: SLF001 - see above
        answer = self._wait_for((b"+", self._tag + b" "), timeout)
        if not answer.startswith(b"+"):
            self._imap.tagged_commands.pop(self._tag, None)
            self._socket.settimeout(before)
            raise IdleRefused
        self._note(self._lines())
        self._socket.setblocking(False)

    def news(self) -> bool:
        """To be called when the socket is readable: whether the server told of anything since `start`."""
        while self._receive():
            self._note(self._lines())
        self._note(self._lines())
        return self._news

    @property
    def had_news(self) -> bool:
        """Whether a notice came before or together with the answer to IDLE: no readable socket will tell of it."""
        return self._news

    def done(self, timeout: float) -> None:
        """Leaves IDLE; ordinary commands work again and time out after `timeout` seconds."""
        self._socket.settimeout(timeout)
        self._imap.send(b"DONE\r\n")
        self._wait_for((self._tag + b" ",), timeout)
        self._imap.tagged_commands.pop(self._tag, None)
        while self._buffer:  # a notice behind the answer: the rescan sees what it tells
            self._lines()
            if self._buffer:
                self._receive()
        self._socket.settimeout(timeout)

    def _wait_for(self, beginnings: tuple[bytes, ...], timeout: float) -> bytes:
        deadline = time.monotonic() + timeout
        while True:
            while (line := self._line()) is not None:
                if line.startswith(beginnings):
                    return line
                self._note([line])
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            self._receive()

    def _read_ahead(self) -> bytes:
        """What imaplib's buffered file already took from the socket: a select would never tell of it."""
        self._socket.setblocking(False)
        try:
            waiting = len(self._imap.file.peek())
            return bytes(self._imap.file.read(waiting)) if waiting else b""
        except (ssl.SSLWantReadError, BlockingIOError):
            return b""

    def _receive(self) -> bool:
        try:
            data = self._socket.recv(65536)
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        if not data:
            raise IMAPClientAbortError("the server closed the connection")
        self._buffer += data
        return True

    def _lines(self) -> list[bytes]:
        lines = []
        while (line := self._line()) is not None:
            lines.append(line)
        return lines

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            if len(self._buffer) > _LINE_LIMIT:
                raise IMAPClientAbortError("a line without an end")
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        if line[:5].upper() == b"* BYE":
            raise IMAPClientAbortError(line[:200].decode("ascii", "replace"))
        return line

    def _note(self, lines: list[bytes]) -> None:
        # "* OK Still here" is the server's own keep-alive; anything else is worth a look into the folder.
        self._news = self._news or any(line[:4].upper() != b"* OK" for line in lines)
