"""Suspected secrets (Art. 1.2): one alarm without content, acts recorded first, and what a crash leaves behind."""

import email
import json
from dataclasses import replace
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from gateway.adapters.message_store import FileMessageStore
from gateway.adapters.receipts import JinjaReceiptRenderer
from gateway.adapters.sealed_bodies import SealedBodies
from gateway.adapters.sql.quarantine import SqlQuarantine
from gateway.adapters.sql.register import Mailbox, SqlRegister
from gateway.adapters.sql.tables import messages, outbox, quarantine_acts, settlements
from gateway.cli.main import cli
from gateway.config.load import load_settings
from gateway.domain.admission import Hold, Reason
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.quarantine import Act, ActKind
from gateway.domain.receipt import Receipt, ReceiptKind, SealedMail
from gateway.ports import Conclusion
from gateway.wiring.doctor import CHECKS_HERE
from gateway.wiring.findings import Finding, guarded
from tests.support.receipts import IDENTITIES, NOW
from tests.support.values import accepted, entry, raw_message, receipt
from tests.unit.test_sql_register import World

OFFICER, ADDRESS = "Nguyễn Văn A", "nguyenvana.sxd@quangngai.gov.vn"
BODY = b"Subject: [MAT] viec rieng\r\n\r\nviec rieng khong ai duoc biet\r\n"
CONFIG = f"""\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng
    books: [{{name: den, title: Sổ}}]
    mailboxes: [{{name: sxd, address: sxd@quangngai.gov.vn}}]
    contact: Văn thư, điện thoại 0255 000 000
    secrets: {{officer: {{name: {OFFICER}, address: {ADDRESS}}}}}
submission: {{transport: files}}
"""


def alarm(case: str = "0" * 12) -> Receipt:
    facts = replace(receipt(), kind=ReceiptKind.SECRET_ALARM, to=ADDRESS, original_subject="")
    return replace(facts, original_message_id=None, sealed=SealedMail(case, OFFICER, "Mật"))


class Desk(World):
    """A gateway's data folder with one sealed mail, and the command on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.config = folder, folder / "config.yaml"
        self.config.write_text(CONFIG, encoding="utf-8")
        self.store = FileMessageStore(folder / "data")
        super().__init__(folder / "data")
        self.sealed = SealedBodies(folder / "data")
        self.record = SqlQuarantine(self.database, self.clock)
        self.digest = self.suspect(uid=7)

    def suspect(self, body: bytes = BODY, **changes: object) -> str:
        """A mail comes in and is sealed and concluded."""
        digest = self.store.put([body]).digest
        self.store.quarantine(digest)
        times = accepted(entry()).times
        conclusion = Conclusion(Hold((Reason.SECRET,)), times, target="Mật", alarm=alarm())
        self.ledger.record(raw_message("x", digest=digest, **changes))
        work = self.ledger.claim()
        assert work is not None
        self.register.conclude(work, conclusion)
        return digest

    def gateway(self, *arguments: str) -> Result:
        return CliRunner().invoke(
            cli, ["--config", str(self.config), "quarantine", *arguments], catch_exceptions=True
        )

    def act(self, name: str, *arguments: str, by: str = OFFICER, reason: str = "thử") -> Result:
        order = ("--by", by, "--reason", reason, "--yes")
        return self.gateway(name, self.digest[:12], *arguments, *order)

    def listed(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.gateway("list", "--json").output.splitlines()]

    def acts(self) -> list[str]:
        return [row["kind"] for row in self.rows(quarantine_acts)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def order(digest: str, kind: ActKind) -> Act:
    return Act(digest, kind, OFFICER, "root", "thử")


def test_the_alarm_is_queued_in_the_commit_once_for_each_case(desk: Desk) -> None:
    (queued,) = desk.rows(outbox)
    assert (queued["kind"], queued["to_address"]) == ("secret-alarm", ADDRESS)
    desk.suspect(uid=8)  # dragged back to the inbox: the same bytes, found sealed
    assert len(desk.rows(outbox)) == 1
    desk.suspect(BODY + b"x", uid=9)
    assert len(desk.rows(outbox)) == 2


def test_what_was_destroyed_and_comes_again_is_another_case(desk: Desk) -> None:
    assert desk.act("destroy").exit_code == 0
    desk.suspect(uid=8)
    assert len(desk.rows(outbox)) == 2


def test_an_alarm_is_not_kept_back_by_the_hourly_limit_nor_counted_in_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register = SqlRegister(desk.database, desk.clock, {"sxd": Mailbox("den", 1, "x.vn")}, 2)
    for number in range(4):
        desk.suspect(b"%d" % number, uid=100 + number)
    assert {row["state"] for row in desk.rows(outbox)} == {"queued"}
    answer = replace(receipt(entry()), to=ADDRESS)
    desk.enter("other", accepted(entry(), answer=answer), uid=500)
    assert desk.rows(outbox)[-1]["state"] == "queued"


def test_the_alarm_says_where_and_when_and_nothing_of_the_mail() -> None:
    facts = replace(alarm("0123456789ab"), original_subject="việc riêng")
    raw = JinjaReceiptRenderer(IDENTITIES, "gw").render(facts, "<cv.1@quangngai.gov.vn>", NOW)
    mail = email.message_from_bytes(raw, policy=default)
    assert (mail["To"], mail["Auto-Submitted"]) == (ADDRESS, "auto-generated")
    assert mail["In-Reply-To"] is None
    for subtype in ("plain", "html"):
        text = mail.get_body((subtype,)).get_content()
        for word in ("0123456789ab", OFFICER, "hoản 2 Điều 1", "sxd@quangngai.gov.vn", "10 giờ 00"):
            assert word in text, word
        assert "việc riêng" not in text
        assert "snv@" not in text


def test_the_neutral_text_never_says_that_anything_is_secret() -> None:
    facts = replace(receipt(), kind=ReceiptKind.CONTACT_REQUEST, original_message_id=None)
    raw = JinjaReceiptRenderer(IDENTITIES, "gw").render(facts, "<cv.1@quangngai.gov.vn>", NOW)
    mail = email.message_from_bytes(raw, policy=default)
    said = [
        str(mail["Subject"]),
        *(part.get_content() for part in mail.walk() if not part.is_multipart()),
    ]
    assert all("iên hệ" in text for text in said)
    for text in (*said, *map(str, mail.values())):
        for word in ("mật", "secret", "niêm phong", "điều 1", "cách ly", "quarantine"):
            assert word not in text.lower(), word


def test_the_list_shows_the_case_and_its_acts(desk: Desk) -> None:
    (case,) = desk.listed()
    assert (case["id"], case["state"], case["acts"]) == (desk.digest[:12], "sealed", [])
    assert desk.act("mail-removed", reason="đã xóa trong hộp thư").exit_code == 0
    (case,) = desk.listed()
    (done,) = case["acts"]
    assert (done["kind"], done["by"], done["reason"]) == (
        "mail-removed",
        OFFICER,
        "đã xóa trong hộp thư",
    )
    assert done["account"]
    assert desk.digest[:12] in desk.gateway("list").output


def test_opening_makes_a_private_file_and_refuses_one_that_is_there(
    desk: Desk, tmp_path: Path
) -> None:
    target = tmp_path / "mo.eml"
    assert desk.act("open", "--to", str(target)).exit_code == 0
    assert target.read_bytes() == BODY
    assert target.stat().st_mode & 0o777 == 0o600
    again = desk.act("open", "--to", str(target))
    assert isinstance(again.exception, PermanentFailure)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    linked = desk.act("open", "--to", str(tmp_path / "link"))
    assert isinstance(linked.exception, PermanentFailure)
    assert not (tmp_path / "elsewhere").exists()
    assert desk.acts() == ["open"]
    assert desk.listed()[0]["acts"][0]["detail"] == str(target)


def test_an_opening_without_a_place_for_it_is_not_recorded(desk: Desk, tmp_path: Path) -> None:
    """The record would say that the person has opened it."""
    failed = desk.act("open", "--to", str(tmp_path / "no" / "mo.eml"))
    assert isinstance(failed.exception, PermanentFailure)
    assert desk.acts() == []


def test_a_damaged_body_is_not_handed_out_and_the_act_stands_before_it_is_done(
    desk: Desk, tmp_path: Path
) -> None:
    place = tmp_path / "data" / "quarantine" / desk.digest
    place.chmod(0o600)
    place.write_bytes(b"other")
    assert isinstance(desk.act("open", "--to", str(tmp_path / "mo")).exception, PermanentFailure)
    assert not (tmp_path / "mo").exists()
    assert desk.acts() == ["open"]


@pytest.mark.parametrize(("by", "reason"), [("Trần Thị B", "thử"), (OFFICER, "  "), ("", "thử")])
def test_only_the_named_person_acts_and_says_why(
    desk: Desk, tmp_path: Path, by: str, reason: str
) -> None:
    for name, more in (
        ("open", ("--to", str(tmp_path / "x"))),
        ("destroy", ()),
        ("release", ()),
        ("contact", ("--to", "snv@quangngai.gov.vn")),
        ("mail-removed", ()),
    ):
        assert isinstance(desk.act(name, *more, by=by, reason=reason).exception, PermanentFailure)
    assert (desk.acts(), desk.listed()[0]["state"]) == ([], "sealed")
    assert len(desk.rows(outbox)) == 1


def test_where_nobody_is_named_nobody_acts(desk: Desk) -> None:
    lines = [line for line in CONFIG.splitlines() if "secrets:" not in line]
    desk.config.write_text("\n".join(lines), encoding="utf-8")
    assert "names nobody" in str(desk.act("destroy").exception)


def test_nothing_is_done_without_a_yes(desk: Desk) -> None:
    asked = desk.gateway("destroy", desk.digest[:12], "--by", OFFICER, "--reason", "thử")
    assert "nobody can be asked" in str(asked.exception)
    assert desk.acts() == []


def test_a_case_must_be_named_clearly(desk: Desk) -> None:
    for name in ("", "%", "_", "ffffffffffff"):
        done = desk.gateway("destroy", name, "--by", OFFICER, "--reason", "x", "--yes")
        assert isinstance(done.exception, PermanentFailure), name
    assert desk.acts() == []


def test_destroying_leaves_the_record_alone(desk: Desk, tmp_path: Path) -> None:
    assert desk.act("destroy", reason="theo biên bản 1").exit_code == 0
    assert list((tmp_path / "data" / "quarantine").iterdir()) == []
    (case,) = desk.listed()
    assert (case["state"], case["acts"][0]["reason"]) == ("destroyed", "theo biên bản 1")
    again = desk.act("destroy")
    assert "not sealed any more: destroyed" in str(again.exception)


def test_destroying_overwrites_what_another_name_may_still_hold(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "data" / "other-name"
    (tmp_path / "data" / "quarantine" / desk.digest).chmod(0o600)
    other.hardlink_to(tmp_path / "data" / "quarantine" / desk.digest)
    assert desk.act("destroy").exit_code == 0
    assert other.read_bytes() == b"\0" * len(BODY)


def test_a_power_cut_while_destroying_is_finished_by_the_next_order(desk: Desk) -> None:
    desk.record.record(order(desk.digest, ActKind.DESTROY))  # recorded, and then the light went out
    assert desk.listed()[0]["state"] == "sealed"
    assert desk.act("destroy").exit_code == 0
    assert (desk.acts(), desk.listed()[0]["state"]) == (["destroy", "destroy"], "destroyed")


def test_a_released_mail_is_examined_again_and_gets_its_number_receipt_and_move(desk: Desk) -> None:
    with desk.database.write() as connection:  # its move to the folder of the secrets is done
        connection.execute(update(settlements).values(state="settled"))
    assert desk.act("release", reason="báo nhầm: mật ong").exit_code == 0
    assert desk.record.is_released(desk.digest)
    assert desk.listed()[0]["state"] == "releasing"
    busy = desk.act("mail-removed")
    assert isinstance(busy.exception, TransientFailure)
    desk.clock.instant = datetime.now(UTC)  # the command has the true time
    work = desk.ledger.claim()
    assert work is not None
    desk.store.restore(work.raw.digest)
    answer = receipt(entry())
    done = desk.register.conclude(work, accepted(entry(), answer=answer, target="Đã vào sổ/2026"))
    assert [str(document.arrival_number) for document in done.documents] == ["1/2026"]
    assert [row["kind"] for row in desk.rows(outbox)] == ["secret-alarm", "receipt"]
    (move,) = desk.rows(settlements)
    assert (move["target"], move["state"]) == ("Đã vào sổ/2026", "pending")
    (settlement,) = desk.settlements.claim_settlements(5)
    assert (settlement.folder, settlement.uidvalidity) == ("Mật", 0), "to be found by Message-ID"
    assert desk.listed()[0]["state"] == "released"


def test_a_released_mail_that_was_not_moved_yet_keeps_its_place(desk: Desk) -> None:
    assert desk.act("release").exit_code == 0
    (row,) = desk.rows(messages)
    assert (row["state"], row["folder"], row["uid"]) == ("stored", "INBOX", 7)


def test_what_is_released_is_not_destroyed_nor_opened_any_more(desk: Desk, tmp_path: Path) -> None:
    desk.record.release(order(desk.digest, ActKind.RELEASE))
    desk.store.restore(desk.digest)
    for name, more in (("destroy", ()), ("release", ()), ("open", ("--to", str(tmp_path / "x")))):
        assert "not sealed any more: released" in str(desk.act(name, *more).exception)


def test_the_neutral_text_goes_once_to_the_address_that_the_person_names(desk: Desk) -> None:
    to = "snv@quangngai.gov.vn"
    assert desk.act("contact", "--to", to).exit_code == 0
    assert "had it before" in str(desk.act("contact", "--to", to).exception)
    assert "no plain address" in str(desk.act("contact", "--to", "a b@c").exception)
    queued = [row for row in desk.rows(outbox) if row["kind"] == "contact-request"]
    assert [row["to_address"] for row in queued] == [to]
    assert "riêng" not in json.dumps([row["receipt"] for row in queued], ensure_ascii=False)
    assert desk.acts() == ["contact"]


def test_who_only_observes_sends_no_neutral_text_either(desk: Desk) -> None:
    desk.config.write_text(
        CONFIG.replace("    contact:", "    mode: observe\n    contact:"), "utf-8"
    )
    refused = desk.act("contact", "--to", "snv@quangngai.gov.vn")
    assert "only observes" in str(refused.exception)
    assert (desk.acts(), [r for r in desk.rows(outbox) if r["kind"] == "contact-request"]) == (
        [],
        [],
    )


def doctor(desk: Desk) -> Finding:
    (found,) = guarded("quarantine", dict(CHECKS_HERE)["quarantine"], load_settings(desk.config))
    return found[1]


def test_an_altered_record_is_told(desk: Desk) -> None:
    for _ in range(3):
        desk.act("mail-removed")
    assert desk.record.broken_at() is None
    assert doctor(desk).level == "ok"
    with desk.database.write() as connection:
        second = quarantine_acts.c.sequence == 2
        connection.execute(quarantine_acts.delete().where(second))
    assert desk.record.broken_at() == 2
    assert "altered at line 2" in doctor(desk).message


def test_restoring_is_durable_and_may_be_repeated(tmp_path: Path) -> None:
    store = FileMessageStore(tmp_path)
    digest = store.put([b"x"]).digest
    store.quarantine(digest)
    for _ in range(2):
        store.restore(digest)
    assert not store.is_quarantined(digest)
    assert store.path(digest).stat().st_mode & 0o777 == 0o600
    with pytest.raises(PermanentFailure):
        store.restore("0" * 64)
