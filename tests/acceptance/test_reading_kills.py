"""Reading documents: kill −9 where a scan is passed on and where it was read. It is simply done again."""

import signal
from pathlib import Path

import pytest

from tests.support.agency import Agency
from tests.support.crashing import OCR_STEPS
from tests.support.dovecot import Dovecot
from tests.support.postfix import Postfix
from tests.support.scanned import SHEETS, Glass, scan
from tests.support.servers import need_ocr
from tests.support.waiting import eventually

pytestmark = [pytest.mark.acceptance, pytest.mark.servers]
DECISION = SHEETS[6][1]


@pytest.fixture
def agency(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Agency:
    need_ocr()
    return Agency(tmp_path, dovecot, postfix)


@pytest.mark.parametrize("step", OCR_STEPS)
def test_kill_9_while_a_scan_waits_or_is_read(agency: Agency, step: str) -> None:
    agency.draw_start_line()
    dying = agency.start("-m", "tests.support.crashing", str(agency.config), step)
    agency.send(agency.mail("Gửi văn bản", ("908 qd skhcn.pdf", scan(DECISION, Glass(), 11))))
    assert dying.wait(120) == -signal.SIGKILL, f"the step {step} was not reached; {agency.log()}"
    if step != "commit:after":
        assert agency.rows("incoming_register") == []
    with agency.running():
        eventually(
            lambda: agency.rows("outbox") and agency.is_settled(), f"the end; {agency.log()}", 120
        )
        receipts = eventually(agency.received_by_sender, f"the receipt; {agency.log()}", 30)
    assert len({receipt["Message-ID"] for receipt in receipts}) == 1
    (entry,) = agency.rows("incoming_register")
    assert (entry["arrival_number"], entry["document_type"]) == (1, "Quyết định")
    assert not list((agency.folder / "data" / "spool").glob("mail-*"))
