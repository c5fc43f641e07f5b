"""The port `OpenedMail` on top of a pool of workers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic

from pydantic import TypeAdapter

from gateway.adapters.examiner.asking import TEXTS, VERDICTS, Answers, TaskPool, ask
from gateway.adapters.examiner.file_judge import FileJudge
from gateway.adapters.examiner.parts import SignedFiles
from gateway.adapters.examiner.scans import Scans
from gateway.adapters.examiner.unwrapping import Unwrapped
from gateway.domain.admission import Reason
from gateway.domain.document import DocumentText
from gateway.domain.formats import FileKind
from gateway.domain.mail_signature import MailSignature
from gateway.domain.message import Attachment, Message
from gateway.domain.signature import UNSIGNED, Carrier, DocumentVerdict, VerdictReason

READ_TEXT, SIGNED_BY = "read-text", "signed-by"
_PACKAGES = frozenset(
    {FileKind.DOCX, FileKind.XLSX, FileKind.PPTX, FileKind.ODT, FileKind.ODS, FileKind.ODP}
)
# In the pictures of an office file marks alone are looked for: that file stays unread, and is held.
_PICTURED = _PACKAGES | {
    FileKind.PDF,
    FileKind.JPEG,
    FileKind.PNG,
    FileKind.TIFF,
    FileKind.GIF,
}
_PLACES: Answers[list[int]] = Answers(TypeAdapter(list[int]), [], [])


@dataclass(slots=True)
class Opened:
    """One mail; what is asked after its time gets no answer but "timeout", or that it is too much."""

    unwrapped: Unwrapped
    file_judge: FileJudge
    pool: TaskPool
    scans: Scans | None = None

    @property
    def message(self) -> Message | None:
        return self.unwrapped.parts.message

    @property
    def problem(self) -> Reason | None:
        return self.unwrapped.parts.problem

    @property
    def files(self) -> Mapping[int, Path]:
        return self.unwrapped.parts.files

    @property
    def is_over(self) -> bool:
        return monotonic() > self.unwrapped.until

    def judge(self, attachment: Attachment, at: datetime, *, received: datetime) -> DocumentVerdict:
        if attachment.kind is not FileKind.PDF and attachment.kind not in _PACKAGES:
            return UNSIGNED
        if self.is_over:
            return VERDICTS.timeout
        path = self.files[attachment.index]
        if attachment.kind in _PACKAGES:
            return self.file_judge.judge_package(path)
        return self.file_judge.judge(path, at, received=received)

    def judge_carriers(
        self,
        attachment: Attachment,
        signatures: Sequence[Attachment],
        at: datetime,
        *,
        received: datetime,
    ) -> tuple[DocumentVerdict, ...]:
        envelopes = self.unwrapped.envelopes.get(attachment.index, ())
        around = [SignedFiles(path, None, frozenset()) for _, path in envelopes]
        path = self.files[attachment.index]
        beside = [SignedFiles(self.files[item.index], path, frozenset()) for item in signatures]
        names = [name for name, _ in envelopes]
        names += [item.file_name for item in signatures]
        return tuple(
            _named(self._judge_cms(files, at, received), name)
            for files, name in zip([*around, *beside], names, strict=True)
        )

    def signed_by(
        self, signature: Attachment, candidates: Sequence[Attachment]
    ) -> Sequence[Attachment]:
        if self.is_over or not candidates:
            return ()
        contents = [str(self.files[item.index]) for item in candidates]
        arguments = {"signature": str(self.files[signature.index]), "contents": contents}
        places = ask(self.pool, SIGNED_BY, arguments, _PLACES)
        return [item for place, item in enumerate(candidates) if place in places]

    def judge_mail(self, at: datetime, *, received: datetime) -> tuple[MailSignature, ...]:
        return tuple(
            MailSignature(
                replace(self._judge_cms(files, at, received), carrier=Carrier.MAIL), files.covered
            )
            for files in self.unwrapped.parts.signed
        )

    def read(self, attachment: Attachment) -> DocumentText:
        if self.is_over:  # the mail has more in it than time: that is not the file's fault
            return TEXTS.lost
        path = str(self.files[attachment.index])
        arguments = {"path": path, "kind": attachment.kind.value}
        text = ask(self.pool, READ_TEXT, arguments, TEXTS)
        readable = text.waits_for_ocr and attachment.kind in _PICTURED
        if self.scans is None or not readable:
            return text
        return self.scans.read(arguments, text)

    def _judge_cms(self, files: SignedFiles, at: datetime, received: datetime) -> DocumentVerdict:
        if self.is_over:
            return VERDICTS.timeout
        if files.content is None:
            return self.file_judge.judge_enveloping(files.signature, at, received=received)
        verdict = self.file_judge.judge_detached(
            files.signature, files.content, at, received=received
        )
        if verdict.reason != VerdictReason.DIGEST_MISMATCH or files.canonical is None:
            return verdict
        return self._judge_cms(
            replace(files, content=files.canonical, canonical=None), at, received
        )


def _named(verdict: DocumentVerdict, name: str) -> DocumentVerdict:
    """The reports under the name that the file has in the mail, not in the spool."""
    several = len(verdict.signatures) > 1
    reports = tuple(
        replace(report, field=f"{name} {number}" if several else name)
        for number, report in enumerate(verdict.signatures, start=1)
    )
    return replace(verdict, signatures=reports)
