"""Mutated containers taken apart as the gateway does it, in one process: what must hold of every answer."""

import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from gateway.adapters.examiner.emptying import MAX_BYTES, MAX_CONTAINERS, MAX_FILES
from gateway.adapters.examiner.unwrapping import Unwrapped, Unwrapping
from gateway.adapters.workers.child import Task
from gateway.domain.formats import CONTAINERS, FileKind, is_misnamed
from gateway.wiring.examiners import WORKER_TASKS
from tests.support.containers import (
    Entry,
    forwarding,
    in_zips,
    raw_zip,
    tnef,
    uuencoded,
    zipped,
)
from tests.support.mails import PDF
from tests.support.signed_mail import mail, plain_mail


class InProcess:
    """The port TaskPool without processes: arguments and answers cross as JSON all the same."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}

    def call(self, task: str, arguments: Mapping[str, Any]) -> Any:
        if task not in self._tasks:
            self._tasks[task] = Task(WORKER_TASKS[task])
        return from_json(self._tasks[task](arguments), allow_inf_nan=False)


@dataclass(frozen=True)
class Original:
    """A container under a name with the number of files that it holds, all layers together."""

    name: str
    data: bytes
    files: int
    exact: bool = (
        True  # a change of its bytes changes files or closes it; else it may become another mail
    )


def originals() -> list[Original]:
    documents = [(f"{number}.pdf", PDF + b"%% %d\n" % number) for number in range(3)]
    inner = plain_mail(documents[0], ("a.zip", zipped(*documents[1:])))
    text = mail(b"\r\n" + uuencoded("34.pdf", PDF * 4).encode())
    return [
        Original("a.zip", zipped(*documents), 3),
        Original("deep.zip", in_zips(PDF, 3), 1),
        Original(
            "stored.zip", raw_zip(*(Entry(b"%d.pdf" % n, PDF, method=0) for n in range(3))), 3
        ),
        Original("winmail.dat", tnef(*documents, embedded=[("x", tnef(documents[0]))]), 4),
        Original("mails.zip", zipped(("t.eml", inner), documents[0]), 4),
        Original("thu.eml", inner, 3, exact=False),
        Original("hai.eml", mail(forwarding(inner, plain_mail(documents[2]))), 4, exact=False),
        Original("uu.eml", text, 1, exact=False),
    ]


def mutated(data: bytes, dice: random.Random) -> bytes:
    """One to three changes: bits, bytes, cuts, repeats, extreme numbers."""
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(data))
        length = min(dice.choice((1, 1, 2, 4, 16, 100)), len(data) - at)
        piece = data[at : at + length]
        change = dice.randrange(6)
        if change == 0:
            piece = bytes([piece[0] ^ 1 << dice.randrange(8)]) + piece[1:]
        elif change == 1:
            piece = dice.randbytes(length)
        elif change == 2:
            piece = b""
        elif change == 3:
            piece = piece * dice.choice((2, 3, 50))
        elif change == 4:
            piece = dice.choice((b"\xff", b"\0", b"\x7f")) * length
        else:
            other = dice.randrange(len(data))
            piece = data[other : other + length]
        data = data[:at] + piece + data[at + length :] or b"x"
    return data


class Fuzz:
    """Runs over seeds; `faults` says what went against the rules."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = InProcess()
        self.faults: list[str] = []
        self.whole = self.closed = 0

    def over(self, seeds: Sequence[int]) -> None:
        made = originals()
        for seed in seeds:
            original = made[seed % len(made)]
            found = self.take_apart(original.name, mutated(original.data, random.Random(seed)))
            self.faults += [f"{original.name}, seed {seed}: {fault}" for fault in faults(found)]
            if original.exact and not is_doubtful(found):
                self.whole += 1
                if len(found.parts.attachments) != original.files:
                    self.faults.append(f"{original.name}, seed {seed}: a file was lost or invented")
            else:
                self.closed += 1

    def take_apart(self, name: str, data: bytes) -> Unwrapped:
        """The mail that carries this file, taken apart; its files are gone afterwards."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        path = self._folder / "mail.eml"
        path.write_bytes(plain_mail((name, data)))
        arguments = {
            "path": str(path),
            "reply_path": None,
            "authserv_id": None,
            "max_bytes": 50 << 20,
        }
        return Unwrapping(self._pool, self._folder.resolve(), arguments, 60).run()


def is_doubtful(found: Unwrapped) -> bool:
    """A defect, a closed container or a file of a kind that is held."""
    message = found.parts.message
    if message is None or message.defects:
        return True
    return any(
        item.closed
        or item.kind in {FileKind.UNKNOWN, FileKind.EMPTY}
        or is_misnamed(item.file_name, item.kind)
        for item in message.attachments
    )


def faults(found: Unwrapped) -> Iterator[str]:
    parts = found.parts
    if parts.message is None:
        yield "the mail itself was lost"
        return
    if any(item.kind in CONTAINERS and item.closed is None for item in parts.attachments):
        yield "a container is neither opened nor closed for a reason"
    if {item.index for item in parts.attachments} != set(parts.files):
        yield "attachments without files"
    if len(parts.attachments) > MAX_FILES + MAX_CONTAINERS + 1:
        yield "too many files"
    if sum(path.stat().st_size for path in parts.files.values()) > MAX_BYTES:
        yield "too many bytes"
    if any(item.within and len(item.within.way) > 4 for item in parts.attachments):
        yield "too deep"
