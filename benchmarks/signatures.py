"""The judge in the worker pool against pdfsig and against the bare digest, for files of 200 KB, 10 MB and 50 MB.

The file of 200 KB has one timestamped signature (RSA 2048, SHA-256), a chain of three, and two CRLs are consulted.
The others are scans of 0.6 MB a page. Every figure is a ratio or a median inside one run; the three that are
compared take turns, so that a drifting machine slows all of them.

`judge_vs_pdfsig`: one warm call of the pool (request, judgement, answer) over one run of the program pdfsig.
`judge_vs_digest`: the same over digest, signature and chain verified by `cryptography` in this process.
`judge_*_vs_digest`: the same over SHA-256 of the bytes, read anew. `judge_50mb_vs_10mb`: milliseconds per further
MB at 50 MB over those at 10 MB; 1 is linear. `judge_peak_*`: of a fresh worker, libraries included.

Bounded: `--runs` runs (default 5) of `--turns` turns (default 15; a third of it for the large files).
"""

import hashlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from _documents import signed_mails
from _floor import check_signature
from _measure import control, figure, options, worker_peak_mb
from _pdfsig import Pdfsig, spawn_seconds
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from gateway.adapters.workers.pool import Limits, WorkerPool
from gateway.demo.pki import DemoPki
from gateway.demo.signing import Mark, sign
from gateway.wiring.examiners import WORKER_TASKS

_MB = 1_000_000
_SIZES = {"200kb": 0, "10mb": 16, "50mb": 80}  # pages; none: the ordinary document
_SIDE = 455  # pixels of the picture of a page: 0.62 MB that no filter shrinks


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that is measured, ready and warm."""

    pki: DemoPki
    trust: Path
    at: datetime
    files: dict[str, Path]
    pool: WorkerPool
    pdfsig: Pdfsig

    def judge(self, size: str) -> None:
        _judge(self.pool, self.files[size], self.trust, self.at)


def main() -> None:
    chosen = options(runs=5, turns=15)
    machine = control()
    with (
        tempfile.TemporaryDirectory(prefix="signatures-", dir=Path.cwd()) as name,
        ExitStack() as stack,
    ):
        bench = _prepare(Path(name), stack)
        machine |= _how(bench)
        runs = [_run(bench, chosen.turns) for _ in range(chosen.runs)]
        for metric, unit in _UNITS.items():
            values = [run[metric] for run in runs]
            figure(metric, values, unit, machine, as_json=chosen.json)
        for size, peaks in _peaks(bench, chosen.runs).items():
            metric = f"judge_peak_memory_{size}_mb"
            figure(metric, peaks, "MB", machine, as_json=chosen.json)
        figure("judge_peak_memory_mb", peaks, "MB", machine, as_json=chosen.json)


_UNITS = {
    "judge_vs_pdfsig": "ratio",
    "judge_vs_digest": "ratio",
    "judge_10mb_vs_digest": "ratio",
    "judge_50mb_vs_digest": "ratio",
    "judge_50mb_vs_10mb": "ratio",
    "judge_200kb_ms": "ms",
    "judge_10mb_ms": "ms",
    "judge_50mb_ms": "ms",
    "judge_10mb_ms_per_mb": "ms/MB",
    "judge_50mb_ms_per_mb": "ms/MB",
    "pdfsig_200kb_ms": "ms",
    "pdfsig_start_ms": "ms",
}


def _prepare(folder: Path, stack: ExitStack) -> Bench:
    now = datetime.now(UTC)
    pki = DemoPki(folder, now)
    trust = pki.write_trust()
    files = {size: folder / f"{size}.pdf" for size in _SIZES}
    for size, pages in _SIZES.items():
        files[size].write_bytes(_document(pki, pages, now - timedelta(minutes=1)))
    bench = Bench(
        pki, trust, now, files, stack.enter_context(_pool()), Pdfsig(trust, folder / "nss")
    )
    bench.pdfsig.check(files["200kb"])
    for size in files:
        for _ in range(3):
            bench.judge(size)
    return bench


def _pool() -> WorkerPool:
    """As the service has it, with one worker: what is measured is one file, not two at once."""
    modules = [task.partition(":")[0] for task in WORKER_TASKS.values()]
    return WorkerPool(WORKER_TASKS, Limits(processes=1), modules)


def _document(pki: DemoPki, pages: int, at: datetime) -> bytes:
    if pages == 0:
        ((_, pdf),) = signed_mails(pki, 1, at)
        return pdf
    out = BytesIO()
    canvas = Canvas(out)
    for page in range(pages):
        pixels = random.Random(page).randbytes(_SIDE * _SIDE * 3)
        canvas.drawImage(
            ImageReader(Image.frombytes("RGB", (_SIDE, _SIDE), pixels)), 50, 50, 480, 700
        )
        canvas.showPage()
    canvas.save()
    return sign(pki, out.getvalue(), Mark(pki.organisation("SỞ NỘI VỤ"), at, "Signature1"))


def _judge(pool: WorkerPool, file: Path, trust: Path, at: datetime) -> None:
    question = {"path": str(file), "trust_dir": str(trust), "at": at.isoformat()}
    verdict = pool.call("judge", question | {"revocation": "require"})
    if verdict["verdict"] != "VALID":
        raise ValueError(f"the benchmark's document is valid: {verdict}")


def _how(bench: Bench) -> dict[str, Any]:
    return {
        "judge": "wall time of one call of a warm worker, with request and answer; CRLs required",
        "pdfsig": "wall time of one process from posix_spawn to its end, output to /dev/null, no CRL",
        "pdfsig_trust": bench.pdfsig.trust,
        "spawn_ms": round(1000 * statistics.median(spawn_seconds(["true"]) for _ in range(20)), 2),
        "file_mb": {
            size: round(file.stat().st_size / _MB, 2) for size, file in bench.files.items()
        },
    }


def _run(bench: Bench, turns: int) -> dict[str, float]:
    issuer = bench.pki.issuing.certificate
    small = _in_turns(
        {
            "judge": lambda: bench.judge("200kb"),
            "pdfsig": lambda: bench.pdfsig.seconds(bench.files["200kb"]),
            "start": lambda: spawn_seconds(["pdfsig", "-v"]),
            "digest": lambda: check_signature(bench.files["200kb"].read_bytes(), issuer),
        },
        turns,
    )
    figures = {
        "judge_vs_pdfsig": small["judge"] / small["pdfsig"],
        "judge_vs_digest": small["judge"] / small["digest"],
        "judge_200kb_ms": 1000 * small["judge"],
        "pdfsig_200kb_ms": 1000 * small["pdfsig"],
        "pdfsig_start_ms": 1000 * small["start"],
    }
    for size in ("10mb", "50mb"):
        large = _in_turns(
            {"judge": partial(bench.judge, size), "digest": partial(_digest, bench.files[size])},
            max(3, turns // 3),
        )
        further = (bench.files[size].stat().st_size - bench.files["200kb"].stat().st_size) / _MB
        figures[f"judge_{size}_ms"] = 1000 * large["judge"]
        figures[f"judge_{size}_vs_digest"] = large["judge"] / large["digest"]
        figures[f"judge_{size}_ms_per_mb"] = 1000 * (large["judge"] - small["judge"]) / further
    figures["judge_50mb_vs_10mb"] = (
        figures["judge_50mb_ms_per_mb"] / figures["judge_10mb_ms_per_mb"]
    )
    return figures


def _in_turns(actions: dict[str, Callable[[], object]], turns: int) -> dict[str, float]:
    """The median seconds of each; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(turns):
        for name, action in actions.items():
            began = time.perf_counter()
            action()
            times[name].append(time.perf_counter() - began)
    return {name: statistics.median(values) for name, values in times.items()}


def _digest(file: Path) -> None:
    hashlib.sha256(file.read_bytes()).digest()


def _peaks(bench: Bench, runs: int) -> dict[str, list[float]]:
    """Peak resident memory in MB of a fresh worker that judged one file of each size."""
    peaks: dict[str, list[float]] = {size: [] for size in bench.files}
    for size, file in bench.files.items():
        for _ in range(runs):
            with _pool() as pool:
                _judge(pool, file, bench.trust, bench.at)
                peaks[size].append(worker_peak_mb())
    return peaks


if __name__ == "__main__":
    main()
