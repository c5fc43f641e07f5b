"""What the tasks that open archives and winmail.dat answer, checked: their worker may have been taken over by the file."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from gateway.adapters.examiner.asking import Answers
from gateway.adapters.examiner.parts import Parts
from gateway.adapters.examiner.spool import inside
from gateway.domain.admission import Reason
from gateway.domain.formats import FileKind
from gateway.domain.message import Attachment, Defect, Enclosed

# Without these a mail within the mail is as good: nobody answers it, and it speaks for nobody.
_NOT_OF_INNER_MAIL = frozenset({Defect.NO_FROM, Defect.TOO_MANY_ADDRESSES})


@dataclass(frozen=True, slots=True)
class MemberAnswer:
    """One file as the worker names it."""

    name: str
    kind: FileKind
    size: int
    sha256: str
    file: str


@dataclass(frozen=True, slots=True)
class UnpackedAnswer:
    problem: Reason | None
    members: tuple[MemberAnswer, ...] = ()
    names: tuple[str, ...] = ()
    subject: str = ""
    body: str = ""
    known: bool = True


# A file that takes a worker's whole time or memory to be unpacked is a bomb, whatever its bytes say.
_BOMB = UnpackedAnswer(Reason.ARCHIVE_BOMB)
ARCHIVES = Answers(TypeAdapter(UnpackedAnswer), _BOMB, _BOMB)


@dataclass(frozen=True, slots=True)
class Contents:
    """What came out of a container: members with their files, or the problem for which it stays closed."""

    problem: Reason | None
    members: tuple[tuple[Attachment, Path], ...] = ()
    said: Enclosed = field(default_factory=lambda: Enclosed(None))
    defects: frozenset[Defect] = frozenset()


def of_answer(answer: UnpackedAnswer, folder: Path) -> Contents:
    """The members of an archive; their indices are given later."""
    said = Enclosed(None, answer.subject, answer.body, answer.names)
    defects = frozenset[Defect]() if answer.known else frozenset({Defect.UNKNOWN_CHARSET})
    if answer.problem is not None:
        return Contents(answer.problem, (), said, defects)
    members = [
        (Attachment(0, item.name, item.kind, item.size, item.sha256), inside(folder, item.file))
        for item in answer.members
    ]
    whole = tuple((item, path) for item, path in members if path is not None)
    if len({path for _, path in whole}) != len(members):
        return Contents(Reason.UNREADABLE)
    return Contents(None, whole, said, defects)


def of_mail(parts: Parts) -> Contents:
    """The files of a mail within the mail. Its headers are the word of whoever wrote it."""
    message = parts.message
    if message is None:
        too_large = parts.problem is Reason.TOO_LARGE
        return Contents(Reason.TOO_LARGE if too_large else Reason.UNREADABLE)
    said = Enclosed(
        None,
        message.subject,
        "\n".join(part for part in (message.body, message.beside) if part),
        sender=message.sender.address if message.sender else None,
        message_id=message.message_id,
        is_signed=bool(parts.signed),
    )
    members = tuple((item, parts.files[item.index]) for item in parts.attachments)
    return Contents(None, members, said, message.defects - _NOT_OF_INNER_MAIL)
