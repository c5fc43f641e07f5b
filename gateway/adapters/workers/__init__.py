"""Killable worker processes for everything that parses bytes from outside. See `pool.WorkerPool`."""

from gateway.adapters.workers.pool import (
    Limits,
    WorkerBug,
    WorkerCrashed,
    WorkerPool,
    WorkerTimeout,
)

__all__ = ["Limits", "WorkerBug", "WorkerCrashed", "WorkerPool", "WorkerTimeout"]
