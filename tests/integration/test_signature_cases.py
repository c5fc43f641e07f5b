"""The 70 labelled files: no wrong accept, no wrong reject, nothing over its limits."""

import json
from typing import Any

import pytest

from gateway.domain.signature import Verdict
from tests.support.judging import judge_in_process
from tests.support.shared_data import SHARED

FOLDER = SHARED / "signature-cases"
INDEX = FOLDER / "pdf" / "index.json"
CASES: list[dict[str, Any]] = json.loads(INDEX.read_text()) if INDEX.exists() else []
AT = "2026-11-25T03:00:00+00:00"  # while the CRLs of the test CA are fresh
MAY_BE_REVIEW = {"g16_expired_LTA_2023.pdf"}

pytestmark = pytest.mark.skipif(not CASES, reason="GATEWAY_SHARED has no signature cases")


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    verdict = judge_in_process(FOLDER / "pdf" / case["file"], FOLDER / "trust", AT, "require")
    allowed = _allowed(case)
    assert verdict.verdict in allowed, (case["description"], verdict)
    assert verdict.government == (verdict.verdict is Verdict.VALID)


def _allowed(case: dict[str, Any]) -> set[Verdict]:
    if case["expect"] == "ACCEPT":
        return {Verdict.VALID} | ({Verdict.REVIEW} if case["file"] in MAY_BE_REVIEW else set())
    return set(Verdict) - {Verdict.VALID}


@pytest.mark.parametrize(
    ("file", "verdict"),
    [
        ("a02_tamper_en.pdf", Verdict.NOT_VALID),
        ("b17_tamper_then_resign_insider.pdf", Verdict.NOT_VALID),
        ("f08_unsigned_field_overlay.pdf", Verdict.NOT_VALID),
        ("h01_unsigned.pdf", Verdict.UNSIGNED),
        ("j08_digest_alg_mismatch.pdf", Verdict.REVIEW),
        ("r05_enc_userpw.pdf", Verdict.ENCRYPTED),
        ("r07_objstm_bomb.pdf", Verdict.UNREADABLE),
        ("r21_many_certs.pdf", Verdict.REVIEW),
        ("s02_expired_now.pdf", Verdict.REVIEW),
        ("s07_untrusted.pdf", Verdict.NOT_VALID),
        ("s21_doc_ts_only.pdf", Verdict.UNSIGNED),
    ],
)
def test_each_has_its_own_word(file: str, verdict: Verdict) -> None:
    judged = judge_in_process(FOLDER / "pdf" / file, FOLDER / "trust", AT, "require")
    assert judged.verdict is verdict
