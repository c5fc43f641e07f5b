"""Moves settled mails into their folders, so that a repeat after a crash moves nothing twice and loses nothing."""

import hashlib
import re
import threading
from collections.abc import Mapping

from imapclient import DELETED, IMAPClient

from gateway.adapters.imap import folders
from gateway.adapters.imap.bodies import MessageGone, windows
from gateway.adapters.imap.connection import connect, drop, failures, offers, place_of
from gateway.config.servers import ImapSettings
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.ports import Settlement

# What may stand in a SEARCH: a sender writes the Message-ID, and an empty one would match every mail.
_SEARCHABLE_ID = re.compile(r"[!-~]{3,900}")
_CANDIDATES = 20  # mails with one Message-ID that are compared: an attacker may file many
_TIMEOUT = 60.0  # seconds for one answer; a COPY of a large mail takes its time


class _Line:
    """The connection of one mailbox; its lock lets one thread at a time use it."""

    def __init__(self, settings: ImapSettings) -> None:
        self.settings = settings
        self.lock = threading.Lock()
        self.client: IMAPClient | None = None


class ImapMover:
    """Implements the port `MailboxMover`. Keeps one connection per mailbox; usable from several threads."""

    def __init__(self, mailboxes: Mapping[str, ImapSettings]) -> None:
        self._lines = {name: _Line(settings) for name, settings in mailboxes.items()}

    def move(self, settlement: Settlement) -> bool:
        """True when the mail now lies in the target; False when it is no longer where it was.

        Without MOVE (RFC 6851) the mail is copied, flagged and expunged by its UID. Where UIDPLUS is missing too
        it stays behind flagged `\\Deleted`: a bare EXPUNGE would remove what a clerk flagged.
        Raises `TransientFailure`, `PermanentFailure`.
        """
        line = self._lines.get(settlement.mailbox)
        if line is None:
            raise PermanentFailure(f"mailbox {settlement.mailbox!r} is not configured for IMAP")
        with line.lock:
            if line.client is None:
                return _attempt(line, settlement)
            try:
                return _attempt(line, settlement)
            except TransientFailure:  # servers close a connection that was quiet for long
                return _attempt(line, settlement)

    def close(self) -> None:
        for line in self._lines.values():
            with line.lock:
                _hang_up(line)


def _attempt(line: _Line, settlement: Settlement) -> bool:
    if line.client is None:
        line.client = connect(line.settings, _TIMEOUT)
    try:
        with failures(place_of(line.settings)):
            return _move(line.client, settlement)
    except MessageGone:
        return False
    except TransientFailure:
        _hang_up(line)
        raise


def _hang_up(line: _Line) -> None:
    client, line.client = line.client, None
    if client is not None:
        drop(client)


def _move(client: IMAPClient, settlement: Settlement) -> bool:
    source = folders.resolve(client, settlement.folder)
    state = client.select_folder(source)
    uid = _locate(
        client, settlement, renumbered=state.get(b"UIDVALIDITY") != settlement.uidvalidity
    )
    if uid is None:
        return False
    target = folders.ensure(client, settlement.target)
    if target == source:
        return True
    if offers(client, "MOVE"):
        client.move([uid], target)
    else:
        if not _was_copied(client, uid, source, target, settlement.message_id):
            client.copy([uid], target)
        _remove(client, uid)
    return True


def _locate(client: IMAPClient, settlement: Settlement, *, renumbered: bool) -> int | None:
    """The UID of the mail now. Under a new UIDVALIDITY only a Message-ID that occurs once names it."""
    if not renumbered:
        return settlement.uid if client.search(["UID", str(settlement.uid)]) else None
    hits = _with_message_id(client, settlement.message_id)
    return hits[0] if len(hits) == 1 else None


def _with_message_id(client: IMAPClient, message_id: str | None) -> list[int]:
    if message_id is None or not _SEARCHABLE_ID.fullmatch(message_id):
        return []
    return [int(uid) for uid in client.search(["HEADER", "Message-ID", message_id])]


def _was_copied(
    client: IMAPClient, uid: int, source: str, target: str, message_id: str | None
) -> bool:
    """Whether a killed gateway already made the copy. The bytes decide: anyone may reuse a Message-ID.

    Leaves `source` selected.
    """
    client.select_folder(target, readonly=True)
    candidates = _with_message_id(client, message_id)[-_CANDIDATES:]
    copies = {_fingerprint(client, candidate) for candidate in candidates}
    client.select_folder(source)
    return bool(copies) and _fingerprint(client, uid) in copies


def _fingerprint(client: IMAPClient, uid: int) -> str:
    size = client.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(b"RFC822.SIZE", 0)
    digest = hashlib.sha256()
    for piece in windows(client, uid, size):
        digest.update(piece)
    return digest.hexdigest()


def _remove(client: IMAPClient, uid: int) -> None:
    client.add_flags([uid], [DELETED], silent=True)
    if offers(client, "UIDPLUS"):
        client.uid_expunge([uid])
