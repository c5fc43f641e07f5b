"""The IMAP intake when servers, networks and passwords fail."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.adapters.imap import Pace
from gateway.config.servers import Tls
from tests.support.dovecot import Dovecot
from tests.support.ports import free_port
from tests.support.proxy import tcp_proxy
from tests.support.waiting import eventually
from tests.support.watching import Watching, causes, mail

pytestmark = pytest.mark.servers


def test_a_killed_server_costs_no_mail(own_dovecot: Dovecot, tmp_path: Path) -> None:
    user = own_dovecot.add_user()
    with Watching(tmp_path, [("sxd", own_dovecot.settings(user, tmp_path))]).running() as watching:
        watching.seen()
        own_dovecot.deliver(user, mail("before"))
        watching.has("before")
        with capture_logs() as logs:
            own_dovecot.kill()
            eventually(lambda: causes(logs, "mailbox-unreachable"), "a log line")
        own_dovecot.start()
        own_dovecot.deliver(user, mail("after"))
        watching.has("before", "after")
    assert all(user.name in cause for cause in causes(logs, "mailbox-unreachable"))


def test_a_wrong_password_is_logged_and_retried(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    settings = dovecot.settings(user, tmp_path)
    settings.password_file.write_text("wrong-secret\n")
    with capture_logs() as logs, Watching(tmp_path, [("sxd", settings)]).running() as watching:
        eventually(lambda: len(causes(logs, "mailbox-refused")) > 1, "two refusals")
        settings.password_file.write_text(user.password + "\n")
        watching.seen()
    assert {line["log_level"] for line in logs if line["event"] == "mailbox-refused"} == {"error"}
    assert "wrong-secret" not in str(logs)


def test_an_unreachable_server_does_not_stop_the_others(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    away = dovecot.settings(user, tmp_path, port=free_port())
    with capture_logs() as logs:
        mailboxes = [("away", away), ("sxd", dovecot.settings(user, tmp_path))]
        with Watching(tmp_path, mailboxes).running() as watching:
            watching.seen()
            dovecot.deliver(user, mail("here"))
            watching.has("here")
            eventually(lambda: len(causes(logs, "mailbox-unreachable")) > 2, "retries")


def test_a_restarted_watcher_takes_up_where_it_stopped(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    watching = Watching(tmp_path, [("sxd", dovecot.settings(user, tmp_path))])
    with watching.running():
        watching.seen()
    dovecot.deliver(user, mail("meanwhile"))
    with watching.running():
        watching.has("meanwhile")


def test_a_new_uidvalidity_takes_each_mail_once_and_none_from_before(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    user = dovecot.add_user()
    with dovecot.login(user) as client:
        client.append("INBOX", mail("old"), msg_time=datetime.now(UTC) - timedelta(days=30))
    watching = Watching(tmp_path, [("sxd", dovecot.settings(user, tmp_path))])
    with watching.running():
        first = watching.seen()
        dovecot.deliver(user, mail("known"))
        watching.has("known")
    dovecot.renumber(user)
    dovecot.deliver(user, mail("new"))
    with watching.running():
        watching.has("known", "new")
        eventually(lambda: watching.seen().last_uid == 3, "all numbers looked at")
    assert watching.seen().uidvalidity != first.uidvalidity
    assert watching.seen().started_at == first.started_at
    assert {raw.place.uidvalidity for raw in watching.ledger.messages if raw.place} == {
        watching.seen().uidvalidity
    }


@pytest.mark.parametrize("tls", [Tls.NONE, Tls.TLS])
def test_notices_in_crumbs_are_understood(dovecot: Dovecot, tmp_path: Path, tls: Tls) -> None:
    """imapclient's own IDLE loses a line that comes in pieces."""
    user = dovecot.add_user()
    settings = dovecot.settings(user, tmp_path, tls)
    with tcp_proxy(settings.port, crumbs=True) as proxy:
        settings = dovecot.settings(user, tmp_path, tls, port=proxy.port)
        with Watching(tmp_path, [("sxd", settings)]).running() as watching:
            watching.seen()
            for name in ("first", "second"):
                dovecot.deliver(user, mail(name))
                assert watching.noticed.acquire(timeout=3)
    assert watching.subjects() == ["first", "second"]
    assert proxy.connections == 1


def test_a_silent_network_ends_in_a_new_connection(dovecot: Dovecot, tmp_path: Path) -> None:
    """No end of the connection is told: the renewal of IDLE finds out."""
    user = dovecot.add_user()
    pace = Pace(timeout=0.5, first_retry=0.1, longest_retry=0.2, renew_idle=0.5)
    with tcp_proxy(dovecot.imap_port) as proxy, capture_logs() as logs:
        settings = dovecot.settings(user, tmp_path, Tls.NONE, port=proxy.port)
        with Watching(tmp_path, [("sxd", settings)], pace=pace).running() as watching:
            watching.seen()
            proxy.frozen.set()
            dovecot.deliver(user, mail("late"))
            told = eventually(lambda: causes(logs, "mailbox-unreachable"), "a log line")
            proxy.frozen.clear()
            watching.has("late")
    assert "no answer in time" in told[0]


def test_a_mail_that_the_server_cannot_hand_out_is_left_to_a_person(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    user = dovecot.add_user()
    pace = Pace(timeout=5, first_retry=0.01, longest_retry=0.05)
    watching = Watching(tmp_path, [("sxd", dovecot.settings(user, tmp_path))], pace=pace)
    with watching.running():
        watching.seen()
    for name in ("good", "broken", "later"):
        dovecot.deliver(user, mail(name))
    [broken] = [
        path
        for path in (dovecot.home(user) / "Maildir").rglob("*,S=*")
        if b"Subject: broken" in path.read_bytes()
    ]
    broken.chmod(0)
    with capture_logs() as logs, watching.running():
        eventually(lambda: len(watching.ledger.messages) == 3, "all three are recorded", 20)
    places = [raw.place.uid for raw in watching.ledger.messages if raw.place]
    assert places == [1, 2, 3]
    assert b"UID 2" in watching.body(watching.ledger.messages[1].digest)
    assert [line["uid"] for line in logs if line["event"] == "message-not-handed-out"] == [2]
