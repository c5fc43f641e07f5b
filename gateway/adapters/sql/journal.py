"""The journal of a book: one line for each change, each chained by hash to the line before it."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.adapters.sql.tables import journal, journal_heads

GENESIS = "0" * 64  # what the first line of a book follows


def write_line(
    connection: Connection, book: str, entry: int, columns: dict[str, Any], now: datetime
) -> None:
    """Adds the line of a new entry. The head row is locked: one writer a book at a time."""
    head = connection.execute(
        select(journal_heads).where(journal_heads.c.book == book).with_for_update()
    ).one_or_none()
    sequence, previous = (head.last_sequence + 1, head.last_hash) if head else (1, GENESIS)
    payload = json.dumps(
        columns, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )
    digest = chain_hash(previous, sequence, payload)
    line = {
        "book": book,
        "sequence": sequence,
        "at": now,
        "kind": "entered",
        "entry": entry,
        "payload": payload,
        "previous_hash": previous,
        "hash": digest,
    }
    connection.execute(journal.insert(), line)
    new_head = {"last_sequence": sequence, "last_hash": digest}
    if head is None:
        connection.execute(journal_heads.insert(), {"book": book, **new_head})
    else:
        connection.execute(
            update(journal_heads).where(journal_heads.c.book == book).values(new_head)
        )


def chain_hash(previous: str, sequence: int, payload: str) -> str:
    """sha256 over the line before, the sequence number and the payload, lower-case hex."""
    return hashlib.sha256(f"{previous}\n{sequence}\n{payload}".encode()).hexdigest()


def _plain(value: Any) -> str:
    return str(value.isoformat())  # dates and instants are all that JSON does not know here
