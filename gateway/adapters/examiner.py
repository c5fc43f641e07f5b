"""The port `Examiner` on top of a pool of worker processes: timeouts and crashes become values.

The worker that took a mail apart may have been taken over by it. Whatever it answers is checked for
shape here, and the files that it names must lie in the mail's own spool folder.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar

import structlog
from pydantic import TypeAdapter, ValidationError

from gateway.config.settings import Settings
from gateway.config.signatures import SignatureSettings
from gateway.domain.admission import Reason
from gateway.domain.document import DocumentText, ReadProblem
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.formats import FileKind
from gateway.domain.message import Attachment, Message, RawMessage
from gateway.domain.signature import UNSIGNED, DocumentVerdict, Verdict, VerdictReason
from gateway.domain.signature_policy import AlgorithmPolicy
from gateway.ports import MalwareScanner, MessageStore, OpenedMail

# Deadlines that all files of one mail may take together: a mail is held by its first timeout anyway, and a
# hundred hostile files must not stand in the way of other mails for hours.
_FILES_BUDGET = 3
OPEN_MAIL, JUDGE, READ_TEXT = "open-mail", "judge", "read-text"
JUDGE_DETACHED, JUDGE_ENVELOPING = "judge-detached", "judge-enveloping"
JUDGE_PACKAGE = "judge-package"

T = TypeVar("T")
_log = structlog.get_logger()


class TaskPool(Protocol):
    """What the examiner needs of the workers."""

    def call(self, task: str, arguments: Mapping[str, Any]) -> Any:
        """Raises TimeoutError for a call over its deadline and ChildProcessError for a lost worker."""
        ...


@dataclass(frozen=True, slots=True)
class _Parts:
    """What `open-mail` answers; `files` lie beside `message.attachments`, one for one."""

    message: Message | None
    problem: Reason | None
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Answers(Generic[T]):
    """The shape of a task's answer, and what stands for it when there is none."""

    shape: TypeAdapter[T]
    timeout: T
    lost: T


_MAILS = _Answers(
    TypeAdapter(_Parts), _Parts(None, Reason.MALFORMED, ()), _Parts(None, Reason.MALFORMED, ())
)
_VERDICTS = _Answers(
    TypeAdapter(DocumentVerdict),
    timeout=DocumentVerdict(Verdict.TIMEOUT, VerdictReason.TIMEOUT),
    lost=DocumentVerdict(Verdict.TOO_LARGE, VerdictReason.TOO_LARGE),
)
_TEXTS = _Answers(
    TypeAdapter(DocumentText),
    timeout=DocumentText(problem=ReadProblem.TIMEOUT),
    lost=DocumentText(problem=ReadProblem.TOO_LARGE),
)


class FileJudge:
    """Judges the signatures of single files, in workers."""

    def __init__(
        self, pool: TaskPool, trust_dir: Path, revocation: str, algorithms: AlgorithmPolicy
    ) -> None:
        self._pool = pool
        self._fixed = {
            "trust_dir": str(trust_dir.absolute()),
            "revocation": revocation,
        }
        self._algorithms = {
            "sha1_certificates_until": algorithms.sha1_certificates_until.isoformat(),
            "sha1_digests_until": algorithms.sha1_digests_until.isoformat(),
        }

    def judge(
        self, path: Path, at: datetime, *, received: datetime | None = None
    ) -> DocumentVerdict:
        """The verdict on a PDF for the instant `at`; never raises for what the file is.

        `received`, when it is earlier, is when the file was seen first: it existed by then.
        """
        arguments = {"path": str(path.absolute()), **self._terms(at, received)}
        return _ask(self._pool, JUDGE, arguments, _VERDICTS)

    def judge_detached(self, signature: Path, content: Path, at: datetime) -> DocumentVerdict:
        """The verdict on a `.p7s` over the file that it signs."""
        files = {"signature": str(signature.absolute()), "content": str(content.absolute())}
        return _ask(self._pool, JUDGE_DETACHED, {**files, **self._terms(at)}, _VERDICTS)

    def judge_enveloping(self, path: Path, at: datetime) -> DocumentVerdict:
        """The verdict on a `.p7m` around its content."""
        arguments = {"path": str(path.absolute()), **self._terms(at)}
        return _ask(self._pool, JUDGE_ENVELOPING, arguments, _VERDICTS)

    def judge_package(self, path: Path) -> DocumentVerdict:
        """Whether an office package has signatures; they are not judged."""
        return _ask(self._pool, JUDGE_PACKAGE, {"path": str(path.absolute())}, _VERDICTS)

    def _terms(self, at: datetime, received: datetime | None = None) -> dict[str, Any]:
        return {
            **self._fixed,
            "at": at.isoformat(),
            "circumstances": {
                "received": (received or at).isoformat(),
                "algorithms": self._algorithms,
            },
        }


def algorithm_policy(settings: SignatureSettings) -> AlgorithmPolicy:
    """The days of the settings as instants, UTC."""
    return AlgorithmPolicy(
        datetime.combine(settings.sha1_certificates_until, time(), UTC),
        datetime.combine(settings.sha1_digests_until, time(), UTC),
    )


class WorkerExaminer:
    """Opens mails, judges and reads their files, all in workers. Many threads may use one examiner."""

    def __init__(
        self,
        pool: TaskPool,
        store: MessageStore,
        settings: Settings,
        scanner: MalwareScanner | None = None,
    ) -> None:
        """Removes what a killed run left in `data_dir/spool`. Raises `PermanentFailure` without that folder.

        `scanner` sees the mail before it is taken apart and each file before it is opened.
        """
        self._pool = pool
        self._scanner = scanner
        self._store = store
        self._settings = settings
        self._spool = _Spool(settings.data_dir / "spool")
        signatures = settings.signatures
        self._judge = FileJudge(
            pool,
            settings.trust_folder,
            signatures.revocation,
            algorithm_policy(signatures),
        )

    @contextmanager
    def open(self, raw: RawMessage) -> Iterator[OpenedMail]:
        """Takes a mail apart; its files lie in a private folder until the context ends.

        Raises `PermanentFailure` when the store has no such body and `TransientFailure` when the
        machine fails (disk full) or the malware scanner does not answer.
        """
        path = self._store.path(raw.digest)
        if (found := self._scan(raw, [path])) is not None:
            yield _Opened(None, found, {}, self._judge, self._pool, monotonic())
            return
        with self._spool.folder() as folder:
            arguments = {
                "path": str(path.absolute()),
                "spool": str(folder),
                "reply_path": raw.envelope_from,
                "authserv_id": self._settings.authserv_id,
                "max_bytes": self._settings.workers.max_message_mb << 20,
            }
            parts = _ask(self._pool, OPEN_MAIL, arguments, _MAILS)
            files = _files(parts, folder)
            if files is None:
                _log.warning("worker-answer-refused", task=OPEN_MAIL, digest=raw.digest)
                parts, files = _MAILS.lost, {}
            if (found := self._scan(raw, files.values())) is not None:
                parts, files = _Parts(None, found, ()), {}
            budget = _FILES_BUDGET * self._settings.workers.deadline_seconds
            until = monotonic() + budget
            yield _Opened(parts.message, parts.problem, files, self._judge, self._pool, until)

    def _scan(self, raw: RawMessage, files: Iterable[Path]) -> Reason | None:
        """Why the mail is not opened; None when nothing was found, or nobody is asked."""
        if self._scanner is None:
            return None
        for file in files:
            found = self._scanner.scan(file)
            if found is not None:
                _log.warning("held-by-scanner", message=raw.digest, reason=found.value)
                return found
        return None


def _ask(pool: TaskPool, task: str, arguments: Mapping[str, Any], answers: "_Answers[T]") -> T:
    try:
        return answers.shape.validate_python(pool.call(task, arguments))
    except TimeoutError as error:
        _log.warning("worker-timeout", task=task, cause=str(error))
        return answers.timeout
    except ChildProcessError as error:
        _log.warning("worker-crashed", task=task, cause=str(error))
    except ValidationError as error:
        # Our own functions answer in shape: somebody else spoke. Its words stay out of the log.
        _log.warning("worker-answer-refused", task=task, faults=error.error_count())
    return answers.lost


@dataclass(slots=True)
class _Opened:
    """The port `OpenedMail`."""

    message: Message | None
    problem: Reason | None
    files: Mapping[int, Path]
    file_judge: FileJudge
    pool: TaskPool
    until: float  # of monotonic(): what is asked later gets no answer but "timeout"

    def judge(self, attachment: Attachment, at: datetime, *, received: datetime) -> DocumentVerdict:
        if attachment.kind is not FileKind.PDF:
            return UNSIGNED
        if monotonic() > self.until:
            return _VERDICTS.timeout
        return self.file_judge.judge(self.files[attachment.index], at, received=received)

    def read(self, attachment: Attachment) -> DocumentText:
        if monotonic() > self.until:
            return _TEXTS.timeout
        path = str(self.files[attachment.index])
        return _ask(self.pool, READ_TEXT, {"path": path, "kind": attachment.kind.value}, _TEXTS)


def _files(parts: _Parts, folder: Path) -> dict[int, Path] | None:
    """The file of each attachment by its index; None when the answer does not hold together."""
    if parts.message is None:
        return {} if parts.problem is not None else None
    attachments = parts.message.attachments
    paths = [_inside(folder, name) for name in parts.files]
    if len(paths) != len(attachments) or len({a.index for a in attachments}) != len(attachments):
        return None
    found = {a.index: path for a, path in zip(attachments, paths, strict=True) if path is not None}
    return found if len(found) == len(attachments) else None


def _inside(folder: Path, name: str) -> Path | None:
    """The path with all links followed, if it is a file of that folder."""
    try:
        path = Path(name).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # not there, a null byte, a loop of links
        return None
    return path if path.is_relative_to(folder) and path.is_file() else None


class _Spool:
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
            stack.callback(shutil.rmtree, made, ignore_errors=True)  # else the next start does it
            yield made


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
