"""The judge in a process of its own with the limits of a worker: memory and a deadline."""

import json
import subprocess
import sys
from pathlib import Path

from pydantic import TypeAdapter

from gateway.domain.signature import DocumentVerdict, Verdict, VerdictReason

MEMORY = 1536 * 1024 * 1024  # bytes of address space
DEADLINE = 60.0  # seconds

_PROGRAM = """
import json, resource, sys
from datetime import datetime
from pathlib import Path
from pydantic import TypeAdapter
from gateway.adapters.signatures import judge_file
from gateway.domain.signature import DocumentVerdict

job = json.loads(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (job["memory"],) * 2)
verdict = judge_file(
    Path(job["path"]), Path(job["trust"]), datetime.fromisoformat(job["at"]), job["revocation"]
)
sys.stdout.buffer.write(TypeAdapter(DocumentVerdict).dump_json(verdict))
"""


def judge_in_process(path: Path, trust: Path, at: str, revocation: str) -> DocumentVerdict:
    """`at` in ISO 8601. A process that hits its deadline or dies counts as the pool counts it."""
    job = {"path": str(path), "trust": str(trust), "at": at, "revocation": revocation}
    command = [sys.executable, "-c", _PROGRAM, json.dumps(job | {"memory": MEMORY})]
    try:
        done = subprocess.run(command, capture_output=True, timeout=DEADLINE, check=False)
    except subprocess.TimeoutExpired:
        return DocumentVerdict(Verdict.TIMEOUT, VerdictReason.TIMEOUT)
    if done.returncode < 0 or b"MemoryError" in done.stderr[-200:]:
        return DocumentVerdict(Verdict.TOO_LARGE, VerdictReason.TOO_LARGE)
    assert done.returncode == 0, done.stderr.decode()
    return TypeAdapter(DocumentVerdict).validate_json(done.stdout)
