"""A folder for what lies in it for moments only, a mail of a dry run above all (Art. 1.2).

A killed process cannot empty it: whoever makes the next one does.
"""

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "vbden-private-"


@contextmanager
def private_folder() -> Iterator[Path]:
    """A fresh folder, mode 0700, under the system's temporary one; removed with all that lies in it.

    Removes what killed processes of this account left there. Raises OSError.
    """
    place = Path(tempfile.gettempdir())
    for old in place.glob(f"{_PREFIX}*"):
        _remove_stale(old)
    folder, descriptor = _made(place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # what stays goes with the next one
        os.close(descriptor)


def _made(place: Path) -> tuple[Path, int]:
    """Made and locked. Between the two somebody may have taken it for a stale one."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        try:
            descriptor = _opened(folder)
        except FileNotFoundError:
            continue
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if folder.is_dir():
            return folder, descriptor
        os.close(descriptor)


def _remove_stale(folder: Path) -> None:
    with suppress(OSError):
        state = folder.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.geteuid():
            return
        descriptor = _opened(folder)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(descriptor)


def _opened(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
