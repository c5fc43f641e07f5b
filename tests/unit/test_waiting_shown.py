"""`gateway process` and `explain` say of a mail that waits that it is asked again, not that a clerk must look."""

from pathlib import Path

import pytest

from gateway.adapters.receipts import load_texts
from gateway.adapters.rules_yaml import load_rules
from gateway.cli.process import _print, processed_json
from gateway.domain.signature import DocumentVerdict, Verdict
from gateway.resources import shared
from gateway.wiring import Processed
from gateway.wiring.explaining import explain_conclusion, preview
from tests.support.examined import mail
from tests.unit.test_pipeline import INVITATION, SCAN, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, load_rules(shared("rules")))


@pytest.mark.parametrize(
    ("verdict", "scan", "words"),
    [
        (Verdict.INDETERMINATE, False, "khi có CRL"),
        (Verdict.INDETERMINATE, True, "tesseract"),  # a mark is looked for first
        (Verdict.VALID, True, "tesseract"),
        (Verdict.REVIEW, False, None),
        (Verdict.VALID, False, None),
    ],
)
def test_what_waits_is_shown_as_waiting(
    world: World,
    capsys: pytest.CaptureFixture[str],
    verdict: Verdict,
    scan: bool,
    words: str | None,
) -> None:
    read = mail(INVITATION)
    read.verdicts = {0: DocumentVerdict(verdict, "x")}
    if scan:
        read.texts = {0: SCAN}
    conclusion = world.process(read, scans_wait=True)
    processed = Processed(conclusion, preview(conclusion), None, ())
    _print(Path("a.eml"), processed)
    printed = capsys.readouterr().out
    explained = "\n".join(explain_conclusion(conclusion, load_texts(None)))
    for shown in (printed, explained):
        assert ("chưa kết luận" in shown) is (words is not None)
        assert (words or "") in " ".join(shown.split())
    if words is not None:
        assert processed_json(Path("a.eml"), processed)["outcome"] == "held", "the words are fixed"
