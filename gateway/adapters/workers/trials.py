"""What workers try on purpose, to show on this machine that their walls hold."""

import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from gateway.adapters.workers.pool import Limits, WorkerPool, WorkerTimeout
from gateway.domain.failures import TransientFailure

_DEADLINE = 1.0  # seconds
_TASKS = {"reach": f"{__name__}:reach", "never_end": f"{__name__}:never_end"}


@dataclass(frozen=True, slots=True)
class Trials:
    """`refusal` is how the kernel refused a connection, None when it was made. `killed_after` is in seconds."""

    protections: Mapping[str, bool]
    refusal: str | None
    killed_after: float


def try_out(limits: Limits) -> Trials:
    """Starts workers under the same limits but the deadline. Raises what `WorkerPool.call` raises, `TransientFailure` without loopback."""
    short = replace(limits, processes=1, deadline_seconds=_DEADLINE)
    with WorkerPool(_TASKS, short) as pool, _listener() as server:
        protections = pool.protections()
        refusal = pool.call("reach", {"port": server.getsockname()[1]})
        began = time.monotonic()
        with suppress(WorkerTimeout):
            pool.call("never_end", {})
        return Trials(protections, refusal, time.monotonic() - began)


def _listener() -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", 0))
    except OSError as error:
        raise TransientFailure(f"no socket on loopback: {error.strerror}") from error


def reach(port: int) -> str | None:
    """Inside a worker: None when a connection to the machine itself was made."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=_DEADLINE / 2):
            return None
    except OSError as error:
        return error.strerror or type(error).__name__


def never_end() -> None:
    """Inside a worker: computes for ever."""
    while True:
        pass
