"""What `gateway doctor` says of the submission server: TLS, login, the sender of receipts. No mail is sent."""

from pathlib import Path
from typing import Any

import pytest

from gateway.config.settings import Settings
from gateway.wiring.doctor.servers import submission
from gateway.wiring.findings import Finding
from tests.support.ports import free_port
from tests.support.smtp_dialogue import running_intake
from tests.support.smtp_login import server_with_login

pytestmark = pytest.mark.filterwarnings(
    "ignore:Requiring AUTH while not requiring TLS"  # TLS from the first byte
)
RIGHT, WRONG = "mật khẩu", "nhầm-lẫn"


def look(folder: Path, port: int, **changes: Any) -> Finding:
    agency = {
        "id": "sxd",
        "name": "Sở Xây dựng",
        "books": [{"name": "den", "title": "Sổ"}],
        "mailboxes": [{"name": "sxd", "address": "sxd@quangngai.gov.vn"}],
    }
    asked = {"host": "localhost", "port": port, "tls": "tls"} | changes
    values = {"data_dir": folder, "agencies": [agency], "submission": asked}
    (finding,) = submission(Settings.model_validate(values))
    return finding


def login(folder: Path, password: str) -> dict[str, object]:
    (folder / "password").write_text(password + "\n")
    return {"username": "gateway", "password_file": folder / "password"}


def test_the_login_is_made_and_a_wrong_password_told_without_it(tmp_path: Path) -> None:
    with server_with_login(tmp_path) as (port, cert):
        right = look(tmp_path, port, ca_file=cert, **login(tmp_path, RIGHT))
        wrong = look(tmp_path, port, ca_file=cert, **login(tmp_path, WRONG))
        without = look(tmp_path, port, ca_file=cert)
    assert (right.level, "gateway is logged in" in right.message) == ("ok", True)
    assert (wrong.level, "refuses the login" in wrong.message) == ("error", True)
    assert (without.level, "530" in without.message) == ("error", True)
    assert RIGHT not in right.message
    assert WRONG not in wrong.message + str(wrong.advice)


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with server_with_login(tmp_path) as (port, _):
        found = look(tmp_path, port, **login(tmp_path, RIGHT))
    assert (found.level, "certificate verify failed" in found.message) == ("error", True)
    assert "ca_file" in str(found.advice)


def test_a_server_without_tls_is_not_spoken_to_in_clear(tmp_path: Path) -> None:
    with running_intake(tmp_path) as intake:
        found = look(tmp_path, intake.port, tls="starttls")
        assert (found.level, "STARTTLS" in found.message) == ("error", True)
        assert look(tmp_path, intake.port, tls="none").level == "ok"
        assert not intake.ledger.messages


def test_a_server_that_is_away_and_a_transport_that_sends_nothing(tmp_path: Path) -> None:
    assert look(tmp_path, free_port()).level == "error"
    found = look(tmp_path, free_port(), transport="files")
    assert (found.level, "nothing is sent" in found.message) == ("warning", True)
