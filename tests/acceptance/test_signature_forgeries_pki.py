"""Done when 2: forged certificates and forged words about revocation, and the judge on all of them.

Nothing is VALID that a configured root does not vouch for, at that time and for that use; nothing is refused
that it vouches for; what nobody knows yet waits. The forgeries of the structure of PDF files, of timestamps
and of CMS have files of their own.
"""

from pathlib import Path

import pytest

from gateway.adapters.signatures import judge_file
from gateway.domain.signature import DocumentVerdict, Verdict
from tests.support.forgeries_pki.case import Case, Collection
from tests.support.forgeries_pki.collection import COLLECTIONS

pytestmark = pytest.mark.acceptance

LEAST_FORGED = 5
LEAST_GENUINE = 3
every_class = pytest.mark.parametrize(
    "collection", COLLECTIONS, ids=[collection.kind for collection in COLLECTIONS]
)


def judged(case: Case, folder: Path) -> DocumentVerdict:
    made = case.make()
    path, trust = made.write(folder / case.name)
    return judge_file(path, trust, made.at, made.revocation, made.circumstances)


def told(verdict: DocumentVerdict) -> str:
    said = [(report.sub_indication, report.findings) for report in verdict.signatures]
    return f"{verdict.verdict} {verdict.reason} government={verdict.government} {said}"


@every_class
def test_2_each_certificate_gets_its_verdict_with_its_reason(
    collection: Collection, tmp_path: Path
) -> None:
    """Done when 2. One test a class: the collection has too many cases to name each."""
    verdicts = {case.name: (case, judged(case, tmp_path)) for case in collection}
    wrong = {
        name: (case.description, case.expected, told(verdict))
        for name, (case, verdict) in verdicts.items()
        if not case.expected.agrees(verdict)
    }
    assert not wrong


@every_class
def test_2_every_class_has_forgeries_and_genuine_twins(collection: Collection) -> None:
    """Done when 2. Otherwise a judge that refuses everything would pass."""
    genuine = [case for case in collection if case.genuine]
    assert len(genuine) >= LEAST_GENUINE
    assert len(collection.cases) - len(genuine) >= LEAST_FORGED
    assert any(case.expected.verdict is Verdict.VALID for case in genuine)


def test_2_no_case_stands_twice() -> None:
    """Done when 2: names are unique, so that a failure names one case."""
    names = [(collection.kind, case.name) for collection in COLLECTIONS for case in collection]
    assert len(set(names)) == len(names)
