"""Searching for what a secret left behind: words that nothing else contains, in every form in which a file may hold them."""

import base64
import email.message
import json
import quopri
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import select

from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.tables import metadata
from tests.support.older_tables import typed

# Words that nothing else in the world contains. What stands in the mail in each place has its own.
IN_TEXT, IN_SUBJECT, IN_NAME, IN_BODY = "Zuvrakịnh", "Quyxbưởng", "Wojpệch", "Fyxnổn"
WORDS = (IN_TEXT, IN_SUBJECT, IN_NAME, IN_BODY)


def encodings(word: str) -> Iterator[bytes]:
    """The forms in which a word may stand in a file; Base64 at each of the three offsets."""
    for form in {unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word)}:
        for plain in (form.encode(), form.encode("utf-16-le"), form.encode("utf-16-be")):
            yield plain
            yield quopri.encodestring(plain)
            yield from base64_of(plain)
        yield json.dumps(form).strip('"').encode()
        yield form.encode().hex().encode()
        yield quote(form).encode()  # RFC 2231
    for table in ("tcvn3", "vni"):
        yield typed(word, table)
    letters = "".join(sign for sign in unicodedata.normalize("NFD", word) if sign.isascii())
    yield letters[:6].lower().encode()


@cache
def forms_of(word: str) -> tuple[bytes, ...]:
    """Each once, without those that are too short to mean anything."""
    return tuple({form: None for form in encodings(word) if len(form) >= 6})


def base64_of(plain: bytes) -> Iterator[bytes]:
    """Without the letters that also hold bits of what stands before or after."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + plain)
        yield coded[(0, 2, 3)[before] : len(coded) - 4]


def holds(data: bytes, word: str) -> bool:
    joined = unfolded(data)
    low = data.lower() + b"\0" + joined.lower()
    return any(form in data or form in joined or form.lower() in low for form in forms_of(word))


def unfolded(data: bytes) -> bytes:
    """Without line ends, also those of quoted-printable."""
    return data.replace(b"\r", b"").replace(b"=\n", b"").replace(b"\n", b"")


def found_in(files: Iterator[Path], attached: bytes) -> dict[str, list[str]]:
    """Which of the words, or a piece of the packed file, stand in which files, their names included."""
    piece = attached[200:260]
    pieces = (piece, *base64_of(piece))
    found: dict[str, list[str]] = {}
    for path in files:
        data = path.name.encode() + b"\0" + path.read_bytes()
        words = [word for word in WORDS if holds(data, word)]
        words += ["a piece of the file"] if any(x in unfolded(data) + data for x in pieces) else []
        if words:
            found[str(path)] = words
    return found


def every_row(database: Path) -> bytes:
    """All tables as text, so that what SQLite packs is seen too."""
    opened = Database(f"sqlite:///{database}")
    try:
        with opened.read() as connection:
            return "\n".join(
                f"{table.name}: {dict(row)!r}"
                for table in metadata.sorted_tables
                for row in connection.execute(select(table)).mappings()
            ).encode()
    finally:
        opened.close()


def texts(mail: email.message.Message) -> Iterator[bytes]:
    """A mail as it is, and each of its parts decoded."""
    yield mail.as_bytes()
    for part in mail.walk():
        if not part.is_multipart():
            yield part.get_payload(decode=True) or b""
