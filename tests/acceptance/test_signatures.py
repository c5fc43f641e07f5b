"""Signatures, tried on the command as an administrator and a clerk would.

The numbers are those of the issue's *Done when* (points 1 to 6 stand in the files beside this one).
"""

import json
import shutil
import subprocess
import sys
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from tests.support.desk import CONFIG
from tests.support.judging import judge_in_process
from tests.support.pdf_forgery import replace_page_text
from tests.support.pki import DAY, NOW, make_pki
from tests.support.signed_pdf import AMOUNT, normal_file, plain_pdf, sign

pytestmark = pytest.mark.acceptance

PKI = make_pki()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    PKI.write_trust(tmp_path / "data" / "trust")
    return tmp_path


def gateway(folder: Path, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, JSON lines and standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "gateway", "--config", str(folder / "config.yaml"), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return done.returncode, lines, done.stderr


def a_mail(folder: Path, document: bytes) -> Path:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "stn@quangngai.gov.vn", "sxd@quangngai.gov.vn"
    message["Subject"] = "Giấy mời số 34/GM-STN"
    message["Message-ID"] = "<34@quangngai.gov.vn>"
    message.set_content("Kính gửi.\n")
    message.add_attachment(document, maintype="application", subtype="pdf", filename="34.pdf")
    path = folder / "34.eml"
    path.write_bytes(message.as_bytes())
    return path


def test_of_an_altered_file_the_signed_revision_is_offered_as_a_file_of_its_own(
    folder: Path,
) -> None:
    """Build 6: what the leader signed comes out byte for byte, and is judged by itself."""
    genuine = normal_file(PKI)
    altered = folder / "quyết định.pdf"
    altered.write_bytes(replace_page_text(genuine, AMOUNT, b"9000000"))
    code, (line,), _ = gateway(
        folder, "verify", "--json", "--extract-signed", str(folder / "out"), str(altered)
    )
    assert (code, line["verdict"]) == (1, "NOT_VALID")
    assert line["extracted"]["verdict"] == "VALID"
    offered = folder / "out" / "quyết định.ban-da-ky.pdf"
    assert Path(line["extracted"]["file"]) == offered
    assert offered.read_bytes() == genuine


def test_a_whole_file_offers_nothing_and_a_file_is_never_overwritten(folder: Path) -> None:
    genuine, forged = folder / "a.pdf", folder / "b.pdf"
    genuine.write_bytes(sign(plain_pdf(), PKI.leader))
    forged.write_bytes(genuine.read_bytes().replace(AMOUNT, b"9000000"))
    out = str(folder / "out")
    _, lines, _ = gateway(
        folder, "verify", "--json", "--extract-signed", out, str(genuine), str(forged)
    )
    assert [line["extracted"] for line in lines] == [None, None]
    altered = folder / "c.pdf"
    altered.write_bytes(replace_page_text(genuine.read_bytes(), AMOUNT, b"9000000"))
    assert gateway(folder, "verify", "--json", "--extract-signed", out, str(altered))[0] == 1
    code, _, error = gateway(folder, "verify", "--extract-signed", out, str(altered))
    assert code == 2
    assert "is there already" in error


def test_a_verdict_can_be_repeated_when_the_trust_folder_has_moved_on(folder: Path) -> None:
    """Build 7: with --at the CRLs that were kept with the entry speak, years after their successors came."""
    document = folder / "34.pdf"
    document.write_bytes(sign(plain_pdf(), PKI.agency))
    at = (NOW + DAY).isoformat()
    code, (line,), error = gateway(
        folder, "process", "--json", "--at", at, str(a_mail(folder, document.read_bytes()))
    )
    assert (code, line["outcome"]) == (0, "accepted"), error
    shutil.rmtree(folder / "data" / "trust")
    _, (now,), _ = gateway(folder, "verify", "--json", str(document))
    assert now["verdict"] == "NOT_VALID"  # nobody is trusted any more
    code, (then,), error = gateway(folder, "verify", "--json", "--at", at, str(document))
    assert (code, then["verdict"], then["government"]) == (0, "VALID", True)
    assert "kept with arrival number 1/" in error


def test_what_was_never_registered_is_judged_under_the_trust_of_today(folder: Path) -> None:
    document = folder / "a.pdf"
    document.write_bytes(sign(plain_pdf(), PKI.agency))
    at = (NOW + DAY).isoformat()
    code, (line,), error = gateway(folder, "verify", "--json", "--at", at, str(document))
    assert (code, line["verdict"]) == (0, "VALID")
    assert "kept" not in error


def test_without_a_crl_the_mail_waits_and_nothing_is_answered(folder: Path) -> None:
    """Build 2: INDETERMINATE is neither entered nor refused; it stands in the queue to be judged again."""
    shutil.rmtree(folder / "data" / "trust" / "crls")
    mail = a_mail(folder, sign(plain_pdf(), PKI.agency))
    code, (line,), _ = gateway(folder, "process", "--json", str(mail))
    assert (code, line["outcome"]) == (0, "held")
    assert line["reasons"] == ["signature-indeterminate"]
    assert line["receipt"]["kind"] == "none"
    _, (waiting,), _ = gateway(folder, "queue", "list", "--json")
    assert (waiting["queue"], waiting["last_cause"]) == ("examine", "signature-indeterminate")


def test_the_report_says_where_each_signature_ended(folder: Path) -> None:
    genuine = sign(plain_pdf(), PKI.leader)
    document = folder / "a.pdf"
    document.write_bytes(sign(genuine, PKI.agency, "Signature2"))
    verdict = judge_in_process(document, folder / "data" / "trust", NOW.isoformat(), "require")
    ends = [report.signed_bytes for report in verdict.signatures]
    assert ends == [len(genuine), document.stat().st_size]
    assert verdict.trust is not None
