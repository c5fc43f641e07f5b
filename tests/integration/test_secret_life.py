"""The life of a suspected secret in the real walk: it comes again, is released, destroyed, or waits for the scanner."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from gateway.adapters.clock import SystemClock
from gateway.adapters.examiner import WorkerExaminer
from gateway.config.load import load_settings
from gateway.domain.admission import Reason
from gateway.domain.failures import TransientFailure
from gateway.domain.message import Channel, RawMessage
from gateway.service.examination import examine_next
from gateway.wiring import Order, quarantine_desk
from gateway.wiring.databases import ensure_database, queries
from gateway.wiring.parts import Parts, build
from tests.support.containers import zipped
from tests.support.labelled_secrets import docx, lines
from tests.support.secret_mails import SECRET_TEXT, mail
from tests.support.traces import IN_NAME, WORDS, every_row, found_in, holds

OFFICER = Order("Nguyễn Văn A", "thử nghiệm")
_CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng
    secrets: {officer: {name: Nguyễn Văn A, address: a@quangngai.gov.vn}}
    books: [{name: den, title: Sổ}, {name: den-2, title: Sổ 2}]
    mailboxes:
      - {name: sxd, address: sxd@quangngai.gov.vn, book: den}
      - {name: sxd-2, address: sxd-2@quangngai.gov.vn, book: den-2}
submission: {transport: files}
ocr: {mode: "off"}
log: {level: error}
"""
SECRET = docx(SECRET_TEXT)
BOTH = docx(lines(7, mark="MẬT - LƯU HÀNH NỘI BỘ"))


class Life:
    """A gateway whose loops the test turns by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "config.yaml").write_text(_CONFIG, "utf-8")
        self.settings = load_settings(folder / "config.yaml")
        self.parts: Parts = build(self.settings, SystemClock())
        ensure_database(self.parts.database)

    def comes(
        self, body: bytes, mailbox: str = "sxd", sender: str = "snv@quangngai.gov.vn"
    ) -> None:
        stored = self.parts.store.put([body])
        now = datetime.now(UTC)
        self.parts.ledger.record(
            RawMessage(stored.digest, stored.size, mailbox, Channel.SMTP, now, sender)
        )

    def works(self) -> None:
        while examine_next(self.parts.examination(), lambda: None):
            pass

    def outcomes(self) -> list[tuple[str, list[str]]]:
        with queries(self.settings) as shown:
            return [(row["outcome"], row["reasons"]) for row in shown.messages()]

    def alarms(self) -> int:
        return every_row(self.folder / "data" / "gateway.db").count(b"'kind': 'secret-alarm', 'm")

    def clear(self) -> list[Path]:
        """Bodies that lie open."""
        return [path for path in (self.folder / "data" / "store").rglob("*") if path.is_file()]

    def act(self, name: str) -> None:
        with quarantine_desk(self.settings) as desk:
            (case,) = desk.cases()
            getattr(desk, name)(case, OFFICER)


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    made = Life(tmp_path)
    yield made
    made.parts.close()


@cache
def body(content: bytes = SECRET) -> bytes:
    """The same each time: boundaries are made by chance."""
    return mail(1, (f"7 {IN_NAME}.docx", content)).as_bytes()


def test_the_same_bytes_in_other_mailboxes_are_one_case_and_one_alarm(life: Life) -> None:
    life.comes(body())
    life.comes(body(), "sxd-2")
    life.works()
    life.comes(body(), sender="khac@quangngai.gov.vn")
    life.works()
    assert life.outcomes() == [("held", ["secret"])] * 3
    assert (life.alarms(), life.clear()) == (1, [])


def test_after_the_release_they_are_entered_once_in_each_book_and_alarm_nobody(life: Life) -> None:
    life.comes(body())
    life.comes(body(), "sxd-2")
    life.works()
    life.act("release")
    life.works()
    life.comes(body(), sender="khac@quangngai.gov.vn")
    life.works()
    assert sorted(life.outcomes()) == [
        ("accepted", []),
        ("accepted", []),
        ("ignored", ["duplicate"]),
    ]
    assert (life.alarms(), len(life.clear())) == (1, 1)


def test_after_the_end_they_are_another_case(life: Life) -> None:
    life.comes(body())
    life.works()
    life.act("destroy")
    life.comes(body(), sender="khac@quangngai.gov.vn")
    life.works()
    assert life.outcomes() == [("held", ["secret"])] * 2
    assert (life.alarms(), life.clear()) == (2, [])
    assert len(list((life.folder / "data" / "quarantine").iterdir())) == 1


def test_a_released_mail_is_still_held_for_a_weaker_mark(life: Life) -> None:
    life.comes(body(BOTH))
    life.works()
    assert life.outcomes() == [("held", ["secret"])]
    life.act("release")
    life.works()
    assert life.outcomes() == [("held", ["limited-circulation"])]
    assert life.alarms() == 1


class Scanner:
    """The port `MalwareScanner`, away from the call `away` on until `back`; it notes what it was given."""

    def __init__(self, away: int) -> None:
        self.away, self.calls, self.back = away, 0, False
        self.seen: set[str] = set()

    def scan(self, path: Path) -> Reason | None:
        self.calls += 1
        if self.calls >= self.away and not self.back:
            raise TransientFailure("malware: clamd at /run/clamd: no connection")
        self.seen.add(hashlib.sha256(path.read_bytes()).hexdigest())
        return None


@pytest.mark.parametrize("away", [1, 2])
def test_a_secret_that_waits_for_the_scanner_leaves_nothing_meanwhile(
    life: Life, away: int
) -> None:
    """Away before the mail is opened, or between its opening and the look at what was in it."""
    scanner = Scanner(away)
    examiner = WorkerExaminer(life.parts.pool, life.parts.store, life.settings, scanner=scanner)
    life.parts = replace(life.parts, examiner=examiner)
    inner = zipped((f"7 {IN_NAME}.docx", SECRET))
    life.comes(mail(2, (f"{IN_NAME}.zip", zipped((f"{IN_NAME}.zip", inner)))).as_bytes())
    life.works()
    data = life.folder / "data"
    rows = every_row(data / "gateway.db")
    assert b"malware: clamd at" in rows
    assert not [word for word in WORDS if holds(rows, word)]
    outside = (path for path in data.rglob("*") if path.is_file() and "store" not in path.parts)
    assert found_in(outside, SECRET) == {}
    assert life.alarms() == 0
    scanner.back = True
    life.parts.ledger.recall("malware: clamd at /run/clamd: no connection")
    life.works()
    assert life.outcomes() == [("held", ["secret"])]
    assert (life.alarms(), life.clear()) == (1, [])
    assert hashlib.sha256(SECRET).hexdigest() in scanner.seen, (
        "what lies in archives is scanned too"
    )
