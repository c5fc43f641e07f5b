"""Done when 3, at length: ten thousand mutations of genuine files, bounded, in several processes: `make soak`."""

from pathlib import Path

import pytest

from tests.support import pki as ca
from tests.support.genuine import case_originals, own_originals, real_originals
from tests.support.mutation_run import Run, all_kinds
from tests.support.pki import make_pki

pytestmark = pytest.mark.soak

SEEDS = range(100_000, 110_000)  # other ones than those of `make test`
SECONDS = 1800  # 100 s on two idle cores


def test_no_change_is_ever_valid_and_none_breaks_the_judge(tmp_path: Path) -> None:
    """A mutant that goes against the property is kept in the folder that the message names, with its original."""
    pki = ca.shared_pki()
    originals = own_originals(pki, pki.write_trust(tmp_path / "own"))
    originals += [*real_originals(tmp_path / "real"), *case_originals()]
    mutants = tmp_path / "mutants"
    mutants.mkdir()
    found = Run(originals, all_kinds(pki, make_pki()), mutants).over(SEEDS, SECONDS)
    print(found.verdicts, found.excused, f"slowest {found.slowest:.1f} s")
    assert found.wrong == [], f"the files are in {mutants}"
    assert found.skipped == 0
