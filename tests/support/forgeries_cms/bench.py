"""Judges labelled files, each under its own trust folder, written once."""

from hashlib import sha256
from pathlib import Path

from gateway.adapters.signatures import judge_file
from gateway.domain.signature import DocumentVerdict
from gateway.domain.signature_policy import Circumstances
from tests.support.forgeries_cms.case import Case
from tests.support.forgeries_kit.world import Trust


class Bench:
    """`folder` takes the trust folders and the file that is judged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def verdict(self, case: Case) -> DocumentVerdict:
        path = self._folder / "document.pdf"
        path.write_bytes(case.data)
        return judge_file(
            path,
            self._trust(case.trust),
            case.at,
            circumstances=Circumstances(received=case.received),
        )

    def wrong(self, case: Case) -> str | None:
        """What is not as the label says; None when all is."""
        verdict = self.verdict(case)
        report = verdict.signatures[0] if verdict.signatures else None
        codes = [code for each in verdict.signatures for code in each.findings]
        found = f"{verdict.verdict} {verdict.reason} {verdict.findings} {codes}"
        if verdict.verdict not in case.expected:
            return found
        if case.reason is not None and verdict.reason != case.reason:
            return f"reason: {found}"
        if case.source is not None and (report is None or report.time_source is not case.source):
            return f"time source {report.time_source if report else None}: {found}"
        if case.signed_at is not None and (report is None or report.signed_at != case.signed_at):
            return f"signed at {report.signed_at if report else None}: {found}"
        return None

    def _trust(self, trust: Trust) -> Path:
        folder = self._folder / sha256(repr(trust).encode()).hexdigest()[:16]
        return folder if folder.exists() else trust.write(folder)
