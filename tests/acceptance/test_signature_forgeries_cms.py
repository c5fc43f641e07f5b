"""Done when 2: forged CMS in the Contents of a PDF, each class with the genuine shapes beside it.

Everything but the CMS is as it must be: range, gap and padding. The files are made by code.
"""

from functools import cache

import pytest

from gateway.domain.signature import Verdict
from tests.support.forgeries_cms import SOURCES, collect
from tests.support.forgeries_cms.bench import Bench
from tests.support.forgeries_cms.case import Case

pytestmark = pytest.mark.acceptance

LEAST = 20  # forgeries of each class


@cache
def collection() -> dict[str, list[Case]]:
    """Made once in a process, by class."""
    return collect()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("cms"))


@pytest.mark.parametrize("kind", SOURCES)
def test_2_each_forged_cms_is_refused_and_each_genuine_one_is_valid(
    kind: str, bench: Bench
) -> None:
    """Done when 2. One test a class: the collection has too many cases to name each."""
    wrong = {case.name: bench.wrong(case) for case in collection()[kind]}
    assert not {name: found for name, found in wrong.items() if found is not None}


def test_2_every_class_of_cms_has_its_variants() -> None:
    """Done when 2."""
    forged = {
        kind: [case for case in cases if Verdict.VALID not in case.expected]
        for kind, cases in collection().items()
    }
    assert not forged.pop("genuine")
    assert all(len(cases) >= LEAST for cases in forged.values())
    assert all(len({case.data for case in cases}) == len(cases) for cases in forged.values())


def test_2_a_tolerated_oddity_never_lends_a_forger_the_name_of_another(bench: Bench) -> None:
    """Done when 2: whose certificate is named is whose key has signed."""
    doubles = [
        case
        for case in collection()["shape of the CMS"]
        if case.name.startswith("certificates-double-")
    ]
    assert len(doubles) == 4
    for case in doubles:
        verdict = bench.verdict(case)
        signs = "signs" in case.name
        assert not (signs and verdict.verdict is Verdict.VALID), case.name
