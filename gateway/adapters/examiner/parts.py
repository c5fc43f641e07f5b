"""What `open-mail` answers, checked: the worker that took a mail apart may have been taken over by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from gateway.adapters.examiner.asking import Answers
from gateway.adapters.examiner.spool import inside
from gateway.domain.admission import Reason
from gateway.domain.message import Attachment, Message


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """A signed part as the worker names it."""

    signature: str
    content: str
    covered: tuple[int, ...]
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class PartsAnswer:
    """`files` lie beside `message.attachments`, one for one."""

    message: Message | None
    problem: Reason | None
    files: tuple[str, ...]
    signed: tuple[SignedAnswer, ...] = ()
    enclosed: bool = False


_MALFORMED = PartsAnswer(None, Reason.MALFORMED, ())
MAILS = Answers(TypeAdapter(PartsAnswer), _MALFORMED, _MALFORMED)


@dataclass(frozen=True, slots=True)
class SignedFiles:
    """An S/MIME signature of the mail: the CMS file, the bytes that it signs (None: they lie inside it)."""

    signature: Path
    content: Path | None
    covered: frozenset[int]
    canonical: Path | None = None  # the content with CRLF, where it has none


@dataclass(frozen=True, slots=True)
class Parts:
    """A mail that was taken apart, with files of its own spool folder only."""

    message: Message | None
    problem: Reason | None
    files: dict[int, Path]
    signed: tuple[SignedFiles, ...] = ()
    enclosed: bool = False

    @property
    def attachments(self) -> Sequence[Attachment]:
        return self.message.attachments if self.message else ()


NOTHING = Parts(None, Reason.MALFORMED, {})


def checked(answer: PartsAnswer, folder: Path) -> Parts | None:
    """None when the answer does not hold together, or names what does not lie in `folder`."""
    if answer.message is None:
        return None if answer.problem is None else Parts(None, answer.problem, {})
    attachments = answer.message.attachments
    paths = [inside(folder, name) for name in answer.files]
    indices = {attachment.index for attachment in attachments}
    if len(paths) != len(attachments) or len(indices) != len(attachments):
        return None
    found = {a.index: path for a, path in zip(attachments, paths, strict=True) if path is not None}
    signed = [_signed(item, folder) for item in answer.signed]
    known = tuple(item for item in signed if item is not None and item.covered <= indices)
    if len(found) != len(attachments) or len(known) != len(signed):
        return None
    return Parts(answer.message, answer.problem, found, known, answer.enclosed)


def _signed(answer: SignedAnswer, folder: Path) -> SignedFiles | None:
    signature, content = inside(folder, answer.signature), inside(folder, answer.content)
    canonical = inside(folder, answer.canonical) if answer.canonical is not None else None
    if signature is None or content is None or (canonical is None) != (answer.canonical is None):
        return None
    return SignedFiles(signature, content, frozenset(answer.covered), canonical)
