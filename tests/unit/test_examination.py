"""The crash barriers: what fails in one message or one receipt never stops the others."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.rules_yaml import load_rules
from gateway.adapters.sql.status_requests import SqlStatusRequests
from gateway.domain.admission import Outcome, Reason
from gateway.domain.receipt import Receipt
from gateway.outbox import Outbox, submit_due
from gateway.pipeline import Tools
from gateway.ports import Concluded, Conclusion, Work
from gateway.receiver import Policies
from gateway.service.examination import Examination, examine_next
from gateway.service.submission import Guarded
from tests.support.examined import ReadMail, ReadyExaminer
from tests.support.values import accepted, entry, raw_message, receipt
from tests.unit.test_outbox import Server, outbox_of
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
