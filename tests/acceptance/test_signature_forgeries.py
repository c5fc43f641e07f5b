"""Done when 2: the forgery builder for the structure of PDF files, and the judge on all that it builds.

No change inside or after a signed range is ever VALID; no genuine shape of daily practice is refused.
The forgeries with certificates, timestamps and revocation lists have a file of their own.
"""

from collections import Counter
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from gateway.adapters.signatures import judge_file
from gateway.domain.signature import DocumentVerdict, Verdict
from tests.support import pki as ca
from tests.support.forgeries import SOURCES, Case, collect
from tests.support.judging import judge_in_process

pytestmark = pytest.mark.acceptance

AT = ca.NOW + timedelta(minutes=2)
LEAST = 8  # variants of each class
HEAVY = {"signed-32-times", "signed-too-often"}  # judged as the pool does it


@cache
def collection() -> dict[str, list[Case]]:
    """Made once in a process, by class."""
    found: dict[str, list[Case]] = {kind: [] for kind in SOURCES}
    for case in collect(ca.shared_pki()):
        found[case.kind].append(case)
    return found


class Judge:
    """Judges files of the tests' own PKI, and each genuine twin once."""

    def __init__(self, folder: Path) -> None:
        self._trust = ca.shared_pki().write_trust(folder / "trust")
        self._path = folder / "document.pdf"
        self._twins: dict[bytes, Verdict] = {}

    def verdict(self, case: Case) -> DocumentVerdict:
        self._path.write_bytes(case.data)
        if case.name in HEAVY:
            return judge_in_process(self._path, self._trust, AT.isoformat(), "require")
        return judge_file(self._path, self._trust, AT)

    def of_twin(self, twin: bytes) -> Verdict:
        digest = sha256(twin).digest()
        if digest not in self._twins:
            self._path.write_bytes(twin)
            self._twins[digest] = judge_file(self._path, self._trust, AT).verdict
        return self._twins[digest]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return Judge(tmp_path_factory.mktemp("forgeries"))


@pytest.mark.parametrize("kind", SOURCES)
def test_2_each_forgery_is_refused_and_each_genuine_file_is_valid(kind: str, judge: Judge) -> None:
    """Done when 2. One test a class: the collection has too many cases to name each."""
    wrong = {}
    for case in collection()[kind]:
        verdict = judge.verdict(case)
        codes = [code for report in verdict.signatures for code in report.findings]
        if verdict.verdict not in case.expected:
            wrong[case.name] = (case.says, str(verdict.verdict), verdict.findings, codes)
    assert not wrong


@pytest.mark.parametrize("kind", SOURCES)
def test_2_what_a_forgery_was_made_from_is_valid(kind: str, judge: Judge) -> None:
    """Done when 2. Otherwise a judge that refuses everything would pass."""
    twins = {case.name: case.twin for case in collection()[kind] if case.twin is not None}
    refused = {
        name: verdict
        for name, twin in twins.items()
        if (verdict := judge.of_twin(twin)) is not Verdict.VALID
    }
    assert not refused


def test_2_every_class_has_its_variants() -> None:
    """Done when 2."""
    forged = {
        kind: [case for case in cases if not case.genuine] for kind, cases in collection().items()
    }
    few = {kind: len(cases) for kind, cases in forged.items() if len(cases) < LEAST}
    assert set(few) == {"genuine"}
    assert all(len({case.data for case in cases}) == len(cases) for cases in forged.values())


@pytest.mark.parametrize("kind", [kind for kind in SOURCES if kind != "genuine"])
def test_2_no_forgery_is_valid_by_its_own_label(kind: str) -> None:
    """Done when 2: the labels themselves keep the rule."""
    expected = Counter(
        verdict for case in collection()[kind] if not case.genuine for verdict in case.expected
    )
    assert Verdict.VALID not in expected
