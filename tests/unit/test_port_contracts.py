"""The same promises of a port, asked of the SQL ledger and of the fakes that other tests feed.

The message store has no fake: tests use the real one, in a folder of their own.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.sql import migrate
from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.ledger import SqlLedger
from gateway.domain.message import ImapPlace, RawMessage
from gateway.domain.states import Lane
from gateway.ports import Ledger, MailboxLedger, StartLine
from tests.support.ledgers import MemoryLedger, MemoryMailboxLedger
from tests.support.values import NOON_FRIDAY, FixedClock, raw_message

LATER = NOON_FRIDAY + timedelta(minutes=5)
LINE = StartLine(uidvalidity=7, last_uid=10, started_at=NOON_FRIDAY)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def sql_ledger(tmp_path: Path, clock: FixedClock) -> Iterator[SqlLedger]:
    database = Database(f"sqlite:///{tmp_path / 'gateway.db'}")
    migrate.upgrade(database, resources.shared("alembic"))
    yield SqlLedger(database, clock, "tester")
    database.close()


# Ledger


@pytest.fixture(params=["memory", "sql"])
def ledger(request: pytest.FixtureRequest, clock: FixedClock) -> Ledger:
    if request.param == "memory":
        return MemoryLedger(clock)
    sql: SqlLedger = request.getfixturevalue("sql_ledger")
    return sql


def test_a_message_is_new_once(ledger: Ledger) -> None:
    assert ledger.record(raw_message())
    assert not ledger.record(raw_message())


@pytest.mark.parametrize(
    "changes",
    [
        {"mailbox": "snv"},
        {"envelope_from": "ubnd@quangngai.gov.vn"},
        {"digest": "0" * 64},
    ],
)
def test_another_mailbox_envelope_or_body_is_another_message(
    ledger: Ledger, changes: dict[str, str]
) -> None:
    ledger.record(raw_message())
    assert ledger.record(raw_message(**changes))


def test_a_resend_at_another_time_is_the_same_message(ledger: Ledger) -> None:
    ledger.record(raw_message())
    assert not ledger.record(replace(raw_message(), entered_system_at=LATER))


def test_a_place_is_one_message_whatever_lies_there(ledger: Ledger) -> None:
    assert ledger.record(raw_message("a", uid=1))
    assert not ledger.record(raw_message("b", uid=1))
    assert ledger.record(raw_message("a", uid=2))


def test_work_is_handed_out_once_and_in_order(ledger: Ledger) -> None:
    messages = [raw_message("first"), raw_message("second", uid=3)]
    for raw in messages:
        ledger.record(raw)
    claimed = [ledger.claim(), ledger.claim()]
    assert [work.raw for work in claimed if work] == messages
    assert [work.attempts for work in claimed if work] == [0, 0]
    assert ledger.claim() is None


def test_postponed_work_is_due_at_its_time_with_one_attempt_more(
    ledger: Ledger, clock: FixedClock
) -> None:
    ledger.record(raw_message())
    work = ledger.claim()
    assert work is not None
    ledger.postpone(work, LATER, "the server is away")
    assert ledger.claim() is None
    clock.instant = LATER
    again = ledger.claim()
    assert again == replace(work, attempts=1, cause="the server is away")


def test_a_message_is_claimed_in_its_lane_alone(ledger: Ledger) -> None:
    """A scan that waits for OCR is nobody else's, is due at once and counts no attempt."""
    ledger.record(raw_message())
    work = ledger.claim()
    assert work is not None
    ledger.pass_on(work, Lane.OCR)
    assert ledger.claim() is None
    assert ledger.claim((Lane.OCR,)) == work
    assert ledger.claim((Lane.MAIN, Lane.OCR)) is None, "it is leased"


def test_without_ocr_one_examiner_takes_both_lanes(ledger: Ledger) -> None:
    ledger.record(raw_message("a scan", uid=1))
    scan = ledger.claim()
    assert scan is not None
    ledger.pass_on(scan, Lane.OCR)
    ledger.record(raw_message("a text", uid=2))
    claimed = [ledger.claim((Lane.MAIN, Lane.OCR)), ledger.claim((Lane.MAIN, Lane.OCR))]
    assert {work.raw.digest for work in claimed if work} == {
        scan.raw.digest,
        raw_message("a text", uid=2).digest,
    }


def test_a_message_that_waits_for_a_cause_stays_in_its_lane(
    ledger: Ledger, clock: FixedClock
) -> None:
    ledger.record(raw_message())
    work = ledger.claim()
    assert work is not None
    ledger.pass_on(work, Lane.OCR)
    work = ledger.claim((Lane.OCR,))
    assert work is not None
    ledger.postpone(work, LATER, "no CRL")
    clock.instant = LATER
    assert ledger.claim() is None
    assert ledger.claim((Lane.OCR,)) == replace(work, attempts=1, cause="no CRL")


def test_a_message_may_wait_in_another_lane(ledger: Ledger, clock: FixedClock) -> None:
    ledger.record(raw_message())
    work = ledger.claim()
    assert work is not None
    ledger.pass_on(work, Lane.OCR)
    work = ledger.claim((Lane.OCR,))
    assert work is not None
    ledger.postpone(work, LATER, "no CRL", Lane.MAIN)
    clock.instant = LATER
    assert ledger.claim((Lane.OCR,)) is None
    assert ledger.claim() == replace(work, attempts=1, cause="no CRL")


def test_what_waits_for_a_cause_is_called_back_when_it_is_gone(
    ledger: Ledger, clock: FixedClock
) -> None:
    for name, uid in (("waits", 1), ("waits too", 2), ("for another cause", 3)):
        ledger.record(raw_message(name, uid=uid))
    for cause in ("no CRL", "no CRL", "the server is away"):
        work = ledger.claim()
        assert work is not None
        ledger.postpone(work, LATER, cause)
    assert ledger.recall("no CRL") == 2
    called = [ledger.claim(), ledger.claim()]
    assert [work.attempts for work in called if work] == [1, 1]
    assert ledger.claim() is None


# MailboxLedger


@pytest.fixture(params=["memory", "sql"])
def mailboxes(request: pytest.FixtureRequest) -> MailboxLedger:
    if request.param == "memory":
        return MemoryMailboxLedger()
    sql: SqlLedger = request.getfixturevalue("sql_ledger")
    return sql


def fetched(name: str, uid: int, *, uidvalidity: int = 7, folder: str = "INBOX") -> RawMessage:
    return raw_message(name, uid=uid, place=ImapPlace(folder, uidvalidity, uid))


def last_uid(mailboxes: MailboxLedger, folder: str = "INBOX") -> int:
    line = mailboxes.start_line("sxd", folder)
    assert line is not None
    return line.last_uid


def test_a_folder_has_no_start_line_before_its_first_sight(mailboxes: MailboxLedger) -> None:
    assert mailboxes.start_line("sxd", "INBOX") is None
    mailboxes.begin("sxd", "INBOX", LINE)
    assert mailboxes.start_line("sxd", "INBOX") == LINE
    assert mailboxes.start_line("sxd", "Khác") is None
    assert mailboxes.start_line("snv", "INBOX") is None


def test_a_new_uidvalidity_keeps_the_first_sight(mailboxes: MailboxLedger) -> None:
    mailboxes.begin("sxd", "INBOX", LINE)
    mailboxes.begin("sxd", "INBOX", StartLine(8, 0, LATER))
    assert mailboxes.start_line("sxd", "INBOX") == StartLine(8, 0, NOON_FRIDAY)


def test_a_fetched_message_is_new_once_and_moves_the_line(mailboxes: MailboxLedger) -> None:
    mailboxes.begin("sxd", "INBOX", LINE)
    assert mailboxes.record_fetched(fetched("a", 12))
    assert not mailboxes.record_fetched(fetched("a", 12))
    assert last_uid(mailboxes) == 12


def test_the_same_bytes_under_another_uid_are_another_message(mailboxes: MailboxLedger) -> None:
    mailboxes.begin("sxd", "INBOX", LINE)
    assert mailboxes.record_fetched(fetched("a", 11))
    assert mailboxes.record_fetched(fetched("a", 12))


def test_the_line_never_moves_back(mailboxes: MailboxLedger) -> None:
    mailboxes.begin("sxd", "INBOX", LINE)
    mailboxes.record_fetched(fetched("a", 12))
    mailboxes.record_fetched(fetched("b", 11))
    mailboxes.skip("sxd", 9, "INBOX", 7)
    assert last_uid(mailboxes) == 12


def test_a_message_passed_over_moves_the_line_of_its_own_numbering_only(
    mailboxes: MailboxLedger,
) -> None:
    mailboxes.begin("sxd", "INBOX", LINE)
    mailboxes.skip("sxd", 11, "INBOX", 7)
    assert last_uid(mailboxes) == 11
    mailboxes.skip("sxd", 99, "INBOX", 6)
    assert last_uid(mailboxes) == 11


def test_known_mails_under_a_new_uidvalidity_are_not_new(mailboxes: MailboxLedger) -> None:
    mailboxes.begin("sxd", "INBOX", LINE)
    for uid in (11, 12):  # a clerk keeps the same mail twice
        mailboxes.record_fetched(fetched("a", uid))
    mailboxes.begin("sxd", "INBOX", StartLine(8, 0, LATER))
    found = [mailboxes.record_fetched(fetched("a", uid, uidvalidity=8)) for uid in (1, 2, 2, 3)]
    assert found == [False, False, False, True]
    assert last_uid(mailboxes) == 3


def test_another_folder_is_no_new_numbering(mailboxes: MailboxLedger) -> None:
    mailboxes.begin("sxd", "INBOX", LINE)
    mailboxes.begin("sxd", "Khác", StartLine(8, 0, NOON_FRIDAY))
    assert mailboxes.record_fetched(fetched("a", 11))
    assert mailboxes.record_fetched(fetched("a", 1, uidvalidity=8, folder="Khác"))
    assert (last_uid(mailboxes), last_uid(mailboxes, "Khác")) == (11, 1)
