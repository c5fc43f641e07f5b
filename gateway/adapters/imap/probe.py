"""Looks at a mailbox as the gateway will use it, and changes nothing."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from gateway.adapters.imap.connection import connect, drop, failures, offers, place_of
from gateway.adapters.imap.folders import exists, resolve
from gateway.config.servers import ImapSettings

WANTED = ("IDLE", "MOVE", "UIDPLUS")  # RFC 2177, 6851, 4315


@dataclass(frozen=True, slots=True)
class MailboxState:
    """What a logged-in client sees."""

    place: str
    offered: tuple[str, ...]  # of IDLE, MOVE, UIDPLUS
    is_watchable: bool  # the watched folder can be opened
    missing: tuple[str, ...]  # of the gateway's own folders
    certificate_ends: datetime | None  # the server's; None without TLS


def look(settings: ImapSettings, folders: Sequence[str], timeout: float) -> MailboxState:
    """Logs in and lists folders. `timeout` is for each answer, in seconds.

    Raises `PermanentFailure` (login refused, a file missing) and `TransientFailure` (server, network, TLS).
    """
    client = connect(settings, timeout)
    try:
        with failures(place_of(settings)):
            return MailboxState(
                place_of(settings),
                tuple(name for name in WANTED if offers(client, name)),
                _opens(client, settings.folder),
                tuple(path for path in folders if not exists(client, path)),
                _certificate_ends(client),
            )
    finally:
        drop(client)


def _opens(client: IMAPClient, folder: str) -> bool:
    if not exists(client, folder):
        return False
    try:
        client.select_folder(resolve(client, folder), readonly=True)
    except client.AbortError:
        raise  # the connection, not the folder
    except IMAPClientError:
        return False
    return True


def _certificate_ends(client: IMAPClient) -> datetime | None:
    stream = client.socket()
    shown = stream.getpeercert() if isinstance(stream, ssl.SSLSocket) else None
    if not shown or "notAfter" not in shown:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
