"""The malware scanner, with the real clamd and two signatures of our own."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from gateway.adapters.clamd import ClamdScanner
from gateway.domain.admission import Reason
from gateway.domain.failures import TransientFailure
from tests.support.clamd import EICAR, SENTINEL, Clamd
from tests.support.document_files import archive

pytestmark = pytest.mark.servers


@pytest.fixture
def scanner(clamd: Clamd) -> ClamdScanner:
    return ClamdScanner(str(clamd.socket))


def file(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path


def test_a_clean_file_is_clean_and_an_empty_one_too(scanner: ClamdScanner, tmp_path: Path) -> None:
    assert scanner.scan(file(tmp_path, b"%PDF-1.7 nothing")) is None
    assert scanner.scan(file(tmp_path, b"")) is None
    assert scanner.scan(file(tmp_path, b"x" * 300_000)) is None


@pytest.mark.parametrize(
    "data",
    [
        EICAR,
        b"%PDF-1.7\n" + SENTINEL,
        archive({"a.txt": b"x", "b.txt": SENTINEL}),
        b"From: a@b\r\nContent-Type: text/plain\r\n\r\n" + SENTINEL,
    ],
    ids=["eicar", "inside", "zip", "mail"],
)
def test_what_the_signatures_name_is_malware(
    scanner: ClamdScanner, tmp_path: Path, data: bytes
) -> None:
    assert scanner.scan(file(tmp_path, data)) is Reason.MALWARE


def test_what_is_longer_than_clamd_takes_is_never_clean(tmp_path: Path) -> None:
    own = Clamd(stream_max="1M").start()
    try:
        found = ClamdScanner(str(own.socket)).scan(file(tmp_path, b"x" * 5_000_000))
    finally:
        own.remove()
    assert found is Reason.TOO_LARGE


def test_a_scanner_that_is_away_is_no_verdict(tmp_path: Path) -> None:
    path = file(tmp_path, b"x")
    for place in (str(tmp_path / "nobody.sock"), "127.0.0.1:9"):
        with pytest.raises(TransientFailure, match="malware: clamd at"):
            ClamdScanner(place).scan(path)


@contextmanager
def answering(folder: Path, *answers: bytes | None) -> Iterator[str]:
    """Something on a socket that gives one answer a connection, or (None) hears and says nothing."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "s"))
        listener.listen()
        held: list[socket.socket] = []

        def serve() -> None:
            for answer in answers:
                connection, _ = listener.accept()
                held.append(connection)
                if answer is not None:
                    connection.sendall(answer)
                    connection.shutdown(socket.SHUT_WR)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield str(folder / "s")
        thread.join(10)
        for connection in held:
            connection.close()


@pytest.mark.parametrize(
    "answer", [b"", b"\0", b"COMMAND UNAVAILABLE\0", b"stream: OK maybe\0", b"\xff\xfe\0"]
)
def test_an_answer_that_is_not_understood_is_no_verdict(tmp_path: Path, answer: bytes) -> None:
    with (
        answering(tmp_path, answer) as place,
        pytest.raises(TransientFailure, match="malware: clamd at"),
    ):
        ClamdScanner(place).scan(file(tmp_path, b"x"))


@pytest.mark.parametrize(
    "answer", [b"stream: Can't allocate memory ERROR\0", b"stream: Heavy. ERROR\0"]
)
def test_a_file_that_a_living_scanner_cannot_look_at_is_held(tmp_path: Path, answer: bytes) -> None:
    with answering(tmp_path, answer, b"ClamAV 1.4/1/today\0") as place:
        assert ClamdScanner(place).scan(file(tmp_path, b"x")) is Reason.NOT_OPENED


def test_an_error_of_a_scanner_that_is_not_well_is_no_verdict(tmp_path: Path) -> None:
    with (
        answering(tmp_path, b"stream: Can't allocate memory ERROR\0", b"") as place,
        pytest.raises(TransientFailure, match="malware: clamd at"),
    ):
        ClamdScanner(place).scan(file(tmp_path, b"x"))


@pytest.mark.parametrize("after", [b"", b"ClamAV 1.4/1/today\0"], ids=["dead", "started again"])
def test_a_file_of_which_the_scanner_dies_again_and_again_is_held(
    tmp_path: Path, after: bytes
) -> None:
    """Its neighbour is not blamed, and the first deaths may have another cause."""
    bad, good = file(tmp_path, b"bad"), tmp_path / "good"
    good.write_bytes(b"good")
    with answering(tmp_path, *[b"", after] * 5) as place:
        scanner = ClamdScanner(place)
        for path in (bad, bad, good, good):
            with pytest.raises(TransientFailure, match="malware: clamd at"):
                scanner.scan(path)
        assert scanner.scan(bad) is Reason.NOT_OPENED


def test_a_scanner_that_is_away_for_long_is_no_verdict_on_the_file(tmp_path: Path) -> None:
    scanner = ClamdScanner(str(tmp_path / "nobody.sock"))
    for _ in range(5):
        with pytest.raises(TransientFailure, match="malware: clamd at"):
            scanner.scan(file(tmp_path, b"x"))


def test_a_file_that_keeps_a_living_scanner_busy_is_held(tmp_path: Path) -> None:
    with answering(tmp_path, None, b"ClamAV 1.4/1/today\0") as place:
        found = ClamdScanner(place, scan_seconds=0.2).scan(file(tmp_path, b"x"))
    assert found is Reason.TOO_LARGE


def test_a_scanner_that_drips_its_answer_does_not_hold_up_the_queue(tmp_path: Path) -> None:
    """Each byte comes in time, the whole never does."""
    ended = threading.Event()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                while not ended.wait(0.05):
                    connection.sendall(b"x")

        thread = threading.Thread(target=_until_broken(drip), daemon=True)
        thread.start()
        began = time.monotonic()
        with pytest.raises(TransientFailure, match="malware: clamd at"):
            ClamdScanner(str(tmp_path / "s"), scan_seconds=0.5).scan(file(tmp_path, b"x"))
        assert time.monotonic() - began < 20
        ended.set()
        thread.join(10)


def _until_broken(run: Callable[[], None]) -> Callable[[], None]:
    def guarded() -> None:
        with suppress(OSError):
            run()

    return guarded


@pytest.mark.parametrize("taken", [0, 9, 70_000])
def test_a_scanner_that_dies_in_the_middle_of_the_stream_is_no_verdict(
    tmp_path: Path, taken: int
) -> None:
    """It took so many bytes and hung up, and is not there any more."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()

        def die() -> None:
            connection, _ = listener.accept()
            left = taken
            while left > 0 and (piece := connection.recv(min(left, 65_536))):
                left -= len(piece)
            listener.close()
            connection.close()

        thread = threading.Thread(target=die, daemon=True)
        thread.start()
        with pytest.raises(TransientFailure, match="malware: clamd at"):
            ClamdScanner(str(tmp_path / "s")).scan(file(tmp_path, b"x" * 3_000_000))
        thread.join(10)


def test_a_scanner_that_has_died_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    with (
        answering(tmp_path, None, b"") as place,
        pytest.raises(TransientFailure, match="malware: clamd at"),
    ):
        ClamdScanner(place, scan_seconds=0.2).scan(file(tmp_path, b"x"))
