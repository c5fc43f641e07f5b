"""Asks named hosts for CRLs and OCSP responses over HTTP: nobody else, no redirects, no proxies, within limits.

HTTP without TLS is usual here (RFC 5280 §8): what comes is signed and is checked by who stores it.
"""

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from gateway.domain.failures import PermanentFailure, TransientFailure

_BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True)
class HttpFetcher:
    """Implements `Fetcher` of the refresh step. `hosts` are `name` or `name:port`, as they stand in URLs."""

    hosts: Sequence[str]
    timeout_seconds: float  # of one whole answer, from connecting to the last byte

    def may_ask(self, url: str) -> bool:
        """By the exact host and port of the URL; a name with a user part is never allowed."""
        try:
            parts = urlsplit(url)
            return parts.scheme in {"http", "https"} and parts.netloc.lower() in self.hosts
        except ValueError:
            return False

    def get(self, url: str, limit: int) -> bytes:
        """The answer of at most `limit` bytes. Raises `TransientFailure` or `PermanentFailure` with the cause."""
        return self._exchange(_Request("GET", self._split(url)), limit)

    def post(self, url: str, body: bytes, content_type: str, limit: int) -> bytes:
        """The same for a POST."""
        headers = {"Content-Type": content_type}
        return self._exchange(_Request("POST", self._split(url), body, headers), limit)

    def _split(self, url: str) -> SplitResult:
        if not self.may_ask(url):
            raise PermanentFailure("the host is not in refresh.hosts")
        return urlsplit(url)

    def _exchange(self, request: "_Request", limit: int) -> bytes:
        with _deadline(request.connection(self.timeout_seconds), self.timeout_seconds) as guard:
            try:
                data = _answer(guard.connection, request, limit)
            except (HTTPError, OSError, ValueError) as error:
                if guard.expired:
                    raise TransientFailure(f"no answer in {self.timeout_seconds:g} s") from None
                raise TransientFailure(_cause(error)) from error
        if guard.expired:  # a body without a length looks complete when it is cut off
            raise TransientFailure(f"no answer in {self.timeout_seconds:g} s")
        return data


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: SplitResult
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        return (self.url.path or "/") + (f"?{self.url.query}" if self.url.query else "")

    def connection(self, timeout: float) -> HTTPConnection:
        try:
            host, port = self.url.hostname or "", self.url.port
        except ValueError as error:
            raise PermanentFailure(f"not a URL: {error}") from error
        if self.url.scheme == "https":
            context = ssl.create_default_context()
            return HTTPSConnection(host, port, timeout=timeout, ssl_context=context)
        return HTTPConnection(host, port, timeout=timeout)


def _cause(error: Exception) -> str:
    """Short and on one line: parts of it may come from the server."""
    text = f"{type(error).__name__}: {str(error)[:200]}"
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _answer(connection: HTTPConnection, request: _Request, limit: int) -> bytes:
    connection.request(
        request.method,
        request.target,
        request.body,
        request.headers,
        preload_content=False,
        decode_content=False,
    )
    answer = connection.getresponse()
    if answer.status != 200:
        raise TransientFailure(f"HTTP status {answer.status}")
    return b"".join(_blocks(answer, limit))


def _blocks(answer: BaseHTTPResponse, limit: int) -> Iterator[bytes]:
    size = 0
    for block in answer.stream(_BLOCK, decode_content=False):
        size += len(block)
        if size > limit:
            raise PermanentFailure(f"more than {limit} bytes")
        yield block


@dataclass(slots=True)
class _Guard:
    connection: HTTPConnection
    expired: bool = False

    def expire(self) -> None:
        self.expired = True
        if isinstance(self.connection.sock, socket.socket):
            with suppress(OSError):
                # The plain method: SSLSocket.shutdown would let the reader go on in clear.
                socket.socket.shutdown(self.connection.sock, socket.SHUT_RDWR)


@contextmanager
def _deadline(connection: HTTPConnection, seconds: float) -> Iterator[_Guard]:
    """Ends the exchange after that time, however slowly the bytes drip: timeouts of sockets do not."""
    guard = _Guard(connection)
    timer = Timer(seconds, guard.expire)
    timer.daemon = True
    timer.start()
    try:
        yield guard
    finally:
        timer.cancel()
        connection.close()
