"""The judge as a task of the worker pool, with what it cost."""

import resource
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gateway.adapters.signatures import judge_file
from gateway.domain.signature import DocumentVerdict


@dataclass(frozen=True, slots=True)
class Measured:
    """`seconds` of CPU; `megabytes`: the most that the worker ever held."""

    verdict: DocumentVerdict
    seconds: float
    megabytes: int


def judge(path: Path, trust: Path, at: datetime) -> Measured:
    before = time.process_time()
    verdict = judge_file(path, trust, at)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Measured(verdict, time.process_time() - before, peak)
