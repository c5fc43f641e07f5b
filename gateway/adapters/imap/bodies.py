"""Reading the bytes of a message in windows: a 25 MB mail costs 5 MB of memory instead of 93."""

from collections.abc import Iterator
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

WINDOW = 1024 * 1024  # bytes


class MessageGone(Exception):
    """The message disappeared while it was being read: a clerk moved or deleted it."""


def windows(client: IMAPClient, uid: int, size: int) -> Iterator[bytes]:
    """The bytes of a message without setting `\\Seen`. `size` is RFC822.SIZE, which some servers state wrongly.

    The end is where the server has no more: a short window at or behind `size`, or an empty one.
    Raises `MessageGone`.
    """
    offset = 0
    while True:
        answer = client.fetch([uid], [f"BODY.PEEK[]<{offset}.{WINDOW}>"])
        if uid not in answer:
            raise MessageGone
        piece = _piece(answer[uid])
        if not piece:
            break
        yield piece
        offset += len(piece)
        if len(piece) < WINDOW and offset >= size:
            break
    if offset == 0 and size > 0:
        raise IMAPClientError(f"the server gives no body for UID {uid}")


def _piece(item: dict[bytes, Any]) -> bytes:
    for key, value in item.items():
        if key.startswith(b"BODY[]"):
            return value if isinstance(value, bytes) else b""
    return b""
