"""Done when 2: forged certificates and forged words about revocation, and the judge on all of them.

Nothing is VALID that a configured root does not vouch for, at that time and for that use; nothing is refused
that it vouches for; what nobody knows yet waits. The forgeries of the structure of PDF files, of timestamps
and of CMS have files of their own.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.adapters.signatures import judge_file
from gateway.domain.signature import DocumentVerdict, Verdict
from tests.support.forgeries_pki.case import LATER, Collection, Expected, Made
from tests.support.forgeries_pki.collection import COLLECTIONS

pytestmark = pytest.mark.acceptance

LEAST_FORGED = 5
LEAST_GENUINE = 3
TOUCHED = {"expired or not yet valid", "revoked"} | {
    "stale, missing and foreign CRLs",
    "OCSP answers",
    "brought along by the file",
}
untouched_by_revocation = pytest.mark.parametrize(
    "collection",
    [item for item in COLLECTIONS if item.kind not in TOUCHED],
    ids=[item.kind for item in COLLECTIONS if item.kind not in TOUCHED],
)
every_class = pytest.mark.parametrize(
    "collection", COLLECTIONS, ids=[collection.kind for collection in COLLECTIONS]
)


def judged(made: Made, folder: Path) -> DocumentVerdict:
    path, trust = made.write(folder)
    return judge_file(path, trust, made.at, made.revocation, made.circumstances)


def wrong_ones(
    collection: Collection,
    folder: Path,
    change: Callable[[Made], Made],
    expected: Callable[[Expected], Expected],
) -> dict[str, tuple[str, Expected, str]]:
    verdicts = {
        case.name: (case, judged(change(case.make()), folder / case.name)) for case in collection
    }
    return {
        name: (case.description, expected(case.expected), told(verdict))
        for name, (case, verdict) in verdicts.items()
        if not expected(case.expected).agrees(verdict)
    }


def told(verdict: DocumentVerdict) -> str:
    said = [(report.sub_indication, report.findings) for report in verdict.signatures]
    return f"{verdict.verdict} {verdict.reason} government={verdict.government} {said}"


@every_class
def test_2_each_certificate_gets_its_verdict_with_its_reason(
    collection: Collection, tmp_path: Path
) -> None:
    """Done when 2. One test a class: the collection has too many cases to name each."""
    assert not wrong_ones(collection, tmp_path, lambda made: made, lambda expected: expected)


@untouched_by_revocation
def test_2_ignoring_revocation_forgives_nothing_else(
    collection: Collection, tmp_path: Path
) -> None:
    """Done when 2, as old files are examined: `--revocation ignore`."""
    assert not wrong_ones(
        collection,
        tmp_path,
        lambda made: replace(made, revocation="ignore"),
        lambda expected: expected,
    )


@untouched_by_revocation
def test_2_without_any_list_the_genuine_wait_and_the_forged_are_refused(
    collection: Collection, tmp_path: Path
) -> None:
    """Done when 0 and 2: INDETERMINATE, never NOT_VALID, for what is genuine."""
    assert not wrong_ones(
        collection,
        tmp_path,
        lambda made: replace(made, trust=replace(made.trust, crls=(), ocsp=())),
        lambda expected: LATER if expected.verdict is Verdict.VALID else expected,
    )


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
