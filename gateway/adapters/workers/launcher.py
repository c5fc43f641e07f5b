"""The parent's handle on its forkserver."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from gateway.adapters.workers.forkserver import MESSAGE
from gateway.domain.failures import TransientFailure

# `-P` and the parent's own search path: nothing is imported from the current folder by accident.
_BOOT = (
    "import json, sys; plan = json.loads(sys.argv[1]); sys.path[:] = plan['path'];"
    " from gateway.adapters.workers.forkserver import main; main(plan)"
)
# Passwords, credentials and the service manager's socket are nothing to a process that parses.
_ENVIRONMENT = ("PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "OMP_THREAD_LIMIT")


_ANSWER_SECONDS = 60  # the first answer waits for the imports, on a loaded machine


class ForkserverGone(Exception):
    """The forkserver ended: it was killed, or a module could not be imported (see standard error)."""


class Forkserver:
    """One forkserver process. Its methods may be called by many threads."""

    def __init__(self, plan: Mapping[str, Any]) -> None:
        self._lock = threading.Lock()
        self._control, child = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(_ANSWER_SECONDS)
        with child:
            self._process = _launch({**plan, "path": sys.path, "control": child.fileno()}, child)

    def fork(self) -> tuple[int, socket.socket]:
        """A new worker's process id and the channel to it. Raises `ForkserverGone`, `TransientFailure`."""
        ours, theirs = socket.socketpair()
        with theirs, contextlib.ExitStack() as undo:
            undo.callback(ours.close)
            tag, value = self._request(b"F", 0, [theirs.fileno()])
            if tag != b"F":
                raise TransientFailure(f"no new process: {os.strerror(value)}")
            undo.pop_all()
        return value, ours

    def stop(self, pid: int) -> int:
        """Kills a worker of this forkserver; its wait status. Raises `ForkserverGone`."""
        return self._request(b"S", pid, [])[1]

    def close(self) -> None:
        """Ends the forkserver and, by the kernel, its workers. Idempotent."""
        with self._lock:
            self._control.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _request(self, tag: bytes, value: int, descriptors: list[int]) -> tuple[bytes, int]:
        with self._lock:
            try:
                socket.send_fds(self._control, [MESSAGE.pack(tag, value)], descriptors)
                answer = self._control.recv(MESSAGE.size)
            except OSError as error:
                raise ForkserverGone(str(error)) from None
        if len(answer) != MESSAGE.size:
            raise ForkserverGone("the forkserver ended; its message is on standard error")
        found: tuple[bytes, int] = MESSAGE.unpack(answer)
        return found


def _launch(plan: Mapping[str, Any], control: socket.socket) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and our own plan
            [sys.executable, "-P", "-c", _BOOT, json.dumps(plan)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # ours may be a stream of JSON Lines
            pass_fds=[control.fileno()],
            # Ctrl-C on the terminal reaches the service, which finishes the message in hand first.
            start_new_session=True,
            env={
                name: value
                for name, value in os.environ.items()
                if name in _ENVIRONMENT or name.startswith(("LC_", "PYTHON"))
            },
        )
    except OSError as error:
        raise TransientFailure(f"the forkserver does not start: {error.strerror}") from error
