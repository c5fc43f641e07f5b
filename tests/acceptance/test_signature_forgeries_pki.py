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
from gateway.adapters.signatures.carriers import judge_detached
from gateway.adapters.signatures.cms_check import measure
from gateway.domain.signature import DocumentVerdict, Verdict
from tests.support.forgeries_kit.documents import letter
from tests.support.forgeries_pki.case import LATER, Collection, Expected, Made
from tests.support.forgeries_pki.collection import COLLECTIONS
from tests.support.pki import DAY

pytestmark = pytest.mark.acceptance

LEAST_FORGED = 5
LEAST_GENUINE = 3
TOUCHED = {
    "expired or not yet valid",
    "revoked",
    "revoked and stamped",
    "once said",
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


def judged_detached(made: Made, folder: Path) -> DocumentVerdict | None:
    """The only signature of the letter as a file of its own beside what it signs."""
    place = letter()
    if len(made.data) != len(place.data):
        return None
    _, trust = made.write(folder)
    blob = bytes.fromhex(made.data[place.gap_start + 1 : place.gap_end - 1].decode())
    signature, content = folder / "letter.p7s", folder / "letter"
    signature.write_bytes(blob[: measure(blob)])
    content.write_bytes(place.covered)
    return judge_detached(signature, content, trust, made.at, made.revocation, made.circumstances)


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


@untouched_by_revocation
def test_2_with_stale_lists_the_genuine_wait_and_the_forged_are_refused(
    collection: Collection, tmp_path: Path
) -> None:
    """Done when 2: a list that grew old hides nothing that is wrong with a chain."""
    assert not wrong_ones(
        collection,
        tmp_path,
        lambda made: replace(made, at=made.at + 60 * DAY),
        lambda expected: LATER if expected.verdict is Verdict.VALID else expected,
    )


# A .p7s may have several signers: what is malformed in a PDF is a list of signatures there.
SEVERAL = {"two-signers", "the-same-twice", "fifteen-signers"}


@untouched_by_revocation
def test_2_the_same_signatures_beside_a_file(collection: Collection, tmp_path: Path) -> None:
    """Done when 2: as `.p7s`. Stricter about what came along in vain, never more lenient."""
    verdicts = {
        case.name: (case.expected, verdict)
        for case in collection
        if case.name not in SEVERAL
        and (verdict := judged_detached(case.make(), tmp_path / case.name)) is not None
    }
    lenient = {
        name: told(verdict)
        for name, (expected, verdict) in verdicts.items()
        if verdict.verdict is Verdict.VALID and not expected.agrees(verdict)
    }
    assert not lenient
    assert any(verdict.verdict is Verdict.VALID for _, verdict in verdicts.values())


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
