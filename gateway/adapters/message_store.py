"""Bodies on the local disk, named by their SHA-256: `store/ab/cd/<digest>`, quarantined ones in `quarantine/`.

A body is written to `store/tmp`, synced, linked to its name and the directories are synced, so that a
name never stands for half a body and a returned digest survives a power failure.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.ports import StoredBody

_DIGEST = re.compile(r"[0-9a-f]{64}")


class FileMessageStore:
    """`MessageStore` and `StreamingStore` under one folder. Safe for several threads and processes."""

    def __init__(self, root: Path) -> None:
        """Makes the folders below `root` (0700). Raises `PermanentFailure` when that is not possible."""
        self._root = root
        self._store = root / "store"
        self._temporary = self._store / "tmp"
        self._quarantine = root / "quarantine"
        self._directories = _DurableDirectories()
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for directory in (self._store, self._temporary, self._quarantine):
                self._directories.make(directory)
        except OSError as error:
            raise PermanentFailure(f"cannot use {root} as the message store: {error}") from error

    def put(self, chunks: Iterable[bytes]) -> StoredBody:
        """Stores a body. Durable on return. Raises `TransientFailure` (disk full, I/O error)."""
        sink = self.open_sink()
        try:
            for chunk in chunks:
                sink.write(chunk)
            return sink.commit()
        finally:
            sink.abort()  # does nothing after a commit

    def open_sink(self) -> "FileSink":
        """Begins a body that arrives piece by piece. Raises `TransientFailure`."""
        return FileSink(self._temporary, self._enter)

    def path(self, digest: str) -> Path:
        """Where the body lies for reading.

        Raises `PermanentFailure` when it is not there (also: it was quarantined), `TransientFailure`
        when the disk does not answer.
        """
        place = self._place(digest)
        with _disk(f"looking for body {digest}"):
            if not place.is_file():
                raise PermanentFailure(f"no body {digest} in the message store")
        return place

    def has(self, digest: str) -> bool:
        """Whether the body lies in the store; another thread may still be syncing its folder."""
        return self._place(digest).exists()

    def is_quarantined(self, digest: str) -> bool:
        """Whether the body lies sealed in the quarantine."""
        self._place(digest)  # refuses what is no digest before it becomes a path
        return (self._quarantine / digest).is_file()

    def quarantine(self, digest: str) -> None:
        """Seals a body: moves it to `quarantine/` with mode 0400. Durable and idempotent (Art. 1.2).

        Raises `PermanentFailure` when the body is in neither place, `TransientFailure` on a disk error.
        """
        place, sealed = self._place(digest), self._quarantine / digest
        with _disk(f"sealing body {digest}"):
            try:
                place.chmod(0o400)
                place.rename(sealed)
            except FileNotFoundError as error:
                if not sealed.is_file():
                    raise PermanentFailure(f"no body {digest} to quarantine") from error
            _sync_directory(self._quarantine)
            if place.parent.is_dir():
                _sync_directory(place.parent)

    def restore(self, digest: str) -> None:
        """Unseals a body: moves it back into the store. Durable and idempotent.

        Raises `PermanentFailure` when the body is in neither place, `TransientFailure` on a disk error.
        """
        place, sealed = self._place(digest), self._quarantine / digest
        with _disk(f"unsealing body {digest}"):
            self._directories.make(place.parent.parent)
            self._directories.make(place.parent)
            try:
                sealed.chmod(0o600)
                sealed.rename(place)
            except FileNotFoundError as error:
                if not place.is_file():
                    raise PermanentFailure(f"no body {digest} in the quarantine") from error
            _sync_directory(place.parent)
            _sync_directory(self._quarantine)

    def free_bytes(self) -> int:
        """Bytes that an unprivileged process may still write. Raises `TransientFailure`."""
        with _disk("asking for free space"):
            state = os.statvfs(self._root)
        return state.f_bavail * state.f_frsize

    def clean_temporary(self) -> int:
        """Removes what killed processes left half-written; returns how many files. For the start of `run`.

        A file that a living process still writes is locked by it and stays.
        """
        removed = 0
        with _disk("cleaning temporary files"):
            for leftover in list(self._temporary.iterdir()):
                removed += _remove_unless_locked(leftover)
        return removed

    def _place(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise PermanentFailure("not a SHA-256 digest in lower-case hex")
        return self._store / digest[:2] / digest[2:4] / digest

    def _enter(self, temporary: Path, digest: str) -> None:
        place = self._place(digest)
        self._directories.make(place.parent.parent)
        self._directories.make(place.parent)
        with contextlib.suppress(FileExistsError):  # the same content, stored before
            os.link(temporary, place)
        if (self._quarantine / digest).is_file():
            # Sealed before (Art. 1.2): a repeat brings no clear copy back. Asked after the link, so that
            # a sealing at the same moment is seen whichever comes first.
            place.unlink(missing_ok=True)
        # Also when it was there: its first writer may not have come to this line yet.
        _sync_directory(place.parent)


class FileSink:
    """`BodySink` into a temporary file; SHA-256 grows with it, memory does not."""

    def __init__(self, folder: Path, enter: Callable[[Path, str], None]) -> None:
        self._path = folder / f"{os.getpid()}-{secrets.token_hex(8)}"
        self._enter = enter
        self._hash = hashlib.sha256()
        self._size = 0
        self._open = True
        with _disk("opening a temporary file"):
            self._descriptor = os.open(
                self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600
            )
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def write(self, chunk: bytes) -> None:
        """Raises `TransientFailure` (disk full)."""
        rest = memoryview(chunk)
        with _disk("writing a body"):
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        self._hash.update(chunk)
        self._size += len(chunk)

    def commit(self) -> StoredBody:
        """Durable on return; the temporary file is gone. Raises `TransientFailure`, then also."""
        digest = self._hash.hexdigest()
        try:
            with _disk(f"storing body {digest}"):
                os.fsync(self._descriptor)
                self._enter(self._path, digest)
        finally:
            self.abort()
        return StoredBody(digest, self._size)

    def abort(self) -> None:
        """Removes the temporary file. Idempotent; after a commit it does nothing."""
        if self._open:
            self._open = False
            with contextlib.suppress(OSError):  # what stays goes with clean_temporary
                self._path.unlink()
            os.close(self._descriptor)


class _DurableDirectories:
    """Makes directories and knows which ones this process has seen reach the disk.

    A directory that exists is not enough: whoever made it may not have synced its parent yet.
    """

    def __init__(self) -> None:
        self._durable: set[str] = set()  # at most 65,536 leaves and 256 above them

    def make(self, directory: Path) -> None:
        try:
            directory.mkdir(mode=0o700)
        except FileExistsError:
            if str(directory) in self._durable:
                return
        _sync_directory(directory.parent)
        self._durable.add(str(directory))


@contextlib.contextmanager
def _disk(doing: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TransientFailure(f"message store, {doing}: {error.strerror or error}") from error


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_unless_locked(leftover: Path) -> bool:
    try:
        descriptor = os.open(leftover, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False  # its writer finished meanwhile
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        leftover.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
