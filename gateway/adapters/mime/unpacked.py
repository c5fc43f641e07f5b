"""What comes out of a container, written into a folder within an allowance."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from gateway.adapters.mime.kinds import file_kind
from gateway.domain.admission import Reason
from gateway.domain.display import harmless, harmless_file_name
from gateway.domain.formats import FileKind

BLOCK = 1 << 20
MAX_NAME = 1_000  # characters of a name with its folders
MAX_NAMES = 5_000


@dataclass(frozen=True, slots=True)
class Member:
    """One file out of a container. `name` is harmless; `file` is the path at which it lies."""

    name: str
    kind: FileKind
    size: int  # bytes
    sha256: str
    file: str


@dataclass(frozen=True, slots=True)
class Unpacked:
    """All members, or the reason for which the container stays closed.

    `names` are all names that stand in it, with their folders. `known` is false when a name is written in
    a table that cannot be told.
    """

    problem: Reason | None
    members: tuple[Member, ...] = ()
    names: tuple[str, ...] = ()
    subject: str = ""
    body: str = ""
    known: bool = True


class Closed(Exception):
    """Why a container stays closed; caught by the function that opens it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Unpacking:
    """Writes members; more files or bytes than allowed raise `Closed`."""

    def __init__(self, folder: Path, max_files: int, max_bytes: int) -> None:
        self._folder = folder
        self._files_left, self._bytes_left = max_files, max_bytes
        self.members: list[Member] = []

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        """Writes one file. Its name never becomes a path."""
        self._files_left -= 1
        if self._files_left < 0:
            raise Closed(Reason.ARCHIVE_BOMB)
        target = self._folder / str(len(self.members))
        digest, size = sha256(), 0
        with target.open("wb") as file:
            for block in blocks:
                size += len(block)
                if size > self._bytes_left:
                    raise Closed(Reason.ARCHIVE_BOMB)
                file.write(block)
                digest.update(block)
        self._bytes_left -= size
        kind = file_kind(target)
        shown = harmless_file_name(name[:MAX_NAME])
        self.members.append(Member(shown, kind, size, digest.hexdigest(), str(target)))


def shown_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names with their folders, harmless, for the search for marks."""
    return tuple(harmless(name, MAX_NAME) for name, _ in zip(names, range(MAX_NAMES), strict=False))
