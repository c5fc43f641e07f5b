"""Folders for the files of one mail, and the files in them that a worker may name."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from gateway.domain.failures import PermanentFailure, TransientFailure

_PATIENCE = (0.05, 0.2, 1.0)  # seconds


def inside(folder: Path, name: str) -> Path | None:
    """The path with all links followed, if it is a file of that folder."""
    try:
        path = Path(name).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # not there, a null byte, a loop of links
        return None
    return path if path.is_relative_to(folder) and path.is_file() else None


class Spool:
    """Private folders under `root`, each held by a lock that ends with the process that made it.

    Several commands may share one `root`; each removes only what nobody holds any more.
    """

    def __init__(self, root: Path) -> None:
        try:
            root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._root = root.resolve()
            with _locked(self._root, wait=True):
                for old in self._root.glob("mail-*"):
                    _remove_stale(old)
        except OSError as error:
            raise PermanentFailure(f"the spool folder {root}: {error.strerror}") from error

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A fresh folder, mode 0700, removed with all that lies in it."""
        with ExitStack() as stack:
            try:
                with _locked(self._root, wait=True):  # nobody may take it for a stale one
                    made = Path(tempfile.mkdtemp(prefix="mail-", dir=self._root))
                    stack.enter_context(_locked(made, wait=False))
            except OSError as error:
                raise TransientFailure(f"the spool {self._root}: {error.strerror}") from error
            stack.callback(_empty, made)
            yield made


def _empty(folder: Path) -> None:
    """Removes it. A child of a worker that was killed a moment ago may still be writing into it."""
    for seconds in _PATIENCE:
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(seconds)
    shutil.rmtree(folder, ignore_errors=True)  # what stays goes with the next start


@contextmanager
def _locked(folder: Path, *, wait: bool) -> Iterator[None]:
    """Holds an exclusive lock on a folder. Raises BlockingIOError when another has it and `wait` is false."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)


def _remove_stale(folder: Path) -> None:
    with suppress(BlockingIOError, NotADirectoryError), _locked(folder, wait=False):
        shutil.rmtree(folder, ignore_errors=True)
