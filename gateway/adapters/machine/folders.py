"""Folders: whose they are, and whether they take a file that survives a power cut."""

import os
import pwd
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from gateway.domain.failures import PermanentFailure

_BYTES = b"x" * 4096


@dataclass(frozen=True, slots=True)
class FolderState:
    """Owner and mode of a folder that is there."""

    owner: str
    mode: int  # permission bits
    is_ours: bool  # belongs to the account that asks

    @property
    def is_open(self) -> bool:
        """Others may look into it or write there."""
        return bool(self.mode & 0o077)


def look_at(folder: Path) -> FolderState | None:
    """None when there is no such folder. Raises `PermanentFailure` for what is no folder or out of reach."""
    try:
        found = folder.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PermanentFailure(f"{folder}: cannot be reached: {error.strerror}") from error
    if not stat.S_ISDIR(found.st_mode):
        raise PermanentFailure(f"{folder}: is not a folder")
    mode = stat.S_IMODE(found.st_mode)
    return FolderState(_name(found.st_uid), mode, found.st_uid == os.geteuid())


def sync_seconds(folder: Path, times: int = 5) -> float:
    """Writes small files durably and removes them; the median time of one. Raises `PermanentFailure`."""
    try:
        took = sorted(_write_once(folder) for _ in range(times))
    except OSError as error:
        raise PermanentFailure(f"{folder}: cannot be written: {error.strerror}") from error
    return took[len(took) // 2]


def _write_once(folder: Path) -> float:
    descriptor, path = tempfile.mkstemp(prefix=".doctor-", dir=folder)
    try:
        began = time.monotonic()
        os.write(descriptor, _BYTES)
        os.fsync(descriptor)
        return time.monotonic() - began
    finally:
        os.close(descriptor)
        Path(path).unlink()


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
