"""Settled mails are moved in a real Dovecot."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from imapclient import DELETED

from gateway.adapters.imap import ImapMover
from gateway.domain.failures import TransientFailure
from gateway.ports import Settlement
from tests.support.dovecot import Dovecot, MailUser
from tests.support.watching import mail

pytestmark = pytest.mark.servers
REGISTERED = "Văn bản đến/Đã vào sổ/2026"


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
