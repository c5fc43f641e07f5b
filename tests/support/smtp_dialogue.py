"""A raw SMTP client that sends exactly the bytes it is told, and an intake on a free port."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gateway.adapters.message_store import FileMessageStore
from gateway.adapters.smtp_intake import SmtpIntake
from gateway.config.servers import SmtpIntakeSettings
from tests.support.ledgers import MemoryLedger
from tests.support.ports import free_port
from tests.support.values import FixedClock

MAILBOXES = {"vanthu@so-a.example.vn": "so-a", "vanthu@so-b.example.vn": "so-b"}
TO_A, TO_B = MAILBOXES
FROM = "nguoigui@huyen-c.example.vn"
ARRIVED = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


class Dialogue:
    """One connection. Replies come back whole, continuation lines joined by newlines."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._read = self.socket.makefile("rb")

    def __enter__(self) -> "Dialogue":
        return self

    def __exit__(self, *_: object) -> None:
        self._read.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self) -> str:
        lines = []
        while True:
            line = self._read.readline()
            lines.append(line.decode().rstrip("\r\n"))
            if line[3:4] != b"-":
                return "\n".join(lines)

    def say(self, *commands: str) -> str:
        """Sends commands one by one and returns the last reply."""
        last = ""
        for command in commands:
            self.send(command.encode() + b"\r\n")
            last = self.reply()
        return last

    def hello(self) -> "Dialogue":
        assert self.reply().startswith("220 ")
        assert self.say("EHLO client.example.vn").startswith("250")
        return self

    def data(self, *to: str, sender: str = FROM) -> str:
        """Everything up to DATA; returns its reply."""
        assert self.say(f"MAIL FROM:<{sender}>").startswith("250"), "MAIL"
        for address in to or (TO_A,):
            assert self.say(f"RCPT TO:<{address}>").startswith("250"), "RCPT"
        return self.say("DATA")

    def start_tls(self, ca_file: Path) -> None:
        context = ssl.create_default_context(cafile=ca_file)
        self.socket = context.wrap_socket(self.socket, server_hostname="localhost")
        self._read = self.socket.makefile("rb")

    def is_closed(self) -> bool:
        try:
            return self._read.read(1) == b""
        except ConnectionError:
            return True


class QuickIntake(SmtpIntake):
    """The intake, less patient."""

    idle_seconds = 20.0
    data_seconds = 20.0
    stop_seconds = 5.0


@dataclass
class Intake:
    """A running intake and what it fills."""

    port: int
    root: Path
    server: SmtpIntake
    store: FileMessageStore
    ledger: MemoryLedger
    news: list[float] = field(default_factory=list)

    def dialogue(self) -> Dialogue:
        return Dialogue(self.port).hello()

    def bodies(self) -> list[bytes]:
        """The stored bodies in the order of the ledger."""
        return [self.store.path(raw.digest).read_bytes() for raw in self.ledger.messages]

    def temporary_files(self) -> list[Path]:
        return list((self.root / "store" / "tmp").iterdir())

    def has_begun(self) -> bool:
        """Whether bytes of a body lie in a temporary file."""
        return any(file.stat().st_size for file in self.temporary_files())


@contextmanager
def running_intake(
    root: Path,
    kind: type[SmtpIntake] = QuickIntake,
    ledger: MemoryLedger | None = None,
    **settings: object,
) -> Iterator[Intake]:
    store, ledger, news = FileMessageStore(root), ledger or MemoryLedger(), list[float]()
    chosen = SmtpIntakeSettings.model_validate({"port": free_port(), "min_free_mb": 0} | settings)
    server = kind(
        chosen, MAILBOXES, store, ledger, FixedClock(ARRIVED), lambda: news.append(time.monotonic())
    )
    server.start()
    try:
        yield Intake(chosen.port, root, server, store, ledger, news)
    finally:
        server.stop()
