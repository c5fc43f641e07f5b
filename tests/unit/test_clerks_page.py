"""The clerk's page explains every reason for which a mail can lie in "Cần xem"."""

import re
from pathlib import Path

from gateway.domain.admission import Reason

PAGE = Path(__file__).parents[2] / "docs" / "van-thu" / "huong-dan-nhanh.md"
# A folder of its own, a note in the entry, and what is not held.
ELSEWHERE = {Reason.SECRET, Reason.SIGNER_MISMATCH, Reason.AUTO_REPLY, Reason.RECEIPT}


def test_every_reason_has_its_row() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row.split("|")[1])}
    assert {reason.value for reason in Reason} - told == {reason.value for reason in ELSEWHERE}
