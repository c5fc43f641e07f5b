"""Submission into real servers: Postfix, our own intake, an aiosmtpd with logins; and into a folder."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.adapters.file_submission import FileSubmitter
from gateway.adapters.smtp_submission import SmtpSubmitter
from gateway.config.servers import SubmissionSettings
from gateway.domain.failures import PermanentFailure, TransientFailure
from tests.support.ports import free_port
from tests.support.postfix import Postfix
from tests.support.proxy import tcp_proxy
from tests.support.servers import make_certificate, need
from tests.support.smtp_dialogue import FROM, TO_A, Intake, running_intake
from tests.support.smtp_login import server_with_login
from tests.support.waiting import eventually

MAIL = (
    b"From: vanthu@so-a.example.vn\r\nMessage-ID: <r1@so-a.example.vn>\r\nSubject: x\r\n\r\n"
    b".first\r\n..\r\n.\r\nlast\r\n"
)


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    with running_intake(tmp_path / "data") as running:
        yield running


@contextmanager
def submitter(
    port: int, kind: type[SmtpSubmitter] = SmtpSubmitter, **settings: object
) -> Iterator[SmtpSubmitter]:
    values = {"host": "localhost", "port": port, "tls": "none"} | settings
    running = kind(SubmissionSettings.model_validate(values))
    try:
        yield running
    finally:
        running.close()


# Into our own intake


def test_bytes_and_envelope_arrive(intake: Intake) -> None:
    with submitter(intake.port) as out:
        out.submit("", TO_A, MAIL)
    assert intake.bodies() == [MAIL]
    assert intake.ledger.messages[0].envelope_from == ""


def test_addresses_beyond_ascii(intake: Intake) -> None:
    with submitter(intake.port) as out:
        out.submit("vănthư@sở.example.vn", TO_A, MAIL)
        out.submit(FROM, TO_A, MAIL)
    assert [raw.envelope_from for raw in intake.ledger.messages] == ["vănthư@sở.example.vn", FROM]


def test_refusal_is_permanent_and_names_the_answer(intake: Intake) -> None:
    with submitter(intake.port) as out:
        with pytest.raises(PermanentFailure, match=r"RCPT: 550 5\.1\.1 no such mailbox here"):
            out.submit("", "khongco@so-a.example.vn", MAIL)
        out.submit("", TO_A, MAIL)
    assert intake.bodies() == [MAIL]


def test_4xx_is_transient(intake: Intake) -> None:
    intake.ledger.failing = True
    with submitter(intake.port) as out:
        with pytest.raises(TransientFailure, match=r"DATA: 451 4\.3\.0"):
            out.submit("", TO_A, MAIL)
        intake.ledger.failing = False
        out.submit("", TO_A, MAIL)
    assert len(intake.ledger.messages) == 1


def test_lost_reply_is_transient_and_the_resend_is_one_mail(intake: Intake) -> None:
    with tcp_proxy(intake.port) as proxy, submitter(proxy.port) as out:
        proxy.cut_before = b"250 2.0.0"
        with pytest.raises(TransientFailure):
            out.submit("", TO_A, MAIL)
        proxy.cut_before = None
        out.submit("", TO_A, MAIL)
    assert intake.bodies() == [MAIL]


def test_one_connection_for_many_mails_and_a_new_one_when_it_broke(intake: Intake) -> None:
    with tcp_proxy(intake.port) as proxy, submitter(proxy.port) as out:
        for _ in range(3):
            out.submit("", TO_A, MAIL)
        assert proxy.connections == 1
        proxy.break_all()
        out.submit("", TO_A, MAIL)
        assert proxy.connections == 2


class AlwaysIdle(SmtpSubmitter):
    reuse_seconds = -1.0


def test_idle_connection_is_replaced(intake: Intake) -> None:
    with tcp_proxy(intake.port) as proxy, submitter(proxy.port, AlwaysIdle) as out:
        out.submit("", TO_A, MAIL)
        out.submit("", TO_A, MAIL)
        assert proxy.connections == 2


def test_nobody_there_is_transient() -> None:
    with submitter(free_port()) as out, pytest.raises(TransientFailure, match="refused"):
        out.submit("", TO_A, MAIL)


@pytest.mark.parametrize(
    "address",
    [
        "a@b.vn>\r\nRCPT TO:<x@evil.example",
        "a@b.vn> SIZE=1",
        "a@b.vn,x@evil.example",
        "a b@c.vn",
        "a",
        "",
        "\udcff@b.vn",
    ],
)
def test_address_from_a_mail_is_no_command(intake: Intake, address: str) -> None:
    with submitter(intake.port) as out, pytest.raises(PermanentFailure, match="not an address"):
        out.submit("", address, MAIL)
    assert intake.ledger.messages == ()


@pytest.mark.parametrize("bare", [b"x\n.\r\ny\r\n", b"x\ry\r\n"])
def test_bare_line_ends_never_leave(intake: Intake, bare: bytes) -> None:
    with submitter(intake.port) as out, pytest.raises(PermanentFailure, match="bare CR or LF"):
        out.submit("", TO_A, bare)
    assert intake.ledger.messages == ()


# TLS


@pytest.fixture
def secure_intake(tmp_path: Path) -> Iterator[Intake]:
    cert = make_certificate(tmp_path)
    with running_intake(
        tmp_path / "data", tls_certificate_file=cert, tls_key_file=tmp_path / "key.pem"
    ) as running:
        yield running


def test_starttls_with_our_ca(secure_intake: Intake, tmp_path: Path) -> None:
    ca = tmp_path / "cert.pem"
    with submitter(secure_intake.port, tls="starttls", ca_file=ca) as out:
        out.submit("", TO_A, MAIL)
    assert secure_intake.bodies() == [MAIL]


def test_unknown_ca_is_transient_and_nothing_is_said(secure_intake: Intake, tmp_path: Path) -> None:
    other = make_certificate(_folder(tmp_path / "other"))
    for ca_file in (None, other):
        with (
            submitter(secure_intake.port, tls="starttls", ca_file=ca_file) as out,
            pytest.raises(TransientFailure, match=r"(?i)certificate verify failed"),
        ):
            out.submit("", TO_A, MAIL)
    assert secure_intake.ledger.messages == ()


def test_missing_ca_file_is_transient(secure_intake: Intake, tmp_path: Path) -> None:
    with (
        submitter(secure_intake.port, tls="starttls", ca_file=tmp_path / "no.pem") as out,
        pytest.raises(TransientFailure, match="ca_file"),
    ):
        out.submit("", TO_A, MAIL)


def test_server_without_starttls_gets_nothing_in_clear(intake: Intake) -> None:
    with submitter(intake.port, tls="starttls") as out, pytest.raises(TransientFailure):
        out.submit("", TO_A, MAIL)
    assert intake.ledger.messages == ()


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


# Login


@pytest.mark.filterwarnings(
    "ignore:Requiring AUTH while not requiring TLS"
)  # TLS from the first byte
def test_login_with_a_vietnamese_password(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("mật khẩu\n")
    with (
        server_with_login(tmp_path) as (port, cert),
        submitter(port, tls="tls", ca_file=cert, username="gateway", password_file=password) as out,
    ):
        out.submit(FROM, TO_A, MAIL)
        with pytest.raises(PermanentFailure, match="SMTPUTF8"):
            out.submit("vănthư@sở.example.vn", TO_A, MAIL)


@pytest.mark.filterwarnings(
    "ignore:Requiring AUTH while not requiring TLS"
)  # TLS from the first byte
@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"username": "gateway", "password_file": "wrong"}, "check username and password_file"),
        ({"username": "gateway", "password_file": "absent"}, "cannot read password_file"),
        ({"username": "gateway"}, "without password_file"),
        ({}, "530"),
    ],
)
def test_mistake_of_the_administrator_keeps_the_receipt(
    tmp_path: Path, settings: dict[str, object], says: str
) -> None:
    (tmp_path / "wrong").write_text("nhầm")
    if "password_file" in settings:
        settings = settings | {"password_file": tmp_path / str(settings["password_file"])}
    with (
        server_with_login(tmp_path) as (port, cert),
        submitter(port, tls="tls", ca_file=cert, **settings) as out,
        pytest.raises(TransientFailure, match=says) as failure,
    ):
        out.submit(FROM, TO_A, MAIL)
    assert "nhầm" not in str(failure.value)


# Postfix


@pytest.fixture(scope="module")
def relay() -> Iterator[tuple[Postfix, int]]:
    """A Postfix that relays to the intake port beside it and refuses two recipients."""
    need("postfix", "openssl")
    port = free_port()
    server = Postfix(f"smtp:[127.0.0.1]:{port}")
    with (server.folder / "etc/main.cf").open("a") as main:
        main.write(
            "smtpd_recipient_restrictions = check_recipient_access inline:{"
            "{never@so-a.example.vn = 554 5.7.1 not from you},"
            "{later@so-a.example.vn = 450 4.2.0 come back}}\n"
        )
    try:
        yield server.start(), port
    finally:
        server.remove()


@pytest.mark.servers
def test_postfix_takes_refuses_and_delays(relay: tuple[Postfix, int], tmp_path: Path) -> None:
    server, port = relay
    with (
        running_intake(tmp_path, port=port) as intake,
        submitter(server.port, tls="starttls", ca_file=server.ca_file) as out,
    ):
        with pytest.raises(PermanentFailure, match=r"554 5\.7\.1 .*not from you"):
            out.submit("", "never@so-a.example.vn", MAIL)
        with pytest.raises(TransientFailure, match=r"450 4\.2\.0 .*come back"):
            out.submit("", "later@so-a.example.vn", MAIL)
        out.submit("", TO_A, MAIL)
        eventually(lambda: intake.ledger.messages, "Postfix relays the mail to the intake", 20)
        (body,) = intake.bodies()
    assert body.endswith(MAIL.split(b"\r\n\r\n", 1)[1])
    assert body.startswith(b"Received: ")


@pytest.mark.servers
def test_postfix_keeps_what_the_intake_could_not_store(
    relay: tuple[Postfix, int], tmp_path: Path
) -> None:
    server, port = relay
    with running_intake(tmp_path, port=port) as intake:
        intake.ledger.failing = True
        server.submit(FROM, [TO_A], MAIL)
        eventually(lambda: "451" in str(server.queue()), "Postfix holds the mail", 20)
        intake.ledger.failing = False
        server.flush()
        eventually(lambda: intake.ledger.messages, "the mail comes again", 20)
        eventually(lambda: not server.queue(), "the queue is empty")
        assert [raw.envelope_from for raw in intake.ledger.messages] == [FROM]


@pytest.mark.servers
def test_postfix_relays_a_large_8bit_mail_with_dots(
    relay: tuple[Postfix, int], tmp_path: Path
) -> None:
    server, port = relay
    text = "".join("." * (i % 4) + f"Văn bản số {i}\r\n" for i in range(60_000)).encode()
    with running_intake(tmp_path, port=port) as intake:
        server.submit(FROM, [TO_A, "vanthu@so-b.example.vn"], b"Subject: x\r\n\r\n" + text)
        eventually(lambda: len(intake.ledger.messages) == 2, "both mailboxes have it", 20)
        assert len({raw.digest for raw in intake.ledger.messages}) == 1
        assert intake.bodies()[0].endswith(b"\r\n\r\n" + text)


@pytest.mark.servers
def test_postfix_gets_a_refusal_for_a_mailbox_that_is_not_there(
    relay: tuple[Postfix, int], tmp_path: Path
) -> None:
    server, port = relay
    with running_intake(tmp_path, port=port) as intake:
        server.submit("", ["khongco@so-a.example.vn"], MAIL)
        eventually(lambda: "550 5.1.1" in server.log(), "Postfix logs the refusal", 20)
        eventually(lambda: not server.queue(), "and does not try again")
        assert intake.ledger.messages == ()


# Into a folder


def test_file_is_the_mail_and_its_name_tells_nothing(tmp_path: Path) -> None:
    hostile = MAIL.replace(b"<r1@so-a.example.vn>", b"<../../x@so-a.example.vn>")
    FileSubmitter(tmp_path / "outgoing").submit("", TO_A, hostile)

    (file,) = (tmp_path / "outgoing").iterdir()
    assert file.read_bytes() == hostile
    mark = hashlib.sha256(b"<../../x@so-a.example.vn>").hexdigest()[:32]
    assert file.name.endswith(f"-{mark}.eml")
    assert file.stat().st_mode & 0o777 == 0o600


def test_same_message_id_is_one_file(tmp_path: Path) -> None:
    out = FileSubmitter(tmp_path)
    out.submit("", TO_A, MAIL)
    FileSubmitter(tmp_path).submit("", TO_A, MAIL)
    out.submit("", TO_A, MAIL.replace(b"<r1@", b"<r2@"))
    assert len(list(tmp_path.iterdir())) == 2


def test_mail_without_message_id_is_kept_too(tmp_path: Path) -> None:
    out = FileSubmitter(tmp_path)
    for text in (b"1", b"2", b"2"):
        out.submit("", TO_A, b"Subject: x\r\n\r\n" + text + b"\r\n")
    assert len(list(tmp_path.iterdir())) == 2


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(TransientFailure, match="cannot write"):
        FileSubmitter(tmp_path / "file").submit("", TO_A, MAIL)
