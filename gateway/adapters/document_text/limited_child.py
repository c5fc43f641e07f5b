"""What a program of the system gives up when a sandboxed worker starts it: the worker's walls it inherits.

Its environment has nothing of ours. The worker may not send signals: the kernel ends the child by its CPU
limit, or with the worker.
"""

import ctypes
import os
import resource
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def environment() -> dict[str, str]:
    """One thread, no language, no settings."""
    return {"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}


def limits(cpu_seconds: int, memory_bytes: int | None = None) -> Callable[[], None]:
    """To be called in the child before the program; safe because a worker has one thread."""

    def apply() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        _lower(resource.RLIMIT_CPU, cpu_seconds)
        if memory_bytes is not None:
            _lower(resource.RLIMIT_AS, memory_bytes)

    return apply


def _lower(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (most, hard))
