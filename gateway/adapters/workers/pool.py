"""The parent's side: N workers, a deadline per call, SIGKILL and a replacement."""

import contextlib
import json
import os
import queue
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from types import TracebackType
from typing import Any, Self

from pydantic_core import from_json

from gateway.adapters.workers import wire
from gateway.adapters.workers.launcher import Forkserver, ForkserverGone
from gateway.domain.failures import PermanentFailure, TransientFailure

Json = Any  # what json.loads returns

_START_SECONDS = 60  # importing the heavy modules on a loaded machine


class WorkerTimeout(TimeoutError):
    """The call took longer than its deadline; the worker was killed."""


class WorkerCrashed(ChildProcessError):
    """The worker ended, hit a resource limit or spoke nonsense; it was replaced."""


class WorkerBug(Exception):
    """The task raised: our own fault. The text is the worker's traceback, or why none could start."""


class _Suspect(Exception):
    """A worker crashed that had served before: an earlier file spoilt it or filled its memory, or it was killed idle."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of each worker. `deadline_seconds` is wall time of one call, the wait for a free worker apart."""

    processes: int = 2
    memory_mb: int = 1536
    deadline_seconds: float = 60
    file_mb: int = 500
    open_files: int = 256
    recycle_after: int = 1000  # calls: what a library leaks ends here
    nice: int = 0  # how far each gives way to other processes, 0 to 19


@dataclass(slots=True)
class _Worker:
    pid: int
    channel: socket.socket
    forkserver: Forkserver
    protections: dict[str, bool]
    calls: int = 0
    ended: bool = False

    def end(self) -> int | None:
        """Kills it; its wait status, or None when it died with its forkserver."""
        self.ended = True
        self.channel.close()
        try:
            return self.forkserver.stop(self.pid)
        except ForkserverGone:
            return None


class WorkerPool:
    """Long-lived sandboxed processes; `call` is blocking and may be used by many threads."""

    def __init__(
        self, tasks: Mapping[str, str], limits: Limits, preload: Sequence[str] = ()
    ) -> None:
        """`tasks`: name → "module:function". `preload`: modules that are imported once, before forking.

        Returns at once: the forkserver imports meanwhile, workers start when they are first needed.
        """
        self._tasks = dict(tasks)
        self._limits = limits
        # Whole seconds for the kernel's limits.
        kernel = asdict(replace(limits, deadline_seconds=int(limits.deadline_seconds) + 1))
        self._plan = {"tasks": self._tasks, "preload": list(preload), **kernel}
        self._lock = threading.Lock()
        self._closed = False
        self._forkserver = Forkserver(self._plan)
        self._free: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(limits.processes):
            self._free.put(None)

    def call(self, task: str, arguments: Mapping[str, Json]) -> Json:
        """Runs one task in a free worker; arguments and result are JSON.

        A task must be safe to repeat: when a used worker crashes, a new one tries once more.

        Raises `WorkerTimeout` and `WorkerCrashed` for what a file can cause, `TransientFailure` for
        what the machine causes (disk full, no process), `PermanentFailure` when the kernel refuses
        the sandbox, `WorkerBug` for a fault of the task.
        """
        if task not in self._tasks:
            raise KeyError(task)
        request = json.dumps({"task": task, "arguments": dict(arguments)}).encode()
        try:
            return self._once(request, fresh=False)
        except _Suspect:
            return self._once(request, fresh=True)

    def _once(self, request: bytes, *, fresh: bool) -> Json:
        with self._worker(fresh=fresh) as worker:
            try:
                return _result(self._ask(worker, request))
            except WorkerCrashed as crash:
                if worker.calls > 1:
                    raise _Suspect from crash
                raise

    def protections(self) -> Mapping[str, bool]:
        """Which walls hold around the workers on this machine."""
        with self._worker() as worker:
            return dict(worker.protections)

    def close(self) -> None:
        """Ends all workers, also those that are at work: their calls raise `TransientFailure`."""
        with self._lock:
            self._closed = True
            self._forkserver.close()
        idle = []
        with contextlib.suppress(queue.Empty):
            while True:
                idle.append(self._free.get_nowait())
        for worker in idle:
            if worker is not None:
                worker.channel.close()
            self._free.put(None)  # who waits for a worker wakes up and learns of the end

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _worker(self, *, fresh: bool = False) -> Iterator[_Worker]:
        """A worker of one's own. It goes back to the others only when the block ends well."""
        worker = self._free.get()
        kept: _Worker | None = None
        try:
            if worker is not None and fresh:
                worker.end()
                worker = None
            worker = worker or self._start()
            yield worker
            kept = worker if worker.calls < self._limits.recycle_after else None
        finally:
            if worker is not None and kept is None and not worker.ended:
                worker.end()
            self._free.put(kept)

    def _start(self) -> _Worker:
        forkserver = self._forkserver
        try:
            return self._greet(forkserver)
        except ForkserverGone:
            # Killed from outside (out of memory): one new attempt. Its workers died with it.
            forkserver = self._replace(forkserver)
        try:
            return self._greet(forkserver)
        except ForkserverGone as error:
            raise WorkerBug(f"no worker can start: {error}") from None

    def _replace(self, dead: Forkserver) -> Forkserver:
        with self._lock:
            if self._closed:
                raise TransientFailure("the workers are being stopped")
            if self._forkserver is dead:  # else another thread was first
                dead.close()
                self._forkserver = Forkserver(self._plan)
            return self._forkserver

    def _greet(self, forkserver: Forkserver) -> _Worker:
        pid, channel = forkserver.fork()
        worker = _Worker(pid, channel, forkserver, {})
        until = time.monotonic() + _START_SECONDS
        try:
            hello = json.loads(wire.receive(channel, wire.REPLY_BYTES, deadline=until))
        except (OSError, wire.BrokenFrame) as error:
            worker.end()
            raise TransientFailure(f"a worker did not start: {error}") from error
        if "refused" in hello:
            worker.end()
            raise PermanentFailure(f"the sandbox of a worker: {hello['refused']}")
        worker.protections = hello["protections"]
        return worker

    def _ask(self, worker: _Worker, request: bytes) -> Json:
        worker.calls += 1
        until = time.monotonic() + self._limits.deadline_seconds
        try:
            wire.send(worker.channel, request, deadline=until)
            reply = wire.receive(worker.channel, wire.REPLY_BYTES, deadline=until)
            return from_json(reply, allow_inf_nan=False)  # refuses lone surrogates and deep nesting
        except TimeoutError:
            raise WorkerTimeout(f"no answer within {self._limits.deadline_seconds} s") from None
        except (OSError, wire.BrokenFrame) as error:
            raise _ending(worker, str(error)) from None
        except ValueError:
            raise WorkerCrashed("an answer that is not JSON") from None


def _ending(worker: _Worker, seen: str) -> Exception:
    status = worker.end()
    if status is None:
        return TransientFailure("the workers were stopped from outside")
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return WorkerTimeout("the kernel's CPU limit")
    if os.WIFSIGNALED(status):
        return WorkerCrashed(f"{seen}; {signal.strsignal(os.WTERMSIG(status))}")
    return WorkerCrashed(f"{seen}; exit status {os.WEXITSTATUS(status)}")


def _result(reply: Json) -> Json:
    match reply:
        case {"ok": result}:
            return result
        case {"limit": str(what)}:
            raise WorkerCrashed(what)
        case {"transient": str(what)}:
            raise TransientFailure(f"in a worker: {what}")
        case {"permanent": str(what)}:
            raise PermanentFailure(f"in a worker: {what}")
        case {"bug": str(trace)}:
            raise WorkerBug(trace)
        case _:
            raise WorkerCrashed("an answer of unknown shape")
