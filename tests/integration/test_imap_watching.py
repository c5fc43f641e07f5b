"""The IMAP intake of a real Dovecot."""

import hashlib
import threading
import tracemalloc
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.adapters.imap import Pace
from gateway.adapters.message_store import FileMessageStore
from gateway.domain.message import Channel
from gateway.ports import StoredBody
from tests.support.dovecot import Dovecot
from tests.support.postfix import Postfix
from tests.support.watching import Watching, mail

pytestmark = pytest.mark.servers


def test_nothing_before_the_start_line_is_taken(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    dovecot.deliver(user, mail("old"))
    with Watching(tmp_path, [("sxd", dovecot.settings(user, tmp_path))]).running() as watching:
        assert watching.seen().last_uid == 1
        dovecot.deliver(user, mail("new"))
        watching.has("new")


def test_a_mail_arrives_by_idle_within_two_seconds(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    with Watching(tmp_path, [("sxd", dovecot.settings(user, tmp_path))]).running() as watching:
        watching.seen()
        before = datetime.now(UTC).replace(microsecond=0)
        for name in ("first", "second"):
            dovecot.deliver(user, mail(name))
            assert watching.noticed.acquire(timeout=2), "no notice within 2 s"
        first = watching.ledger.messages[0]
    assert watching.subjects() == ["first", "second"]
    assert first.channel is Channel.IMAP
    assert first.mailbox == "sxd"
    assert first.envelope_from is None
    assert before <= first.entered_system_at <= datetime.now(UTC)
    assert first.size == len(watching.body(first.digest))


class ArrivalDuringFetch(FileMessageStore):
    """A store during whose first `put` another mail arrives."""

    def __init__(self, folder: Path, arrive: Callable[[], None]) -> None:
        super().__init__(folder)
        self._arrive = arrive
        self._arrived = False

    def put(self, chunks: Iterable[bytes]) -> StoredBody:
        if not self._arrived:
            self._arrived = True
            self._arrive()
        return super().put(chunks)


def test_a_mail_that_comes_while_another_is_fetched_is_noticed(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    """Its EXISTS comes with the answer to FETCH; IDLE does not tell of it again."""
    user = dovecot.add_user()
    watching = Watching(tmp_path, [("sxd", dovecot.settings(user, tmp_path))])
    watching.store = ArrivalDuringFetch(tmp_path, lambda: dovecot.deliver(user, mail("meanwhile")))
    with watching.running():
        watching.seen()
        dovecot.deliver(user, mail("first"))
        watching.has("first", "meanwhile", seconds=4)


def test_the_mail_stays_unread(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    with Watching(tmp_path, [("sxd", dovecot.settings(user, tmp_path))]).running() as watching:
        watching.seen()
        dovecot.deliver(user, mail("unread"))
        watching.has("unread")
    with dovecot.login(user) as client:
        client.select_folder("INBOX")
        assert client.search("UNSEEN")


def test_without_idle_the_mailbox_is_polled(plain_dovecot: Dovecot, tmp_path: Path) -> None:
    user = plain_dovecot.add_user()
    settings = plain_dovecot.settings(user, tmp_path, poll_seconds=1)
    with Watching(tmp_path, [("sxd", settings)]).running() as watching:
        watching.seen()
        plain_dovecot.deliver(user, mail("polled"))
        watching.has("polled", seconds=4)


def test_idle_is_renewed_and_still_notices(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    pace = Pace(timeout=5, renew_idle=0.05)
    with Watching(
        tmp_path, [("sxd", dovecot.settings(user, tmp_path))], pace=pace
    ).running() as watching:
        watching.seen()
        names = [f"n{n}" for n in range(30)]
        for name in names:
            dovecot.deliver(user, mail(name))
        watching.has(*names)
    assert len(watching.ledger.messages) == 30


def test_a_25_mb_mail_passes_with_flat_memory(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    watching = Watching(tmp_path, [("sxd", dovecot.settings(user, tmp_path))])
    with watching.running():
        watching.seen()
        big = mail("big", 25_000_000)
        dovecot.deliver(user, big)
        del big
        assert watching.noticed.acquire(timeout=30)
        tracemalloc.start()
        dovecot.deliver(user, b"Subject: again\r\n\r\n")  # a first visit has loaded what is lazy
        assert watching.noticed.acquire(timeout=30)
        tracemalloc.reset_peak()
        with dovecot.login(user) as clerk:
            clerk.select_folder("INBOX")
            clerk.copy([1], "INBOX")
        assert watching.noticed.acquire(timeout=30)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert watching.ledger.messages[-1].size > 25_000_000
    assert watching.ledger.messages[-1].digest == watching.ledger.messages[0].digest
    assert peak < 8_000_000


def test_many_mailboxes_are_watched_by_one_thread(dovecot: Dovecot, tmp_path: Path) -> None:
    users = [dovecot.add_user() for _ in range(25)]
    mailboxes = [(user.name, dovecot.settings(user, tmp_path)) for user in users]
    with Watching(tmp_path, mailboxes).running() as watching:
        for user in users:
            watching.seen(user.name)
        for user in users:
            dovecot.deliver(user, mail(user.name))
        watching.has(*(user.name for user in users))
        names = [thread.name for thread in threading.enumerate() if thread.name.startswith("imap")]
        assert len(names) <= 8


def test_postfix_relays_into_dovecot(postfix: Postfix, dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    with Watching(tmp_path, [("sxd", dovecot.settings(user, tmp_path))]).running() as watching:
        watching.seen()
        postfix.submit("vanthu@example.test", [user.address], mail("relayed"))
        watching.has("relayed", seconds=20)
    digest = watching.ledger.messages[0].digest
    assert digest == hashlib.sha256(watching.body(digest)).hexdigest()
