"""Suspected secrets, point by point (`make accept NAME=reading`): no miss, no false alarm, and no trace elsewhere."""

import email
import json
import signal
import subprocess
import sys
from email.policy import default
from pathlib import Path

import pytest

from gateway.adapters.document_text import tesseract
from tests.support.agency import ROOT
from tests.support.clamd import SENTINEL, Clamd
from tests.support.dovecot import Dovecot
from tests.support.guarded_agency import OFFICER, GuardedAgency
from tests.support.labelled import everything
from tests.support.labelled_secrets import (
    HELD,
    INNOCENT,
    INNOCENTS,
    LIMITED,
    SECRET,
    SECRETS,
    docx,
    lines,
)
from tests.support.postfix import Postfix
from tests.support.small_pdf import invitation
from tests.support.traces import (
    IN_BODY,
    IN_NAME,
    IN_SUBJECT,
    IN_TEXT,
    WORDS,
    every_row,
    found_in,
    holds,
    texts,
)
from tests.support.waiting import eventually

pytestmark = [pytest.mark.acceptance, pytest.mark.servers]

CRASHES = (
    "store.quarantine:before",
    "store.quarantine:after",
    "commit:after",
    "queue.submitted:after",
    "mover.move:after",
)
SECRET_FOLDER = "Văn bản đến/Mật – không xử lý"
HELD_FOLDER = "Văn bản đến/Cần xem"


@pytest.fixture
def agency(tmp_path: Path, dovecot: Dovecot, postfix: Postfix, clamd: Clamd) -> GuardedAgency:
    return GuardedAgency(tmp_path, dovecot, postfix, clamd)


CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng tỉnh Quảng Ngãi
    books: [{name: den, title: Sổ}]
    mailboxes: [{name: sxd, address: sxd@quangngai.gov.vn}]
submission: {transport: files}
"""


def test_4_no_miss_and_no_false_alarm_on_the_labelled_set(tmp_path: Path) -> None:
    """Done when 4: what bears a mark is stopped, what only speaks of secrets is entered."""
    labelled = everything(with_scans=tesseract.version() is not None)
    assert len(labelled) >= 40
    assert min(len(SECRETS), len(INNOCENTS)) >= 20
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    files = []
    for item in labelled:
        file = tmp_path / f"{item.name}.eml"
        file.write_bytes(item.mail())
        files.append(str(file))
    command = [
        sys.executable,
        "-m",
        "gateway",
        "--config",
        str(tmp_path / "config.yaml"),
        "process",
    ]
    done = subprocess.run(
        [*command, "--dry-run", "--json", *files], cwd=ROOT, capture_output=True, text=True, timeout=600, check=True
    )  # fmt: skip
    decided = [json.loads(line) for line in done.stdout.splitlines()]
    wrong = {
        item.name: (mail["outcome"], mail["reasons"])
        for item, mail in zip(labelled, decided, strict=True)
        if not _as_labelled(item.label, mail)
    }
    assert wrong == {}


def _as_labelled(label: str, mail: dict[str, object]) -> bool:
    if label == SECRET:
        stopped = (mail["outcome"], mail["reasons"], mail["documents"])
        return stopped == ("held", ["secret"], []) and mail["receipt"]["kind"] == "none"
    if label == LIMITED:
        return mail["outcome"] == "held" and mail["reasons"] == ["limited-circulation"]
    if label == HELD:
        return mail["outcome"] == "held"
    assert label == INNOCENT
    return mail["outcome"] == "accepted"


@pytest.mark.parametrize(
    ("subject", "mark"),
    [(f"Gửi {IN_SUBJECT}", "TỐI MẬT"), (f"[MẬT] {IN_SUBJECT}", "")],
    ids=["in the document", "in the subject"],
)
def test_4_a_secret_is_found_in_the_quarantine_alone(
    agency: GuardedAgency, monkeypatch: pytest.MonkeyPatch, subject: str, mark: str
) -> None:
    """Done when 4: every file, table, log and mail that the gateway wrote is searched for the words."""
    temporary = agency.folder / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    agency.draw_start_line()
    attached = docx(lines(7, mark=mark, about=f"Việc riêng {IN_TEXT}"))
    message = agency.mail(subject)
    message.set_content(f"Kính gửi {IN_BODY}.\n")
    message.add_attachment(
        attached, maintype="application", subtype="octet-stream", filename=f"7 {IN_NAME}.docx"
    )
    with agency.running():
        agency.send(message)
        eventually(agency.alarms, f"the alarm; {agency.log()}", 60)
        eventually(
            lambda: agency.is_settled() and agency.folders().get(SECRET_FOLDER) == 1,
            f"the mail in its folder; {agency.log()}",
            30,
        )
        agency.send(agency.mail("Giấy mời", ("34 gm snv.pdf", invitation(34))))
        eventually(agency.received_by_sender, f"others go on; {agency.log()}", 60)
    explained = [
        agency.gateway(*words)
        for words in (("queue", "list"), ("register", "list", "--json"), ("quarantine", "list"), ("doctor",))
    ]  # fmt: skip

    data = agency.folder / "data"
    written = [path for path in agency.folder.rglob("*") if _may_be_searched(path, data)]
    assert {"gateway.db", "gateway.log"} <= {path.name for path in written}
    assert not found_in(iter([*written, *agency.clamd.files()]), attached)
    rows = every_row(data / "gateway.db")
    assert b"secret-alarm" in rows, "the search sees the tables"
    said = b"".join((done.stdout + done.stderr).encode() for done in explained)
    mails = [*agency.alarms(), *agency.received_by_sender()]
    for word in WORDS:
        assert not holds(rows, word)
        assert not holds(said, word)
        assert not any(holds(text, word) for mail in mails for text in texts(mail))
    sealed = list((data / "quarantine").iterdir())
    assert [path.stat().st_mode & 0o777 for path in sealed] == [0o400]
    (case,) = agency.cases()
    opened = agency.folder / "opened.eml"
    agency.act("open", str(case["id"]), "--to", str(opened))
    assert email.message_from_bytes(opened.read_bytes(), policy=default)["Subject"] == subject
    shown = found_in(iter([opened]), attached)[str(opened)]
    assert {IN_SUBJECT, IN_NAME, IN_BODY, "a piece of the file"} <= set(shown), "the search sees"


def _may_be_searched(path: Path, data: Path) -> bool:
    return path.is_file() and not path.is_relative_to(data / "quarantine")


def test_7_the_alarm_comes_once_and_the_sender_gets_nothing(agency: GuardedAgency) -> None:
    """Point 7: one alarm without content; an open mail must not confirm that something is secret."""
    agency.draw_start_line()
    with agency.running():
        agency.send(agency.mail("Gửi việc riêng", ("7 bc snv.pdf", invitation(7, mark="MẬT"))))
        (alarm,) = eventually(agency.alarms, f"the alarm; {agency.log()}", 60)
        eventually(agency.is_settled, "the move", 30)
        agency.move(SECRET_FOLDER, "INBOX")  # somebody drags it back
        eventually(
            lambda: len(agency.rows("messages")) == 2 and agency.is_settled(),
            f"seen again; {agency.log()}",
            60,
        )
        eventually(lambda: agency.folders().get(SECRET_FOLDER) == 1, "moved again", 30)
    assert len(agency.alarms()) == 1
    assert agency.received_by_sender() == []
    assert agency.rows("incoming_register") == []
    text = alarm.get_body(("plain",)).get_content()
    (case,) = agency.cases()
    for word in (
        str(case["id"]),
        OFFICER,
        SECRET_FOLDER,
        agency.address,
        "Khoản 2 Điều 1",
    ):
        assert word in text, word
    assert agency.sender_address not in alarm.as_string()


def test_7_a_false_alarm_gets_its_number_after_the_release(agency: GuardedAgency) -> None:
    """Point 7: released, examined again, entered, answered and moved on from the folder of the secrets."""
    agency.draw_start_line()
    with agency.running():
        agency.send(agency.mail("Giấy mời", ("34 gm snv.pdf", invitation(34, mark="MẬT"))))
        eventually(agency.alarms, f"the alarm; {agency.log()}", 60)
        eventually(lambda: agency.folders().get(SECRET_FOLDER) == 1, "the move", 30)
        eventually(agency.is_settled, "the move noted", 30)
        (case,) = agency.cases()
        agency.act("release", str(case["id"]))
        (entry,) = eventually(
            lambda: agency.rows("incoming_register"), f"the entry; {agency.log()}", 60
        )
        eventually(agency.received_by_sender, f"the receipt; {agency.log()}", 60)
        registered = f"Văn bản đến/Đã vào sổ/{entry['arrival_date'].year}"
        eventually(lambda: agency.folders().get(registered) == 1, f"moved; {agency.log()}", 30)
    assert entry["arrival_number"] == 1
    assert agency.folders()[SECRET_FOLDER] == 0
    (case,) = agency.cases()
    assert (case["state"], [act["kind"] for act in case["acts"]]) == ("released", ["release"])
    assert len(agency.received_by_sender()) == 1
    assert len(agency.alarms()) == 1


@pytest.mark.parametrize("step", CRASHES)
def test_7_a_power_cut_loses_no_alarm_and_sends_none_twice(
    agency: GuardedAgency, step: str
) -> None:
    """Point 7: killed at each step of a suspected secret, the gateway ends as if nothing had been."""
    agency.draw_start_line()
    agency.send(agency.mail("Giấy mời", ("34 gm snv.pdf", invitation(34, mark="MẬT"))))
    dying = agency.start("-m", "tests.support.crashing", str(agency.config), step)
    assert dying.wait(60) == -signal.SIGKILL, agency.log()
    with agency.running():
        eventually(agency.alarms, f"the alarm; {agency.log()}", 60)
        eventually(
            lambda: agency.is_settled() and agency.folders().get(SECRET_FOLDER) == 1,
            f"the mail in its folder; {agency.log()}",
            60,
        )
    assert len(agency.alarms()) == len(agency.rows("outbox")) == 1
    assert agency.received_by_sender() == agency.rows("incoming_register") == []
    (case,) = agency.cases()
    assert case["state"] == "sealed"
    assert not [path for path in (agency.folder / "data" / "store").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "step",
    ["store.restore:before", "store.restore:after", "commit:after"],
)
def test_7_a_power_cut_during_a_release_gives_one_number(agency: GuardedAgency, step: str) -> None:
    """Point 7: the COMMIT of the release decides; whoever starts next finishes it."""
    agency.draw_start_line()
    with agency.running():
        agency.send(agency.mail("Giấy mời", ("34 gm snv.pdf", invitation(34, mark="MẬT"))))
        eventually(agency.alarms, f"the alarm; {agency.log()}", 60)
        eventually(
            lambda: agency.is_settled() and agency.folders().get(SECRET_FOLDER) == 1,
            f"the move; {agency.log()}",
            30,
        )
    (case,) = agency.cases()
    agency.act("release", str(case["id"]))
    dying = agency.start("-m", "tests.support.crashing", str(agency.config), step)
    assert dying.wait(60) == -signal.SIGKILL, agency.log()
    with agency.running():
        eventually(agency.received_by_sender, f"the receipt; {agency.log()}", 60)
        eventually(agency.is_settled, f"the end; {agency.log()}", 60)
    (entry,) = agency.rows("incoming_register")
    assert entry["arrival_number"] == 1
    assert len(agency.received_by_sender()) == 1
    assert agency.folders()[SECRET_FOLDER] == 0
    assert agency.cases()[0]["state"] == "released"


def test_7_the_neutral_text_and_the_end_are_the_persons_own_acts(agency: GuardedAgency) -> None:
    """Point 7: contact, destroy and the note of the removal, each in the record, nothing by itself."""
    agency.draw_start_line()
    with agency.running():
        agency.send(agency.mail("[MẬT] x", ("7 bc snv.pdf", invitation(7))))
        eventually(agency.alarms, f"the alarm; {agency.log()}", 60)
        (case,) = agency.cases()
        identifier = str(case["id"])
        agency.act("contact", identifier, "--to", agency.sender_address)
        (notice,) = eventually(agency.received_by_sender, f"the notice; {agency.log()}", 60)
    agency.act("mail-removed", identifier)
    agency.act("destroy", identifier)
    said = [str(notice["Subject"]), *(text.decode() for text in texts(notice))]
    assert any("liên hệ" in text for text in said)
    assert not any("mật" in text.lower() for text in said)
    (case,) = agency.cases()
    assert case["state"] == "destroyed"
    assert [act["kind"] for act in case["acts"]] == ["contact", "mail-removed", "destroy"]
    assert all(act["account"] and act["by"] == OFFICER for act in case["acts"])
    assert list((agency.folder / "data" / "quarantine").iterdir()) == []


def test_8_malware_is_held_and_never_opened(agency: GuardedAgency) -> None:
    """Point 8: the real clamd finds it, the clerk gets it with its reason, the sender gets nothing."""
    agency.draw_start_line()
    with agency.running():
        infected = invitation(34) + SENTINEL
        agency.send(agency.mail("Giấy mời", ("34 gm snv.pdf", infected)))
        eventually(lambda: agency.folders().get(HELD_FOLDER) == 1, f"held; {agency.log()}", 60)
        agency.send(agency.mail("Giấy mời", ("35 gm snv.pdf", invitation(35))))
        eventually(agency.received_by_sender, f"a clean one goes on; {agency.log()}", 60)
    first, second = agency.rows("messages")
    assert (first["outcome"], first["reasons"]) == ("held", ["malware"])
    assert second["outcome"] == "accepted"
    assert [row["number"] for row in agency.rows("incoming_register")] == ["35"]


def test_8_while_the_scanner_is_away_mails_wait_and_it_is_seen(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix, clamd: Clamd
) -> None:
    """Point 8: never silently clean; what waited is entered when the scanner is back."""
    own = Clamd()
    agency = GuardedAgency(tmp_path, dovecot, postfix, own)
    try:
        agency.draw_start_line()
        with agency.running():
            agency.send(agency.mail("Giấy mời", ("34 gm snv.pdf", invitation(34))))
            (waiting,) = eventually(
                lambda: [row for row in agency.rows("messages") if row["last_cause"]],
                f"it waits; {agency.log()}",
                60,
            )
            assert "malware: clamd at" in waiting["last_cause"]
            assert agency.rows("incoming_register") == []
            doctor = agency.gateway("doctor", "--json")
            found = [json.loads(line) for line in doctor.stdout.splitlines()]
            assert [line["level"] for line in found if line["check"] == "clamd"] == ["error"]
            own.start()
            eventually(lambda: agency.rows("incoming_register"), f"entered; {agency.log()}", 120)
            eventually(agency.is_settled, "the end", 60)
        assert "clamd-does-not-answer" in (agency.folder / "gateway.log").read_text()
        doctor = agency.gateway("doctor", "--json")
        found = [json.loads(line) for line in doctor.stdout.splitlines()]
        assert [line["level"] for line in found if line["check"] == "clamd"] == ["ok"]
    finally:
        own.remove()


def test_8_without_a_scanner_check_and_log_say_so(agency: GuardedAgency) -> None:
    agency.configure()
    checked = agency.gateway("check", "--json")
    lines_ = [json.loads(line) for line in checked.stdout.splitlines()]
    (line,) = [line for line in lines_ if line["check"] == "malware"]
    assert (line["level"], "not checked" in line["message"]) == ("warning", True)
    agency.draw_start_line()
    assert "malware-not-checked" in (agency.folder / "gateway.log").read_text()
