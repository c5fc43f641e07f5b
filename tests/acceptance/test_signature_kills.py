"""Signatures, points 2 and 7: kill −9 where the trust of a verdict is kept and where a mail begins to wait."""

import signal
from pathlib import Path

import pytest

from tests.support.agency import Agency
from tests.support.crashing import KEEPING_STEPS, WAITING_STEPS
from tests.support.crl_server import crl_server
from tests.support.dovecot import Dovecot
from tests.support.pki import make_pki
from tests.support.postfix import Postfix
from tests.support.signed_pdf import sign
from tests.support.small_pdf import invitation
from tests.support.waiting import eventually

pytestmark = [pytest.mark.acceptance, pytest.mark.servers]
PKI = make_pki()
WITHOUT_STATUS = (
    "signatures:\n  refresh:\n    hosts: ['{host}']\n    crl_urls: ['{root}', '{sub}']\n"
)


@pytest.fixture
def agency(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Agency:
    return Agency(tmp_path, dovecot, postfix)


def die_at(agency: Agency, step: str) -> None:
    """A mail with a signed document comes in, and the gateway dies at the step."""
    agency.draw_start_line()
    dying = agency.start("-m", "tests.support.crashing", str(agency.config), step)
    agency.send(agency.mail("Giấy mời", ("34 gm snv.pdf", sign(invitation(34), PKI.leader))))
    assert dying.wait(60) == -signal.SIGKILL, f"the step {step} was not reached; {agency.log()}"


def entered_once(agency: Agency) -> None:
    """One entry, judged valid, with the trust of its verdict in the store; one receipt."""
    eventually(
        lambda: agency.rows("outbox") and agency.is_settled(), f"the end; {agency.log()}", 60
    )
    receipts = eventually(agency.received_by_sender, f"the receipt; {agency.log()}", 30)
    assert len({receipt["Message-ID"] for receipt in receipts}) == 1
    (entry,) = agency.rows("incoming_register")
    assert (entry["arrival_number"], entry["signature"]) == (1, "VALID")
    kept = agency.folder / "data" / "store"
    names = {path.name for path in kept.rglob("*") if path.is_file()}
    trust = entry["signature_report"]["trust"]
    (manifest,) = [path for path in kept.rglob("*") if path.name.startswith(trust)]
    for line in manifest.read_text("ascii").splitlines():
        blob = line.partition(" ")[2]
        assert any(name.startswith(blob) for name in names), "all that the manifest names is kept"


@pytest.mark.parametrize("step", KEEPING_STEPS)
def test_7_kill_9_where_the_trust_of_a_verdict_is_kept(agency: Agency, step: str) -> None:
    PKI.write_trust(agency.folder / "data" / "trust")
    die_at(agency, step)
    assert agency.rows("incoming_register") == [], "nothing is entered before its trust is kept"
    with agency.running():
        entered_once(agency)


@pytest.mark.parametrize("step", WAITING_STEPS)
def test_2_kill_9_where_a_mail_begins_to_wait(agency: Agency, step: str) -> None:
    PKI.write_trust(agency.folder / "data" / "trust", crls=False)
    with crl_server() as server:
        agency.configure(
            extra=WITHOUT_STATUS.format(
                host=server.host, root=server.url("/root.crl"), sub=server.url("/sub.crl")
            )
        )
        die_at(agency, step)
        with agency.running():
            eventually(lambda: waits(agency), f"it waits; {agency.log()}", 60)
        assert wanted(agency) == 1, "asked for once, however often it was killed"
        server.answers = {"/root.crl": PKI.root.crl(), "/sub.crl": PKI.sub.crl()}
        assert agency.gateway("trust", "refresh").returncode == 0
        with agency.running():
            entered_once(agency)


def waits(agency: Agency) -> bool:
    return [row["last_cause"] for row in agency.rows("messages")] == ["signature-indeterminate"]


def wanted(agency: Agency) -> int:
    return len(agency.rows("status_requests"))
