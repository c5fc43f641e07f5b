"""Judging single files for `gateway verify`, in the same killable workers as the daemon."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gateway.adapters.examiner import FileJudge, algorithm_policy
from gateway.adapters.logs import set_up_logs
from gateway.adapters.receipts import Texts, load_texts
from gateway.config.load import load_settings
from gateway.config.settings import LogSettings, WorkerSettings
from gateway.domain.signature import DocumentVerdict
from gateway.domain.signature_policy import AlgorithmPolicy
from gateway.wiring.parts import worker_pool


class Judge:
    """Verdicts with their Vietnamese sentences."""

    def __init__(self, judge: FileJudge, texts: Texts) -> None:
        self._judge = judge
        self._texts = texts

    def file(self, path: Path, at: datetime) -> tuple[str, DocumentVerdict]:
        """The sha256 of the file and its verdict at that time."""
        with path.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        return digest, self._judge.judge(path.absolute(), at)

    def sentence(self, verdict: DocumentVerdict) -> str:
        return self._texts.sentence_for_verdict(verdict.reason, verdict.verdict)


@contextmanager
def judge(config: Path, trust: Path | None, revocation: str) -> Iterator[Judge]:
    """A judge with the trust folder given or configured. With `trust` no configuration file is needed."""
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
    pool = worker_pool(workers)
    try:
        judge = FileJudge(pool, trust_dir.absolute(), revocation, algorithms)
        yield Judge(judge, load_texts(templates))
    finally:
        pool.close()
