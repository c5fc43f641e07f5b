"""The walk of a suspected secret (Art. 1.2): whom it tells, and what a release changes."""

from dataclasses import replace
from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.rules_yaml import RuleSet, load_rules
from gateway.domain.admission import Accept, Hold, Reason
from gateway.domain.message import Channel, ImapPlace
from gateway.domain.receipt import ReceiptKind, SealedMail
from gateway.receiver import Officer
from tests.support.examined import mail
from tests.unit.test_pipeline import INVITATION, World

OFFICER = Officer("Nguyễn Văn A", "nguyenvana.sxd@quangngai.gov.vn")
SECRET = mail(INVITATION.replace("GIẤY MỜI", "MẬT\nGIẤY MỜI"), subject="việc riêng")


class Released:
    """The port `Releases` with these digests."""

    def __init__(self, *digests: str) -> None:
        self.digests = digests

    def is_released(self, digest: str) -> bool:
        return digest in self.digests


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules(resources.shared("rules"))


@pytest.fixture
def world(tmp_path: Path, rules: RuleSet) -> World:
    made = World(tmp_path, rules)
    made.receiver = replace(made.receiver, officer=OFFICER)
    return made


def test_the_named_person_is_told_where_the_mail_is_and_nothing_else(world: World) -> None:
    world.raw = replace(world.raw, channel=Channel.IMAP, place=ImapPlace("INBOX", 1, 2))
    conclusion = world.process(SECRET)
    alarm = conclusion.alarm
    assert conclusion.admission == Hold((Reason.SECRET,))
    assert alarm is not None
    assert (alarm.kind, alarm.to) == (ReceiptKind.SECRET_ALARM, OFFICER.address)
    assert alarm.sealed == SealedMail(world.raw.digest[:12], OFFICER.name, "Mật")
    assert (alarm.lines, alarm.original_subject, alarm.original_message_id) == ((), "", None)
    for word in ("riêng", "snv@", "van-ban", "34/GM"):
        assert word not in repr(conclusion)
    assert world.process(SECRET) == conclusion, "found sealed after a crash, the same is told"


def test_a_mail_that_lies_in_no_mailbox_is_in_no_folder(world: World) -> None:
    alarm = world.process(SECRET).alarm
    assert alarm is not None
    assert alarm.sealed is not None
    assert alarm.sealed.folder is None


def test_nobody_is_told_while_observing_or_where_nobody_is_named_or_nothing_is_secret(
    world: World,
) -> None:
    assert world.process(mail(INVITATION)).alarm is None
    named = world.receiver
    world.receiver = replace(named, observes=True)
    assert world.process(SECRET).alarm is None
    world.receiver = replace(named, officer=None)
    assert world.process(SECRET).alarm is None


def test_a_limit_on_circulation_alarms_nobody(world: World) -> None:
    read = mail(INVITATION.replace("GIẤY MỜI", "LƯU HÀNH NỘI BỘ\nGIẤY MỜI"))
    assert world.process(read).alarm is None


def test_a_release_overrules_the_mark_and_brings_the_body_back(world: World) -> None:
    """Also after a crash between the COMMIT of the release and the move of the body."""
    world.process(SECRET)
    assert world.store.is_quarantined(world.raw.digest)
    world.releases = Released(world.raw.digest)
    for _ in range(2):
        conclusion = world.process(SECRET)
        assert conclusion.admission == Accept()
        assert (len(conclusion.entries), conclusion.alarm) == (1, None)
        assert conclusion.receipt is not None
        assert not world.store.is_quarantined(world.raw.digest)
    assert world.store.path(world.raw.digest).read_bytes() == b"raw mail"


def test_the_release_of_one_mail_frees_no_other(world: World) -> None:
    world.releases = Released("0" * 64)
    assert world.process(SECRET).admission == Hold((Reason.SECRET,))
    assert world.process(mail(INVITATION, subject="[MẬT] x")).admission == Hold((Reason.SECRET,))


@pytest.mark.parametrize(
    ("stamp", "subject"),
    [
        ("LƯU HÀNH NỘI BỘ", "[MẬT] x"),
        ("MẬT\nLƯU HÀNH NỘI BỘ", "x"),  # both in one text: the graver must not hide the other
        ("MẬT\tLƯU HÀNH NỘI BỘ", "x"),
        ("LƯU HÀNH NỘI BỘ - MẬT", "x"),
        ("", "[MẬT] [LƯU HÀNH NỘI BỘ] x"),
    ],
)
def test_what_else_is_doubtful_in_a_released_mail_is_still_held(
    world: World, stamp: str, subject: str
) -> None:
    read = mail(INVITATION.replace("GIẤY MỜI", f"{stamp}\nGIẤY MỜI"), subject=subject)
    assert world.process(read).admission == Hold((Reason.SECRET,))
    world.releases = Released(world.raw.digest)
    assert world.process(read).admission == Hold((Reason.LIMITED_CIRCULATION,))
