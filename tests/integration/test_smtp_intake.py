"""The SMTP intake on a real socket, with a real store; only the ledger is a fake of its port."""

import hashlib
import itertools
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.adapters.message_store import FileMessageStore
from gateway.adapters.smtp_intake import SmtpIntake
from gateway.config.servers import SmtpIntakeSettings
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.message import Channel
from gateway.ports import BodySink, StoredBody
from tests.support.ledgers import MemoryLedger, SlowLedger, read_ledger_file
from tests.support.ports import free_port
from tests.support.servers import make_certificate
from tests.support.smtp_dialogue import (
    ARRIVED,
    FROM,
    MAILBOXES,
    TO_A,
    TO_B,
    Dialogue,
    Intake,
    QuickIntake,
    running_intake,
)
from tests.support.values import FixedClock
from tests.support.waiting import eventually

MAIL = "Subject: Giấy mời\r\n\r\nMời họp.\r\n".encode()
MEBIBYTE = 1_048_576


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    with running_intake(tmp_path / "data") as running:
        yield running


def stuffed(body: bytes) -> bytes:
    lines = body.split(b"\r\n")[:-1]
    return b"".join((b"." + x if x.startswith(b".") else x) + b"\r\n" for x in lines) + b".\r\n"


# What is taken


def test_mail_is_stored_as_it_came_and_recorded(intake: Intake) -> None:
    with intake.dialogue() as client:
        assert client.data(TO_A.upper()).startswith("354")
        client.send(MAIL + b".\r\n")
        assert client.reply().startswith("250 2.0.0")

    (raw,) = intake.ledger.messages
    assert raw.digest == hashlib.sha256(MAIL).hexdigest()
    assert raw.size == len(MAIL)
    assert (raw.mailbox, raw.channel, raw.envelope_from) == ("so-a", Channel.SMTP, FROM)
    assert raw.entered_system_at == ARRIVED
    assert intake.bodies() == [MAIL]
    assert len(intake.news) == 1


def test_empty_reverse_path_is_an_empty_string(intake: Intake) -> None:
    with intake.dialogue() as client:
        client.data(TO_A, sender="")
        client.send(MAIL + b".\r\n")
        assert client.reply().startswith("250")
    assert [raw.envelope_from for raw in intake.ledger.messages] == [""]


def test_one_row_for_each_mailbox_however_often_named(intake: Intake) -> None:
    with intake.dialogue() as client:
        client.data(TO_A, TO_B, TO_A.title())
        client.send(MAIL + b".\r\n")
        assert client.reply().startswith("250")
    assert [raw.mailbox for raw in intake.ledger.messages] == ["so-a", "so-b"]


def test_resend_gives_one_row_and_no_second_signal(intake: Intake) -> None:
    for _ in range(2):
        with intake.dialogue() as client:
            client.data()
            client.send(MAIL + b".\r\n")
            assert client.reply().startswith("250")
    assert len(intake.ledger.messages) == 1
    assert len(intake.news) == 1


def test_empty_body(intake: Intake) -> None:
    with intake.dialogue() as client:
        client.data()
        client.send(b".\r\n")
        assert client.reply().startswith("250")
    assert intake.bodies() == [b""]


def test_long_line_of_bad_software_is_taken(intake: Intake) -> None:
    body = b"Subject: x\r\n\r\n" + b"y" * 65_000 + b"\r\n"
    with intake.dialogue() as client:
        client.data()
        client.send(body + b".\r\n")
        assert client.reply().startswith("250")
    assert intake.bodies() == [body]


LINES = st.lists(
    st.one_of(st.sampled_from([b"", b".", b"..", b".x", b"\0", b"\xff"]), st.binary(max_size=40)),
    max_size=20,
)


@given(lines=LINES, cuts=st.lists(st.integers(0, 400), max_size=8))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_body_in_any_chunks_arrives_identical(
    intake: Intake, lines: list[bytes], cuts: list[int]
) -> None:
    body = b"".join(x.translate(None, b"\r\n") + b"\r\n" for x in lines)
    wire = stuffed(body)
    places = sorted({min(cut, len(wire)) for cut in cuts} | {0, len(wire)})
    with intake.dialogue() as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.data()
        for begin, end in itertools.pairwise(places):
            client.send(wire[begin:end])
        assert client.reply().startswith("250")
    path = intake.store.path(hashlib.sha256(body).hexdigest())
    assert path.read_bytes() == body


def test_large_body_with_dots_at_every_line(intake: Intake) -> None:
    body = b"".join(b"." * (i % 5) + b"x" * (i % 90) + b"\r\n" for i in range(40_000))
    with intake.dialogue() as client:
        client.data()
        client.send(stuffed(body))
        assert client.reply().startswith("250")
    assert intake.bodies() == [body]


def test_pipelined_transactions(intake: Intake) -> None:
    """RFC 2920: commands in one segment, also the ones right behind the end of a body."""
    head = f"MAIL FROM:<{FROM}>\r\nRCPT TO:<{TO_A}>\r\nDATA\r\n".encode()
    with intake.dialogue() as client:
        client.send(head)
        assert [client.reply()[:3] for _ in range(3)] == ["250", "250", "354"]
        client.send(b"Subject: 1\r\n\r\n.\r\n" + head)
        assert [client.reply()[:3] for _ in range(4)] == ["250", "250", "250", "354"]
        client.send(b"Subject: 2\r\n\r\n.\r\nQUIT\r\n")
        assert [client.reply()[:3] for _ in range(2)] == ["250", "221"]
    assert intake.bodies() == [b"Subject: 1\r\n\r\n", b"Subject: 2\r\n\r\n"]


def test_smtputf8_addresses(intake: Intake) -> None:
    with intake.dialogue() as client:
        assert client.say("MAIL FROM:<vănthư@huyện.example.vn>").startswith("553 5.6.7")
        assert client.say("MAIL FROM:<vănthư@huyện.example.vn> SMTPUTF8").startswith("250")
        assert client.say(f"RCPT TO:<{TO_A}>", "DATA").startswith("354")
        client.send(MAIL + b".\r\n")
        assert client.reply().startswith("250")
    assert intake.ledger.messages[0].envelope_from == "vănthư@huyện.example.vn"


# What is refused


@pytest.mark.parametrize(
    "sequence",
    [
        b"\n.\n",
        b"\n.\r\n",
        b"\r.\r\n",
        b"\r\n.\n",
        b"\r\n.\r",
        b"\r.\r",
        b"\n.\r",
        b"\r.\n",
        b"\r\n\r.\r\n",
    ],
)
def test_smuggled_end_is_no_end_and_refused(intake: Intake, sequence: bytes) -> None:
    smuggled = (
        f"MAIL FROM:<x@evil.example>\r\nRCPT TO:<{TO_B}>\r\nDATA\r\nSubject: 2\r\n\r\n".encode()
    )
    with intake.dialogue() as client:
        client.data()
        client.send(b"Subject: 1\r\n\r\nbody" + sequence + smuggled + b".\r\n")
        assert client.reply().startswith("550 5.5.2")
        assert client.say("NOOP").startswith("250"), "one reply, and the dialogue goes on"
    assert intake.ledger.messages == ()
    assert intake.temporary_files() == []


def test_nul_before_the_dot_is_body(intake: Intake) -> None:
    body = b"Subject: 1\r\n\r\nx\r\n\x00.\r\nMAIL FROM:<x@evil.example>\r\n"
    with intake.dialogue() as client:
        client.data()
        client.send(body + b".\r\n")
        assert client.reply().startswith("250")
    assert intake.bodies() == [body]


def test_too_long_line(intake: Intake) -> None:
    with intake.dialogue() as client:
        client.data()
        client.send(b"y" * 70_000 + b"\r\n.\r\n")
        assert client.reply().startswith("550 5.6.0")
        assert client.say("NOOP").startswith("250")
    assert intake.ledger.messages == ()


def test_too_big_by_announcement_and_in_fact(tmp_path: Path) -> None:
    with running_intake(tmp_path, max_message_mb=1) as intake, intake.dialogue() as client:
        assert client.say(f"MAIL FROM:<{FROM}> SIZE={MEBIBYTE + 1}").startswith("552")
        client.data()
        client.send((b"x" * 998 + b"\r\n") * 1_000)
        eventually(intake.has_begun, "the body is on its way")
        client.send((b"x" * 998 + b"\r\n") * 100)
        eventually(lambda: intake.temporary_files() == [], "it is given up before its end")
        client.send(b".\r\n")
        assert client.reply().startswith("552 5.3.4")
        assert client.say("NOOP").startswith("250")
        assert intake.ledger.messages == ()
        assert intake.temporary_files() == []


def test_body_of_exactly_the_limit(tmp_path: Path) -> None:
    body = (b"x" * 1_022 + b"\r\n") * 1_024
    with running_intake(tmp_path, max_message_mb=1) as intake, intake.dialogue() as client:
        assert client.say(f"MAIL FROM:<{FROM}> SIZE={MEBIBYTE}").startswith("250")
        assert client.say(f"RCPT TO:<{TO_A}>", "DATA").startswith("354")
        client.send(body + b".\r\n")
        assert client.reply().startswith("250")
        assert intake.bodies() == [body]


@pytest.mark.parametrize("piece", [b"x" * 65_536, b"x" * 998 + b"\r\n", b"\r\n..", b"\r"])
def test_flood_without_end_is_cut(tmp_path: Path, piece: bytes) -> None:
    with running_intake(tmp_path, max_message_mb=1) as intake, intake.dialogue() as client:
        client.data()
        with pytest.raises(ConnectionError):
            client.send(piece * (100 * MEBIBYTE // len(piece)))
        eventually(lambda: intake.temporary_files() == [], "the temporary file is gone")
        assert intake.ledger.messages == ()


def test_unknown_recipient_and_relaying(intake: Intake) -> None:
    with intake.dialogue() as client:
        assert client.say(f"MAIL FROM:<{FROM}>").startswith("250")
        for address in (
            "khongco@so-a.example.vn",
            "x@elsewhere.example",
            "vanthu%so-a.example.vn@elsewhere.example",
        ):
            assert client.say(f"RCPT TO:<{address}>").startswith("550 5.1.1")
        assert client.say("DATA").startswith("503")
        assert client.say(f"RCPT TO:<@relay.example:{TO_A}>").startswith("250")  # RFC 5321 app. C


@pytest.mark.parametrize(
    "path",
    [
        "a@b.vn",
        "<a@b.vn",
        "<a>",
        "<a b@c.vn>",
        "<a\x00@c.vn>",
        "<a\r@c.vn>",
        "<a@b@c.vn>",
        "<(note)a@b.vn\t>",
        "<" + "a" * 400 + "@b.vn>",
        '<"a>@b.vn',
        "<>x",
        "<\udcff@b.vn>",
        "<",
        "",
    ],
)
def test_malformed_address_is_refused_for_good(intake: Intake, path: str) -> None:
    with intake.dialogue() as client:
        client.send(b"MAIL FROM:" + path.encode("utf-8", "surrogateescape") + b"\r\n")
        assert client.reply()[:3] in {"501", "553"}
        assert client.say("NOOP").startswith("250")


def test_more_recipients_than_a_hundred(intake: Intake) -> None:
    with intake.dialogue() as client:
        client.say(f"MAIL FROM:<{FROM}>")
        for _ in range(100):
            assert client.say(f"RCPT TO:<{TO_A}>").startswith("250")
        assert client.say(f"RCPT TO:<{TO_A}>").startswith("452 4.5.3")


def test_commands_that_are_off(intake: Intake) -> None:
    with Dialogue(intake.port) as client:
        client.reply()
        offer = client.say("EHLO client.example.vn")
        assert "AUTH" not in offer
        assert "STARTTLS" not in offer
        assert {"SIZE", "8BITMIME", "SMTPUTF8", "PIPELINING"} <= {
            line[4:].split()[0] for line in offer.split("\n")
        }
        for command in (f"VRFY {TO_A}", "EXPN all", "AUTH PLAIN AGEAYg==", "HELP"):
            assert client.say(command).startswith("502")


def test_endless_commands_end(intake: Intake) -> None:
    with intake.dialogue() as client:
        replies = [client.say("EHLO again.example") for _ in range(19)]
        assert all(reply.startswith("250") for reply in replies)
        assert client.say("EHLO again.example").startswith("421")
        assert client.is_closed()


def test_disk_low(tmp_path: Path) -> None:
    with running_intake(tmp_path, min_free_mb=10**9) as intake, intake.dialogue() as client:
        assert client.say(f"MAIL FROM:<{FROM}>").startswith("452 4.3.1")
        assert client.say(f"RCPT TO:<{TO_A}>").startswith("503")


def test_announced_size_counts_against_the_free_disk(intake: Intake, tmp_path: Path) -> None:
    kept = intake.store.free_bytes() // MEBIBYTE - 20
    with running_intake(tmp_path / "b", min_free_mb=kept) as tight, tight.dialogue() as client:
        assert client.say(f"MAIL FROM:<{FROM}> SIZE={40 * MEBIBYTE}").startswith("452 4.3.1")
        assert client.say(f"MAIL FROM:<{FROM}>").startswith("250")


# When the world fails


def test_ledger_away_is_451_and_a_resend_succeeds(intake: Intake) -> None:
    intake.ledger.failing = True
    with intake.dialogue() as client:
        client.data()
        client.send(MAIL + b".\r\n")
        assert client.reply().startswith("451 4.3.0")
        assert intake.temporary_files() == []
        assert intake.news == []

        intake.ledger.failing = False
        client.data()
        client.send(MAIL + b".\r\n")
        assert client.reply().startswith("250")
    assert intake.bodies() == [MAIL]


class BrokenSink:
    """A disk that is full: at `write`, or only at `commit`."""

    def __init__(self, at: str, aborted: list[str]) -> None:
        self._at = at
        self._aborted = aborted

    def write(self, chunk: bytes) -> None:
        if self._at == "write" and chunk:
            raise TransientFailure("no space left on device")

    def commit(self) -> StoredBody:
        raise TransientFailure("no space left on device")

    def abort(self) -> None:
        self._aborted.append(self._at)


class BrokenStore:
    """`StreamingStore` on a full disk."""

    def __init__(self, at: str) -> None:
        self._at = at
        self.aborted: list[str] = []

    def open_sink(self) -> BodySink:
        if self._at == "open":
            raise TransientFailure("too many open files")
        return BrokenSink(self._at, self.aborted)

    def free_bytes(self) -> int:
        if self._at == "free":
            raise TransientFailure("I/O error")
        return 10**12


@contextmanager
def intake_on(store: BrokenStore) -> Iterator[tuple[int, MemoryLedger]]:
    ledger, chosen = MemoryLedger(), SmtpIntakeSettings(port=free_port())
    server = QuickIntake(chosen, MAILBOXES, store, ledger, FixedClock(ARRIVED), lambda: None)
    server.start()
    try:
        yield chosen.port, ledger
    finally:
        server.stop()


@pytest.mark.parametrize("at", ["write", "commit"])
def test_full_disk_is_451_and_the_dialogue_goes_on(at: str) -> None:
    store = BrokenStore(at)
    with intake_on(store) as (port, ledger), Dialogue(port).hello() as client:
        client.data()
        client.send(MAIL + b".\r\nNOOP\r\n")
        assert client.reply().startswith("451 4.3.0")
        assert client.reply().startswith("250")
        assert store.aborted, "the temporary file was given up"
        assert ledger.messages == ()


def test_disk_that_does_not_answer_is_451_before_any_body() -> None:
    with intake_on(BrokenStore("open")) as (port, _), Dialogue(port).hello() as client:
        assert client.data().startswith("451 4.3.0")
    with intake_on(BrokenStore("free")) as (port, _), Dialogue(port).hello() as client:
        assert client.say(f"MAIL FROM:<{FROM}>").startswith("451 4.3.0")


def test_client_that_goes_away_leaves_nothing(intake: Intake) -> None:
    with intake.dialogue() as client:
        client.data()
        client.send(b"Subject: half a mail\r\n")
        eventually(intake.has_begun, "the body is on its way")
    eventually(lambda: intake.temporary_files() == [], "the temporary file is gone")
    assert intake.ledger.messages == ()


def _drip(client: Dialogue, pace: threading.Event) -> None:
    for _ in range(60):
        client.send(b"x")
        pace.wait(0.1)


def test_clients_that_do_not_wait_for_the_reply_lose_nothing(tmp_path: Path) -> None:
    """More of them than threads: also the bodies that still wait for one are stored or cleaned away."""
    ledger = SlowLedger()
    with (
        structlog.testing.capture_logs() as lines,
        running_intake(tmp_path, ledger=ledger) as intake,
    ):
        for number in range(12):
            with intake.dialogue() as client:
                client.data()
                client.send(b"Subject: %d\r\n\r\n.\r\n" % number)
        eventually(lambda: [x.get("reply") for x in lines].count("cut off") == 12, "all are gone")
        ledger.gate.set()
        eventually(lambda: len(ledger.messages) == 12, "all are recorded")
        assert len(set(intake.bodies())) == 12
        assert intake.temporary_files() == []


class ImpatientIntake(SmtpIntake):
    idle_seconds = 0.6
    data_seconds = 1.5
    stop_seconds = 5.0


def test_slow_client_is_waited_for_and_a_dripping_one_not_for_ever(tmp_path: Path) -> None:
    pace = threading.Event()  # nobody sets it: the client's slowness is what is tested
    with running_intake(tmp_path, ImpatientIntake) as intake:
        with intake.dialogue() as client:
            client.data()
            for byte in b"abcd\r\n":  # 0.9 s, more than idle_seconds
                client.send(bytes([byte]))
                pace.wait(0.15)
            client.send(b".\r\n")
            assert client.reply().startswith("250")
        with intake.dialogue() as client:
            client.data()
            with pytest.raises(ConnectionError):
                _drip(client, pace)
        with intake.dialogue() as client:
            assert client.reply().startswith("421 4.4.2"), "nothing said for idle_seconds"
            assert client.is_closed()
        assert intake.bodies() == [b"abcd\r\n"]


# The house


def test_connection_limit(tmp_path: Path) -> None:
    with (
        running_intake(tmp_path, max_connections=2) as intake,
        intake.dialogue(),
        intake.dialogue() as second,
    ):
        with Dialogue(intake.port) as third:
            assert third.reply().startswith("421 4.7.0")
            assert third.is_closed()
        second.say("QUIT")
        assert second.is_closed()
        eventually(lambda: _is_welcome(intake.port), "a place is free again")


def _is_welcome(port: int) -> bool:
    with Dialogue(port) as client:
        return client.reply().startswith("220")


def test_stop_lets_the_body_in_hand_end(intake: Intake) -> None:
    with intake.dialogue() as busy, intake.dialogue() as idle:
        busy.data()
        busy.send(b"Subject: in hand\r\n\r\n")
        eventually(intake.has_begun, "the body is on its way")
        stopping = threading.Thread(target=intake.server.stop)
        stopping.start()
        assert idle.reply().startswith("421 4.3.2")
        assert idle.is_closed()
        busy.send(b".\r\n")
        assert busy.reply().startswith("250")
        assert busy.reply().startswith("421 4.3.2")
        stopping.join(10)
        assert not stopping.is_alive()
    with pytest.raises(ConnectionRefusedError):
        Dialogue(intake.port)
    assert intake.bodies() == [b"Subject: in hand\r\n\r\n"]


class HurriedIntake(QuickIntake):
    stop_seconds = 0.2


def test_stop_does_not_wait_for_ever(tmp_path: Path) -> None:
    with running_intake(tmp_path, HurriedIntake) as intake, intake.dialogue() as client:
        client.data()
        intake.server.stop()
        intake.server.stop()
        assert client.reply().startswith("421 4.3.2")
        assert client.is_closed()
        assert intake.temporary_files() == []


def test_port_in_use_is_said_clearly(intake: Intake, tmp_path: Path) -> None:
    second = SmtpIntake(
        SmtpIntakeSettings(port=intake.port),
        MAILBOXES,
        FileMessageStore(tmp_path / "second"),
        MemoryLedger(),
        FixedClock(ARRIVED),
        lambda: None,
    )
    with pytest.raises(PermanentFailure, match=f"port {intake.port}: Address already in use"):
        second.start()
    second.stop()


def test_log_has_one_line_without_the_subject(intake: Intake) -> None:
    with structlog.testing.capture_logs() as lines, intake.dialogue() as client:
        client.data(TO_A, TO_B)
        client.send(MAIL + b".\r\n")
        client.reply()
    (line,) = [line for line in lines if line["event"] == "smtp-intake"]
    assert line["digest"] == hashlib.sha256(MAIL).hexdigest()
    assert line["mailboxes"] == ("so-a", "so-b")
    assert (line["size"], line["peer"], line["reply"][:3]) == (len(MAIL), "127.0.0.1", "250")
    assert "Giấy mời" not in str(lines)


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    return make_certificate(folder), folder / "key.pem"


def test_starttls_forgets_everything_said_before(
    tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    cert, key = certificate
    with (
        running_intake(tmp_path, tls_certificate_file=cert, tls_key_file=key) as intake,
        intake.dialogue() as client,
    ):
        client.say(f"MAIL FROM:<{FROM}>", f"RCPT TO:<{TO_A}>")
        assert client.say("STARTTLS").startswith("220")
        client.start_tls(cert)
        assert client.say(f"RCPT TO:<{TO_A}>").startswith("503")
        assert client.say(f"MAIL FROM:<{FROM}>").startswith("503"), "EHLO again first"
        offer = client.say("EHLO client.example.vn")
        assert "STARTTLS" not in offer
        assert "AUTH" not in offer
        assert client.say("STARTTLS").startswith("503")
        assert client.data().startswith("354")
        client.send(MAIL + b".\r\n")
        assert client.reply().startswith("250")
        assert intake.bodies() == [MAIL]


def test_commands_injected_before_the_handshake_are_lost(
    tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    cert, key = certificate
    with (
        running_intake(tmp_path, tls_certificate_file=cert, tls_key_file=key) as intake,
        intake.dialogue() as client,
    ):
        client.send(b"STARTTLS\r\nNOOP\r\nNOOP\r\n")
        assert client.reply().startswith("220")
        client.start_tls(cert)
        assert client.say("EHLO client.example.vn").startswith("250-"), "the first reply inside TLS"


def test_broken_handshake_harms_nobody(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    with running_intake(tmp_path, tls_certificate_file=cert, tls_key_file=key) as intake:
        with intake.dialogue() as client:
            assert client.say("STARTTLS").startswith("220")
            client.send(b"this is no TLS\r\n" * 10)
            eventually(client.is_closed, "the connection ends")
        with intake.dialogue() as client:
            assert client.data().startswith("354")


@pytest.mark.parametrize("which", ["missing", "half", "foreign"])
def test_unusable_certificate_is_said_at_start(
    tmp_path: Path, certificate: tuple[Path, Path], which: str
) -> None:
    cert, key = certificate
    files: dict[str, dict[str, object]] = {
        "missing": {"tls_certificate_file": tmp_path / "no.pem", "tls_key_file": key},
        "half": {"tls_certificate_file": cert},
        "foreign": {"tls_certificate_file": cert, "tls_key_file": cert},
    }
    with (
        pytest.raises(PermanentFailure, match="smtp_intake: "),
        running_intake(tmp_path, **files[which]),
    ):
        pass


# A process of its own


@contextmanager
def intake_process(root: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    command = [sys.executable, "-m", "tests.support.intake_process", str(root), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process, port
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("attempt", range(3))
def test_kill_right_after_250_loses_nothing(tmp_path: Path, attempt: int) -> None:
    body = MAIL + b"x" * 900 * attempt + b"\r\n"
    with intake_process(tmp_path) as (process, port), Dialogue(port).hello() as client:
        client.data(TO_A, TO_B)
        client.send(body + b".\r\n")
        assert client.reply().startswith("250")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    rows = read_ledger_file(tmp_path / "ledger.jsonl")
    assert [raw.mailbox for raw in rows] == ["so-a", "so-b"]
    assert FileMessageStore(tmp_path).path(rows[0].digest).read_bytes() == body


def test_kill_in_the_middle_of_a_body_leaves_no_row_and_is_cleaned(tmp_path: Path) -> None:
    with intake_process(tmp_path) as (process, port), Dialogue(port).hello() as client:
        client.data()
        client.send(b"Subject: half\r\n")
        temporary = tmp_path / "store/tmp"
        eventually(
            lambda: any(f.stat().st_size for f in temporary.iterdir()), "the body is on its way"
        )
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    assert read_ledger_file(tmp_path / "ledger.jsonl") == []
    assert FileMessageStore(tmp_path).clean_temporary() == 1


def test_memory_does_not_grow_with_the_mail(tmp_path: Path) -> None:
    """40 MB in, less than 10 MB more at the peak."""
    line = b"QUJD" * 19 + b"\r\n"
    block = line * 8_192
    with intake_process(tmp_path) as (process, port), Dialogue(port).hello() as client:
        client.data()  # one small mail first, so that threads and buffers are there
        client.send(MAIL + b".\r\n")
        client.reply()
        Path(f"/proc/{process.pid}/clear_refs").write_text("5")  # resets the peak
        before = _peak_kib(process.pid)
        client.data()
        for _ in range(40 * MEBIBYTE // len(block)):
            client.send(block)
        client.send(b".\r\n")
        assert client.reply().startswith("250")
        grown = _peak_kib(process.pid) - before

    assert grown < 10 * 1024


def _peak_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(x for x in status.splitlines() if x.startswith("VmHWM")).split()[1])


def test_smtplib_as_a_client(intake: Intake) -> None:
    with smtplib.SMTP("127.0.0.1", intake.port) as client:
        assert client.sendmail(FROM, [TO_A, "nobody@so-a.example.vn"], MAIL) == {
            "nobody@so-a.example.vn": (550, b"5.1.1 no such mailbox here")
        }
    assert intake.bodies() == [MAIL]
