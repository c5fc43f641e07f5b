"""The sealed bodies in `quarantine/`: who may open or destroy one is decided and recorded elsewhere."""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from gateway.domain.failures import PermanentFailure, TransientFailure

_BLOCK = 1 << 20
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


class SealedBodies:
    """The folder to which `FileMessageStore.quarantine` moves bodies."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "quarantine"

    def has(self, digest: str) -> bool:
        return (self._folder / digest).is_file()

    def count(self) -> int:
        return sum(1 for _ in self._folder.iterdir()) if self._folder.is_dir() else 0

    def try_target(self, target: Path) -> None:
        """Makes and removes the new file: what cannot be written is not recorded as opened. Raises `PermanentFailure`."""
        with _disk(f"{target}: cannot be written"):
            os.close(os.open(target, _NEW_FILE, 0o600))
            target.unlink()

    def copy(self, digest: str, target: Path) -> None:
        """Writes the body to a new file, mode 0600, durable on return. What was begun in vain is removed.

        Raises `PermanentFailure` when `target` is there already, or the body is damaged.
        """
        with _disk(f"{target}: cannot be written"), contextlib.ExitStack() as stack:
            body = stack.enter_context((self._folder / digest).open("rb"))
            copy = stack.enter_context(os.fdopen(os.open(target, _NEW_FILE, 0o600), "wb"))
            undo = stack.enter_context(contextlib.ExitStack())
            undo.callback(target.unlink, missing_ok=True)
            found = hashlib.sha256()
            while block := body.read(_BLOCK):
                found.update(block)
                copy.write(block)
            if found.hexdigest() != digest:
                raise PermanentFailure(f"the sealed body {digest} is damaged")
            copy.flush()
            os.fsync(copy.fileno())
            undo.pop_all()

    def destroy(self, digest: str) -> None:
        """Overwrites the body and removes it. Durable; a repeat after a crash finishes the work.

        A journal of the file system, a copy-on-write disk or a backup may still hold the old blocks.
        """
        place = self._folder / digest
        with _disk(f"destroying the sealed body {digest}"):
            place.chmod(0o600)
            with place.open("r+b") as body:
                for begin in range(0, place.stat().st_size, _BLOCK):
                    body.write(b"\0" * min(_BLOCK, place.stat().st_size - begin))
                body.flush()
                os.fsync(body.fileno())
            place.unlink()
            _sync(self._folder)


@contextlib.contextmanager
def _disk(doing: str) -> Iterator[None]:
    try:
        yield
    except (FileExistsError, FileNotFoundError, PermissionError) as error:
        raise PermanentFailure(f"{doing}: {error.strerror}") from error
    except OSError as error:
        raise TransientFailure(f"{doing}: {error.strerror or error}") from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
