"""Judging single files for `gateway verify`, in the same killable workers as the daemon."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gateway.adapters.examiner import FileJudge, algorithm_policy
from gateway.adapters.logs import set_up_logs
from gateway.adapters.machine import private_folder
from gateway.adapters.receipts import Texts, load_texts
from gateway.adapters.signatures.cms_files import HEAD, content_beside, is_cms, is_detached_name
from gateway.adapters.signatures.packages import PACKAGE_HEAD
from gateway.config.load import load_settings
from gateway.config.settings import LogSettings, Settings, WorkerSettings
from gateway.domain.signature import Carrier, DocumentVerdict, Verdict, VerdictReason
from gateway.domain.signature_policy import AlgorithmPolicy
from gateway.wiring.examiners import worker_pool
from gateway.wiring.extracting import Extracted, extract_signed
from gateway.wiring.kept_trust import Kept, KeptTrust, has_register, kept_trust


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one file; `kept` is the trust of another day under which it was judged."""

    sha256: str
    verdict: DocumentVerdict
    kept: Kept | None


class Judge:
    """Verdicts with their Vietnamese sentences."""

    def __init__(
        self,
        judge_under: Callable[[Path | None], FileJudge],
        texts: Texts,
        kept: KeptTrust | None = None,
    ) -> None:
        """`judge_under` takes another trust folder than the configured one; `kept` has those of other days."""
        self._judge_under = judge_under
        self._texts = texts
        self._kept = kept

    def file(self, path: Path, at: datetime) -> Judged:
        """The verdict on a file at that time, under the trust that was kept with it where there is one."""
        digest = _digest(path)
        kept = self._kept_with(path.absolute(), digest) if self._kept else None
        verdict = _judge(self._under(kept), path.absolute(), at)
        return Judged(digest, verdict, kept)

    def _kept_with(self, path: Path, digest: str) -> Kept | None:
        """What was kept with the file, or with the document that it signs or envelops."""
        assert self._kept is not None
        return self._kept.of(digest) or next(
            (
                kept
                for document in _documents_of(self._under(None), path)
                if (kept := self._kept.of(document)) is not None
            ),
            None,
        )

    def extract_signed(
        self, path: Path, judged: Judged, folder: Path, at: datetime
    ) -> Extracted | None:
        """The last signed revision as a file of its own in `folder`; None when there is none to offer."""
        judge = self._under(judged.kept)
        return extract_signed(path, judged.verdict, folder, lambda cut: judge.judge(cut, at))

    def _under(self, kept: Kept | None) -> FileJudge:
        return self._judge_under(kept.folder if kept else None)

    def sentence(self, verdict: DocumentVerdict) -> str:
        return self._texts.sentence_for_verdict(verdict.reason, verdict.verdict)


def _documents_of(judge: FileJudge, path: Path) -> Iterator[str]:
    """The sha256 of the document beside a `.p7s` or in a `.p7m`: what the register knows is the document."""
    with path.open("rb") as source:
        if not is_cms(source.read(HEAD)):
            return
    content = content_beside(path) if is_detached_name(path) else None
    if content is not None:
        yield _digest(content)
    elif not is_detached_name(path):
        with private_folder() as folder:
            digest = judge.content_of(path, folder / "content")
        if digest is not None:
            yield digest


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _judge(judge: FileJudge, path: Path, at: datetime) -> DocumentVerdict:
    """The judge that the first bytes of the file ask for."""
    with path.open("rb") as source:
        head = source.read(HEAD)
    if head.startswith(PACKAGE_HEAD):
        return judge.judge_package(path)
    if not is_cms(head):
        return judge.judge(path, at)
    if not is_detached_name(path):
        return judge.judge_enveloping(path, at)
    content = content_beside(path)
    if content is None:
        return DocumentVerdict(
            Verdict.UNREADABLE, VerdictReason.CONTENT_MISSING, carrier=Carrier.DETACHED
        )
    return judge.judge_detached(path, content, at)


@contextmanager
def judge(config: Path, trust: Path | None, revocation: str, *, repeat: bool) -> Iterator[Judge]:
    """A judge with the trust folder given or configured. With `trust` no configuration file is needed.

    With `repeat`, registered files are judged under the trust that was kept with them.
    """
    settings: Settings | None = None
    if trust is not None and not config.exists():
        workers, trust_dir, templates, log = WorkerSettings(), trust, None, LogSettings()
        algorithms = AlgorithmPolicy()
    else:
        settings = load_settings(config)
        workers, templates, log = settings.workers, settings.templates_dir, settings.log
        trust_dir, algorithms = (
            trust or settings.trust_folder,
            algorithm_policy(settings.signatures),
        )
    set_up_logs(log)
    with ExitStack() as stack:
        kept = None
        if repeat and settings is not None and trust is None and has_register(settings):
            kept = stack.enter_context(kept_trust(settings))
        pool = stack.enter_context(worker_pool(workers))

        def judge_under(folder: Path | None) -> FileJudge:
            return FileJudge(pool, (folder or trust_dir).absolute(), revocation, algorithms)

        yield Judge(judge_under, load_texts(templates), kept)
