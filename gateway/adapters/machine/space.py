"""Free space, and what kind of file system a folder lies on."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from gateway.domain.failures import PermanentFailure

_OCTAL = re.compile(r"\\([0-7]{3})")  # proc(5): space, tab, newline and backslash in a path


@dataclass(frozen=True, slots=True)
class Space:
    """For an unprivileged process. `free_files` is None where the file system does not count them."""

    free_bytes: int
    free_files: int | None
    filesystem: str | None  # as in mount(8); None when it cannot be told


def space_of(folder: Path) -> Space:
    """Raises `PermanentFailure`."""
    try:
        state = os.statvfs(folder)
    except OSError as error:
        raise PermanentFailure(f"{folder}: free space unknown: {error.strerror}") from error
    files = state.f_favail if state.f_files else None
    return Space(state.f_bavail * state.f_frsize, files, _filesystem(folder.resolve()))


def _filesystem(folder: Path) -> str | None:
    try:
        mounts = Path("/proc/self/mountinfo").read_text(errors="replace")
    except OSError:
        return None
    return mounted_type(folder, mounts)


def mounted_type(folder: Path, mounts: str) -> str | None:
    """The type of the innermost mount above the folder; of several on one point the last is on top.

    `mounts` is /proc/self/mountinfo, proc(5).
    """
    best: tuple[int, str | None] = (0, None)
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5:
            continue
        point = Path(_OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[4]))
        if folder.is_relative_to(point) and len(point.parts) >= best[0]:
            best = (len(point.parts), after.partition(" ")[0] or None)
    return best[1]
