"""Done when 4, further: whatever a secret comes in, and wherever the gateway is killed, it is in the quarantine alone."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.adapters.document_text import tesseract
from tests.support.agency import ROOT
from tests.support.clamd import Clamd
from tests.support.containers import zipped
from tests.support.dovecot import Dovecot
from tests.support.guarded_agency import GuardedAgency
from tests.support.labelled_secrets import docx
from tests.support.postfix import Postfix
from tests.support.secret_mails import SECRET_TEXT, mail, scanned, wrapped
from tests.support.servers import need_ocr
from tests.support.traces import IN_NAME, IN_TEXT, WORDS, every_row, found_in, holds
from tests.support.waiting import eventually

pytestmark = [pytest.mark.acceptance, pytest.mark.servers]
SECRET_FOLDER = "Văn bản đến/Mật – không xử lý"
CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng tỉnh Quảng Ngãi
    secrets: {officer: {name: Nguyễn Văn A, address: a@quangngai.gov.vn}}
    books: [{name: den, title: Sổ}]
    mailboxes: [{name: sxd, address: sxd@quangngai.gov.vn}]
submission: {transport: files}
log: {level: debug}
"""


class Commands:
    """`gateway` as an administrator calls it, with a temporary folder that is searched afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "temporary").mkdir()
        (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
        self.environment = {k: v for k, v in os.environ.items() if k != "GATEWAY_CONFIG"}
        self.environment["TMPDIR"] = str(folder / "temporary")
        self.said = b""

    def __call__(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "gateway", "--config", str(self.folder / "config.yaml")]
        done = subprocess.run(
            [*command, *arguments], cwd=ROOT, capture_output=True, timeout=300, env=self.environment, check=False
        )  # fmt: skip
        self.said += done.stdout + done.stderr
        return done.stdout.decode()

    def written(self) -> Iterator[Path]:
        sealed = self.folder / "data" / "quarantine"
        for path in self.folder.rglob("*"):
            if path.is_file() and not path.is_relative_to(sealed):
                yield path


def test_4_no_wrapping_leaves_a_trace_and_no_command_tells(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    aside = tmp_path_factory.mktemp("aside")
    gateway = Commands(tmp_path)
    mails = {}
    for name, message in wrapped(aside):
        if name != "scan" or tesseract.version() is not None:
            mails[name] = aside / f"{name}.eml"
            mails[name].write_bytes(message.as_bytes())
    files = [str(path) for path in mails.values()]
    decided = [json.loads(line) for line in gateway("process", "--json", *files).splitlines()]
    found = {name: line["reasons"] for name, line in zip(mails, decided, strict=True)}
    assert found == {name: ["secret"] for name in mails}
    gateway("process", "--dry-run", *files[:3])
    for command in (
        ("explain", files[0]),
        ("queue", "list"),
        ("register", "list", "--json"),
        ("register", "show", "1"),
        ("quarantine", "list", "--json"),
        ("check",),
        ("doctor",),
    ):
        gateway(*command)
    attached = docx(SECRET_TEXT)
    assert found_in(gateway.written(), attached) == {}
    rows = every_row(tmp_path / "data" / "gateway.db")
    assert b"secret-alarm" in rows, "the search sees the tables"
    assert b"suspected-secret" in gateway.said, "the search sees the log"
    assert not [word for word in WORDS if holds(rows, word) or holds(gateway.said, word)]
    assert len(list((tmp_path / "data" / "quarantine").iterdir())) == len(mails)


@pytest.fixture
def agency(tmp_path: Path, dovecot: Dovecot, postfix: Postfix, clamd: Clamd) -> GuardedAgency:
    return GuardedAgency(tmp_path, dovecot, postfix, clamd)


def descendants(pid: int) -> dict[int, str]:
    """Running processes below one, with their names."""
    parents, names = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            head, _, rest = (entry / "stat").read_text().rpartition(")")
        except OSError:
            continue
        parents[int(entry.name)] = int(rest.split()[1])
        names[int(entry.name)] = head.partition("(")[2]
    below, size = {pid}, 0
    while len(below) != size:
        size = len(below)
        below |= {child for child, parent in parents.items() if parent in below}
    return {child: names[child] for child in below if child in names and child != pid}


def traces(agency: GuardedAgency) -> set[str]:
    """The folders of `data_dir` (and others) outside of the quarantine in which a word stands."""
    data = agency.folder / "data"
    sealed = data / "quarantine"
    files = (
        path
        for path in agency.folder.rglob("*")
        if path.is_file() and not path.is_relative_to(sealed)
    )
    found = found_in(files, docx(SECRET_TEXT))
    return {
        Path(path).relative_to(data).parts[0] if Path(path).is_relative_to(data) else path
        for path in found
    }


def test_4_killed_while_a_scan_is_being_read(
    agency: GuardedAgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next start empties what the dead one left, and there is one alarm and one move."""
    need_ocr()
    (agency.folder / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(agency.folder / "temporary"))
    agency.draw_start_line()
    agency.send(_addressed(agency, (f"7 {IN_NAME}.pdf", scanned())))
    dying = agency.start("-m", "gateway", "--config", str(agency.config), "run")
    eventually(lambda: _reads(agency, dying.pid), f"OCR; {agency.log()}", 60)
    below = descendants(dying.pid)
    dying.kill()
    dying.wait()
    eventually(
        lambda: not [p for p in below if _runs(p, below[p])], "its processes end with it", 20
    )
    assert traces(agency) == {"spool", "store"}, "between the crash and the next start"
    _ends_well(agency)


def test_4_killed_while_a_mail_lies_unpacked(agency: GuardedAgency) -> None:
    name = f"7 {IN_NAME}"
    agency.draw_start_line()
    agency.send(_addressed(agency, (f"{name}.zip", zipped((f"{name}.docx", docx(SECRET_TEXT))))))
    dying = agency.start("-m", "tests.support.crashing", str(agency.config), "examiner:inside")
    dying.wait(60)
    assert traces(agency) == {"spool", "store"}, "between the crash and the next start"
    _ends_well(agency)


def _addressed(agency: GuardedAgency, *files: tuple[str, bytes]) -> object:
    message = mail(1, *files)
    message.replace_header("From", f"{IN_NAME} <{agency.sender_address}>")
    message.replace_header("To", agency.address)
    return message


def _reads(agency: GuardedAgency, pid: int) -> bool:
    """A mail lies in the spool and tesseract is at work; the start asks tesseract for its version."""
    spool = agency.folder / "data" / "spool"
    return any(spool.glob("mail-*")) and "tesseract" in descendants(pid).values()


def _runs(pid: int, name: str) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return f"({name})" in state and ") Z" not in state


def _ends_well(agency: GuardedAgency) -> None:
    with agency.running():
        eventually(agency.alarms, f"the alarm; {agency.log()}", 90)
        eventually(
            lambda: agency.is_settled() and agency.folders().get(SECRET_FOLDER) == 1,
            f"the mail in its folder; {agency.log()}",
            60,
        )
    assert traces(agency) == set()
    assert list((agency.folder / "data" / "spool").glob("mail-*")) == []
    assert len(agency.alarms()) == len(agency.rows("outbox")) == 1
    assert agency.received_by_sender() == agency.rows("incoming_register") == []
    assert IN_TEXT not in agency.log()
