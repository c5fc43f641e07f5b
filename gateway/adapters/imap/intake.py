"""From an open IMAP folder into the message store and the ledger, message by message."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from gateway.adapters.imap.bodies import MessageGone, windows
from gateway.domain.failures import TransientFailure
from gateway.domain.message import Channel, ImapPlace, RawMessage
from gateway.ports import Clock, MailboxLedger, MessageStore, StartLine, StoredBody

_ATTEMPTS = 8  # with the watcher's back-off some four minutes
_STAND_IN = (
    "Hệ thống không lấy được thư này (UID {uid}, UIDVALIDITY {uidvalidity}) từ máy chủ thư.\r\n"
    "Thư gốc vẫn nằm trong hộp thư; đề nghị văn thư mở thư gốc để xử lý.\r\n"
)
_BATCH = 100  # messages whose size and date are asked for at once
# A mail server's clock may lag behind ours: what came just after the first sight must not count as older.
_CLOCK_GRACE = timedelta(minutes=10)

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class IntakePorts:
    """What intake works with. `on_new` is called after a new message was recorded, from any thread."""

    ledger: MailboxLedger
    store: MessageStore
    clock: Clock
    on_new: Callable[[], None]
    stopping: Callable[[], bool]


class FolderIntake:
    """Takes what is new in one folder. Used by one thread at a time."""

    def __init__(self, mailbox: str, folder: str, ports: IntakePorts) -> None:
        self._mailbox = mailbox
        self._folder = folder
        self._ports = ports
        self._renumbered = False
        self._failures: dict[int, int] = {}  # by UID

    def opened(self, uidvalidity: int, uidnext: int) -> None:
        """To be called with what SELECT said: draws the start line at the first sight of the folder.

        What lay there before is neither entered nor answered. A folder whose numbers lost their
        validity is looked through from the beginning, by date.
        """
        ledger, now = self._ports.ledger, self._ports.clock.now()
        known = ledger.start_line(self._mailbox, self._folder)
        if known is None:
            ledger.begin(self._mailbox, self._folder, StartLine(uidvalidity, uidnext - 1, now))
            self._log("mailbox-first-sight", uidvalidity=uidvalidity, last_uid=uidnext - 1)
        elif known.uidvalidity != uidvalidity:
            self._renumbered = True
            ledger.begin(self._mailbox, self._folder, StartLine(uidvalidity, 0, known.started_at))
            self._log("mailbox-renumbered", before=known.uidvalidity, uidvalidity=uidvalidity)

    def rescan(self, client: IMAPClient) -> None:
        """Records every message above the ledger's last UID, ascending, until none is left or a stop is asked for."""
        line = self._ports.ledger.start_line(self._mailbox, self._folder)
        if line is None:
            raise TransientFailure(f"mailbox {self._mailbox}: its start line is gone")
        since = self._horizon(line)
        # SINCE ignores the time zone (RFC 3501 §6.4.4): a day earlier, and the exact instant below.
        day = (since - timedelta(days=1)).date()
        found = client.search(["UID", f"{line.last_uid + 1}:*", "SINCE", day])
        # `n:*` names the last message even when its UID is below n.
        uids = sorted(uid for uid in found if uid > line.last_uid)
        # After a failure one by one, so that a message that the server cannot hand out is known by its UID.
        step = 1 if self._failures else _BATCH
        for start in range(0, len(uids), step):
            if self._ports.stopping():
                return
            self._take_batch(client, uids[start : start + step], line, since)

    def _horizon(self, line: StartLine) -> datetime:
        # INTERNALDATE knows seconds only.
        since = line.started_at.astimezone(UTC).replace(microsecond=0)
        return since if self._renumbered else since - _CLOCK_GRACE

    def _take_batch(
        self, client: IMAPClient, uids: Sequence[int], line: StartLine, since: datetime
    ) -> None:
        with self._counting_failures(ImapPlace(self._folder, line.uidvalidity, uids[0])):
            heads = client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        for uid in uids:
            if self._ports.stopping():
                return
            place = ImapPlace(self._folder, line.uidvalidity, uid)
            with self._counting_failures(place):
                self._take(client, place, heads.get(uid), since)

    @contextmanager
    def _counting_failures(self, place: ImapPlace) -> Iterator[None]:
        """One message that the server cannot hand out must not stop the others for good: it goes to a person."""
        try:
            yield
        except (OSError, IMAPClientError):
            self._failures[place.uid] = self._failures.get(place.uid, 0) + 1
            if self._failures[place.uid] >= _ATTEMPTS and not self._ports.stopping():
                self._stand_in(place)
            raise

    def _stand_in(self, place: ImapPlace) -> None:
        """Records a note in the mail's stead: it is no mail that can be read, so the real one is held for a clerk."""
        note = _STAND_IN.format(uid=place.uid, uidvalidity=place.uidvalidity)
        body = self._ports.store.put([note.encode()])
        self._record(place, body, self._ports.clock.now())
        _log.error("message-not-handed-out", mailbox=self._mailbox, uid=place.uid)

    def _arrival(self, head: dict[bytes, Any]) -> datetime:
        """Art. 11.2: when the mail entered the mailbox; the server's clock may be ahead of ours, not of time."""
        now = self._ports.clock.now()
        stated = head.get(b"INTERNALDATE")
        return min(stated.astimezone(UTC), now) if isinstance(stated, datetime) else now

    def _take(
        self, client: IMAPClient, place: ImapPlace, head: dict[bytes, Any] | None, since: datetime
    ) -> None:
        if head is None:
            self._skip_gone(client, place)
            return
        arrived = self._arrival(head)
        if arrived < since:
            self._skip(place, "behind-the-start-line")
            return
        try:
            size = int(head.get(b"RFC822.SIZE") or 0)
            body = self._ports.store.put(windows(client, place.uid, size))
        except MessageGone:
            self._skip_gone(client, place)
        else:
            self._record(place, body, arrived)

    def _record(self, place: ImapPlace, body: StoredBody, arrived: datetime) -> None:
        raw = RawMessage(
            digest=body.digest,
            size=body.size,
            mailbox=self._mailbox,
            channel=Channel.IMAP,
            entered_system_at=arrived,
            place=place,
        )
        new = self._ports.ledger.record_fetched(raw)
        self._failures.pop(place.uid, None)
        self._log("message-fetched", uid=place.uid, size=body.size, digest=body.digest, new=new)
        if new:
            self._ports.on_new()

    def _skip_gone(self, client: IMAPClient, place: ImapPlace) -> None:
        # Only a mail that is really no longer there is passed over.
        if client.search(["UID", str(place.uid)]):
            raise IMAPClientError(f"the server gives nothing of UID {place.uid}")
        self._skip(place, "gone")

    def _skip(self, place: ImapPlace, why: str) -> None:
        self._ports.ledger.skip(self._mailbox, place.uid, place.folder, place.uidvalidity)
        self._failures.pop(place.uid, None)
        self._log("message-skipped", uid=place.uid, why=why)

    def _log(self, event: str, **facts: object) -> None:
        _log.info(event, mailbox=self._mailbox, folder=self._folder, **facts)
