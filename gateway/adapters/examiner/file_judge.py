"""Judging the signatures of single files in workers."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from gateway.adapters.examiner.asking import VERDICTS, TaskPool, ask
from gateway.adapters.examiner.envelope import ENVELOPES, OPEN_ENVELOPE
from gateway.config.signatures import SignatureSettings
from gateway.domain.message import CmsContent
from gateway.domain.signature import DocumentVerdict
from gateway.domain.signature_policy import AlgorithmPolicy

JUDGE = "judge"
JUDGE_DETACHED, JUDGE_ENVELOPING = "judge-detached", "judge-enveloping"
JUDGE_PACKAGE = "judge-package"


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
        return ask(self._pool, JUDGE, arguments, VERDICTS)

    def judge_detached(
        self, signature: Path, content: Path, at: datetime, *, received: datetime | None = None
    ) -> DocumentVerdict:
        """The verdict on a `.p7s` over the file that it signs."""
        files = {"signature": str(signature.absolute()), "content": str(content.absolute())}
        return ask(self._pool, JUDGE_DETACHED, {**files, **self._terms(at, received)}, VERDICTS)

    def judge_enveloping(
        self, path: Path, at: datetime, *, received: datetime | None = None
    ) -> DocumentVerdict:
        """The verdict on a `.p7m` around its content."""
        arguments = {"path": str(path.absolute()), **self._terms(at, received)}
        return ask(self._pool, JUDGE_ENVELOPING, arguments, VERDICTS)

    def judge_package(self, path: Path) -> DocumentVerdict:
        """Whether an office package has signatures; they are not judged."""
        return ask(self._pool, JUDGE_PACKAGE, {"path": str(path.absolute())}, VERDICTS)

    def content_of(self, path: Path, target: Path) -> str | None:
        """The sha256 of what a `.p7m` envelops, which is written to `target`; None when it stays closed."""
        arguments = {"path": str(path.absolute()), "target": str(target)}
        envelope = ask(self._pool, OPEN_ENVELOPE, arguments, ENVELOPES)
        return envelope.sha256 if envelope.cms is CmsContent.ENVELOPING else None

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
