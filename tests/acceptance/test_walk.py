"""The walk, point by point: from a real mailbox to the register and the receipt (`make accept NAME=walk`)."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gateway.adapters.document_text import tesseract
from tests.support.agency import ROOT, Agency
from tests.support.crashing import STEPS, enter_under_fire
from tests.support.dovecot import Dovecot
from tests.support.postfix import Postfix
from tests.support.small_pdf import invitation
from tests.support.waiting import eventually

pytestmark = [pytest.mark.acceptance, pytest.mark.servers]

SHARED = Path(os.environ.get("GATEWAY_SHARED", ROOT / ".." / "shared"))
needs_shared = pytest.mark.skipif(
    not (SHARED / "real").is_dir(), reason="GATEWAY_SHARED has no real documents"
)


@pytest.fixture
def agency(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Agency:
    return Agency(tmp_path, dovecot, postfix)


def gateway(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
    )


def json_lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_1_the_demo_shows_the_whole_walk_and_can_be_looked_at_afterwards(tmp_path: Path) -> None:
    """Done when 1: the demo, installed, takes under 30 seconds and starts afresh when run twice."""
    folder = tmp_path / "demo"
    for _ in range(2):
        began = time.monotonic()
        done = gateway("demo", "--folder", str(folder))
        assert done.returncode == 0, done.stdout + done.stderr
        assert time.monotonic() - began < 30
        listed = gateway("--config", str(folder / "config.yaml"), "register", "list", "--json")
        entries = json_lines(listed.stdout)
        assert [entry["arrival_number"] for entry in entries] == list(range(1, len(entries) + 1))
        assert len(entries) >= 4
    late = next(
        entry for entry in entries if str(entry["entered_system_at"]).startswith("2026-11-20T17:05")
    )
    assert late["counted_at"] == "2026-11-23T07:00:00+07:00"  # Art. 11.2
    assert list((folder / "outgoing").glob("*.eml"))


def test_2_a_mail_is_entered_within_5_seconds_and_answered_in_its_thread(agency: Agency) -> None:
    """Done when 2: sender's mailbox → Postfix → agency's mailbox → register, folder, receipt in the thread."""
    agency.draw_start_line()
    with agency.running():
        original = agency.mail("Giấy mời họp", ("34 gm snv.pdf", invitation(34)))
        sent_at = time.monotonic()
        agency.send(original)
        (entry,) = eventually(
            lambda: agency.rows("incoming_register"), f"the entry; {agency.log()}", 5
        )
        assert time.monotonic() - sent_at < 5
        receipts = eventually(agency.received_by_sender, f"the receipt; {agency.log()}", 30)
        year = entry["arrival_date"].year
        registered = f"Văn bản đến/Đã vào sổ/{year}"
        eventually(
            lambda: agency.folders().get(registered) == 1,
            f"the mail in its folder; {agency.log()}",
            30,
        )
    assert (entry["arrival_number"], entry["number"], entry["notation"]) == (1, "34", "GM-SNV")
    assert (entry["article"], entry["paper"]) == ("7", "no")
    (receipt,) = receipts
    assert receipt["In-Reply-To"] == original["Message-ID"]
    assert original["Message-ID"] in receipt["References"]
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert agency.folders()["INBOX"] == 0


def test_2_what_lay_in_the_mailbox_before_is_neither_entered_nor_answered(agency: Agency) -> None:
    agency.send(agency.mail("Cũ", ("1 gm snv.pdf", invitation(1))))
    eventually(lambda: agency.folders()["INBOX"] == 1, "the old mail")
    agency.draw_start_line()
    with agency.running():
        agency.send(agency.mail("Mới", ("2 gm snv.pdf", invitation(2))))
        eventually(lambda: agency.rows("incoming_register"), f"the entry; {agency.log()}", 20)
        eventually(
            lambda: agency.is_settled() and agency.received_by_sender(),
            f"the end; {agency.log()}",
            30,
        )
    assert [row["number"] for row in agency.rows("incoming_register")] in (["02"], ["2"])
    assert agency.folders()["INBOX"] == 1


def test_2_observing_writes_the_register_and_nothing_else(agency: Agency) -> None:
    agency.configure(mode="observe")
    agency.draw_start_line()
    with agency.running():
        agency.send(agency.mail("Giấy mời", ("34 gm snv.pdf", invitation(34))))
        eventually(lambda: agency.rows("incoming_register"), f"the entry; {agency.log()}", 20)
    assert agency.rows("outbox") == agency.rows("settlements") == []
    assert agency.folders()["INBOX"] == 1
    assert agency.received_by_sender() == []


def test_2_a_mail_is_settled_while_the_submission_server_is_away(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    """An SMTP outage leaves no mail unsettled; the receipt follows when the server is back."""
    own = Postfix(f"lmtp:inet:127.0.0.1:{dovecot.lmtp_port}")
    agency = Agency(tmp_path, dovecot, own.start())
    try:
        agency.draw_start_line()
        with agency.running():
            message = agency.mail("Giấy mời", ("34 gm snv.pdf", invitation(34)))
            own.stop()
            postfix.submit(agency.sender_address, [agency.address], message.as_bytes())
            eventually(
                lambda: agency.folders()["INBOX"] == 0 and agency.rows("settlements"),
                f"settled; {agency.log()}",
                30,
            )
            assert agency.received_by_sender() == []
            own.start()
            eventually(agency.received_by_sender, f"the receipt; {agency.log()}", 60)
    finally:
        own.remove()


def test_2_a_held_mail_moved_back_to_the_inbox_is_examined_again(agency: Agency) -> None:
    """How a held mail is finished: the cause is mended, the clerk drags the mail back."""
    agency.configure(senders="stc@quangngai.gov.vn")
    agency.draw_start_line()
    with agency.running():
        agency.send(agency.mail("Giấy mời", ("34 gm snv.pdf", invitation(34))))
        held = "Văn bản đến/Cần xem"
        eventually(lambda: agency.folders().get(held) == 1, f"held; {agency.log()}", 30)
    assert agency.received_by_sender() == []
    agency.configure()
    with agency.running():
        agency.move(held, "INBOX")
        eventually(agency.received_by_sender, f"the receipt; {agency.log()}", 30)
        eventually(agency.is_settled, f"settled; {agency.log()}", 30)
    assert [row["arrival_number"] for row in agency.rows("incoming_register")] == [1]
    assert json_lines(agency.gateway("queue", "list", "--json").stdout) == []


def test_2_an_entered_mail_moved_back_is_neither_numbered_nor_answered_again(
    agency: Agency,
) -> None:
    agency.draw_start_line()
    with agency.running():
        agency.send(agency.mail("Giấy mời", ("34 gm snv.pdf", invitation(34))))
        eventually(agency.received_by_sender, f"the receipt; {agency.log()}", 30)
        eventually(agency.is_settled, f"settled; {agency.log()}", 30)
        (registered,) = [
            name for name in agency.folders() if name.startswith("Văn bản đến/Đã vào sổ/")
        ]
        agency.move(registered, "INBOX")
        eventually(
            lambda: len(agency.rows("messages")) == 2 and agency.is_settled(),
            f"again; {agency.log()}",
            30,
        )
        eventually(
            lambda: agency.folders()[registered] == 1, f"back in its folder; {agency.log()}", 30
        )
    assert [row["arrival_number"] for row in agency.rows("incoming_register")] == [1]
    assert len(agency.received_by_sender()) == 1


@pytest.mark.parametrize("step", STEPS)
def test_3_kill_9_at_each_step_of_the_walk(agency: Agency, step: str) -> None:
    """Done when 3: after a restart exactly one entry, one number, one receipt Message-ID, nothing stranded."""
    agency.draw_start_line()
    dying = agency.start("-m", "tests.support.crashing", str(agency.config), step)
    agency.send(agency.mail("Giấy mời", ("34 gm snv.pdf", invitation(34))))
    assert dying.wait(60) == -signal.SIGKILL, f"the step {step} was not reached; {agency.log()}"
    with agency.running():
        eventually(
            lambda: agency.rows("outbox") and agency.is_settled(), f"the end; {agency.log()}", 60
        )
        receipts = eventually(agency.received_by_sender, f"the receipt; {agency.log()}", 30)
    assert [row["arrival_number"] for row in agency.rows("incoming_register")] == [1]
    assert len({receipt["Message-ID"] for receipt in receipts}) == 1
    assert (
        len({receipt.as_bytes() for receipt in receipts if "Received" not in receipt} or {1}) == 1
    )
    folders = {name: count for name, count in agency.folders().items() if count}
    (registered,) = folders
    assert registered.startswith("Văn bản đến/Đã vào sổ/")
    assert folders[registered] == 1


def test_3_numbers_without_a_gap_after_200_mails_and_20_kills(agency: Agency) -> None:
    """Done when 3: numbers 1..200 after 20 kills −9 at random moments."""
    enter_under_fire(agency, mails=200, kills=20)


def test_4_the_altered_sample_is_never_valid_and_gets_no_receipt(tmp_path: Path) -> None:
    """Done when 4: never "VALID", no receipt that calls it valid."""
    folder = tmp_path / "demo"
    assert gateway("demo", "--folder", str(folder)).returncode == 0
    config = str(folder / "config.yaml")
    queue = json_lines(gateway("--config", config, "queue", "list", "--json").stdout)
    assert any("signature-not-valid" in (row.get("reasons") or []) for row in queue)
    entries = json_lines(gateway("--config", config, "register", "list", "--json").stdout)
    signed = [entry for entry in entries if entry["signature"] == "VALID"]
    assert signed, "the unaltered decision is valid"
    assert all(entry["signature"] in {"VALID", "UNSIGNED"} for entry in entries)


def test_5_the_import_contracts_are_kept_and_break_when_violated() -> None:
    """Done when 5: each contract is shown to break in tests/unit/test_import_contracts.py."""
    tests = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/unit/test_import_contracts.py",
    ]
    done = subprocess.run(tests, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout
    assert " skipped" not in done.stdout


def test_6_the_benchmark_prints_the_share_of_the_floor() -> None:
    """Done when 6: documents a second, each stage, the share of the floor of the same run."""
    command = [sys.executable, "benchmarks/walk.py", "--json", "--documents", "20", "--runs", "1"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    figures = {figure["metric"]: figure for figure in json_lines(done.stdout)}
    assert {"walk_vs_floor", "walk_vs_naive", "walk_documents_per_second"} <= set(figures)
    assert any(name.startswith("stage_") for name in figures)
    assert all(
        {"value", "unit", "control", "runs", "spread"} <= set(figure) for figure in figures.values()
    )


@needs_shared
def test_7_the_real_files_go_the_whole_way(agency: Agency) -> None:
    """Done when 7: signed-01 under the government root and indeterminate for want of a CRL; scans held, nothing invented."""
    trust = agency.folder / "data" / "trust"
    for kind, names in {
        "government": ("g1-root.cer", "rootcag2.crt"),
        "intermediates": ("g1-cp.cer", "cpcag2.crt"),
        "tsa": ("g1-root.cer", "rootcag2.crt"),
        "public": ("vnrca256.crt",),
        "crls": (),
    }.items():
        (trust / kind).mkdir(parents=True)
        for name in names:
            shutil.copy(SHARED / "certs" / name, trust / kind)
    # No CRL will ever come here: the clerk gets at once what would wait for one.
    agency.configure(extra="signatures:\n  give_up_after_hours: 0\n")
    files = sorted((SHARED / "real").glob("*.pdf")) + sorted(
        (SHARED / "real" / "scans").glob("*.pdf")
    )
    agency.draw_start_line()
    with agency.running():
        for file in files:
            agency.send(agency.mail(f"Gửi văn bản {file.stem}", (file.name, file.read_bytes())))
        eventually(
            lambda: len(agency.rows("messages")) == len(files) and agency.is_settled(),
            f"the end; {agency.log()}",
            300,
        )
    assert {row["outcome"] for row in agency.rows("messages")} <= {"held", "accepted"}
    assert all(row["reasons"] != ["internal-error"] for row in agency.rows("messages"))
    assert agency.folders()["INBOX"] == 0

    mail = agency.folder / "signed-01.eml"
    mail.write_bytes(
        agency.mail(
            "Gửi văn bản", ("signed-01.pdf", (SHARED / "real" / "signed-01.pdf").read_bytes())
        ).as_bytes()
    )
    done = agency.gateway("process", str(mail), "--dry-run", "--json")
    (processed,) = json_lines(done.stdout)
    assert processed["outcome"] == "held"
    assert "signature-indeterminate" in processed["reasons"]
    (document,) = processed["documents"]
    assert document["signature"] == "INDETERMINATE"
    verified = gateway(
        "verify", "--trust", str(trust), "--json", str(SHARED / "real" / "signed-01.pdf")
    )
    (report,) = json_lines(verified.stdout)
    assert report["signatures"][0]["government"] is True
    assert report["signatures"][0]["signer"]["kind"] == "organisation"


def _index() -> list[dict[str, str]]:
    return json.loads((SHARED / "real" / "index.json").read_text("utf-8"))


@needs_shared
@pytest.mark.parametrize("name", ["02 gm syt.pdf", "1945.pdf", "155 tm syt.pdf"])
def test_7_a_scan_is_read_and_nothing_of_it_is_sure(agency: Agency, name: str) -> None:
    """Its number is in ink: the file name gives it. Before scans were read it was held."""
    mail = agency.folder / "scan.eml"
    mail.write_bytes(
        agency.mail(
            "Gửi văn bản", (name, (SHARED / "real" / "scans" / name).read_bytes())
        ).as_bytes()
    )
    done = agency.gateway("process", str(mail), "--dry-run", "--json")
    (processed,) = json_lines(done.stdout)
    if tesseract.version() is None:
        assert (processed["outcome"], processed["reasons"]) == ("held", ["no-text"])
        return
    assert processed["outcome"] == "accepted"
    (document,) = processed["documents"]
    assert document["number"] == name.split(".", maxsplit=1)[0].split(maxsplit=1)[0]
    truth = next(item for item in _index() if Path(item["file"]).name == name)
    assert document["document_type"] == truth["document_type"]
    assert document["issue_date"] in {None, truth["issue_date"]}
    assert document["confidence"] != "high"
