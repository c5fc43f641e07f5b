"""Submitting queued receipts, on a real queue, with servers that take, refuse or are away."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.adapters.receipts import JinjaReceiptRenderer, SenderIdentity
from gateway.adapters.sql.tables import outbox
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.states import OutboxState
from gateway.outbox import Outbox, submit_due
from tests.support.values import accepted, entry, receipt
from tests.unit.test_sql_register import World


@dataclass
class Server:
    """A submission server. Implements the port `Submitter`."""

    answer: Callable[[], None] = lambda: None
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)

    def submit(self, envelope_from: str, envelope_to: str, mail: bytes) -> None:
        self.answer()
        self.taken.append((envelope_from, envelope_to, mail))


def away() -> None:
    raise TransientFailure("connection refused")


def refusing() -> None:
    raise PermanentFailure("550 no such user")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def outbox_of(world: World, server: Server) -> Outbox:
    identity = SenderIdentity("Sở Xây dựng", "sxd@quangngai.gov.vn", "Sở Xây dựng")
    renderer = JinjaReceiptRenderer({"sxd": identity}, "sxd@quangngai.gov.vn")
    return Outbox(world.outbox, renderer, server, world.clock, timedelta(hours=72))


def queue(world: World, count: int) -> None:
    for number in range(count):
        item = entry(f"document {number}")
        world.enter(f"mail {number}", accepted(item, answer=receipt(item)))


def states(world: World) -> list[str]:
    return [str(row["state"]) for row in world.rows(outbox)]


def test_receipts_go_out_with_the_empty_reverse_path(world: World) -> None:
    queue(world, 12)
    server = Server()
    while submit_due(outbox_of(world, server)):
        pass
    assert [(sender, to) for sender, to, _ in server.taken] == [("", "snv@quangngai.gov.vn")] * 12
    assert len({mail for _, _, mail in server.taken}) == 12
    assert set(states(world)) == {"submitted"}


def test_a_server_that_is_away_is_asked_once_and_all_wait(world: World) -> None:
    queue(world, 3)
    attempts = submit_due(outbox_of(world, Server(away)))
    assert [attempt.state for attempt in attempts] == [OutboxState.QUEUED] * 3
    assert submit_due(outbox_of(world, Server())) == []
    world.clock.instant += timedelta(seconds=6)
    server = Server()
    submit_due(outbox_of(world, server))
    assert len(server.taken) == 3


def test_a_lost_reply_is_followed_by_the_same_bytes(world: World) -> None:
    queue(world, 1)
    lost = Server()

    def lose() -> None:
        raise TransientFailure("no answer after DATA")

    first = Server(lose)
    submit_due(outbox_of(world, first))
    world.clock.instant += timedelta(minutes=7)  # another Date, were it rendered anew
    submit_due(outbox_of(world, lost))
    ((_, _, second),) = lost.taken
    assert b"Date: Fri, 20 Nov 2026 10:00:00 +0700" in second


def test_a_refused_receipt_is_kept_as_undeliverable_and_the_next_goes_on(world: World) -> None:
    queue(world, 2)
    answers = iter([refusing, lambda: None])

    def answer() -> None:
        next(answers)()

    server = Server(answer)
    submit_due(outbox_of(world, server))
    assert states(world) == ["undeliverable", "submitted"]


def test_after_the_configured_time_it_is_given_up(world: World) -> None:
    queue(world, 1)
    world.clock.instant += timedelta(hours=73)
    (attempt,) = submit_due(outbox_of(world, Server(away)))
    assert attempt.state is OutboxState.UNDELIVERABLE
    assert attempt.cause.startswith("given up")
