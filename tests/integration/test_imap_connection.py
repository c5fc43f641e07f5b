"""Logging in to a real Dovecot, and what failures say."""

from pathlib import Path

import pytest

from gateway.adapters.imap.connection import connect
from gateway.config.servers import Tls
from gateway.domain.failures import PermanentFailure, TransientFailure
from tests.support.dovecot import Dovecot, MailUser
from tests.support.ports import free_port

pytestmark = pytest.mark.servers


@pytest.mark.parametrize("tls", list(Tls))
def test_every_kind_of_connection_logs_in(dovecot: Dovecot, tmp_path: Path, tls: Tls) -> None:
    client = connect(dovecot.settings(dovecot.add_user(), tmp_path, tls), timeout=5)
    assert client.select_folder("INBOX")[b"EXISTS"] == 0
    client.logout()


def test_a_vietnamese_password_logs_in(dovecot: Dovecot, tmp_path: Path) -> None:
    client = connect(dovecot.settings(dovecot.add_user("mật-khẩu-1"), tmp_path), timeout=5)
    client.logout()


@pytest.mark.parametrize("tls", [Tls.TLS, Tls.STARTTLS])
def test_an_unknown_certificate_is_refused(dovecot: Dovecot, tmp_path: Path, tls: Tls) -> None:
    settings = dovecot.settings(dovecot.add_user(), tmp_path, tls, ca_file=None)
    with pytest.raises(TransientFailure, match="certificate is not accepted"):
        connect(settings, timeout=5)


def test_a_wrong_password_names_mailbox_and_never_the_password(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    user = dovecot.add_user()
    settings = dovecot.settings(MailUser(user.name, "wrong-secret"), tmp_path)
    with pytest.raises(PermanentFailure) as failure:
        connect(settings, timeout=5)
    text = str(failure.value)
    assert f"IMAP {user.name} at localhost" in text
    assert "AUTHENTICATIONFAILED" in text
    assert "wrong-secret" not in text


def test_a_missing_password_file_is_named(dovecot: Dovecot, tmp_path: Path) -> None:
    settings = dovecot.settings(dovecot.add_user(), tmp_path)
    settings.password_file.unlink()
    with pytest.raises(PermanentFailure, match=str(settings.password_file)):
        connect(settings, timeout=5)


def test_an_unreachable_server_is_transient(dovecot: Dovecot, tmp_path: Path) -> None:
    settings = dovecot.settings(dovecot.add_user(), tmp_path, port=free_port())
    with pytest.raises(TransientFailure, match="Connection refused"):
        connect(settings, timeout=5)
