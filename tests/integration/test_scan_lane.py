"""Mails with scans: passed on, read behind everything else, entered only when no mark was found (Art. 1.2)."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from PIL import Image

from gateway.adapters.clock import SystemClock
from gateway.adapters.sql.queries import SqlQueries
from gateway.config.load import load_settings
from gateway.domain.message import Channel, RawMessage
from gateway.service.examination import examine_next
from gateway.wiring.checks import checks
from gateway.wiring.databases import ensure_database
from gateway.wiring.parts import Parts, build
from gateway.wiring.running import started
from tests.support.scanned import SHEETS, Glass, Stamp, printed, scan
from tests.support.servers import need_ocr
from tests.support.small_pdf import invitation
from tests.support.waiting import eventually

pytestmark = pytest.mark.servers
SENTINEL = "chuyển đổi số của Sở"  # of the abstract
DECISION = SHEETS[6][1]
_CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng
    books: [{{name: den, title: Sổ đăng ký văn bản đến}}]
    mailboxes: [{{name: sxd, address: sxd@quangngai.gov.vn}}]
submission: {{transport: files}}
ocr: {{mode: {mode}}}
log: {{level: error}}
"""


@pytest.fixture(autouse=True)
def _needs_tesseract() -> None:
    need_ocr()


class Desk:
    """A gateway of one mailbox, whose loops the test turns by hand."""

    def __init__(self, folder: Path, mode: str = "auto") -> None:
        self.folder = folder
        self.config = folder / "config.yaml"
        self.config.write_text(_CONFIG.format(mode=mode), "utf-8")
        self.parts: Parts = build(load_settings(self.config), SystemClock())
        ensure_database(self.parts.database)
        self.queries = SqlQueries(self.parts.database)

    def take_in(self, name: str, content: bytes, subject: str = "Gửi văn bản") -> bytes:
        mail = an_mail(name, content, subject)
        body = self.parts.store.put([mail])
        now = datetime.now(UTC)
        self.parts.ledger.record(
            RawMessage(body.digest, body.size, "sxd", Channel.SMTP, now, "snv@quangngai.gov.vn")
        )
        return mail

    def examine(self) -> bool:
        return examine_next(self.parts.examination(), lambda: None)

    def recognise(self) -> bool:
        examination = self.parts.scan_examination()
        assert examination is not None
        return examine_next(examination, lambda: None)

    def lanes(self) -> list[tuple[str, str]]:
        return [(row["lane"], row["state"]) for row in self.queries.messages()]

    def entries(self) -> list[dict[str, object]]:
        return [dict(row) for row in self.queries.entries(book=None, year=None, since=None)]

    def files_with(self, words: str) -> list[Path]:
        """Files under `data_dir` that say it, in UTF-8 or as JSON writes it."""
        wanted = (words.encode(), json.dumps(words)[1:-1].encode())
        files = (path for path in (self.folder / "data").rglob("*") if path.is_file())
        return [path for path in files if any(item in path.read_bytes() for item in wanted)]


def an_mail(name: str, content: bytes, subject: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "snv@quangngai.gov.vn"
    message["To"] = "sxd@quangngai.gov.vn"
    message["Subject"] = subject
    message["Message-ID"] = f"<{name.replace(' ', '-')}@quangngai.gov.vn>"
    message.set_content("Kính gửi văn bản kèm theo.\n")
    kind, sub = ("image", "png") if name.endswith(".png") else ("application", "pdf")
    message.add_attachment(content, maintype=kind, subtype=sub, filename=name)
    return message.as_bytes()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.parts.close()


def test_a_scan_waits_in_its_lane_and_is_entered_when_it_was_read(desk: Desk) -> None:
    desk.take_in("908 qd skhcn.pdf", scan(DECISION, Glass(tilt=1.1), 1))
    assert desk.examine()
    assert desk.lanes() == [("ocr", "stored")]
    assert not desk.examine(), "it is nobody else's"
    (waiting,) = desk.queries.queue()
    assert (waiting["queue"], waiting["attempts"]) == ("ocr", 0)
    assert desk.queries.counts()["ocr"] == 1
    assert desk.files_with(SENTINEL) == [], "nothing that the document says is kept yet"
    assert desk.recognise()
    (entry,) = desk.entries()
    assert (entry["arrival_number"], entry["document_type"]) == (1, "Quyết định")
    assert (entry["number"], entry["notation"]) == ("908", "QĐ-SKHCN")
    assert SENTINEL in str(entry["abstract"])


def test_a_born_digital_mail_passes_a_scan_and_gets_its_number_first(desk: Desk) -> None:
    """Numbers are given in the order of conclusion."""
    desk.take_in("908 qd skhcn.pdf", scan(DECISION, Glass(), 2))
    desk.take_in("34 gm snv.pdf", invitation(34), "Giấy mời số 34/GM-SNV")
    assert desk.examine()
    assert desk.examine()
    assert desk.recognise()
    numbers = {entry["notation"]: entry["arrival_number"] for entry in desk.entries()}
    assert numbers == {"GM-SNV": 1, "QĐ-SKHCN": 2}


def test_a_secret_scan_is_sealed_and_leaves_no_word(desk: Desk) -> None:
    secret = scan(DECISION, Glass(tilt=-0.9, stamps=(Stamp("MẬT", tilt=3),)), 3)
    desk.take_in("908 qd skhcn.pdf", secret)
    assert desk.examine()
    assert desk.recognise()
    (row,) = desk.queries.messages()
    assert (row["outcome"], row["reasons"]) == ("held", ["secret"])
    assert desk.entries() == []
    for words in (SENTINEL, "908 qd skhcn", "QĐ-SKHCN"):
        kept = {path.parent.name for path in desk.files_with(words)}
        assert kept <= {"quarantine"}, words
    assert list((desk.folder / "data" / "outgoing").glob("*")) == []
    assert not list((desk.folder / "data" / "spool").glob("mail-*"))


def test_a_picture_file_is_read_the_same_way(desk: Desk) -> None:
    page = scan(DECISION, Glass(), 4)
    picture = desk.folder / "page.png"
    printed(page)[0].save(picture)
    desk.take_in("908 qd skhcn.png", picture.read_bytes())
    assert desk.examine()
    assert desk.recognise()
    (row,) = desk.queries.messages()
    assert row["outcome"] in {"accepted", "held"}
    assert "no-text" not in row["reasons"]


def test_a_photograph_and_a_blank_page_are_held_with_a_reason(desk: Desk) -> None:
    for name, image in (
        ("anh.png", Image.effect_noise((1200, 1600), 90)),
        ("trang.png", Image.new("L", (1200, 1600), 250)),
    ):
        path = desk.folder / name
        image.save(path)
        desk.take_in(name, path.read_bytes())
        assert desk.examine()
        assert desk.recognise()
    assert [row["reasons"] for row in desk.queries.messages()] == [["no-text"], ["no-text"]]


def test_without_ocr_a_scan_is_held_as_before(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "off")
    assert desk.parts.scan_examination() is None
    desk.take_in("908 qd skhcn.pdf", scan(DECISION, Glass(), 5))
    assert desk.examine()
    (row,) = desk.queries.messages()
    assert (row["outcome"], row["reasons"]) == ("held", ["no-text"])
    desk.parts.close()


def test_what_waited_when_ocr_went_away_is_held_and_not_forgotten(tmp_path: Path) -> None:
    before = Desk(tmp_path)
    before.take_in("908 qd skhcn.pdf", scan(DECISION, Glass(), 6))
    assert before.examine()
    before.parts.close()
    after = Desk(tmp_path, "off")
    assert after.examine()
    (row,) = after.queries.messages()
    assert (row["outcome"], row["reasons"]) == ("held", ["no-text"])
    after.parts.close()


def test_a_running_gateway_reads_scans_by_itself(desk: Desk) -> None:
    desk.take_in("908 qd skhcn.pdf", scan(DECISION, Glass(), 7))
    desk.take_in("34 gm snv.pdf", invitation(34), "Giấy mời số 34/GM-SNV")
    with started(desk.parts):
        eventually(lambda: len(desk.entries()) == 2, "both entries", 90)


def test_a_gateway_that_is_stopped_puts_the_mail_back_whose_scan_it_reads(desk: Desk) -> None:
    """Many pages in one file keep the reader busy for far longer than the stop may take."""
    pages = [Image.effect_noise((1654, 2339), 60 + page) for page in range(3)]
    path = desk.folder / "nhieu-trang.pdf"
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=200)
    desk.take_in("nhieu-trang.pdf", path.read_bytes())
    assert desk.examine()
    with started(desk.parts):
        eventually(reads_a_page, "a page that is being read", 90)
        began = time.monotonic()
    assert time.monotonic() - began < 15
    assert desk.lanes() == [("ocr", "stored")]
    (waiting,) = desk.queries.queue()
    assert (waiting["attempts"], "stopped" in str(waiting["last_cause"])) == (1, True)


def reads_a_page() -> bool:
    """Whether a tesseract runs below this process."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            pid, _, rest = stat.read_text().partition(" (")
            name, _, fields = rest.rpartition(") ")
            parents[int(pid)] = (name, int(fields.split()[1]))
    found = [pid for pid, (name, _) in parents.items() if name == "tesseract"]
    return any(os.getpid() in ancestors(pid, parents) for pid in found)


def ancestors(pid: int, parents: dict[int, tuple[str, int]]) -> Iterator[int]:
    while pid in parents:
        pid = parents[pid][1]
        yield pid


def test_gateway_process_reads_scans_at_once(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(_CONFIG.format(mode="auto"), "utf-8")
    mail = tmp_path / "scan.eml"
    mail.write_bytes(an_mail("908 qd skhcn.pdf", scan(DECISION, Glass(), 8), "Gửi văn bản"))
    command = [sys.executable, "-m", "gateway", "--config", str(config), "process", str(mail)]
    environment = {name: value for name, value in os.environ.items() if name != "GATEWAY_CONFIG"}
    for dry_run in (["--dry-run"], []):
        done = subprocess.run(
            [*command, *dry_run, "--json"],
            capture_output=True,
            text=True,
            timeout=180,
            check=True,
            env=environment,
        )
        line = json.loads(done.stdout)
        (document,) = line["documents"]
        assert line["outcome"] == "accepted"
        assert (document["document_type"], document["number"]) == ("Quyết định", "908")
        assert document["arrival_number"] == (None if dry_run else 1)


def test_check_says_whether_scans_are_read(tmp_path: Path) -> None:
    for mode, words in (("auto", "reads scans"), ("off", "held")):
        folder = tmp_path / mode
        folder.mkdir()
        config = folder / "config.yaml"
        config.write_text(_CONFIG.format(mode=mode), "utf-8")
        found = [item for name, item in checks(load_settings(config)) if name == "ocr"]
        finding = found[0]  # what follows is of the second reader of PDFs
        assert finding.level == "ok"
        assert words in finding.message
