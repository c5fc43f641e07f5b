"""The transaction in which everything is entered, on a real SQLite file."""

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, update

from gateway import resources
from gateway.adapters.sql import migrate
from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.journal import GENESIS, chain_hash
from gateway.adapters.sql.ledger import SqlLedger
from gateway.adapters.sql.outbox import SqlOutbox, SqlSettlements
from gateway.adapters.sql.queries import SqlQueries
from gateway.adapters.sql.register import Mailbox, SqlRegister
from gateway.adapters.sql.tables import incoming_register, journal, messages, metadata, outbox
from gateway.domain.admission import Hold, Outcome, Reason
from gateway.domain.document import Annex
from gateway.domain.message import Channel, ImapPlace
from gateway.domain.signature import DocumentVerdict, Verdict, VerdictReason
from gateway.ports import Concluded, Conclusion, StartLine, Work
from tests.support.values import NOON_FRIDAY, FixedClock, accepted, entry, raw_message, receipt


class World:
    """A migrated database with everything that works on it."""

    def __init__(self, folder: Path, *, hourly_limit: int = 60, first_number: int = 1) -> None:
        self.clock = FixedClock()
        self.database = Database(f"sqlite:///{folder / 'gateway.db'}")
        migrate.upgrade(self.database, resources.shared("alembic"))
        self.ledger = SqlLedger(self.database, self.clock, "tester")
        mailboxes = {"sxd": Mailbox("den", first_number, "quangngai.gov.vn")}
        self.register = SqlRegister(self.database, self.clock, mailboxes, hourly_limit)
        self.outbox = SqlOutbox(self.database, self.clock, "tester")
        self.settlements = SqlSettlements(self.database, self.clock, "tester")
        self.queries = SqlQueries(self.database)

    def work(self, name: str, **changes: object) -> Work:
        self.ledger.record(raw_message(name, **changes))
        work = self.ledger.claim()
        assert work is not None
        return work

    def enter(self, name: str, conclusion: Conclusion, **changes: object) -> Concluded:
        return self.register.conclude(self.work(name, **changes), conclusion)

    def rows(self, table: object) -> list[dict[str, object]]:
        with self.database.read() as connection:
            return [dict(row) for row in connection.execute(select(table)).mappings()]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_numbers_run_from_one_without_gap_and_restart_each_year(world: World) -> None:
    for number in range(1, 4):
        concluded = world.enter(f"mail {number}", accepted(entry(f"document {number}")))
        assert str(concluded.documents[0].arrival_number) == f"{number}/2026"
    january = datetime(2027, 1, 4, 1, 0, tzinfo=UTC)
    concluded = world.enter("mail 4", accepted(entry("document 4", counted_at=january)))
    assert str(concluded.documents[0].arrival_number) == "1/2027"


def test_a_running_paper_book_is_continued_in_its_first_year_only(tmp_path: Path) -> None:
    world = World(tmp_path, first_number=513)
    first = world.enter("a", accepted(entry("a")))
    second = world.enter("b", accepted(entry("b")))
    later = world.enter("c", accepted(entry("c", counted_at=datetime(2027, 1, 4, 1, tzinfo=UTC))))
    assert [str(c.documents[0].arrival_number) for c in (first, second, later)] == [
        "513/2026",
        "514/2026",
        "1/2027",
    ]


def test_concluding_twice_enters_once(world: World) -> None:
    work = world.work("mail")
    item = entry()
    world.register.conclude(work, accepted(item, answer=receipt(item)))
    again = world.register.conclude(work, accepted(item, answer=receipt(item)))
    assert again.outcome is Outcome.ACCEPTED
    assert (
        len(world.rows(incoming_register))
        == len(world.rows(outbox))
        == len(world.rows(journal))
        == 1
    )


def test_a_failure_inside_the_transaction_leaves_no_number_behind(world: World) -> None:
    work = world.work("mail")
    broken = accepted(
        entry("a"), entry("b"), answer=receipt(entry("a"))
    )  # a line is missing: our own bug
    with pytest.raises(ValueError, match="zip"):
        world.register.conclude(work, broken)
    assert world.rows(incoming_register) == []
    concluded = world.register.conclude(work, accepted(entry("a")))
    assert concluded.documents[0].arrival_number.number == 1


def test_a_held_mail_is_moved_but_gets_no_number_and_no_answer(world: World) -> None:
    item = entry()
    conclusion = Conclusion(
        Hold((Reason.NO_TEXT,)), item.times, (item,), receipt(item), "Văn bản đến/Cần xem"
    )
    concluded = world.enter("mail", conclusion, uid=5)
    assert (concluded.outcome, concluded.reasons) == (Outcome.HELD, (Reason.NO_TEXT,))
    assert world.rows(incoming_register) == []
    assert world.outbox.claim_outgoing(10) == []
    (move,) = world.settlements.claim_settlements(10)
    assert (move.uid, move.target) == (5, "Văn bản đến/Cần xem")


def test_the_same_bytes_get_the_first_number_and_the_first_receipt_again(world: World) -> None:
    item = entry()
    world.enter("first mail", accepted(item, answer=receipt(item)))
    (first,) = world.outbox.claim_outgoing(10)
    world.outbox.rendered([replace(first, mail=b"bytes of the first receipt")])
    world.outbox.submitted(first)
    concluded = world.enter("second mail", accepted(item, answer=receipt(item)))
    assert (concluded.outcome, concluded.reasons) == (Outcome.IGNORED, (Reason.DUPLICATE,))
    assert concluded.documents[0].arrival_number.number == 1
    (again,) = world.outbox.claim_outgoing(10)
    assert (again.message_id, again.mail) == (first.message_id, b"bytes of the first receipt")


def test_a_duplicate_from_another_sender_gets_a_receipt_of_its_own_with_the_first_number(
    world: World,
) -> None:
    item = entry()
    world.enter("first mail", accepted(item, answer=receipt(item)))
    world.enter("forwarded", accepted(item, answer=receipt(item, to="stp@quangngai.gov.vn")))
    rows = world.rows(outbox)
    assert [row["to_address"] for row in rows] == ["snv@quangngai.gov.vn", "stp@quangngai.gov.vn"]
    assert [row["receipt"]["lines"][0]["arrival_number"] for row in rows] == ["1/2026", "1/2026"]


def test_a_mail_that_a_clerk_moves_back_to_the_inbox_is_not_answered_again(world: World) -> None:
    item = entry()
    world.enter("mail", accepted(item, answer=receipt(item)), uid=5)
    (first,) = world.outbox.claim_outgoing(10)
    world.outbox.submitted(first)
    concluded = world.enter("mail", accepted(item, answer=receipt(item), target="Đã vào sổ"), uid=9)
    assert concluded.reasons == (Reason.DUPLICATE,)
    assert world.outbox.claim_outgoing(10) == []
    (move,) = world.settlements.claim_settlements(10)
    assert move.uid == 9


def test_answers_over_the_hourly_limit_are_suppressed_and_entered_all_the_same(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, hourly_limit=2)
    for number in range(4):
        item = entry(f"document {number}")
        assert (
            world.enter(f"mail {number}", accepted(item, answer=receipt(item))).outcome
            is Outcome.ACCEPTED
        )
    assert [row["state"] for row in world.rows(outbox)] == [
        "queued",
        "queued",
        "suppressed",
        "suppressed",
    ]
    world.clock.instant += timedelta(hours=2)
    item = entry("later")
    world.enter("later", accepted(item, answer=receipt(item)))
    assert world.rows(outbox)[-1]["state"] == "queued"


def test_the_journal_is_a_chain(world: World) -> None:
    for number in range(3):
        world.enter(f"mail {number}", accepted(entry(f"document {number}")))
    previous = GENESIS
    for line in world.rows(journal):
        assert line["previous_hash"] == previous
        previous = chain_hash(previous, line["sequence"], line["payload"])
        assert line["hash"] == previous
        assert json.loads(str(line["payload"]))["notation"] == "GM-UBND"


def test_parallel_writers_leave_no_gap(world: World) -> None:
    for number in range(40):
        world.ledger.record(raw_message(f"mail {number}"))
    failures: list[BaseException] = []

    def drain() -> None:
        try:
            while (work := world.ledger.claim()) is not None:
                world.register.conclude(work, accepted(entry(work.raw.digest)))
        except BaseException as failure:  # noqa: BLE001 - a thread's failure must fail the test
            failures.append(failure)

    threads = [threading.Thread(target=drain) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(row["arrival_number"] for row in world.rows(incoming_register)) == list(
        range(1, 41)
    )


def test_a_resend_after_a_lost_250_is_the_same_message(world: World) -> None:
    assert world.ledger.record(raw_message("mail"))
    assert not world.ledger.record(raw_message("mail"))
    assert world.ledger.record(raw_message("mail", mailbox="stc"))
    assert world.ledger.record(raw_message("mail", envelope_from="other@quangngai.gov.vn"))


def test_a_leased_message_is_not_handed_out_twice_until_the_lease_ends(world: World) -> None:
    world.ledger.record(raw_message("mail"))
    assert world.ledger.claim() is not None
    assert world.ledger.claim() is None
    world.clock.instant += timedelta(minutes=61)
    assert world.ledger.claim() is not None
    world.ledger.break_leases()
    assert world.ledger.claim() is not None


def test_a_postponed_message_waits_and_counts_its_attempts(world: World) -> None:
    work = world.work("mail")
    world.ledger.postpone(work, NOON_FRIDAY + timedelta(seconds=30), "disk full")
    assert world.ledger.claim() is None
    world.clock.instant += timedelta(seconds=31)
    again = world.ledger.claim()
    assert again is not None
    assert again.attempts == 1
    (row,) = world.queries.queue()
    assert row["last_cause"] == "disk full"


def test_the_start_line_moves_only_forward(world: World) -> None:
    world.ledger.begin("sxd", "INBOX", StartLine(7, 100, NOON_FRIDAY))
    assert world.ledger.record_fetched(raw_message("a", uid=102))
    assert not world.ledger.record_fetched(raw_message("a", uid=102))
    world.ledger.skip("sxd", 101, "INBOX", 7)
    assert world.ledger.start_line("sxd", "INBOX") == StartLine(7, 102, NOON_FRIDAY)
    assert world.ledger.start_line("sxd", "Other") is None


def test_a_new_uidvalidity_does_not_make_old_mail_new(world: World) -> None:
    world.ledger.begin("sxd", "INBOX", StartLine(7, 0, NOON_FRIDAY))
    world.ledger.record_fetched(raw_message("a", uid=3))
    world.ledger.begin("sxd", "INBOX", StartLine(8, 0, NOON_FRIDAY + timedelta(days=1)))
    assert world.ledger.start_line("sxd", "INBOX") == StartLine(8, 0, NOON_FRIDAY)
    renumbered = raw_message(
        "a", place=ImapPlace("INBOX", 8, 1), channel=Channel.IMAP, envelope_from=None
    )
    assert not world.ledger.record_fetched(renumbered)
    work = world.ledger.claim()
    assert work is not None
    assert work.raw.place == ImapPlace("INBOX", 8, 1)


def test_a_restart_of_the_outbox_keeps_the_bytes(world: World) -> None:
    item = entry()
    world.enter("mail", accepted(item, answer=receipt(item)))
    (first,) = world.outbox.claim_outgoing(10)
    assert first.mail is None
    world.outbox.rendered([replace(first, mail=b"once")])
    world.ledger.break_leases()
    (again,) = world.outbox.claim_outgoing(10)
    assert (again.message_id, again.mail) == (first.message_id, b"once")
    assert again.receipt.lines[0].arrival_number == "1/2026"


def test_the_migration_makes_exactly_the_tables_of_the_program(world: World) -> None:
    with world.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_migrations_go_down_and_up_again(world: World) -> None:
    folder = resources.shared("alembic")
    migrate.downgrade(world.database, folder, "base")
    assert set(inspect(world.database.engine).get_table_names()) == {"alembic_version"}
    assert migrate.upgrade(world.database, folder) == (None, migrate.newest(folder))


def test_a_known_document_with_a_new_annex_is_held_for_the_clerk(world: World) -> None:
    item = entry()
    world.enter("first", accepted(item, answer=receipt(item)))
    annex = Annex(
        replace(item.document.main, index=1, sha256="a" * 64, file_name="Phu luc.pdf"),
        DocumentVerdict(Verdict.VALID, VerdictReason.VALID_GOVERNMENT, True, trust="b" * 64),
    )
    more = replace(item, document=replace(item.document, annexes=(annex,)))
    conclusion = replace(
        accepted(more, answer=receipt(more), target="Đã vào sổ"), held_target="Cần xem"
    )
    concluded = world.enter("second", conclusion, uid=4)
    assert (concluded.outcome, concluded.reasons) == (Outcome.HELD, (Reason.DUPLICATE,))
    (move,) = world.settlements.claim_settlements(10)
    assert move.target == "Cần xem"
    assert len(world.rows(outbox)) == 1


def test_an_annex_is_kept_with_the_verdict_on_its_own_signature(world: World) -> None:
    item = entry()
    annex = Annex(
        replace(item.document.main, index=1, sha256="a" * 64),
        DocumentVerdict(Verdict.VALID, VerdictReason.VALID_GOVERNMENT, True, trust="b" * 64),
    )
    item = replace(item, document=replace(item.document, annexes=(annex,)))
    world.enter("first", accepted(item))
    (row,) = world.rows(incoming_register)
    (kept,) = row["annexes"]
    assert kept["signature"] == "VALID"
    assert kept["signature_report"]["trust"] == "b" * 64


def test_two_known_documents_in_one_mail_get_both_first_receipts_again(world: World) -> None:
    one, two = entry("one"), entry("two")
    for item in (one, two):
        world.enter(item.document.main.file_name, accepted(item, answer=receipt(item)))
    for outgoing in world.outbox.claim_outgoing(10):
        world.outbox.submitted(outgoing)
    world.enter("both", accepted(one, two, answer=receipt(one, two)))
    assert len(world.outbox.claim_outgoing(10)) == 2


def test_resent_receipts_count_towards_the_hourly_limit(tmp_path: Path) -> None:
    world = World(tmp_path, hourly_limit=3)
    item = entry()
    submissions = 0
    for number in range(12):
        world.enter(f"copy {number}", accepted(item, answer=receipt(item)))
        for outgoing in world.outbox.claim_outgoing(10):
            world.outbox.submitted(outgoing)
            submissions += 1
    assert submissions == 3


def test_a_resend_is_owed_from_now_on(world: World) -> None:
    """Giving up is counted from the resend, not from the first receipt of long ago."""
    item = entry()
    world.enter("first", accepted(item, answer=receipt(item)))
    (first,) = world.outbox.claim_outgoing(10)
    world.outbox.submitted(first)
    world.clock.instant += timedelta(days=10)
    world.enter("again", accepted(item, answer=receipt(item)))
    (again,) = world.outbox.claim_outgoing(10)
    assert again.queued_at == world.clock.instant


def test_a_mail_from_a_file_is_leased_only_while_it_is_to_be_examined(tmp_path: Path) -> None:
    """`gateway process` of a mail that was concluded before finds its row and takes nothing."""
    world = World(tmp_path)
    raw = raw_message("mail", envelope_from="stn@quangngai.gov.vn")
    world.ledger.record(raw)
    assert world.ledger.recorded(raw).raw == raw
    assert world.ledger.claim() is None  # leased: no examiner takes it, too
    with world.database.write() as connection:
        ended = {"state": "concluded", "lease_owner": None, "lease_until": None}
        connection.execute(update(messages).values(ended))
    world.ledger.recorded(raw)
    with world.database.read() as connection:
        assert connection.scalar(select(messages.c.lease_owner)) is None
