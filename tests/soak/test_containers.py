"""Done when 6, at length: five thousand mutations of containers: `make soak`."""

from pathlib import Path

import pytest

from tests.support.container_fuzz import Fuzz

pytestmark = pytest.mark.soak


def test_5000_mutations_of_containers(tmp_path: Path) -> None:
    fuzz = Fuzz(tmp_path / "spool")
    fuzz.over(range(10_000, 15_000))
    print(f"{fuzz.whole} whole, {fuzz.closed} closed or doubtful")
    assert fuzz.faults == []
