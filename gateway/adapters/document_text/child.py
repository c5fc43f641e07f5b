"""Programs that a worker starts: they inherit its walls, and have limits of their own."""

import ctypes
import resource
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def limited(cpu_seconds: int, file_bytes: int | None = None) -> Callable[[], None]:
    """For `preexec_fn`, which is safe here: a worker has one thread.

    A worker may not kill: the kernel ends its child by the CPU limit, or with the worker.
    """

    def limit() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        _lower(resource.RLIMIT_CPU, cpu_seconds)
        if file_bytes is not None:
            _lower(resource.RLIMIT_FSIZE, file_bytes)

    return limit


def _lower(limit: int, most: int) -> None:
    _, hard = resource.getrlimit(limit)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(limit, (soft, hard))
