"""Judges mutants in the worker pool of the product, with its limits, and says what went against the property."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from gateway.adapters.workers.pool import (
    Limits,
    WorkerBug,
    WorkerCrashed,
    WorkerPool,
    WorkerTimeout,
)
from gateway.domain.signature import DocumentVerdict, Verdict
from tests.support.mutation_kinds import BYTES, WORDS
from tests.support.mutation_updates import GAPS, UPDATES, signing
from tests.support.mutations import Mutant, Mutation, Original, excuse, mutate
from tests.support.pki import Pki

PROCESSES = 2
_VERDICT = TypeAdapter(DocumentVerdict)


@dataclass
class Findings:
    """`wrong` names every mutant that was called VALID without an excuse, raised or broke a limit."""

    verdicts: Counter[str] = field(default_factory=Counter)
    excused: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    skipped: int = 0  # the time was over
    slowest: float = 0.0


def all_kinds(trusted: Pki, stranger: Pki) -> list[tuple[int, Mutation]]:
    return [*BYTES, *WORDS, *GAPS, *UPDATES, *signing(trusted, stranger)]


class Run:
    """One run over many seeds. `folder` takes the mutants while they are judged, and keeps the wrong ones."""

    def __init__(
        self, originals: Sequence[Original], kinds: Sequence[tuple[int, Mutation]], folder: Path
    ) -> None:
        self._originals, self._kinds, self._folder = originals, kinds, folder
        self._found, self._lock = Findings(), threading.Lock()

    def over(self, seeds: Sequence[int], seconds: float) -> Findings:
        """Judges the mutant of each seed; stops to begin new ones after `seconds`."""
        until = time.monotonic() + seconds
        task = {"judge": "gateway.adapters.signatures:judge_file"}
        limits = Limits(processes=PROCESSES, deadline_seconds=60)
        with (
            WorkerPool(task, limits, ["gateway.adapters.signatures"]) as pool,
            ThreadPoolExecutor(PROCESSES) as threads,
        ):
            for _ in threads.map(lambda seed: self._one(pool, seed, until), seeds):
                pass
        return self._found

    def _one(self, pool: WorkerPool, seed: int, until: float) -> None:
        if time.monotonic() > until:
            with self._lock:
                self._found.skipped += 1
            return
        mutant = mutate(seed, self._originals, self._kinds)
        path = self._folder / f"{seed}.pdf"
        path.write_bytes(mutant.data)
        began = time.monotonic()
        outcome, wrong = self._judge(pool, mutant, path)
        with self._lock:
            self._found.slowest = max(self._found.slowest, time.monotonic() - began)
            self._note(mutant, outcome, wrong=wrong)
        if wrong:
            path.with_suffix(".original.pdf").write_bytes(mutant.original.data)
        else:
            path.unlink()

    def _judge(self, pool: WorkerPool, mutant: Mutant, path: Path) -> tuple[str, bool]:
        """The verdict or the excuse, and whether it goes against the property."""
        original = mutant.original
        question = {
            "trust_dir": str(original.trust),
            "at": original.at,
            "revocation": original.revocation,
        }
        try:
            verdict = _VERDICT.validate_python(pool.call("judge", {"path": str(path), **question}))
        except (WorkerBug, WorkerTimeout, WorkerCrashed) as failure:
            return f"{type(failure).__name__}: {str(failure)[-300:]}", True
        if verdict.verdict is not Verdict.VALID:
            return verdict.verdict.value, False
        reason = excuse(mutant, verdict, self._originals)
        return (f"VALID: {reason}", False) if reason else ("VALID without excuse", True)

    def _note(self, mutant: Mutant, outcome: str, *, wrong: bool) -> None:
        found = self._found
        found.kinds.update(set(mutant.kinds))
        if wrong:
            found.wrong.append(f"{mutant.seed} {mutant.original.name} {mutant.kinds}: {outcome}")
        elif outcome.startswith("VALID"):
            found.excused[outcome] += 1
        else:
            found.verdicts[outcome] += 1
