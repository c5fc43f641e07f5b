"""The process that imports the heavy modules once and forks the workers.

Not multiprocessing's forkserver: that one imports the program's main module again in every worker,
hides failed preloads, unpickles, is one per program, and lives on while a worker lives, so that a
worker stuck in a hostile file would survive the `kill -9` of its parent. Here the control channel
ends with the parent, this process ends with the channel, and the kernel ends the workers with it.
"""

import gc
import importlib
import os
import signal
import socket
import struct
from collections.abc import Mapping
from typing import Any, NoReturn

from gateway.adapters.workers import sandbox
from gateway.adapters.workers.child import Task, serve

MESSAGE = struct.Struct(
    "!cq"
)  # fork: b"F", 0 with the channel; stop: b"S", pid. Answer: tag, value.


def main(plan: dict[str, Any]) -> None:
    """Serves until the parent is gone. `plan["control"]` is the descriptor of the control channel."""
    sandbox.set_name("gateway-fork")
    for module in plan["preload"]:
        importlib.import_module(module)
    tasks = {name: Task(target) for name, target in plan["tasks"].items()}
    gc.collect()
    # A thousand words of a page or the objects of a CMS are no garbage: the default of 700 new objects
    # makes the collector walk them again and again, a third of the time of reading a page.
    gc.set_threshold(50_000, 20, 20)
    gc.freeze()  # keeps the garbage collector of the workers from unsharing these pages
    plan["forkserver"] = os.getpid()
    with socket.socket(fileno=plan["control"]) as control:
        while True:
            data, descriptors, _, _ = socket.recv_fds(control, MESSAGE.size, 1)
            if not data:
                return
            tag, pid = MESSAGE.unpack(data)
            if tag == b"F":
                control.send(_fork(control, descriptors[0], tasks, plan))
            else:
                control.send(MESSAGE.pack(b"S", _stop(pid)))


def _fork(
    control: socket.socket, channel: int, tasks: Mapping[str, Task], plan: Mapping[str, Any]
) -> bytes:
    try:
        pid = os.fork()
    except OSError as error:
        os.close(channel)
        return MESSAGE.pack(b"E", error.errno)
    if pid == 0:
        _work(control, channel, tasks, plan)
    os.close(channel)
    return MESSAGE.pack(b"F", pid)


def _work(
    control: socket.socket, channel: int, tasks: Mapping[str, Task], plan: Mapping[str, Any]
) -> NoReturn:
    try:
        control.close()
        sandbox.set_name("gateway-worker")
        # Left open to the end: the parent asks for the exit status as soon as it closes.
        stream = socket.socket(fileno=channel)
        _silence()  # a library that prints must not put document text into the log
        serve(stream, tasks, plan)
    finally:
        os._exit(0)  # never back into the loop of the forkserver


def _silence() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def _stop(pid: int) -> int:
    """Kills a worker if it still runs. Its wait status; a pid is never reused before this."""
    os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]
