"""The quarantine of suspected secrets (Art. 1.2): what the named person may do with a sealed mail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_SHORT = 12  # digits of the digest by which people name a case


class ActKind(StrEnum):
    """What is recorded, before it is done. Values stand in SQL: they never change after release."""

    OPEN = "open"
    DESTROY = "destroy"
    RELEASE = "release"  # a false alarm: examined again, the mark overruled
    CONTACT = "contact"  # the neutral text goes to an address that the person names
    MAIL_REMOVED = "mail-removed"  # done by the person in the mail client; here only noted


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the record: who, what and why. `account` is the operating system's user."""

    digest: str
    kind: ActKind
    by: str
    account: str
    reason: str
    detail: str | None = None  # the file of an opening, the address of a contact


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """A line of the record as it was written."""

    at: datetime
    act: Act


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message that came with the sealed bytes."""

    row: int
    mailbox: str
    entered_system_at: datetime


@dataclass(frozen=True, slots=True)
class SecrecyCase:
    """A suspected secret (vụ việc): the mail by its digest, never by its content."""

    digest: str
    arrivals: tuple[Arrival, ...]
    acts: tuple[RecordedAct, ...]

    @property
    def id(self) -> str:
        return case_id(self.digest)

    def has(self, kind: ActKind) -> bool:
        return any(recorded.act.kind is kind for recorded in self.acts)


class NothingReleased:
    """The port `Releases` where there is no record: every mark stands."""

    def is_released(self, digest: str) -> bool:  # noqa: ARG002 - the port's signature
        return False


NOTHING_RELEASED = NothingReleased()


def case_id(digest: str) -> str:
    """The short name of a sealed mail, in alarms and commands."""
    return digest[:_SHORT]
