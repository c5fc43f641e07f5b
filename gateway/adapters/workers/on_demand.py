"""A pool that is made when it is first asked: where no scan comes, none runs and none costs memory."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from gateway.adapters.workers.pool import WorkerCrashed, WorkerPool
from gateway.domain.failures import TransientFailure


class OnDemandPool:
    """`call` as of the pool that `make` returns. Safe for many threads."""

    def __init__(self, make: Callable[[], WorkerPool]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._pool: WorkerPool | None = None
        self._closed = False

    def call(self, task: str, arguments: Mapping[str, Any]) -> Any:
        """As of the pool. Raises `TransientFailure` when it was closed meanwhile, however the worker ended."""
        try:
            return self._made().call(task, arguments)
        except WorkerCrashed as crash:
            if self._closed:
                raise TransientFailure("the workers are being stopped") from crash
            raise

    def close(self) -> None:
        """Ends its workers, if there are any. Idempotent."""
        with self._lock:
            self._closed = True
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _made(self) -> WorkerPool:
        with self._lock:
            if self._closed:
                raise TransientFailure("the workers are being stopped")
            if self._pool is None:
                self._pool = self._make()
            return self._pool
