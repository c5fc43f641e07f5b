"""Bad input gets a clear message and a defined outcome: no traceback, nothing lost."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.agency import ROOT, Agency
from tests.support.dovecot import Dovecot
from tests.support.ports import free_port
from tests.support.postfix import Postfix
from tests.support.small_pdf import invitation
from tests.support.waiting import eventually

CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng
    books: [{name: den, title: Sổ đăng ký văn bản đến}]
    mailboxes: [{name: sxd, address: sxd@quangngai.gov.vn}]
submission: {transport: files}
"""
HEAD = b"From: snv@quangngai.gov.vn\r\nTo: sxd@quangngai.gov.vn\r\nSubject: Van ban\r\nMIME-Version: 1.0\r\n"
PDF = b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=34_GM-SNV.pdf\r\n\r\n"


def gateway(
    folder: Path, *arguments: str, config: str = CONFIG
) -> subprocess.CompletedProcess[str]:
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "gateway", "--config", str(folder / "config.yaml"), *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def mixed(*parts: bytes, boundary: bytes = b"b", declared: bytes = b"b") -> bytes:
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="'
        + declared
        + b'"\r\n\r\n'
        + body
        + b"--"
        + boundary
        + b"--\r\n"
    )


TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nKinh gui\r\n"
MAILS = {
    "no-readable-part": (HEAD + b"\r\n", "held", "no-document"),
    "empty-file": (mixed(TEXT, PDF), "held", "empty"),
    "junk-named-as-a-document": (
        mixed(TEXT, PDF.replace(b".pdf", b".txt") + b"noise " * 99),
        "held",
        "not-recognised",
    ),
    "broken-pdf": (mixed(TEXT, PDF + b"%PDF-1.7\nbroken"), "held", "unreadable"),
    "unknown-charset": (
        HEAD + b"Content-Type: text/plain; charset=x-vni\r\n\r\nCa\xean c\xf6\xf9\r\n",
        "held",
        "no-document",
    ),
    "missing-boundary": (mixed(TEXT, PDF + b"%PDF", declared=b"other"), "held", "malformed"),
    "two-from": (b"From: x@evil.test\r\n" + mixed(TEXT, PDF + b"%PDF"), "held", "malformed"),
    "empty-mail": (b"", "held", "malformed"),
    "binary": (bytes(range(256)) * 50, "held", "malformed"),
    "too-large": (mixed(TEXT, PDF + b"x" * (51 << 20)), "held", "too-large"),
    "unknown-sender": (
        mixed(TEXT).replace(b"quangngai.gov.vn", b"gmail.test", 1),
        "held",
        "unknown-sender",
    ),
}


@pytest.mark.parametrize("name", MAILS)
def test_each_bad_mail_has_its_outcome(tmp_path: Path, name: str) -> None:
    content, outcome, reason = MAILS[name]
    (tmp_path / "mail.eml").write_bytes(content)
    done = gateway(tmp_path, "process", str(tmp_path / "mail.eml"), "--dry-run", "--json")
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["outcome"], answer["receipt"]["kind"]) == (outcome, "none")
    assert reason in answer["reasons"]
    assert not (tmp_path / "data").exists(), "a dry run writes nothing"


def test_a_mail_of_40_mb_is_taken(tmp_path: Path) -> None:
    """Large, but under the limit: read, and held for what it is."""
    (tmp_path / "mail.eml").write_bytes(mixed(TEXT, PDF + b"x" * (40 << 20)))
    done = gateway(tmp_path, "process", str(tmp_path / "mail.eml"), "--dry-run", "--json")
    answer = json.loads(done.stdout)
    assert (answer["outcome"], answer["reasons"]) == ("held", ["kind-mismatch", "too-large"])
    assert [document["file_name"] for document in answer["documents"]] == ["34_GM-SNV.pdf"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("data_dir: data", "data_dir: data\nsmtp_inteke: {}"),
            "config.yaml:2:1: smtp_inteke: this key does not exist",
        ),
        (("transport: files", "transport: fax"), "config.yaml:7:14"),
        (("id: sxd", "id: [sxd"), "config.yaml:"),
        (("name: sxd, address", "address"), "this key is missing"),
    ],
)
def test_a_typing_error_in_yaml_names_file_line_and_column(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    done = gateway(tmp_path, "run", config=CONFIG.replace(*change))
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = gateway(tmp_path, "run", config=CONFIG + f"smtp_intake: {{port: {port}}}\n")
    assert done.returncode == 2
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_gateway_on_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        CONFIG + f"smtp_intake: {{port: {free_port()}}}\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "gateway", "--config", str(tmp_path / "config.yaml"), "run"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as first:
        try:
            eventually((tmp_path / "data" / "gateway.db").exists, "the first gateway runs", 30)
            second = subprocess.run(
                command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
            )
            assert second.returncode == 2
            assert "another gateway runs" in second.stderr
        finally:
            first.terminate()


@pytest.mark.servers
def test_a_wrong_password_is_said_and_retried(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    agency = Agency(tmp_path, dovecot, postfix)
    (tmp_path / "password").write_text("s3cret-mistyped\n")
    with agency.running() as process:
        eventually(lambda: "mailbox-refused" in agency.log(), "the log says so", 60)
        assert process.poll() is None
        assert "s3cret" not in agency.log()
        assert "Traceback" not in agency.log()
        (tmp_path / "password").write_text(agency.mailbox.password + "\n")


@pytest.mark.servers
def test_an_unreachable_server_is_said_and_retried(
    tmp_path: Path, own_dovecot: Dovecot, postfix: Postfix
) -> None:
    agency = Agency(tmp_path, own_dovecot, postfix)
    agency.draw_start_line()
    own_dovecot.stop()
    with agency.running():
        eventually(lambda: "mailbox-unreachable" in agency.log(), "the log says so", 60)
        own_dovecot.start()
        own_dovecot.deliver(
            agency.mailbox,
            agency.mail("Giấy mời", ("34 gm.pdf", invitation(34))).as_bytes(),
            agency.sender_address,
        )
        eventually(lambda: agency.rows("incoming_register"), f"the entry; {agency.log()}", 120)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("data_dir: data", "data_dir: data\ndatabase: nonsense"), "this URL cannot be used"),
        (("data_dir: data", "data_dir: /proc/nowhere"), "cannot be made"),
        (
            ("books:", "folders: {registered: 'Sổ/{nam}'}\n    books:"),
            "only {year} may stand in braces",
        ),
        (("books:", "folders: {held: INBOX}\n    books:"), "none may be INBOX"),
    ],
)
def test_settings_that_cannot_work_are_named(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    done = gateway(tmp_path, "run", config=CONFIG.replace(*change))
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "gateway.db").write_bytes(b"no database " * 500)
    for arguments in (("register", "list"), ("run",)):
        done = gateway(tmp_path, *arguments)
        assert done.returncode == 2
        assert "not a database" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_broken_certificate_in_the_trust_folder_ends_the_start_and_fails_the_check(
    tmp_path: Path,
) -> None:
    government = tmp_path / "data" / "trust" / "government"
    government.mkdir(parents=True)
    (government / "root.pem").write_text("junk")
    for arguments, code in ((("run",), 2), (("check",), 1)):
        done = gateway(tmp_path, *arguments)
        assert done.returncode == code
        assert "government/root.pem is no certificate" in done.stderr + done.stdout
        assert "Traceback" not in done.stderr
