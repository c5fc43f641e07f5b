"""The examiner: whatever a file does to its worker, the pipeline gets a value."""

import hashlib
import stat
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.adapters.examiner import FileJudge, WorkerExaminer, worker_examiner
from gateway.adapters.examiner.scans import Scans
from gateway.adapters.workers import Limits, WorkerBug, WorkerPool, WorkerTimeout
from gateway.config.settings import Settings, WorkerSettings
from gateway.domain.admission import Reason
from gateway.domain.document import DocumentText, ReadProblem
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.formats import FileKind
from gateway.domain.message import Channel, Defect, RawMessage
from gateway.domain.signature import UNSIGNED, Verdict
from gateway.domain.signature_policy import DEFAULT_ALGORITHMS
from gateway.ports import StoredBody
from gateway.wiring.examiners import worker_pool
from gateway.wiring.ocr import ocr_limits
from tests.support import worker_tasks
from tests.support.small_pdf import invitation

AT = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)


class FolderStore:
    """The port MessageStore, as far as the examiner uses it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, chunks: Iterable[bytes]) -> StoredBody:
        body = b"".join(chunks)
        digest = hashlib.sha256(body).hexdigest()
        (self._folder / digest).write_bytes(body)
        return StoredBody(digest, len(body))

    def path(self, digest: str) -> Path:
        if not (self._folder / digest).exists():
            raise PermanentFailure(f"no body {digest}")
        return self._folder / digest

    def quarantine(self, digest: str) -> None:
        raise NotImplementedError

    def is_quarantined(self, digest: str) -> bool:
        raise NotImplementedError(digest)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    (tmp_path / "store").mkdir()
    return FolderStore(tmp_path / "store")


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    tasks = {
        "open-mail": "open_lines",
        "judge": "judge_lines",
        "read-text": "read_lines",
        "read-scan": "recognise_lines",
    }
    targets = {name: f"{worker_tasks.__name__}:{function}" for name, function in tasks.items()}
    with WorkerPool(targets, Limits(deadline_seconds=1)) as made:
        yield made


def settings(data_dir: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "data_dir": data_dir,
        "authserv_id": "mx.example.org",
        "submission": {"transport": "files"},
        "agencies": [
            {
                "id": "sxd",
                "name": "Sở Xây dựng",
                "books": [{"name": "den", "title": "Sổ văn bản đến"}],
                "mailboxes": [{"name": "sxd", "address": "sxd@example.org"}],
            }
        ],
    }
    return Settings.model_validate(values | changes)


@pytest.fixture
def examiner(pool: WorkerPool, store: FolderStore, tmp_path: Path) -> WorkerExaminer:
    return WorkerExaminer(pool, store, settings(tmp_path / "data"))


def stored_mail(store: FolderStore, text: str) -> RawMessage:
    body = store.put([text.encode()])
    return RawMessage(
        body.digest, body.size, "sxd", Channel.SMTP, AT, envelope_from="a@example.org"
    )


def spools(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "data" / "spool").iterdir())


def test_a_mail_is_opened_read_and_judged(
    examiner: WorkerExaminer, store: FolderStore, tmp_path: Path
) -> None:
    with examiner.open(stored_mail(store, "%PDF-1.7\nghi chú")) as opened:
        assert opened.problem is None
        assert opened.message is not None
        assert opened.message.reply_path == "a@example.org"
        assert opened.message.authenticated("dmarc") == "mx.example.org"
        assert opened.message.defects == {Defect.NO_FROM}
        pdf, note = opened.message.attachments
        assert opened.read(pdf).text == "pdf: %PDF-1.7"
        assert opened.read(note).text == "txt: ghi chú"
        verdict = opened.judge(pdf, AT, received=AT)
        assert (verdict.verdict, verdict.reason) == (Verdict.REVIEW, "trust-1005-require")
        (spool,) = spools(tmp_path)
        assert stat.S_IMODE(spool.stat().st_mode) == 0o700
        assert stat.S_IMODE(spool.parent.stat().st_mode) == 0o700
    assert spools(tmp_path) == []


def test_the_settings_reach_the_judge(pool: WorkerPool, store: FolderStore, tmp_path: Path) -> None:
    made = settings(
        tmp_path / "data", signatures={"trust_dir": tmp_path / "roots", "revocation": "ignore"}
    )
    with WorkerExaminer(pool, store, made).open(stored_mail(store, "%PDF")) as opened:
        assert opened.message is not None
        assert (
            opened.judge(opened.message.attachments[0], AT, received=AT).reason
            == "roots-1005-ignore"
        )


def test_only_a_pdf_can_bear_a_pdf_signature(examiner: WorkerExaminer, store: FolderStore) -> None:
    with examiner.open(stored_mail(store, "!die")) as opened:
        assert opened.message is None
    with examiner.open(stored_mail(store, "text !die")) as opened:
        assert opened.message is not None
        assert opened.judge(opened.message.attachments[0], AT, received=AT) == UNSIGNED


@pytest.mark.parametrize("attack", ["!spin", "!die"])
def test_a_mail_that_kills_its_reader_is_malformed(
    examiner: WorkerExaminer, store: FolderStore, tmp_path: Path, attack: str
) -> None:
    with capture_logs() as logs, examiner.open(stored_mail(store, attack)) as opened:
        assert (opened.message, opened.problem) == (None, Reason.MALFORMED)
    assert spools(tmp_path) == []
    assert [log["event"] for log in logs] == [
        "worker-timeout" if attack == "!spin" else "worker-crashed"
    ]


@pytest.mark.parametrize(
    "attack",
    [
        "!path /etc/passwd",
        "!path ../../../../etc/passwd",
        "!path relative",
        "!path /",
        "!path ",
        "!link /etc/passwd",
        "!link /",
        "!link nowhere",
        "!link 0",
        "!missing",
        "x\n!fewer",
    ],
)
def test_a_reader_that_was_taken_over_cannot_name_other_files(
    examiner: WorkerExaminer, store: FolderStore, attack: str
) -> None:
    with examiner.open(stored_mail(store, attack)) as opened:
        assert (opened.message, opened.problem) == (None, Reason.MALFORMED)


def test_the_reader_says_too_large(pool: WorkerPool, store: FolderStore, tmp_path: Path) -> None:
    made = settings(tmp_path / "data", workers={"max_message_mb": 1})
    with WorkerExaminer(pool, store, made).open(
        stored_mail(store, "x" * (1 << 20) + "y")
    ) as opened:
        assert (opened.message, opened.problem) == (None, Reason.TOO_LARGE)


@pytest.mark.parametrize(
    ("attack", "verdict"), [("!spin", Verdict.TIMEOUT), ("!die", Verdict.TOO_LARGE)]
)
def test_a_file_that_kills_its_judge_has_a_verdict(
    examiner: WorkerExaminer, store: FolderStore, attack: str, verdict: Verdict
) -> None:
    with examiner.open(stored_mail(store, f"%PDF {attack}\n%PDF good")) as opened:
        assert opened.message is not None
        bad, good = opened.message.attachments
        assert opened.judge(bad, AT, received=AT).verdict is verdict
        assert (
            opened.judge(good, AT, received=AT).verdict is Verdict.REVIEW
        )  # its neighbour is judged


@pytest.mark.parametrize(
    ("attack", "problem"),
    [
        ("!spin", ReadProblem.TIMEOUT),
        ("!memory", ReadProblem.TOO_LARGE),
        ("!surrogate", ReadProblem.TOO_LARGE),
        ("!shape", ReadProblem.TOO_LARGE),
    ],
)
def test_a_file_that_kills_its_reader_has_a_problem(
    examiner: WorkerExaminer, store: FolderStore, attack: str, problem: ReadProblem
) -> None:
    with examiner.open(stored_mail(store, f"x {attack}\ngood")) as opened:
        assert opened.message is not None
        bad, good = opened.message.attachments
        assert opened.read(bad).problem is problem
        assert opened.read(good).text == "txt: good"


def test_only_what_can_be_seen_as_pages_is_recognised(
    pool: WorkerPool, store: FolderStore, tmp_path: Path
) -> None:
    """A picture within RTF stays unread: a doubt of its own, and no broken picture."""
    made = WorkerExaminer(pool, store, settings(tmp_path / "data"), scans=pool)
    with made.open(stored_mail(store, "%PDF !scan\nword !scan\n%PDF plain")) as opened:
        assert opened.message is not None
        scan, office, plain = (opened.read(item) for item in opened.message.attachments)
    assert (scan.text, scan.recognised) == ("pdf seen", True)
    assert (office.waits_for_ocr, office.problem) == (True, None)
    assert plain.text == "pdf: %PDF plain"


class Clockless:
    """A pool that reads texts at once and whose scans take as long as their name says: "!long" is too long."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self.scans: list[str] = []

    def call(self, task: str, arguments: Mapping[str, Any]) -> Any:
        if task != "read-scan":
            return self._pool.call(task, arguments)
        self.scans.append(Path(arguments["path"]).read_text())
        if "!long" in self.scans[-1]:
            raise WorkerTimeout("no answer within 180 s")
        return self._pool.call(task, arguments)


def test_after_a_scan_that_takes_too_long_no_other_of_the_mail_is_begun(
    pool: WorkerPool, store: FolderStore, tmp_path: Path
) -> None:
    """It is held anyway: as unread, which is no fault of the file; texts are looked at for marks all the same."""
    slow = Clockless(pool)
    made = WorkerExaminer(slow, store, settings(tmp_path / "data"), scans=slow)
    lines = "%PDF !scan 1\n%PDF !scan !long\n%PDF !scan 3\nMẬT"
    with made.open(stored_mail(store, lines)) as opened:
        assert opened.message is not None
        first, long, third, text = (opened.read(item) for item in opened.message.attachments)
    assert slow.scans == ["%PDF !scan 1", "%PDF !scan !long"]
    assert first.recognised
    for unread in (long, third):
        assert (unread.waits_for_ocr, unread.problem) == (True, None)
    assert text.text == "txt: MẬT"
    with made.open(stored_mail(store, "%PDF !scan 4")) as opened:
        assert opened.message is not None
        assert opened.read(opened.message.attachments[0]).recognised, "of another mail"


def test_no_scan_is_begun_after_the_time_of_the_mails_scans(pool: WorkerPool) -> None:
    slow, unread = Clockless(pool), DocumentText(is_scan=True)
    assert Scans(slow, monotonic() - 1).read({}, unread) is unread
    assert slow.scans == []


def test_one_mail_keeps_the_lane_for_six_minutes_at_the_most() -> None:
    workers = WorkerSettings()
    scans = worker_examiner._SCANS_SECONDS + ocr_limits(workers).deadline_seconds
    files = worker_examiner._FILES_BUDGET * workers.deadline_seconds + worker_examiner._MORE_SECONDS
    assert max(scans, files + workers.deadline_seconds) <= 360


def test_a_body_that_is_not_there(examiner: WorkerExaminer) -> None:
    raw = RawMessage("0" * 64, 1, "sxd", Channel.SMTP, AT)
    with pytest.raises(PermanentFailure), examiner.open(raw):
        pass


def test_a_bug_and_a_failing_machine_are_not_turned_into_values(
    store: FolderStore, tmp_path: Path
) -> None:
    for failure in (WorkerBug("traceback"), TransientFailure("disk full")):
        examiner = WorkerExaminer(Failing(failure), store, settings(tmp_path / "data"))
        with pytest.raises(type(failure)), examiner.open(stored_mail(store, "x")):
            pass
        assert spools(tmp_path) == []


class Failing:
    """A pool that always fails in one way."""

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    def call(self, task: str, arguments: Mapping[str, Any]) -> Any:
        del task, arguments
        raise self._failure


def test_a_spool_that_nobody_holds_is_removed_and_one_in_use_stays(
    pool: WorkerPool, store: FolderStore, tmp_path: Path
) -> None:
    stale = tmp_path / "data" / "spool" / "mail-killed"
    stale.mkdir(parents=True)
    (stale / "0").write_text("văn bản")
    first = WorkerExaminer(pool, store, settings(tmp_path / "data"))
    assert not stale.exists()
    with first.open(stored_mail(store, "x")) as opened:
        WorkerExaminer(pool, store, settings(tmp_path / "data"))  # another command starts
        assert opened.message is not None
        assert opened.read(opened.message.attachments[0]).text == "txt: x"
    assert spools(tmp_path) == []


def hostile_pdf() -> bytes:
    """A few kilobytes whose cross-reference stream claims ten million entries."""
    body = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    body += b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    entries = zlib.compress(bytes(60_000_000), 9)
    start = len(body)
    body += b"3 0 obj\n<</Type/XRef/Size 10000000/W[1 4 1]/Root 1 0 R/Filter/FlateDecode"
    body += b"/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (len(entries), entries)
    return body + b"startxref\n%d\n%%%%EOF\n" % start


def test_the_real_functions_in_the_real_pool(store: FolderStore, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "snv@quangngai.gov.vn", "Giấy mời họp"
    mail.set_content("Kính gửi Sở Xây dựng")
    for name, content in (("1.pdf", hostile_pdf()), ("2.pdf", invitation(34))):
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    body = store.put([bytes(mail)])
    raw = RawMessage(body.digest, body.size, "sxd", Channel.SMTP, AT)
    limits = WorkerSettings(deadline_seconds=3)
    with worker_pool(limits) as pool:
        examiner = WorkerExaminer(pool, store, settings(tmp_path / "data"))
        with examiner.open(raw) as opened:
            assert opened.message is not None
            assert opened.message.subject == "Giấy mời họp"
            hostile, good = opened.message.attachments
            assert (hostile.kind, good.kind) == (FileKind.PDF, FileKind.PDF)
            # One hostile file costs its deadline at the most, and nothing else.
            assert opened.judge(hostile, AT, received=AT).verdict not in {
                Verdict.VALID,
                Verdict.UNSIGNED,
            }
            assert opened.judge(good, AT, received=AT) == UNSIGNED
            assert "Họp giao ban" in opened.read(good).text


def test_many_mails_are_open_at_once(
    examiner: WorkerExaminer, store: FolderStore, tmp_path: Path
) -> None:
    together = threading.Barrier(6, timeout=30)

    def walk(number: int) -> str:
        with examiner.open(stored_mail(store, f"mail {number}")) as opened:
            together.wait()
            assert opened.message is not None
            return opened.read(opened.message.attachments[0]).text

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(walk, range(6))) == [f"txt: mail {n}" for n in range(6)]
    assert spools(tmp_path) == []


def test_a_spool_that_cannot_be_made_is_named(
    pool: WorkerPool, store: FolderStore, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("a file where the folder belongs")
    with pytest.raises(PermanentFailure, match="spool"):
        WorkerExaminer(pool, store, settings(tmp_path / "data"))


def test_single_files_are_judged_with_a_relative_path(
    pool: WorkerPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_text("%PDF")
    monkeypatch.chdir(tmp_path)
    verdict = FileJudge(pool, Path("anchors"), "ignore", DEFAULT_ALGORITHMS).judge(
        Path("a.pdf"), AT
    )
    assert verdict.reason == "anchors-1005-ignore"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
