"""A mailbox watcher that runs beside a test, the mails it is fed and what it says."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gateway.adapters.clock import SystemClock
from gateway.adapters.imap import MailboxWatcher, Pace
from gateway.adapters.message_store import FileMessageStore
from gateway.config.servers import ImapSettings
from gateway.ports import StartLine
from tests.support.ledgers import MemoryMailboxLedger
from tests.support.waiting import eventually

QUICK = Pace(timeout=5, first_retry=0.1, longest_retry=0.5, refused_retry=0.3, renew_idle=540)


def mail(subject: str, size: int = 0) -> bytes:
    """A mail with a Message-ID of its subject; `size` bytes of text in lines that SMTP takes."""
    head = (
        f"From: vanthu@example.test\r\nTo: sxd@agency.test\r\nSubject: {subject}\r\n"
        f"Message-ID: <{subject}@example.test>\r\n\r\n"
    )
    return head.encode() + b"x" * 76 + b"\r\n" + (b"y" * 76 + b"\r\n") * (size // 78)


class Watching:
    """A watcher that runs in a thread, with what it feeds."""

    def __init__(
        self,
        folder: Path,
        mailboxes: Sequence[tuple[str, ImapSettings]],
        ledger: MemoryMailboxLedger | None = None,
        pace: Pace = QUICK,
    ) -> None:
        self.mailboxes = mailboxes
        self.ledger = ledger or MemoryMailboxLedger()
        self.store = FileMessageStore(folder)
        self.noticed = threading.Semaphore(0)
        self.pace = pace

    @contextmanager
    def running(self) -> Iterator["Watching"]:
        stop = threading.Event()
        watcher = MailboxWatcher(
            self.mailboxes, self.ledger, self.store, SystemClock(), self.noticed.release, self.pace
        )
        thread = threading.Thread(target=watcher.run, args=(stop,))
        thread.start()
        try:
            yield self
        finally:
            stop.set()
            watcher.wake()
            asked = time.monotonic()
            thread.join(10)
            assert time.monotonic() - asked < 1.5

    def seen(self, mailbox: str = "sxd") -> StartLine:
        """The start line, as soon as the watcher has drawn it."""
        return eventually(lambda: self.ledger.start_line(mailbox, "INBOX"), "a start line")

    def body(self, digest: str) -> bytes:
        return self.store.path(digest).read_bytes()

    def subjects(self) -> list[str]:
        bodies = (self.body(raw.digest) for raw in self.ledger.messages)
        return [body.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for body in bodies]

    def has(self, *subjects: str, seconds: float = 10) -> None:
        expected = sorted(subjects)
        eventually(lambda: sorted(self.subjects()) == expected, f"{subjects}", seconds)


def causes(logs: list[dict[str, object]], event: str) -> list[str]:
    return [str(line["cause"]) for line in logs if line["event"] == event]
