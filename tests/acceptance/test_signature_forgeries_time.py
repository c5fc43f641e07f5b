"""Done when 2: forged proofs of time, each class with the true ones beside it.

A false timestamp proves no time and spoils nothing: a signature that needs none stays valid and its time is
only claimed; an expired signer goes to a person; a revoked one is refused.
"""

from functools import cache

import pytest

from gateway.domain.signature import TimeSource, Verdict
from tests.support.forgeries_cms.bench import Bench
from tests.support.forgeries_cms.case import Case
from tests.support.forgeries_time import SOURCES, collect

pytestmark = pytest.mark.acceptance

LEAST = 8  # forgeries of each class


@cache
def collection() -> dict[str, list[Case]]:
    """Made once in a process, by class."""
    return collect()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("time"))


@pytest.mark.parametrize("kind", SOURCES)
def test_2_no_false_time_is_believed_and_each_true_one_is(kind: str, bench: Bench) -> None:
    """Done when 2. One test a class: the collection has too many cases to name each."""
    wrong = {case.name: bench.wrong(case) for case in collection()[kind]}
    assert not {name: found for name, found in wrong.items() if found is not None}


def test_2_every_class_of_times_has_its_variants() -> None:
    """Done when 2."""
    for kind, cases in collection().items():
        false = [
            case
            for case in cases
            if Verdict.VALID not in case.expected or case.source is TimeSource.CLAIMED
        ]
        true = [case for case in cases if case.expected == {Verdict.VALID}]
        assert len(false) >= LEAST, kind
        assert true, kind
        assert len({case.data for case in false}) > len(false) // 2, kind
