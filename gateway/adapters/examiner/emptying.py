"""Archives, mails within the mail and winmail.dat: opened in workers, layer by layer, under limits for the whole mail."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import structlog

from gateway.adapters.examiner.asking import TaskPool, ask
from gateway.adapters.examiner.parts import MAILS, NOTHING, checked
from gateway.adapters.examiner.unpacked import ARCHIVES, Contents, of_answer, of_mail
from gateway.domain.admission import Reason
from gateway.domain.formats import CONTAINERS, FileKind
from gateway.domain.message import Attachment, CmsContent, Container, Defect, Enclosed

OPEN_MAIL, OPEN_ARCHIVE, OPEN_TNEF = "open-mail", "open-archive", "open-tnef"
MAX_DEPTH = 4  # a forwarded mail with an archive has two; each layer of a bomb multiplies
MAX_FILES = 500  # in all containers of a mail
MAX_BYTES = 200 << 20
MAX_CONTAINERS = 50  # each takes a worker's time
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the mail. `envelopes` are the CMS files around it with their names; `origin` is the index of
    the attachment of the mail itself out of which it came."""

    attachment: Attachment
    path: Path
    origin: int
    envelopes: tuple[tuple[str, Path], ...] = ()


Unwrap = Callable[[Found], Found]  # opens the CMS envelopes around a file


@dataclass(slots=True)
class Emptying:
    """Opens the containers of one mail. `arguments` are those of `open-mail`; `until` is of monotonic()."""

    pool: TaskPool
    folder: Path
    arguments: Mapping[str, Any]
    until: float
    unwrap: Unwrap
    numbers: Iterator[int]  # indices that no attachment has
    enclosed: list[Enclosed] = field(default_factory=list)
    defects: set[Defect] = field(default_factory=set)
    _files_left: int = MAX_FILES
    _bytes_left: int = MAX_BYTES
    _opened: Iterator[int] = field(default_factory=count)

    def files_of(self, found: Found, around: Container | None = None) -> Iterator[Found]:
        """The file, or all that was found in it, in order. What stays closed says why."""
        found = self.unwrap(found)
        found = replace(found, attachment=replace(found.attachment, within=around))
        if found.attachment.kind not in CONTAINERS:
            yield found
            return
        number = next(self._opened)
        contents = self._contents(found, number, around)
        self.defects |= contents.defects
        if contents.problem is not None:
            self.enclosed.append(contents.said)
            yield replace(found, attachment=replace(found.attachment, closed=contents.problem))
            return
        container = _container(found.attachment, number, around)
        self.enclosed.append(replace(contents.said, container=container))
        for attachment, path in contents.members:
            member = replace(attachment, index=next(self.numbers))
            yield from self.files_of(replace(found, attachment=member, path=path), container)

    def _contents(self, found: Found, number: int, around: Container | None) -> Contents:
        refused = self._why_not(found.attachment, number, len(around.way) if around else 0)
        if refused is not None:
            return Contents(refused)
        contents = self._open(found, number)
        self._files_left -= len(contents.members)
        self._bytes_left -= sum(attachment.size for attachment, _ in contents.members)
        over = self._files_left < 0 or self._bytes_left < 0
        return replace(contents, problem=Reason.ARCHIVE_BOMB, members=()) if over else contents

    def _why_not(self, attachment: Attachment, number: int, depth: int) -> Reason | None:
        """Why a container is not even tried."""
        if depth >= MAX_DEPTH:
            return Reason.NESTED_TOO_DEEP
        if number >= MAX_CONTAINERS:
            return Reason.ARCHIVE_BOMB
        # The signature of an opaque-signed entity is that of a mail, and proves no document.
        of_cms = attachment.kind is FileKind.MAIL and attachment.cms is CmsContent.ENVELOPING
        return Reason.NOT_OPENED if of_cms or monotonic() > self.until else None

    def _open(self, found: Found, number: int) -> Contents:
        match found.attachment.kind:
            case FileKind.MAIL:
                return self._mail(found.path, number)
            case FileKind.TNEF:
                return self._archive(found.path, number, OPEN_TNEF)
            case _:
                return self._archive(found.path, number, OPEN_ARCHIVE)

    def _archive(self, path: Path, number: int, task: str) -> Contents:
        arguments = {
            "path": str(path),
            "folder": str(self._spool(number)),
            "max_files": self._files_left,
            "max_bytes": self._bytes_left,
        }
        return of_answer(ask(self.pool, task, arguments, ARCHIVES), self.folder)

    def _mail(self, path: Path, number: int) -> Contents:
        spool = str(self._spool(number))
        arguments = {
            **self.arguments,
            "path": str(path),
            "spool": spool,
            "reply_path": None,
            "authserv_id": None,
        }
        parts = checked(ask(self.pool, OPEN_MAIL, arguments, MAILS), self.folder)
        if parts is None:
            _log.warning("worker-answer-refused", task=OPEN_MAIL)
        return of_mail(parts or NOTHING)

    def _spool(self, number: int) -> Path:
        spool = self.folder / f"container-{number}"
        spool.mkdir(mode=0o700)
        return spool


def _container(attachment: Attachment, number: int, around: Container | None) -> Container:
    way, names = (around.way, around.names) if around else ((), ())
    return Container(attachment.kind, (*way, number), (*names, attachment.file_name))
