"""Numbers in the order of receipt, although several messages are examined at once."""

import threading

import pytest

from gateway.ports import Work
from gateway.service.turnstile import Turnstile
from tests.support.values import raw_message


def works(count: int, **changes: object) -> list[Work]:
    return [Work(number, raw_message(f"mail {number}", **changes), 0) for number in range(count)]


def passing(turnstile: Turnstile, work: Work, passed: list[int]) -> threading.Thread:
    def run() -> None:
        turnstile.wait(work)
        passed.append(work.row)
        turnstile.leave(work)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_the_later_waits_for_the_earlier() -> None:
    turnstile, passed = Turnstile(patience=60), []
    first, second, third = works(3)
    for work in (first, second, third):
        assert turnstile.take(lambda work=work: work) is work
    threads = [passing(turnstile, work, passed) for work in (third, second)]
    assert passed == []
    threads.append(passing(turnstile, first, passed))
    for thread in threads:
        thread.join(10)
    assert passed == [0, 1, 2]


def test_another_mailbox_does_not_wait() -> None:
    turnstile = Turnstile(patience=60)
    (first,), (other,) = works(1), works(1, mailbox="stc")
    turnstile.take(lambda: first)
    turnstile.take(lambda: other)
    turnstile.wait(other)  # returns at once, or the test hangs


def test_patience_ends() -> None:
    turnstile = Turnstile(patience=0.01)
    first, second = works(2)
    turnstile.take(lambda: first)
    turnstile.take(lambda: second)
    turnstile.wait(second)
    turnstile.leave(second)
    with pytest.raises(ValueError, match="not in list"):
        turnstile.leave(second)


def test_nothing_to_claim_takes_no_place() -> None:
    turnstile = Turnstile(patience=60)
    assert turnstile.take(lambda: None) is None
    (work,) = works(1)
    turnstile.take(lambda: work)
    turnstile.wait(work)
