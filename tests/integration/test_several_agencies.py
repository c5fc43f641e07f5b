"""One gateway, several agencies: each with its mailbox, book, hours, senders and mode."""

import json
import subprocess
import sys
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.support.agency import ROOT
from tests.support.small_pdf import invitation

CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng
    books: [{name: den-sxd, title: Sổ đến}]
    mailboxes: [{name: sxd, address: sxd@quangngai.gov.vn, book: den-sxd}]
  - id: stc
    name: Sở Tài chính
    mode: observe
    office_hours: {friday: ["08:00-12:00"]}
    books: [{name: den-stc, title: Sổ đến, first_number: 700}]
    mailboxes: [{name: stc, address: stc@quangngai.gov.vn, book: den-stc}]
    known_senders: [snv@quangngai.gov.vn]
submission: {transport: files}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    for number in (1, 2, 3):
        message = EmailMessage(policy=SMTP)
        message["From"] = "snv@quangngai.gov.vn" if number < 3 else "sct@quangngai.gov.vn"
        message["Subject"] = f"Giấy mời {number}"
        message["Message-ID"] = f"<{number}@quangngai.gov.vn>"
        message.set_content("Kính gửi.\n")
        message.add_attachment(
            invitation(number), maintype="application", subtype="pdf", filename="gm.pdf"
        )
        (tmp_path / f"{number}.eml").write_bytes(message.as_bytes())
    return tmp_path


def gateway(folder: Path, *arguments: str) -> list[dict[str, object]]:
    command = [
        sys.executable,
        "-m",
        "gateway",
        "--config",
        str(folder / "config.yaml"),
        *arguments,
        "--json",
    ]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def process(folder: Path, mailbox: str) -> list[dict[str, object]]:
    files = [str(folder / f"{number}.eml") for number in (1, 2, 3)]
    return gateway(
        folder, "process", *files, "--mailbox", mailbox, "--at", "2026-11-20T14:00:00+07:00"
    )


def test_each_agency_keeps_its_own_series_hours_senders_and_mode(folder: Path) -> None:
    first, second = process(folder, "sxd"), process(folder, "stc")
    assert [mail["outcome"] for mail in first] == ["accepted"] * 3
    assert [mail["outcome"] for mail in second] == ["accepted", "accepted", "held"]
    assert [mail["reasons"] for mail in second][2] == ["unknown-sender"]
    numbers = [mail["documents"][0]["arrival_number"] for mail in (*first, *second)]
    assert numbers == [1, 2, 3, 700, 701, None]
    assert first[0]["counted_at"] == "2026-11-20T14:00:00+07:00"
    assert second[0]["counted_at"] == "2026-11-23T07:00:00+07:00"  # its Friday ends at noon
    assert [mail["receipt"]["kind"] for mail in (first[0], second[0])] == ["receipt", "none"]


def test_processing_a_file_twice_says_what_was_concluded_first(folder: Path) -> None:
    first = process(folder, "sxd")
    assert process(folder, "sxd") == first
    assert len(gateway(folder, "register", "list")) == 3


def test_the_list_has_the_keys_of_the_interface(folder: Path) -> None:
    process(folder, "sxd")
    (entry, *_) = gateway(folder, "register", "list", "--book", "den-sxd", "--year", "2026")
    assert {
        "book",
        "year",
        "arrival_date",
        "counted_at",
        "entered_system_at",
        "message_id",
        "state",
        "version",
    } <= set(entry)
    assert {
        "file_name",
        "sha256",
        "document_type",
        "number",
        "notation",
        "arrival_number",
        "annexes",
    } <= set(entry)
    assert (entry["entered_system_at"], entry["message_id"]) == (
        "2026-11-20T14:00:00+07:00",
        "<1@quangngai.gov.vn>",
    )


def test_a_number_in_two_books_asks_for_the_book(folder: Path) -> None:
    text = CONFIG.replace(", first_number: 700", "")
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    process(folder, "sxd")
    process(folder, "stc")
    command = [sys.executable, "-m", "gateway", "--config", str(folder / "config.yaml")]
    done = subprocess.run(
        [*command, "register", "show", "1"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "den-stc, den-sxd" in done.stderr
    (entry,) = gateway(folder, "register", "show", "1", "--book", "den-stc")
    assert entry["book"] == "den-stc"
    explained = subprocess.run(
        [*command, "explain", "--entry", "1", "--book", "den-stc"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "giay-moi" in explained.stdout, explained.stderr
