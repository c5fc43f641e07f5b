"""Done when 2: files that cost more than they should, judged in the workers of the product.

Each is held or refused well before the product's deadline (60 s; the most that one may take is 20 s of CPU),
the memory limit holds, and the worker pool judges the next file as if nothing had been.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from gateway.adapters.workers.pool import Limits, WorkerCrashed, WorkerPool, WorkerTimeout
from gateway.domain.signature import Verdict, VerdictReason
from tests.support.forgeries_dos import SOURCES, collect
from tests.support.forgeries_dos.case import Bomb
from tests.support.forgeries_dos.measured import Measured
from tests.support.forgeries_dos.paper import plain_paper
from tests.support.forgeries_kit.world import AT, genuine_world

pytestmark = pytest.mark.acceptance

MEMORY = 1536  # megabytes of address space, as in the product
DEADLINE = (
    180.0  # seconds; a busy machine is no bomb: what a file costs is measured in seconds of CPU
)
PROCESSES = 2
LEAST = 8  # bombs of each class
_MEASURED = TypeAdapter(Measured)
BOMBS = collect()


class Lane:
    """Workers of the product, in which one file is judged after the other."""

    def __init__(self, pool: WorkerPool, folder: Path) -> None:
        self._pool, self._folder = pool, folder
        self._trust = genuine_world().trust().write(folder / "trust")

    def judge(self, data: bytes) -> Measured:
        """Raises `WorkerTimeout` and `WorkerCrashed`."""
        path = self._folder / f"document-{threading.get_ident()}.pdf"
        path.write_bytes(data)
        arguments = {"path": str(path), "trust": str(self._trust), "at": AT.isoformat()}
        return _MEASURED.validate_python(self._pool.call("judge", arguments))

    def wrong(self, bomb: Bomb) -> str | None:
        """What a bomb did that it should not, or the file after it; None when all went well."""
        after = VerdictReason.VALID_GOVERNMENT
        found = self._wrong(bomb)
        if found is None and (next_one := self.judge(plain_paper()).verdict).reason != after:
            return f"the file after it: {next_one.verdict} {next_one.reason}"
        return found

    def _wrong(self, bomb: Bomb) -> str | None:
        data, begun = bomb.make(), time.monotonic()
        try:
            measured = self.judge(data)
        except WorkerTimeout:
            return f"over the deadline of {DEADLINE} s"
        except WorkerCrashed:  # out of memory, in a new worker too: the examiner says TOO_LARGE
            held = Verdict.TOO_LARGE in bomb.expected
            return None if held else f"crashed after {time.monotonic() - begun:.1f} s"
        verdict = measured.verdict
        if verdict.verdict not in bomb.expected:
            return f"{verdict.verdict} {verdict.reason} {verdict.findings}"
        if bomb.reason is not None and verdict.reason != bomb.reason:
            return f"{verdict.reason} instead of {bomb.reason}"
        if measured.seconds > bomb.seconds:
            return f"{measured.seconds:.1f} s of CPU"
        return f"{measured.megabytes} MB" if measured.megabytes > MEMORY else None


@pytest.fixture(scope="module")
def lane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lane]:
    task = {"judge": "tests.support.forgeries_dos.measured:judge"}
    limits = Limits(processes=PROCESSES, memory_mb=MEMORY, deadline_seconds=DEADLINE)
    with WorkerPool(task, limits, preload=["gateway.adapters.signatures"]) as pool:
        yield Lane(pool, tmp_path_factory.mktemp("bombs"))


@pytest.mark.parametrize("kind", SOURCES)
def test_2_no_bomb_costs_more_than_its_deadline_and_the_next_file_is_fine(
    kind: str, lane: Lane
) -> None:
    """Done when 2. One test a class; after each bomb a genuine file is judged by the same pool."""
    with ThreadPoolExecutor(PROCESSES) as threads:
        found = dict(zip(BOMBS[kind], threads.map(lane.wrong, BOMBS[kind]), strict=True))
    assert not {bomb.name: wrong for bomb, wrong in found.items() if wrong is not None}


def test_2_every_class_of_bombs_has_its_variants() -> None:
    """Done when 2."""
    assert all(len(bombs) >= LEAST for bombs in BOMBS.values())


def test_2_what_bombs_are_made_from_is_valid(lane: Lane) -> None:
    """Done when 2. Otherwise a judge that refuses everything would pass."""
    assert lane.judge(plain_paper()).verdict.verdict is Verdict.VALID
