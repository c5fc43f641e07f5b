"""The pool for scans: made when it is needed, gone when it is closed, behind all other processes."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.adapters.workers import Limits, OnDemandPool, WorkerPool
from gateway.config.settings import WorkerSettings
from gateway.domain.failures import TransientFailure
from gateway.service.gateway import Gateway, ScanReading
from gateway.wiring.ocr import ocr_limits
from tests.support.waiting import eventually

TASKS = {
    "nice": "tests.support.worker_tasks:niceness",
    "spin": "tests.support.worker_tasks:spin",
}


def test_it_is_made_once_and_only_when_asked() -> None:
    made = []

    def make() -> WorkerPool:
        made.append(WorkerPool(TASKS, Limits(processes=1)))
        return made[-1]

    pool = OnDemandPool(make)
    assert made == []
    assert pool.call("nice", {}) == pool.call("nice", {})
    assert len(made) == 1
    pool.close()
    with pytest.raises(TransientFailure):
        pool.call("nice", {})


def test_closing_ends_what_is_being_read(tmp_path: Path) -> None:
    pool, begun = OnDemandPool(lambda: WorkerPool(TASKS, Limits(processes=1))), tmp_path / "begun"
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(pool.call, "spin", {"path": str(begun)})
        eventually(begun.exists, "a scan that is being read", 60)
        pool.close()
        with pytest.raises(TransientFailure):
            reading.result(30)


def test_a_gateway_that_stops_does_not_wait_for_a_scan() -> None:
    """systemd kills what has not ended after a while; one mail may be read for minutes."""
    reading, interrupted, calls = threading.Event(), threading.Event(), []

    def read() -> bool:
        calls.append(1)
        reading.set()
        if not interrupted.wait(60):
            raise AssertionError("nobody interrupted it")
        raise TransientFailure("the workers are being stopped")

    gateway = Gateway()
    gateway.assemble(
        examine=lambda: False,
        examiners=1,
        recognise=ScanReading(read, interrupted.set),
        submit=lambda: False,
        settle=None,
        intakes=(),
    )
    gateway.start()
    assert reading.wait(10)
    began = time.monotonic()
    gateway.stop()
    assert time.monotonic() - began < 10
    assert calls == [1], "no other scan is begun to fail at once"


def test_a_worker_for_scans_gives_way_to_all_others() -> None:
    limits = ocr_limits(WorkerSettings())
    with WorkerPool(TASKS, limits) as pool:
        own, session = pool.call("nice", {})
    assert own == min(os.nice(0) + limits.nice, 19)
    assert session == limits.nice or not Path("/proc/self/autogroup").exists()
    assert limits.nice >= 10
