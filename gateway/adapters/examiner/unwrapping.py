"""One mail taken apart. CMS around it or a file (`.p7m`) is opened in workers, layer by layer, until something else comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import structlog
from pydantic import TypeAdapter

from gateway.adapters.examiner.asking import Answers, TaskPool, ask
from gateway.adapters.examiner.emptying import OPEN_MAIL, Emptying, Found
from gateway.adapters.examiner.envelope import CLOSED, ENVELOPES, OPEN_ENVELOPE, Envelope
from gateway.adapters.examiner.parts import MAILS, NOTHING, Parts, SignedFiles, checked
from gateway.adapters.examiner.spool import inside
from gateway.domain.formats import FileKind, is_misnamed
from gateway.domain.message import Attachment, CmsContent

KIND_INSIDE, IS_ENTITY = "kind-inside", "is-entity"
MAX_LAYERS = 3  # envelopes one in the other; genuine mails have one, seldom two
_log = structlog.get_logger()


_KINDS = Answers(TypeAdapter(FileKind), FileKind.UNKNOWN, FileKind.UNKNOWN)
_ANSWERS = Answers(TypeAdapter(bool), timeout=False, lost=False)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A mail whose envelopes and containers are open.

    `envelopes` are the CMS files around an attachment with their names, from outside in, by its index.
    """

    parts: Parts
    envelopes: Mapping[int, tuple[tuple[str, Path], ...]]
    until: float  # of monotonic(): what is asked later gets no answer


@dataclass(frozen=True, slots=True)
class Unwrapping:
    """Takes one mail apart. `arguments` are those of `open-mail`; `budget` is the time for its files, in seconds."""

    pool: TaskPool
    folder: Path
    arguments: Mapping[str, Any]
    budget: float

    def run(self) -> Unwrapped:
        parts = self._open(None, 0)
        until = monotonic() + self.budget
        around: list[Path] = []
        while parts.enclosed and len(around) < MAX_LAYERS:
            (envelope,) = parts.files.values()
            entity = self._entity_in(envelope, len(around), until)
            if entity is None:
                break
            around.append(envelope)
            parts = self._open(entity, len(around))
        return self._unwrap_files(parts, around, until)

    def _open(self, inner: Path | None, layer: int) -> Parts:
        """The mail, or what lay in its envelope, with its files in a folder of that layer."""
        spool = self.folder / f"layer-{layer}"
        spool.mkdir(mode=0o700)
        more = {"spool": str(spool)} | ({} if inner is None else {"inner": str(inner)})
        answer = ask(self.pool, OPEN_MAIL, {**self.arguments, **more}, MAILS)
        parts = checked(answer, self.folder)
        if parts is None:
            _log.warning("worker-answer-refused", task=OPEN_MAIL)
        return parts or NOTHING

    def _entity_in(self, envelope: Path, layer: int, until: float) -> Path | None:
        """The MIME entity in a mail's envelope (RFC 8551 §3.5.2); None when something else lies there."""
        target = self.folder / f"entity-{layer}"
        if self._look(envelope, target, until).cms is not CmsContent.ENVELOPING:
            return None
        found = inside(self.folder, str(target))
        if found is None or not ask(self.pool, IS_ENTITY, {"path": str(found)}, _ANSWERS):
            return None
        return found

    def _unwrap_files(self, parts: Parts, around: list[Path], until: float) -> Unwrapped:
        if parts.message is None:
            return Unwrapped(parts, {}, until)
        emptying = Emptying(
            self.pool,
            self.folder,
            self.arguments,
            until,
            lambda found: self._unwrap(found, until),
            count(max(parts.files, default=-1) + 1),
        )
        found = [
            file
            for item in parts.attachments
            for file in emptying.files_of(Found(item, parts.files[item.index], item.index))
        ]
        message = replace(
            parts.message,
            attachments=tuple(file.attachment for file in found),
            enclosed=tuple(emptying.enclosed),
            defects=parts.message.defects | emptying.defects,
        )
        files = {file.attachment.index: file.path for file in found}
        signed = [SignedFiles(envelope, None, frozenset(files)) for envelope in around]
        signed += [replace(item, covered=_covered(item, found)) for item in parts.signed]
        opened_parts = replace(parts, message=message, files=files, signed=tuple(signed))
        envelopes = {file.attachment.index: file.envelopes for file in found}
        return Unwrapped(opened_parts, envelopes, until)

    def _unwrap(self, found: Found, until: float) -> Found:
        """The file that lies in the envelopes around a file."""
        attachment, path = found.attachment, found.path
        layers: list[Path] = []
        while attachment.kind is FileKind.CMS:
            target = self.folder / f"content-{attachment.index}-{len(layers)}"
            envelope = CLOSED if len(layers) >= MAX_LAYERS else self._look(path, target, until)
            content = inside(self.folder, str(target))
            role = _role(attachment, envelope.cms, inner=bool(layers))
            if role is not CmsContent.ENVELOPING or content is None:
                attachment = replace(attachment, cms=role)
                break
            layers, path = [*layers, path], content
            attachment = self._content_of(attachment, envelope, content)
        named = tuple((f"{attachment.file_name}.p7m", layer) for layer in layers)
        return replace(
            found, attachment=attachment, path=path, envelopes=(*found.envelopes, *named)
        )

    def _content_of(self, attachment: Attachment, envelope: Envelope, path: Path) -> Attachment:
        kind = ask(self.pool, KIND_INSIDE, {"path": str(path)}, _KINDS)
        return Attachment(
            attachment.index,
            _without_suffix(attachment.file_name),
            kind,
            envelope.size,
            envelope.sha256,
            CmsContent.ENVELOPING,
        )

    def _look(self, path: Path, target: Path, until: float) -> Envelope:
        if monotonic() > until:
            return CLOSED
        arguments = {"path": str(path), "target": str(target)}
        return ask(self.pool, OPEN_ENVELOPE, arguments, ENVELOPES)


def _covered(signed: SignedFiles, found: list[Found]) -> frozenset[int]:
    """What came out of a file that is signed is signed as well."""
    return frozenset(file.attachment.index for file in found if file.origin in signed.covered)


def _role(attachment: Attachment, cms: CmsContent, *, inner: bool) -> CmsContent:
    """What a CMS file is for its reader. Its name may not promise another thing than it is."""
    name = attachment.file_name.lower()
    if cms is CmsContent.ENVELOPING and name.endswith(".p7s"):
        return CmsContent.DETACHED  # with a content of its own: judged as what it calls itself
    lone = cms is CmsContent.DETACHED and inner  # a signature in an envelope signs nothing
    misnamed = cms is CmsContent.ENVELOPING and is_misnamed(name, FileKind.CMS)
    return CmsContent.CLOSED if lone or (misnamed and not inner) else cms


def _without_suffix(name: str) -> str:
    return name[:-4] if name.lower().endswith(".p7m") and len(name) > 4 else name
