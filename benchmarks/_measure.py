"""What every benchmark shares: options, the control of the machine, and one JSON line per figure."""

import argparse
import hashlib
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_BLOCK = b"\0" * 65536
_ROUNDS = 1500


def options(**defaults: int) -> argparse.Namespace:
    """`--json` and one integer option for each default."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true", help="one JSON line per figure")
    for name, value in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


def control() -> dict[str, Any]:
    """Whether the machine is fit: two hashing processes must be clearly faster than one, and the disk must sync."""
    one = _hash_rate(1)
    two = _hash_rate(2)
    scaling = round(two / one, 2)
    return {
        "two_sha256_vs_one": scaling,
        "fdatasync_ms": round(_fdatasync_ms(), 2),
        "fit": scaling >= 1.4,
    }


def _hash_rate(processes: int) -> float:
    began = time.perf_counter()
    workers = [multiprocessing.Process(target=_hash) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return processes / (time.perf_counter() - began)


def _hash() -> None:
    digest = hashlib.sha256()
    for _ in range(_ROUNDS * 4):
        digest.update(_BLOCK)


def _fdatasync_ms() -> float:
    times = []
    with tempfile.NamedTemporaryFile(dir=Path.cwd()) as file:
        for _ in range(20):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def worker_peak_mb() -> float:
    """Peak resident memory of the newest worker that a pool of this process has, shared libraries included."""
    workers = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _is_own_worker(int(entry.name))
    ]
    return int(_status(max(workers))["VmHWM"].split()[0]) / 1000


def _is_own_worker(pid: int) -> bool:
    status = _status(pid)
    if status.get("Name") != "gateway-worker":
        return False
    return _status(int(status["PPid"])).get("PPid") == str(os.getpid())


def _status(pid: int) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def figure(
    metric: str, values: Sequence[float], unit: str, machine: dict[str, Any], *, as_json: bool
) -> None:
    """Prints the median of a figure with its spread."""
    value, spread = statistics.median(values), [min(values), max(values)]
    if as_json:
        line = {
            "metric": metric,
            "value": round(value, 4),
            "unit": unit,
            "control": machine,
            "runs": len(values),
            "spread": [round(item, 4) for item in spread],
        }
        print(json.dumps(line), flush=True)
    else:
        print(
            f"{metric:32} {value:10.3f} {unit:14} ({spread[0]:.3f} … {spread[1]:.3f}, {len(values)} runs)",
            flush=True,
        )
