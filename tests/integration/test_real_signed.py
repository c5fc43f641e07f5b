"""Five genuine files of daily practice, under the published roots: none may be refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.signature import SignerKind, Verdict, VerdictReason
from tests.support.judging import judge_in_process
from tests.support.real_files import REAL_SIGNED_AT, real_trust
from tests.support.shared_data import SHARED

REAL = SHARED / "real"
INDEX = REAL / "index.json"
FILES: list[dict[str, Any]] = [
    item
    for item in (json.loads(INDEX.read_text()) if INDEX.exists() else [])
    if item["file"].startswith("signed-")
]
pytestmark = pytest.mark.skipif(not FILES, reason="GATEWAY_SHARED has no real signed files")
by_file = pytest.mark.parametrize("item", FILES, ids=[item["file"] for item in FILES])


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return real_trust(tmp_path_factory.mktemp("trust"))


@by_file
def test_with_revocation_ignored_each_is_what_the_index_says(
    item: dict[str, Any], trust: Path
) -> None:
    verdict = judge_in_process(
        REAL / item["file"], trust, REAL_SIGNED_AT[item["file"]], revocation="ignore"
    )
    assert verdict.verdict == item["judged_with_revocation_ignored"]
    assert len(verdict.signatures) == item["signatures"]
    assert verdict.government == (verdict.verdict is Verdict.VALID)
    assert all("revocation-ignored" in signature.findings for signature in verdict.signatures)


@by_file
def test_without_a_crl_each_waits_and_is_not_refused(item: dict[str, Any], trust: Path) -> None:
    verdict = judge_in_process(
        REAL / item["file"], trust, REAL_SIGNED_AT[item["file"]], revocation="require"
    )
    old_digest = item["judged_with_revocation_ignored"] == "REVIEW"
    assert verdict.verdict is (Verdict.REVIEW if old_digest else Verdict.INDETERMINATE)
    if not old_digest:
        assert verdict.reason == VerdictReason.REVOCATION_UNKNOWN
    assert {signature.sub_indication for signature in verdict.signatures} == {"TRY_LATER"}
    assert all(signature.government for signature in verdict.signatures)
    assert not verdict.government


def test_leader_then_agency_are_told_apart(trust: Path) -> None:
    verdict = judge_in_process(
        REAL / "signed-06.pdf", trust, REAL_SIGNED_AT["signed-06.pdf"], revocation="ignore"
    )
    kinds = [signature.signer and signature.signer.kind for signature in verdict.signatures]
    assert kinds == [SignerKind.PERSON] + [SignerKind.ORGANISATION] * 7


@by_file
def test_years_later_no_genuine_file_is_called_not_valid(item: dict[str, Any], trust: Path) -> None:
    verdict = judge_in_process(
        REAL / item["file"], trust, "2032-01-01T00:00:00+00:00", revocation="require"
    )
    assert verdict.verdict in {Verdict.REVIEW, Verdict.INDETERMINATE}
