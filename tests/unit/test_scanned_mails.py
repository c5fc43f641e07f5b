"""What a malware scanner finds is not opened, and a scanner that says nothing stops the mail for a while."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gateway.adapters.examiner import WorkerExaminer
from gateway.domain.admission import Reason
from gateway.domain.failures import TransientFailure
from gateway.ports import MalwareScanner
from tests.unit.test_examiner import FolderStore, settings, spools, stored_mail


class Scanner:
    """The port `MalwareScanner`: finds a word."""

    def __init__(self, word: bytes, reason: Reason = Reason.MALWARE) -> None:
        self.word, self.reason = word, reason
        self.seen: list[bytes] = []

    def scan(self, path: Path) -> Reason | None:
        self.seen.append(path.read_bytes())
        return self.reason if self.word in self.seen[-1] else None


class Away:
    def scan(self, path: Path) -> Reason | None:
        raise TransientFailure("malware: clamd at /x: away")


class Opening:
    """A pool that takes a mail apart into one text file for each line, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def call(self, task: str, arguments: Mapping[str, Any]) -> Any:
        self.asked.append(task)
        if task != "open-mail":
            raise AssertionError(task)
        files, attachments = [], []
        lines = Path(arguments["path"]).read_text().splitlines()
        for index, line in enumerate(lines):
            file = Path(arguments["spool"]) / str(index)
            file.write_text(line.upper())
            files.append(str(file))
            attachments.append(
                {"index": index, "file_name": "a.txt", "kind": "txt", "size": 1, "sha256": "0" * 64}
            )
        message = {
            "message_id": None,
            "subject": "s",
            "sender": None,
            "reply_path": None,
            "date": None,
            "body": "",
            "references": (),
            "attachments": tuple(attachments),
            "traits": {},
        }
        return {"message": message, "problem": None, "files": tuple(files)}


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    (tmp_path / "store").mkdir()
    return FolderStore(tmp_path / "store")


def examiner(pool: Opening, store: FolderStore, folder: Path, scanner: MalwareScanner) -> Any:
    return WorkerExaminer(pool, store, settings(folder / "data"), scanner=scanner)


def test_an_infected_mail_is_not_even_taken_apart(store: FolderStore, tmp_path: Path) -> None:
    pool = Opening()
    with examiner(pool, store, tmp_path, Scanner(b"bad")).open(stored_mail(store, "bad")) as opened:
        assert (opened.message, opened.problem) == (None, Reason.MALWARE)
    assert pool.asked == []


def test_each_file_is_looked_at_before_anything_opens_one(
    store: FolderStore, tmp_path: Path
) -> None:
    """What an encoding of the mail hid from the scanner shows in the file."""
    pool, scanner = Opening(), Scanner(b"BAD")
    with examiner(pool, store, tmp_path, scanner).open(stored_mail(store, "good\nbad")) as opened:
        assert (opened.message, opened.problem) == (None, Reason.MALWARE)
    assert scanner.seen == [b"good\nbad", b"GOOD", b"BAD"]
    assert pool.asked == ["open-mail"]
    assert spools(tmp_path) == []


def test_what_was_not_seen_whole_is_held(store: FolderStore, tmp_path: Path) -> None:
    scanner = Scanner(b"LONG", Reason.TOO_LARGE)
    with examiner(Opening(), store, tmp_path, scanner).open(stored_mail(store, "long")) as opened:
        assert (opened.message, opened.problem) == (None, Reason.TOO_LARGE)


def test_what_is_clean_is_opened(store: FolderStore, tmp_path: Path) -> None:
    scanner = Scanner(b"BAD")
    with examiner(Opening(), store, tmp_path, scanner).open(stored_mail(store, "good")) as opened:
        assert opened.problem is None
        assert opened.message is not None


def test_a_scanner_that_is_away_opens_nothing(store: FolderStore, tmp_path: Path) -> None:
    pool = Opening()
    with (
        pytest.raises(TransientFailure, match="away"),
        examiner(pool, store, tmp_path, Away()).open(stored_mail(store, "good")),
    ):
        raise AssertionError("it was opened")
    assert pool.asked == []
