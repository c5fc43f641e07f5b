"""The crash barriers: what fails in one message or one receipt never stops the others."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.rules_yaml import load_rules
from gateway.adapters.sql.status_requests import SqlStatusRequests
from gateway.domain.admission import Outcome, Reason
from gateway.domain.reading import DocumentReader
from gateway.domain.receipt import Receipt
from gateway.domain.signature import DocumentVerdict, Verdict
from gateway.domain.states import Lane
from gateway.outbox import Outbox, submit_due
from gateway.pipeline import Tools
from gateway.ports import Concluded, Conclusion, Work
from gateway.receiver import Policies
from gateway.service.examination import Examination, examine_next
from gateway.service.submission import Guarded
from tests.support.examined import ReadMail, ReadyExaminer, mail
from tests.support.values import accepted, entry, raw_message, receipt
from tests.unit.test_outbox import Server, outbox_of
from tests.unit.test_pipeline import INVITATION, READ_SCAN, SCAN
from tests.unit.test_pipeline import World as WalkWorld
from tests.unit.test_sql_register import World


class BrokenExaminer(ReadyExaminer):
    """A defect of our own."""

    def __init__(self) -> None:
        super().__init__(ReadMail(None))

    def open(self, raw: object) -> object:
        raise ZeroDivisionError


class NothingToKeep:
    """The port `EvidenceKeeper` where no signature is judged."""

    def keep(self, trust: str) -> None:
        raise AssertionError(trust)


class BrokenRegister:
    """Another one, behind the walk."""

    def conclude(self, work: Work, conclusion: Conclusion) -> Concluded:
        raise ZeroDivisionError


@pytest.fixture
def examination(tmp_path: Path) -> tuple[World, Examination]:
    rules = load_rules(resources.shared("rules"))
    world, walk = World(tmp_path), WalkWorld(tmp_path / "walk", rules)
    policies = Policies(rules.formats, rules.admission, rules.secrecy, rules.digest)
    tools = Tools(walk.store, BrokenExaminer(), None, policies, frozenset())
    return world, Examination(
        world.ledger,
        world.register,
        tools,
        {"sxd": walk.receiver},
        world.clock,
        NothingToKeep(),
        SqlStatusRequests(world.database, world.clock),
    )


def test_a_defect_in_the_walk_holds_the_message(examination: tuple[World, Examination]) -> None:
    world, parts = examination
    world.ledger.record(raw_message("mail"))
    assert examine_next(parts, lambda: None)
    (row,) = world.queries.messages()
    assert (row["outcome"], row["reasons"]) == (Outcome.HELD, [Reason.INTERNAL_ERROR])


def test_a_defect_behind_the_walk_postpones_it_with_the_cause(
    examination: tuple[World, Examination],
) -> None:
    world, parts = examination
    world.ledger.record(raw_message("mail"))
    assert examine_next(replace(parts, register=BrokenRegister()), lambda: None)
    (row,) = world.queries.queue()
    assert (row["attempts"], row["last_cause"]) == (1, "internal error: ZeroDivisionError")


def test_a_mailbox_that_left_the_configuration_waits_and_is_named(
    examination: tuple[World, Examination],
) -> None:
    world, parts = examination
    world.ledger.record(raw_message("mail"))
    assert examine_next(replace(parts, receivers={}), lambda: None)
    (row,) = world.queries.queue()
    assert row["last_cause"] == "mailbox sxd is not in the configuration"


def test_a_scan_that_waits_for_a_status_is_not_read_again_at_each_question(
    tmp_path: Path,
) -> None:
    """It waits in the main lane, wherever its signature became doubtful; there nobody reads scans."""
    world, walk = (
        World(tmp_path),
        WalkWorld(tmp_path / "walk", load_rules(resources.shared("rules"))),
    )
    seen, doubtful = mail(INVITATION), DocumentVerdict(Verdict.INDETERMINATE, "x")
    seen.texts, seen.verdicts = {0: READ_SCAN}, {0: doubtful}
    unread = replace(seen, texts={0: SCAN}, looked_at=[])
    world.ledger.record(raw_message("mail"))
    main = walking(world, walk, unread, (Lane.MAIN,))
    ocr = walking(world, walk, seen, (Lane.OCR,))
    assert examine_next(main, lambda: None), "passed on: a mark may stand on it (Art. 1.2)"
    assert examine_next(ocr, lambda: None), "read once"
    for _ in range(3):
        (row,) = world.queries.queue()
        assert (row["queue"], row["last_cause"]) == ("examine", Reason.SIGNATURE_INDETERMINATE)
        world.clock.instant += timedelta(minutes=15)
        assert not examine_next(ocr, lambda: None)
        assert examine_next(main, lambda: None)
    assert (seen.looked_at, len(unread.looked_at)) == ([0], 4)


def walking(world: World, walk: WalkWorld, read: ReadMail, lanes: tuple[Lane, ...]) -> Examination:
    """Those who examine in these lanes; where there is no OCR scans wait."""
    rules = walk.rules
    policies = Policies(rules.formats, rules.admission, rules.secrecy, rules.digest)
    reader = DocumentReader(rules.document_types)
    waits = Lane.OCR not in lanes
    tools = Tools(walk.store, ReadyExaminer(read), reader, policies, frozenset(), scans_wait=waits)
    requests = SqlStatusRequests(world.database, world.clock)
    return Examination(
        world.ledger,
        world.register,
        tools,
        {"sxd": walk.receiver},
        world.clock,
        NothingToKeep(),
        requests,
        lanes,
    )


class BrokenOnce:
    """Renders all but the first receipt."""

    def __init__(self, outbox: Outbox) -> None:
        self._renderer = outbox.renderer
        self._broken = True

    def render(self, receipt: Receipt, message_id: str, now: datetime) -> bytes:
        if self._broken:
            self._broken = False
            raise ZeroDivisionError
        return self._renderer.render(receipt, message_id, now)

    def subject(self, receipt: Receipt) -> str:
        return ""


def test_a_receipt_that_cannot_be_rendered_does_not_keep_back_the_others(tmp_path: Path) -> None:
    world, server = World(tmp_path), Server()
    for number in range(2):
        item = entry(f"document {number}")
        world.enter(f"mail {number}", accepted(item, answer=receipt(item)))
    outbox = outbox_of(world, server)
    submit_due(replace(outbox, renderer=Guarded(BrokenOnce(outbox))))
    assert len(server.taken) == 1
    (row,) = world.queries.queue()
    assert row["last_cause"] == "internal error: ZeroDivisionError"
