"""The port `MalwareScanner` on top of ClamAV's daemon: commands of clamd(8), files by INSTREAM.

Written here because the Python clients of clamd are old or under the LGPL, and the protocol is four lines.
"""

import hashlib
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import structlog

from gateway.domain.admission import Reason
from gateway.domain.failures import TransientFailure

_log = structlog.get_logger()
_CHUNK = 1 << 16
_ANSWER_BYTES = 4096
_CONNECT_SECONDS = 5.0
_SCAN_SECONDS = 150.0  # clamd's own MaxScanTime is 120 s
_DEATHS = 3  # of clamd on the very same bytes, until it is called their doing
_LIMITS = "Heuristics.Limits.Exceeded"  # with AlertExceedsMax: it did not see the whole


class ClamdScanner:
    """Talks to one clamd, a connection for each question. Many threads may use one scanner."""

    def __init__(self, place: str, scan_seconds: float = _SCAN_SECONDS) -> None:
        """`place` is the path of a socket, or host:port."""
        self._place = place
        self._scan_seconds = scan_seconds
        self._deaths: Counter[str] = Counter()  # by digest; forgotten with the process
        self._lock = threading.Lock()

    def scan(self, path: Path) -> Reason | None:
        """What was found in the file; the limits of clamd are TOO_LARGE. Raises `TransientFailure`.

        NOT_OPENED when a clamd that lives cannot look at it, or died of it again and again.
        """
        try:
            until = monotonic() + self._scan_seconds
            with self._connected(self._scan_seconds) as connection:
                answer = _send(connection, path, until) or _answer(connection, until)
        except TimeoutError:
            self.version()
            return Reason.TOO_LARGE  # a scanner that lives was kept busy by this file
        except (ConnectionResetError, BrokenPipeError):
            return self._hung_up(path, Reason.TOO_LARGE)  # at its StreamMaxLength, or dead
        except OSError as error:
            raise self._silent(error) from error
        return self._verdict(answer) if answer else self._hung_up(path, None)

    def _hung_up(self, path: Path, alive: Reason | None) -> Reason:
        """It took the file and said nothing: `alive`, if that means something of a clamd that lives."""
        try:
            self.version()
        except TransientFailure:
            if self._dies_of(path):
                return Reason.NOT_OPENED
            raise
        if alive is None and not self._dies_of(path):  # started again by the system, perhaps
            raise self._silent("no answer")
        return alive or Reason.NOT_OPENED

    def _dies_of(self, path: Path) -> bool:
        """Whether clamd has ended without an answer to these bytes as often as is enough."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        with self._lock:
            self._deaths[digest] += 1
            deaths = self._deaths[digest]
        _log.error("clamd-hung-up", place=self._place, file=digest, times=deaths)
        return deaths >= _DEATHS

    def version(self) -> str:
        """Program, signatures and their date. Raises `TransientFailure`."""
        try:
            until = monotonic() + _CONNECT_SECONDS
            with self._connected(_CONNECT_SECONDS) as connection:
                connection.sendall(b"zVERSION\0")
                answer = _answer(connection, until)
        except OSError as error:
            raise self._silent(error) from error
        if not answer.startswith("ClamAV"):
            raise self._silent("an answer that is not clamd's")
        return answer[:200]

    def _verdict(self, answer: str) -> Reason | None:
        """ "stream: OK", "stream: NAME FOUND", "INSTREAM size limit exceeded. ERROR", "stream: … ERROR"."""
        if answer == "stream: OK":
            return None
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            name = answer.removeprefix("stream: ").removesuffix(" FOUND")
            _log.warning("malware-found", signature=name[:200])
            return Reason.TOO_LARGE if name.startswith(_LIMITS) else Reason.MALWARE
        if answer.startswith("INSTREAM size limit exceeded"):
            return Reason.TOO_LARGE
        if answer.endswith(" ERROR"):
            self.version()
            _log.error("clamd-cannot-look", place=self._place, answer=answer[:200])
            return Reason.NOT_OPENED
        raise self._silent(answer[:200])

    def _silent(self, cause: object) -> TransientFailure:
        _log.error("clamd-does-not-answer", place=self._place, cause=str(cause))
        return TransientFailure(f"malware: clamd at {self._place}: {cause}")

    @contextmanager
    def _connected(self, seconds: float) -> Iterator[socket.socket]:
        with _connect(self._place) as connection:
            connection.settimeout(seconds)
            yield connection


def _connect(place: str) -> socket.socket:
    """Raises OSError, never TimeoutError: that one is kept for the scan."""
    try:
        if not place.startswith("/"):
            host, _, port = place.rpartition(":")
            return socket.create_connection((host, int(port)), _CONNECT_SECONDS)
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(_CONNECT_SECONDS)
            connection.connect(place)
        except OSError:
            connection.close()
            raise
    except TimeoutError as error:
        raise ConnectionError("no connection in time") from error
    return connection


def _send(connection: socket.socket, path: Path, until: float) -> str:
    """Streams the file; the answer, if clamd gave one before the end (StreamMaxLength)."""
    with path.open("rb") as file:
        try:
            connection.sendall(b"zINSTREAM\0")
            while chunk := file.read(_CHUNK):
                _hurry(connection, until)
                connection.sendall(struct.pack("!I", len(chunk)) + chunk)
            connection.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            return _answer(connection, until)
    return ""


def _hurry(connection: socket.socket, until: float) -> None:
    """The time is for the whole: a scanner that gives a byte now and then must not hold up the queue."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    connection.settimeout(left)


def _answer(connection: socket.socket, until: float) -> str:
    """One answer up to its NUL; printable ASCII, for it may name a file of the sender's."""
    answer = bytearray()
    while len(answer) < _ANSWER_BYTES and not answer.endswith(b"\0"):
        _hurry(connection, until)
        piece = connection.recv(_ANSWER_BYTES)
        if not piece:
            break
        answer += piece
    text = answer.rstrip(b"\0").decode("ascii", "replace").strip()
    return "".join(letter if letter.isprintable() else "?" for letter in text)
