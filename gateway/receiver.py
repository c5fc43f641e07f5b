"""For whom and under which rules a message is processed."""

from dataclasses import dataclass
from datetime import timedelta, tzinfo

from gateway.domain.admission import AdmissionPolicy
from gateway.domain.directory import NO_AGENCIES, Directory
from gateway.domain.formats import FormatPolicy
from gateway.domain.office_hours import OfficeHours
from gateway.domain.secrecy_marks import SecrecyMarks
from gateway.domain.signature_policy import SignerRequirement
from gateway.ports import Classifier


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a mail is moved to, "/" between levels; `registered` may hold `{year}`."""

    registered: str
    held: str
    rejected: str
    secret: str


@dataclass(frozen=True, slots=True)
class Officer:
    """Who is told of a suspected secret (người phụ trách, Art. 1.2)."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """The agency mailbox for which a message is processed."""

    agency: str
    mailbox: str
    known_senders: tuple[str, ...]
    holds_unknown_senders: bool
    observes: bool  # writes only the register: nothing moved, nothing answered
    folders: Folders
    office_hours: OfficeHours
    zone: tzinfo
    classifier: Classifier
    officer: Officer | None = None


@dataclass(frozen=True, slots=True)
class SignaturePolicy:
    """`signatures` of the settings, as the walk needs it."""

    requirements: tuple[SignerRequirement, ...] = ()
    retry_after: timedelta = timedelta(minutes=15)
    give_up_after: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Policies:
    """What `rules/` says, besides the classification for the receiver."""

    formats: FormatPolicy
    admission: AdmissionPolicy
    secrecy: SecrecyMarks
    digest: str  # version of the whole rule set
    signatures: SignaturePolicy = SignaturePolicy()
    directory: Directory = NO_AGENCIES  # who is compared with the signers
    counts_day_of_receipt: bool = False  # of a time in working days
