"""Killable worker processes for everything that parses bytes from outside. See `pool.WorkerPool`."""

from gateway.adapters.workers.on_demand import OnDemandPool
from gateway.adapters.workers.pool import (
    Limits,
    WorkerBug,
    WorkerCrashed,
    WorkerPool,
    WorkerTimeout,
)
from gateway.adapters.workers.trials import Trials, try_out

__all__ = [
    "Limits",
    "OnDemandPool",
    "Trials",
    "WorkerBug",
    "WorkerCrashed",
    "WorkerPool",
    "WorkerTimeout",
    "try_out",
]
