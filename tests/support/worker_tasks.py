"""Task functions for the tests of the worker pool: good ones and hostile ones."""

import ctypes
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from gateway.domain.admission import Reason
from gateway.domain.document import DocumentText
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.formats import FileKind
from gateway.domain.message import Attachment, Defect, Message, ReplyTraits
from gateway.domain.signature import DocumentVerdict, Verdict
from gateway.domain.signature_policy import Circumstances


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Parcel:
    name: str
    colour: Colour
    at: datetime
    path: Path
    tags: frozenset[str]
    pairs: tuple[tuple[str, int], ...]
    inner: "Parcel | None" = None


def echo(text: str) -> str:
    return text


def pid() -> int:
    return os.getpid()


def forkserver_pid() -> int:
    return os.getppid()


def repack(parcel: Parcel) -> Parcel:
    assert isinstance(parcel.colour, Colour)
    assert isinstance(parcel.tags, frozenset)
    assert isinstance(parcel.path, Path)
    return Parcel(
        parcel.name.upper(),
        Colour.BLUE,
        parcel.at.astimezone(UTC),
        parcel.path / "x",
        parcel.tags | {"new"},
        parcel.pairs,
        parcel,
    )


def spin(path: Path) -> None:
    """Marks that it runs, then never ends."""
    path.write_text(str(os.getpid()))
    while True:
        pass


def spin_with_little_cpu() -> None:
    used = int(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (used + 1, resource.RLIM_INFINITY))
    while True:
        pass


def take_memory(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


_leaked: list[bytearray] = []


def leak(megabytes: int) -> int:
    _leaked.append(bytearray(megabytes << 20))
    return os.getpid()


def leak_together(megabytes: int, mine: Path, other: Path) -> int:
    """Leaks, and stays until another worker does the same."""
    mine.touch()
    while not other.exists():
        time.sleep(0.005)
    return leak(megabytes)


def much(megabytes: int) -> str:
    return "x" * (megabytes << 20)


def recurse(depth: int) -> int:
    return recurse(depth + 1)


def fill_file(path: Path, megabytes: int) -> None:
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(bytes(1 << 20))


def full_disk() -> None:
    Path("/dev/full").write_text("x")


def not_now() -> None:
    raise TransientFailure("the clock is not set")


def never() -> None:
    raise PermanentFailure("no such body")


def fail(text: str) -> None:
    raise ValueError(text)


def end(status: int) -> None:
    os._exit(status)


def die() -> None:
    """Needs no system call that the sandbox blocks: reads address 0."""
    ctypes.string_at(0)


def leave_quietly() -> None:
    sys.exit(0)


def connect(port: int) -> str:
    """What a worker gets that tries to reach the loopback of the machine."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            return "connected"
    except OSError as error:
        return type(error).__name__


def connect_unix(path: str, kind: int) -> str:
    """How far a Unix socket comes: "refused" (not made), the error of its use, or "reached"."""
    try:
        made = socket.socket(socket.AF_UNIX, kind)
    except OSError:
        return "refused"
    with made:
        try:
            if kind == socket.SOCK_STREAM:
                made.connect(path)
            else:
                made.sendto(b"x", path)
        except OSError as error:
            return type(error).__name__
    return "reached"


def send_from_pair(path: str) -> str:
    """The same for one of a pair of datagram sockets."""
    try:
        one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    except OSError:
        return "refused"
    with one, other:
        try:
            one.sendto(b"x", path)
        except OSError as error:
            return type(error).__name__
    return "reached"


def kill(victim: int) -> str:
    try:
        os.kill(victim, signal.SIGTERM)
    except OSError as error:
        return type(error).__name__
    return "killed"


def status_lines(names: Sequence[str]) -> dict[str, str]:
    """Lines of /proc/self/status and limits, by their name."""
    found = {}
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, value = line.partition(":")
        found[name] = value.strip()
    for line in Path("/proc/self/limits").read_text().splitlines()[1:]:
        found[line[:26].strip()] = line[26:47].strip()
    return {name: found[name] for name in names}


def environment() -> dict[str, str]:
    return dict(os.environ)


def loaded(prefix: str) -> list[str]:
    return sorted(name for name in sys.modules if name.startswith(prefix))


def main_file() -> str | None:
    return getattr(sys.modules["__main__"], "__file__", None)


def _channel() -> int:
    for link in Path("/proc/self/fd").iterdir():
        if link.is_symlink() and str(link.readlink()).startswith("socket:"):
            return int(link.name)
    raise LookupError("no channel")


def say(data: str) -> None:
    """A worker that was taken over: writes what it likes to the parent, then ends."""
    os.write(_channel(), bytes.fromhex(data))
    os._exit(0)


def noisy() -> None:
    print("document text", flush=True)
    print("document text", file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class OpenedParts:
    message: Message | None
    problem: Reason | None
    files: tuple[str, ...]


def open_lines(
    path: Path, spool: Path, reply_path: str | None, authserv_id: str | None, max_bytes: int
) -> OpenedParts:
    """Stands for the reader of mails: each line of the "mail" is an attachment; "!name" is an attack."""
    text = path.read_text()
    if text.startswith("!spin"):
        spin(spool / "running")
    if text.startswith("!die"):
        die()
    if len(text) > max_bytes:
        return OpenedParts(None, Reason.TOO_LARGE, ())
    attachments, files = [], []
    for index, line in enumerate(text.splitlines()):
        file = spool / f"{index}"
        if line.startswith("!link "):
            file.symlink_to(line.removeprefix("!link "))
        elif line.startswith("!path "):
            file = Path(line.removeprefix("!path "))
        elif line != "!missing":
            file.write_text(line)
        kind = FileKind.PDF if line.startswith("%PDF") else FileKind.TXT
        attachments.append(Attachment(index, f"{index}.txt", kind, len(line), "0" * 64))
        files.append(str(file))
    if "!fewer" in text:
        files.pop()
    message = Message(
        message_id="<1@example.org>",
        subject="Công văn",
        sender=None,
        reply_path=reply_path,
        date=datetime(2026, 11, 20, 3, 0, tzinfo=UTC),
        body="",
        references=(),
        attachments=tuple(attachments),
        traits=ReplyTraits(),
        defects=frozenset({Defect.NO_FROM}),
        authentication=(("dmarc", authserv_id or "none"),),
    )
    return OpenedParts(message, None, tuple(files))


def judge_lines(
    path: Path, trust_dir: Path, at: datetime, revocation: str, circumstances: Circumstances
) -> DocumentVerdict:
    text = path.read_text()
    if "!spin" in text:
        spin(path.with_suffix(".running"))
    if "!die" in text:
        die()
    return DocumentVerdict(Verdict.REVIEW, f"{trust_dir.name}-{at:%H%M}-{revocation}")


def read_lines(path: Path, kind: FileKind) -> DocumentText:
    text = path.read_text()
    if "!spin" in text:
        spin(path.with_suffix(".running"))
    if "!memory" in text:
        take_memory(100_000)
    if "!surrogate" in text:
        say_text('{"ok":{"text":"\\ud800"}}')
    if "!shape" in text:
        say_text('{"ok":{"text":{"a":1}}}')
    return DocumentText(text=f"{kind}: {text}", is_scan="!scan" in text)


def recognise_lines(path: Path, kind: FileKind) -> DocumentText:
    return DocumentText(text=f"{kind} seen", is_scan=True, recognised=True)


def say_text(text: str) -> None:
    say((len(text).to_bytes(4, "big") + text.encode()).hex())


def niceness() -> tuple[int, int]:
    """How far this worker gives way, and its session (0 where the kernel does not weigh sessions)."""
    group = Path("/proc/self/autogroup")
    session = int(group.read_text("ascii").split()[-1]) if group.exists() else 0
    return os.nice(0), session
