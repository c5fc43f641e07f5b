"""IMAP intake and settling against a real Dovecot."""

import hashlib
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from imapclient import DELETED
from structlog.testing import capture_logs

from gateway.adapters.imap import ImapMover, MailboxWatcher, Pace
from gateway.adapters.imap.connection import connect
from gateway.config.settings import ImapSettings, Tls
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.message import Channel
from gateway.ports import Settlement, StartLine, StoredBody
from tests.support.dovecot import Dovecot, MailUser
from tests.support.fakes import MemoryMailboxLedger, MemoryStore, SystemClock
from tests.support.ports import free_port
from tests.support.postfix import Postfix
from tests.support.proxy import Proxy
from tests.support.servers import need
from tests.support.waiting import eventually

pytestmark = pytest.mark.servers

QUICK = Pace(timeout=5, first_retry=0.1, longest_retry=0.5, refused_retry=0.3, renew_idle=540)
REGISTERED = "Văn bản đến/Đã vào sổ/2026"


def mail(subject: str, size: int = 0) -> bytes:
    """A mail with a Message-ID of its subject; `size` bytes of text in lines that SMTP takes."""
    head = (
        f"From: vanthu@example.test\r\nTo: sxd@agency.test\r\nSubject: {subject}\r\n"
        f"Message-ID: <{subject}@example.test>\r\n\r\n"
    )
    return head.encode() + b"x" * 76 + b"\r\n" + (b"y" * 76 + b"\r\n") * (size // 78)


class Watching:
    """A watcher that runs in a thread, with what it feeds."""

    def __init__(
        self,
        mailboxes: Sequence[tuple[str, ImapSettings]],
        ledger: MemoryMailboxLedger | None = None,
        pace: Pace = QUICK,
    ) -> None:
        self.mailboxes = mailboxes
        self.ledger = ledger or MemoryMailboxLedger()
        self.store = MemoryStore()
        self.noticed = threading.Semaphore(0)
        self.pace = pace

    @contextmanager
    def running(self) -> Iterator["Watching"]:
        stop = threading.Event()
        watcher = MailboxWatcher(
            self.mailboxes, self.ledger, self.store, SystemClock(), self.noticed.release, self.pace
        )
        thread = threading.Thread(target=watcher.run, args=(stop,))
        thread.start()
        try:
            yield self
        finally:
            stop.set()
            watcher.wake()
            asked = time.monotonic()
            thread.join(10)
            assert time.monotonic() - asked < 1.5

    def seen(self, mailbox: str = "sxd", folder: str = "INBOX") -> StartLine:
        """The start line, as soon as the watcher has drawn it."""
        return eventually(lambda: self.ledger.start_line(mailbox, folder), "a start line")

    def subjects(self) -> list[str]:
        bodies = (self.store.bodies[raw.digest] for raw in self.ledger.messages)
        return [body.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for body in bodies]

    def has(self, *subjects: str, seconds: float = 10) -> None:
        expected = sorted(subjects)
        eventually(lambda: sorted(self.subjects()) == expected, f"{subjects}", seconds)


def server_of_its_own(**options: str) -> Iterator[Dovecot]:
    need("dovecot", "imap", "lmtp", "openssl")
    server = Dovecot(**options)
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture
def own_dovecot() -> Iterator[Dovecot]:
    """A server that the test may kill."""
    yield from server_of_its_own()


@pytest.fixture(scope="module")
def plain_dovecot() -> Iterator[Dovecot]:
    """A server without IDLE and MOVE, its folders under "INBOX." and separated by dots, as Courier does."""
    capability = "IMAP4rev1 NAMESPACE UIDPLUS LITERAL+"
    yield from server_of_its_own(capability=capability, prefix="INBOX.", separator=".")


# --- connections ---


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


# --- watching ---


def test_nothing_before_the_start_line_is_taken(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    dovecot.deliver(user, mail("old"))
    with Watching([("sxd", dovecot.settings(user, tmp_path))]).running() as watching:
        assert watching.seen().last_uid == 1
        dovecot.deliver(user, mail("new"))
        watching.has("new")


def test_a_mail_arrives_by_idle_within_two_seconds(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    with Watching([("sxd", dovecot.settings(user, tmp_path))]).running() as watching:
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
    assert first.size == len(watching.store.bodies[first.digest])


class ArrivalDuringFetch(MemoryStore):
    """A store during whose first `put` another mail arrives."""

    def __init__(self, arrive: Callable[[], None]) -> None:
        super().__init__()
        self._arrive = arrive

    def put(self, chunks: Iterable[bytes]) -> StoredBody:
        if not self.bodies:
            self._arrive()
        return super().put(chunks)


def test_a_mail_that_comes_while_another_is_fetched_is_noticed(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    """Its EXISTS comes with the answer to FETCH; IDLE does not tell of it again."""
    user = dovecot.add_user()
    watching = Watching([("sxd", dovecot.settings(user, tmp_path))])
    watching.store = ArrivalDuringFetch(lambda: dovecot.deliver(user, mail("meanwhile")))
    with watching.running():
        watching.seen()
        dovecot.deliver(user, mail("first"))
        watching.has("first", "meanwhile", seconds=4)


def test_the_mail_stays_unread(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    with Watching([("sxd", dovecot.settings(user, tmp_path))]).running() as watching:
        watching.seen()
        dovecot.deliver(user, mail("unread"))
        watching.has("unread")
    with dovecot.login(user) as client:
        client.select_folder("INBOX")
        assert client.search("UNSEEN")


def test_without_idle_the_mailbox_is_polled(plain_dovecot: Dovecot, tmp_path: Path) -> None:
    user = plain_dovecot.add_user()
    settings = plain_dovecot.settings(user, tmp_path, poll_seconds=1)
    with Watching([("sxd", settings)]).running() as watching:
        watching.seen()
        plain_dovecot.deliver(user, mail("polled"))
        watching.has("polled", seconds=4)


def test_idle_is_renewed_and_still_notices(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    pace = Pace(timeout=5, renew_idle=0.05)
    with Watching([("sxd", dovecot.settings(user, tmp_path))], pace=pace).running() as watching:
        watching.seen()
        names = [f"n{n}" for n in range(30)]
        for name in names:
            dovecot.deliver(user, mail(name))
        watching.has(*names)
    assert len(watching.ledger.messages) == 30


def test_a_killed_server_costs_no_mail(own_dovecot: Dovecot, tmp_path: Path) -> None:
    user = own_dovecot.add_user()
    with Watching([("sxd", own_dovecot.settings(user, tmp_path))]).running() as watching:
        watching.seen()
        own_dovecot.deliver(user, mail("before"))
        watching.has("before")
        with capture_logs() as logs:
            own_dovecot.kill()
            eventually(lambda: _causes(logs, "mailbox-unreachable"), "a log line")
        own_dovecot.start()
        own_dovecot.deliver(user, mail("after"))
        watching.has("before", "after")
    assert all(user.name in cause for cause in _causes(logs, "mailbox-unreachable"))


def test_a_wrong_password_is_logged_and_retried(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    settings = dovecot.settings(user, tmp_path)
    settings.password_file.write_text("wrong-secret\n")
    with capture_logs() as logs, Watching([("sxd", settings)]).running() as watching:
        eventually(lambda: len(_causes(logs, "mailbox-refused")) > 1, "two refusals")
        settings.password_file.write_text(user.password + "\n")
        watching.seen()
    assert {line["log_level"] for line in logs if line["event"] == "mailbox-refused"} == {"error"}
    assert "wrong-secret" not in str(logs)


def test_an_unreachable_server_does_not_stop_the_others(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    away = dovecot.settings(user, tmp_path, port=free_port())
    with capture_logs() as logs:
        mailboxes = [("away", away), ("sxd", dovecot.settings(user, tmp_path))]
        with Watching(mailboxes).running() as watching:
            watching.seen()
            dovecot.deliver(user, mail("here"))
            watching.has("here")
            eventually(lambda: len(_causes(logs, "mailbox-unreachable")) > 2, "retries")


def test_a_restarted_watcher_takes_up_where_it_stopped(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    watching = Watching([("sxd", dovecot.settings(user, tmp_path))])
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
    watching = Watching([("sxd", dovecot.settings(user, tmp_path))])
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


def test_a_25_mb_mail_passes_with_flat_memory(dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    watching = Watching([("sxd", dovecot.settings(user, tmp_path))])
    watching.store = MemoryStore(keep=False)
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


@pytest.mark.parametrize("tls", [Tls.NONE, Tls.TLS])
def test_notices_in_crumbs_are_understood(dovecot: Dovecot, tmp_path: Path, tls: Tls) -> None:
    """imapclient's own IDLE loses a line that comes in pieces."""
    user = dovecot.add_user()
    settings = dovecot.settings(user, tmp_path, tls)
    with Proxy(settings.port, crumbs=True).running() as proxy:
        settings = dovecot.settings(user, tmp_path, tls, port=proxy.port)
        with Watching([("sxd", settings)]).running() as watching:
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
    with Proxy(dovecot.imap_port).running() as proxy, capture_logs() as logs:
        settings = dovecot.settings(user, tmp_path, Tls.NONE, port=proxy.port)
        with Watching([("sxd", settings)], pace=pace).running() as watching:
            watching.seen()
            proxy.frozen.set()
            dovecot.deliver(user, mail("late"))
            causes = eventually(lambda: _causes(logs, "mailbox-unreachable"), "a log line")
            proxy.frozen.clear()
            watching.has("late")
    assert "no answer in time" in causes[0]


def test_a_mail_that_the_server_cannot_hand_out_is_left_to_a_person(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    user = dovecot.add_user()
    pace = Pace(timeout=5, first_retry=0.01, longest_retry=0.05)
    watching = Watching([("sxd", dovecot.settings(user, tmp_path))], pace=pace)
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
    assert b"UID 2" in watching.store.bodies[watching.ledger.messages[1].digest]
    assert [line["uid"] for line in logs if line["event"] == "message-not-handed-out"] == [2]


def test_many_mailboxes_are_watched_by_one_thread(dovecot: Dovecot, tmp_path: Path) -> None:
    users = [dovecot.add_user() for _ in range(25)]
    mailboxes = [(user.name, dovecot.settings(user, tmp_path)) for user in users]
    with Watching(mailboxes).running() as watching:
        for user in users:
            watching.seen(user.name)
        for user in users:
            dovecot.deliver(user, mail(user.name))
        watching.has(*(user.name for user in users))
        names = [thread.name for thread in threading.enumerate() if thread.name.startswith("imap")]
        assert len(names) <= 8


# --- moving ---


def settlement(dovecot: Dovecot, user: MailUser, subject: str, **changes: object) -> Settlement:
    """The settlement of the mail with that subject in the user's INBOX."""
    with dovecot.login(user) as client:
        uidvalidity = client.select_folder("INBOX")[b"UIDVALIDITY"]
        uid = client.search(["SUBJECT", subject])[-1]
    values: dict[str, object] = {
        "row": 1,
        "mailbox": "sxd",
        "folder": "INBOX",
        "uidvalidity": uidvalidity,
        "uid": uid,
        "target": REGISTERED,
        "attempts": 0,
        "message_id": f"<{subject}@example.test>",
    }
    return Settlement(**(values | changes))


def message_ids(dovecot: Dovecot, user: MailUser, folder: str, criteria: str = "ALL") -> list[str]:
    """The Message-IDs in a folder."""
    with dovecot.login(user) as client:
        client.select_folder(folder, readonly=True)
        found = client.fetch(client.search(criteria), ["ENVELOPE"])
        return sorted(item[b"ENVELOPE"].message_id.decode() for item in found.values())


@pytest.fixture
def mover_for(tmp_path: Path) -> Iterator[Callable[[Dovecot, MailUser], ImapMover]]:
    movers: list[ImapMover] = []

    def make(dovecot: Dovecot, user: MailUser) -> ImapMover:
        movers.append(ImapMover({"sxd": dovecot.settings(user, tmp_path)}))
        return movers[-1]

    yield make
    for mover in movers:
        mover.close()


Maker = Callable[[Dovecot, MailUser], ImapMover]


def test_a_move_creates_and_subscribes_vietnamese_folders(
    dovecot: Dovecot, mover_for: Maker
) -> None:
    user = dovecot.add_user()
    dovecot.deliver(user, mail("a"))
    dovecot.deliver(user, mail("b"))
    mover = mover_for(dovecot, user)
    assert mover.move(settlement(dovecot, user, "a"))
    assert mover.move(settlement(dovecot, user, "b"))
    assert message_ids(dovecot, user, REGISTERED) == ["<a@example.test>", "<b@example.test>"]
    assert message_ids(dovecot, user, "INBOX") == []
    levels = {"Văn bản đến", "Văn bản đến/Đã vào sổ", REGISTERED}
    with dovecot.login(user) as client:
        assert levels <= {name for _, _, name in client.list_sub_folders()}


def test_a_folder_in_decomposed_form_is_found_again(dovecot: Dovecot, mover_for: Maker) -> None:
    user = dovecot.add_user()
    dovecot.deliver(user, mail("a"))
    decomposed = "Ca\u0302\u0300n xem"
    with dovecot.login(user) as client:
        client.create_folder(decomposed)
    assert mover_for(dovecot, user).move(settlement(dovecot, user, "a", target="Cần xem"))
    assert message_ids(dovecot, user, decomposed) == ["<a@example.test>"]


def test_a_mail_that_a_clerk_moved_is_gone(dovecot: Dovecot, mover_for: Maker) -> None:
    user = dovecot.add_user()
    dovecot.deliver(user, mail("a"))
    due = settlement(dovecot, user, "a")
    with dovecot.login(user) as client:
        client.create_folder("Riêng")
        client.select_folder("INBOX")
        client.move([due.uid], "Riêng")
    assert mover_for(dovecot, user).move(due) is False
    assert message_ids(dovecot, user, "Riêng") == ["<a@example.test>"]


def test_a_repeated_move_moves_nothing(dovecot: Dovecot, mover_for: Maker) -> None:
    user = dovecot.add_user()
    dovecot.deliver(user, mail("a"))
    due = settlement(dovecot, user, "a")
    mover = mover_for(dovecot, user)
    assert [mover.move(due), mover.move(due)] == [True, False]


def test_after_renumbering_the_message_id_names_the_mail(
    dovecot: Dovecot, mover_for: Maker
) -> None:
    user = dovecot.add_user()
    for name in ("other", "once"):
        dovecot.deliver(user, mail(name))
    due = settlement(dovecot, user, "once")
    dovecot.renumber(user)
    assert mover_for(dovecot, user).move(due)
    assert message_ids(dovecot, user, REGISTERED) == ["<once@example.test>"]


@pytest.mark.parametrize("message_id", [None, "", "<twice@example.test>", '<x"\r\nA NOOP@e>'])
def test_after_renumbering_a_doubtful_message_id_moves_nothing(
    dovecot: Dovecot, mover_for: Maker, message_id: str | None
) -> None:
    user = dovecot.add_user()
    for _ in range(2):
        dovecot.deliver(user, mail("twice"))
    due = settlement(dovecot, user, "twice", message_id=message_id)
    dovecot.renumber(user)
    assert mover_for(dovecot, user).move(due) is False
    assert len(message_ids(dovecot, user, "INBOX")) == 2


def test_the_mover_survives_a_restart_of_the_server(own_dovecot: Dovecot, mover_for: Maker) -> None:
    user = own_dovecot.add_user()
    mover = mover_for(own_dovecot, user)
    own_dovecot.deliver(user, mail("a"))
    assert mover.move(settlement(own_dovecot, user, "a"))
    own_dovecot.deliver(user, mail("b"))
    due = settlement(own_dovecot, user, "b")
    own_dovecot.kill()
    with pytest.raises(TransientFailure, match="Connection refused"):
        mover.move(due)
    own_dovecot.start()
    assert mover.move(due)


# Without MOVE, under the prefix "INBOX." with "." between levels.
DOTTED = "INBOX.Văn bản đến.Đã vào sổ.2026"


def test_without_move_only_the_settled_mail_is_expunged(
    plain_dovecot: Dovecot, mover_for: Maker
) -> None:
    user = plain_dovecot.add_user()
    for name in ("settled", "flagged"):
        plain_dovecot.deliver(user, mail(name))
    due = settlement(plain_dovecot, user, "settled")
    with plain_dovecot.login(user) as clerk:
        clerk.select_folder("INBOX")
        clerk.add_flags(clerk.search(["SUBJECT", "flagged"]), [DELETED])
    assert mover_for(plain_dovecot, user).move(due)
    assert message_ids(plain_dovecot, user, DOTTED) == ["<settled@example.test>"]
    assert message_ids(plain_dovecot, user, "INBOX") == ["<flagged@example.test>"]


def test_a_copy_of_a_killed_gateway_is_not_made_twice(
    plain_dovecot: Dovecot, mover_for: Maker
) -> None:
    user = plain_dovecot.add_user()
    for name in ("earlier", "a"):
        plain_dovecot.deliver(user, mail(name))
    mover = mover_for(plain_dovecot, user)
    assert mover.move(settlement(plain_dovecot, user, "earlier"))  # the folder is there
    due = settlement(plain_dovecot, user, "a")
    with plain_dovecot.login(user) as killed:
        killed.select_folder("INBOX")
        killed.copy([due.uid], DOTTED)
    assert mover.move(due)
    assert message_ids(plain_dovecot, user, DOTTED) == [
        "<a@example.test>",
        "<earlier@example.test>",
    ]
    assert message_ids(plain_dovecot, user, "INBOX") == []


def test_a_reused_message_id_does_not_swallow_another_mail(
    plain_dovecot: Dovecot, mover_for: Maker
) -> None:
    user = plain_dovecot.add_user()
    mover = mover_for(plain_dovecot, user)
    for size in (0, 500):
        plain_dovecot.deliver(user, mail("a", size))
        assert mover.move(settlement(plain_dovecot, user, "a"))
    assert message_ids(plain_dovecot, user, DOTTED) == ["<a@example.test>"] * 2


# --- the fixtures themselves ---


def test_postfix_relays_into_dovecot(postfix: Postfix, dovecot: Dovecot, tmp_path: Path) -> None:
    user = dovecot.add_user()
    with Watching([("sxd", dovecot.settings(user, tmp_path))]).running() as watching:
        watching.seen()
        postfix.submit("vanthu@example.test", [user.address], mail("relayed"))
        watching.has("relayed", seconds=20)
    digest = watching.ledger.messages[0].digest
    assert digest == hashlib.sha256(watching.store.bodies[digest]).hexdigest()


def _causes(logs: list[dict[str, object]], event: str) -> list[str]:
    return [str(line["cause"]) for line in logs if line["event"] == event]
