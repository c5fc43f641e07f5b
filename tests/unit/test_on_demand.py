"""The pool for scans: made when it is needed, gone when it is closed, behind all other processes."""

import os
from pathlib import Path

import pytest

from gateway.adapters.workers import Limits, OnDemandPool, WorkerPool
from gateway.config.settings import WorkerSettings
from gateway.domain.failures import TransientFailure
from gateway.wiring.ocr import ocr_limits

TASKS = {"nice": "tests.support.worker_tasks:niceness"}


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


def test_a_worker_for_scans_gives_way_to_all_others() -> None:
    limits = ocr_limits(WorkerSettings())
    with WorkerPool(TASKS, limits) as pool:
        own, session = pool.call("nice", {})
    assert own == min(os.nice(0) + limits.nice, 19)
    assert session == limits.nice or not Path("/proc/self/autogroup").exists()
    assert limits.nice >= 10
