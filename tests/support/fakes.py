"""Stand-ins for the ports that the IMAP intake feeds; the SQL ledger and the file store keep the same contracts."""

import hashlib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from gateway.domain.failures import PermanentFailure
from gateway.domain.message import ImapPlace, RawMessage
from gateway.ports import StartLine, StoredBody


class SystemClock:
    """The port `Clock` on the system's time, which Dovecot uses too."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MemoryMailboxLedger:
    """The port `MailboxLedger` in memory. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[tuple[str, str], StartLine] = {}
        self._messages: list[RawMessage] = []

    @property
    def messages(self) -> Sequence[RawMessage]:
        with self._lock:
            return tuple(self._messages)

    def start_line(self, mailbox: str, folder: str) -> StartLine | None:
        with self._lock:
            return self._lines.get((mailbox, folder))

    def begin(self, mailbox: str, folder: str, line: StartLine) -> None:
        with self._lock:
            known = self._lines.get((mailbox, folder))
            kept = replace(line, started_at=known.started_at) if known else line
            self._lines[mailbox, folder] = kept

    def record_fetched(self, raw: RawMessage) -> bool:
        place = raw.place
        assert place is not None
        with self._lock:
            self._advance(raw.mailbox, place)
            for index, known in enumerate(self._messages):
                if known.mailbox == raw.mailbox and _same(known, raw, place):
                    self._messages[index] = replace(known, place=place)
                    return False
            self._messages.append(raw)
            return True

    def skip(self, mailbox: str, place_uid: int, folder: str, uidvalidity: int) -> None:
        with self._lock:
            self._advance(mailbox, ImapPlace(folder, uidvalidity, place_uid))

    def _advance(self, mailbox: str, place: ImapPlace) -> None:
        line = self._lines[mailbox, place.folder]
        if line.uidvalidity == place.uidvalidity and line.last_uid < place.uid:
            self._lines[mailbox, place.folder] = replace(line, last_uid=place.uid)


def _same(known: RawMessage, raw: RawMessage, place: ImapPlace) -> bool:
    if known.place == place:
        return True
    renumbered = known.place is not None and known.place.uidvalidity != place.uidvalidity
    return renumbered and known.digest == raw.digest


class MemoryStore:
    """The port `MessageStore` in memory; `keep=False` keeps digests and sizes only, for measuring."""

    def __init__(self, *, keep: bool = True) -> None:
        self._keep = keep
        self.bodies: dict[str, bytes] = {}

    def put(self, chunks: Iterable[bytes]) -> StoredBody:
        digest, size, kept = hashlib.sha256(), 0, []
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            if self._keep:
                kept.append(chunk)
        self.bodies[digest.hexdigest()] = b"".join(kept)
        return StoredBody(digest.hexdigest(), size)

    def path(self, digest: str) -> Path:
        raise PermanentFailure(f"{digest} lies in memory")

    def quarantine(self, digest: str) -> None:
        self.bodies.pop(digest, None)

    def is_quarantined(self, digest: str) -> bool:
        return digest not in self.bodies
