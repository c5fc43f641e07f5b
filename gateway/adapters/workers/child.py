"""The worker process: answers one request after the other until its channel ends."""

import contextlib
import errno
import importlib
import inspect
import json
import os
import socket
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from gateway.adapters.workers import sandbox, wire
from gateway.domain.failures import PermanentFailure, TransientFailure

# What a full disk or an exhausted machine answers: not the file's fault and not ours.
_WORLD = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ENFILE}


class Task:
    """A function with typed parameters and result; both cross the border as JSON."""

    def __init__(self, target: str) -> None:
        """`target` is "module:function"."""
        module, _, name = target.partition(":")
        self._function: Callable[..., Any] = getattr(importlib.import_module(module), name)
        hints = get_type_hints(self._function, include_extras=True)
        self._result: TypeAdapter[Any] = TypeAdapter(hints["return"])
        self._parameters: dict[str, TypeAdapter[Any]] = {
            parameter: TypeAdapter(hints[parameter])
            for parameter in inspect.signature(self._function).parameters
        }

    def __call__(self, arguments: Mapping[str, Any]) -> bytes:
        """Runs the function; the result as JSON bytes."""
        values = {
            name: self._parameters[name].validate_python(value) for name, value in arguments.items()
        }
        return self._result.dump_json(self._function(**values))


def serve(channel: socket.socket, tasks: Mapping[str, Task], plan: Mapping[str, Any]) -> None:
    """Sandboxes this process, says which protections hold, and answers until the channel ends."""
    wire.send(channel, _sandboxed(plan))
    while True:
        try:
            request = json.loads(wire.receive(channel, wire.REQUEST_BYTES))
        except wire.BrokenFrame:
            return  # the parent closed the channel or was killed
        # The parent's deadline comes first; this one holds when the parent is stopped or stuck.
        sandbox.allow_cpu(plan["deadline_seconds"] + 5)
        wire.send(channel, _answer(tasks[request["task"]], request["arguments"]))


def _sandboxed(plan: Mapping[str, Any]) -> bytes:
    _give_way(plan["nice"])
    try:
        held = sandbox.enter(
            memory_mb=plan["memory_mb"],
            file_mb=plan["file_mb"],
            open_files=plan["open_files"],
            parent=plan["forkserver"],
        )
    except OSError as error:
        return _reply("refused", str(error))  # the parent sends no work to an open worker
    return json.dumps({"protections": held}).encode()


def _give_way(nice: int) -> None:
    """To processes outside as well: Linux shares the processor between sessions first (sched(7), autogroup).

    Where that is refused the gateway is slower, its walls are no weaker.
    """
    if nice:
        with contextlib.suppress(OSError):
            os.nice(nice)
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(nice), "ascii")


def _answer(task: Task, arguments: Mapping[str, Any]) -> bytes:
    """The result under "ok", else the kind of its end with a text."""
    try:
        return b'{"ok":%b}' % task(arguments)
    except (MemoryError, RecursionError) as error:
        return _reply("limit", type(error).__name__)
    except TransientFailure as error:
        return _reply("transient", str(error))
    except PermanentFailure as error:
        return _reply("permanent", str(error))
    except Exception as error:  # noqa: BLE001 - the process border: the parent raises it again as WorkerBug
        return _of_system(error) or _reply("bug", _trace(error))


def _trace(error: Exception) -> str:
    """Where it happened and what sort it is. Its message may quote the document (Art. 1.2)."""
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__)[-20:])
    return f"{''.join(frames)}{type(error).__name__}"[-20_000:]


def _of_system(error: Exception) -> bytes | None:
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, PermissionError) and error.filename:
        # `gateway verify` by root of a file that is somebody else's alone.
        return _reply("permanent", f"{error} (a worker has no rights of root)")
    if number == errno.EFBIG:
        return _reply("limit", "file size")
    return _reply("transient", os.strerror(number)) if number in _WORLD else None


def _reply(kind: str, text: str) -> bytes:
    return json.dumps({kind: text}).encode()
