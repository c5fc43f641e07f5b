"""`Submitter` into a folder, one `.eml` per mail: for the demo and for trials without a mail server."""

import hashlib
import os
import secrets
import threading
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path

from gateway.domain.failures import TransientFailure


class FileSubmitter:
    """The file is the mail byte for byte; its name has the time and a hash of the Message-ID, no text of the mail."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def submit(self, envelope_from: str, envelope_to: str, mail: bytes) -> None:
        """Durable on return; the same Message-ID again changes nothing. Raises `TransientFailure`.

        The envelope is not kept: `envelope_to` stands in the To of our own mails.
        """
        del envelope_from, envelope_to
        mark = _mark(mail)
        try:
            with self._lock:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if not any(self._folder.glob(f"*-{mark}.eml")):
                    self._write(f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{mark}.eml", mail)
                _sync(self._folder)
        except OSError as error:
            raise TransientFailure(f"cannot write a mail to {self._folder}: {error}") from error

    def _write(self, name: str, mail: bytes) -> None:
        temporary = self._folder / f".{secrets.token_hex(8)}.tmp"
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(mail)
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(self._folder / name)
        finally:
            temporary.unlink(missing_ok=True)


def _mark(mail: bytes) -> str:
    message_id = BytesHeaderParser().parsebytes(mail)["Message-ID"]
    named = str(message_id).strip().encode("utf-8", "replace") if message_id else mail
    return hashlib.sha256(named).hexdigest()[:32]


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
