"""`gateway doctor` with real servers: what works is called ok, what does not is named with its place."""

import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.agency import ROOT, Agency
from tests.support.checking import Findings, findings
from tests.support.dovecot import Dovecot
from tests.support.pki import DAY, NOW, SUB_NAME, shared_pki
from tests.support.ports import free_port
from tests.support.postfix import Postfix
from tests.support.servers import certificate_until
from tests.support.waiting import eventually

pytestmark = [pytest.mark.acceptance, pytest.mark.servers]

SECRET = "mật khẩu Số 7"  # of the mailbox: it may stand nowhere


@pytest.fixture
def agency(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Agency:
    return Agency(tmp_path, dovecot, postfix)


def doctor(agency: Agency) -> Findings:
    return findings(agency.gateway("doctor", "--json"))


def second_mailbox(agency: Agency, password: str) -> None:
    """Beside the first one in the configuration: an account of its own with that password."""
    user = agency.dovecot.add_user(SECRET)
    (agency.folder / "second").write_text(password + "\n")
    text = agency.config.read_text(encoding="utf-8")
    head, name, tail = text.partition("      - name: sxd\n")
    own, submission, rest = tail.partition("submission:")
    other = own.replace(agency.address, "second@quangngai.gov.vn")
    other = other.replace(f"username: {agency.mailbox.name}", f"username: {user.name}")
    other = other.replace("password_file: password", "password_file: second")
    text = head + name + own + "      - name: second\n" + other + submission + rest
    agency.config.write_text(text, encoding="utf-8")


def test_where_all_works_nothing_fails_and_nothing_is_changed(agency: Agency) -> None:
    starttls = f"  tls: starttls\n  host: localhost\n  ca_file: {agency.postfix.ca_file}\n"
    text = agency.config.read_text(encoding="utf-8")
    text = text.replace("  host: localhost\n  port: ", "  port: ").replace(
        "  tls: none\n", starttls
    )
    agency.config.write_text(text, encoding="utf-8")
    with agency.running():
        eventually(lambda: agency.rows("mailboxes"), f"the start line; {agency.log()}", 60)
        shared_pki().write_trust(agency.folder / "data" / "trust")
        before = agency.folders()
        found = doctor(agency)
    assert (found.code, found.failed()) == (0, [])
    for check in ("configuration", "rules", "database", "integrity", "folders", "submission"):
        assert found.levels(check) == {"ok"}, found.of(check)
    mailbox = found.one("mailbox", "sxd")
    assert mailbox["level"] == "ok"
    assert "IDLE, MOVE, UIDPLUS" in mailbox["message"]
    assert "Văn bản đến/Cần xem" in mailbox["message"], "made when first needed"
    assert "starttls" in found.one("submission")["message"]
    assert found.levels("trust") == {"ok"}
    assert found.one("workers", "network")["level"] == "ok"
    assert found.one("workers", "deadline")["level"] == "ok"
    for check, program in (("scans", "tesseract"), ("office", "soffice")):
        if shutil.which(program):
            assert found.levels(check) == {"ok"}, found.of(check)
    assert agency.mailbox.password not in found.text
    assert agency.folders() == before
    assert agency.received_by_sender() == []


def test_a_configuration_that_is_broken_or_absent_is_told_as_by_check(agency: Agency) -> None:
    text = agency.config.read_text(encoding="utf-8")
    agency.config.write_text(text.replace("mode: live", "mode: lively"), encoding="utf-8")
    said = [agency.gateway(command, "--json") for command in ("doctor", "check")]
    assert {done.returncode for done in said} == {2}
    assert said[0].stderr == said[1].stderr
    assert f"{agency.config}:5:5: " in said[0].stderr
    agency.config.unlink()
    gone = agency.gateway("doctor")
    assert (gone.returncode, "cannot be read" in gone.stderr) == (2, True)
    assert said[0].stdout == said[1].stdout == gone.stdout == ""


def test_a_wrong_password_is_named_for_its_mailbox_and_never_printed(agency: Agency) -> None:
    second_mailbox(agency, "nhầm-" + SECRET)
    found = doctor(agency)
    assert (found.code, found.failed()) == (1, [("mailbox", "second")])
    refused = found.one("mailbox", "second")
    assert "refused user name or password" in refused["message"]
    assert found.one("mailbox", "sxd")["level"] == "ok"
    assert SECRET not in found.text
    (agency.folder / "second").write_text(SECRET + "\n")
    found = doctor(agency)
    assert (found.code, found.levels("mailbox")) == (0, {"ok"})
    assert SECRET not in found.text


def test_servers_that_are_down_are_named_soon(
    tmp_path: Path, own_dovecot: Dovecot, postfix: Postfix
) -> None:
    agency = Agency(tmp_path, own_dovecot, postfix)
    text = agency.config.read_text(encoding="utf-8")
    gone = text.replace(f"  port: {postfix.port}\n", f"  port: {free_port()}\n")
    agency.config.write_text(gone, encoding="utf-8")
    own_dovecot.kill()
    began = time.monotonic()
    found = doctor(agency)
    assert time.monotonic() - began < 60
    assert (found.code, found.failed()) == (1, [("submission", None), ("mailbox", "sxd")])
    for check in ("submission", "mailbox"):
        assert "refused" in found.one(check)["message"]
        assert "port" in found.one(check)["advice"]


def test_the_certificate_of_a_server_is_looked_at(
    tmp_path: Path, own_dovecot: Dovecot, postfix: Postfix
) -> None:
    agency = Agency(tmp_path, own_dovecot, postfix)
    now = datetime.now(UTC)
    expected = {
        now - timedelta(days=1): ("error", "certificate has expired"),
        now + timedelta(days=5): ("warning", "certificate ends on"),
        now + timedelta(days=60): ("ok", "logged in"),
    }
    for ends, (level, word) in expected.items():
        certificate_until(own_dovecot.folder, ends)
        own_dovecot.restart()
        found = doctor(agency)
        line = found.one("mailbox", "sxd")
        assert (line["level"], found.code) == (level, 1 if level == "error" else 0)
        assert word in line["message"]


def test_a_stale_and_a_missing_crl_are_named_without_asking_anybody(agency: Agency) -> None:
    """Also by `gateway check`, whose configuration names servers that are not there."""
    pki, trust = shared_pki(), agency.folder / "data" / "trust"
    pki.write_trust(trust)
    (trust / "crls" / "sub.crl").write_bytes(
        pki.sub.crl(last=NOW - 9 * DAY, following=NOW - 2 * DAY)
    )
    (trust / "crls" / "root.crl").unlink()
    for command in ("check", "doctor"):
        found = findings(agency.gateway(command, "--json"))
        assert found.code == 0, "the gateway works: what is signed waits"
        stale = found.one("trust", "CA phục vụ các cơ quan thử nghiệm")
        assert stale["level"] == "warning"
        assert "out of date since" in stale["message"]
        assert "--as crls" in stale["advice"]
        missing = found.one("trust", "RootCA thử nghiệm")
        assert missing["level"] == "warning"
        assert "no CRL" in missing["message"]
    assert "CA phục vụ các cơ quan thử nghiệm" in SUB_NAME.rfc4514_string()


def test_a_data_folder_that_cannot_be_written_is_named(agency: Agency) -> None:
    data = agency.folder / "data"
    data.mkdir(mode=0o555)
    found = without_rights_of_root(agency)
    assert found.code == 1
    assert found.failed() == [("folders", None), ("sync", None)]
    line = found.one("folders")
    assert f"{data}: cannot be written: Permission denied" in line["message"]
    assert "owner root, mode 0555" in line["message"]
    assert found.one("mailbox", "sxd")["level"] == "ok", "the other checks are made all the same"
    data.chmod(0o755)
    found = without_rights_of_root(agency)
    assert found.failed() == []
    assert "others can look into it" in found.one("folders")["message"]
    data.rmdir()
    agency.folder.chmod(0o555)
    found = without_rights_of_root(agency)
    assert found.failed() == [("folders", None)], "nor could it be made"
    agency.folder.chmod(0o700)
    assert "not there yet" in doctor(agency).one("folders")["message"]
    assert not data.exists(), "looking makes nothing"


def without_rights_of_root(agency: Agency) -> Findings:
    """Root may write everywhere; without these two capabilities the modes hold for it, as for the service."""
    gateway = [sys.executable, "-m", "gateway", "--config", str(agency.config), "doctor", "--json"]
    command = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", *gateway]
    return findings(
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    )
