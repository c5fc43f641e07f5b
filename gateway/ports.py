"""What the core needs of the world, in the pipeline's words. Each Protocol is small; adapters implement them.

Failures of the world are `TransientFailure` (try again) or `PermanentFailure`.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from gateway.domain.admission import Admission, Hold, Outcome, Reason
from gateway.domain.classification import Classification
from gateway.domain.document import DocumentFields, DocumentText, IncomingDocument
from gateway.domain.mail_signature import MailSignature
from gateway.domain.message import Attachment, Message, RawMessage
from gateway.domain.receipt import Receipt
from gateway.domain.register import ArrivalTimes, Entry, RegisteredDocument
from gateway.domain.signature import DocumentVerdict, WantedStatus
from gateway.domain.states import Lane


class Clock(Protocol):
    """The only source of `now`."""

    def now(self) -> datetime:
        """The current instant, aware, UTC."""
        ...


@dataclass(frozen=True, slots=True)
class StoredBody:
    """A body in the message store: durable before this value exists."""

    digest: str  # sha256, lower-case hex
    size: int  # bytes


class MessageStore(Protocol):
    """Content-addressed bodies: create-only, durable on return (file and directory synced)."""

    def put(self, chunks: Iterable[bytes]) -> StoredBody: ...

    def path(self, digest: str) -> Path:
        """Where the body lies for reading. Raises `PermanentFailure` when it is not there."""
        ...

    def quarantine(self, digest: str) -> None:
        """Moves the body out of the store into the sealed quarantine (Art. 1.2). Idempotent."""
        ...

    def is_quarantined(self, digest: str) -> bool: ...

    def restore(self, digest: str) -> None:
        """Moves a sealed body back: the named person released it. Durable, idempotent."""
        ...


class Releases(Protocol):
    """Which suspicions of a secret the named person has overruled (`quarantine release`)."""

    def is_released(self, digest: str) -> bool: ...


class MalwareScanner(Protocol):
    """Looks into bytes before anything of ours does."""

    def scan(self, path: Path) -> Reason | None:
        """MALWARE, TOO_LARGE when the scanner could not see it whole, NOT_OPENED when it could not look at it,
        None when it found nothing.

        Raises `TransientFailure` when the scanner does not answer: silence is never "clean".
        """
        ...


class OpenedMail(Protocol):
    """A mail that was taken apart: its message and the attachments as files, until the context ends."""

    @property
    def message(self) -> Message | None:
        """None: not a mail that can be read (Reason.MALFORMED or TOO_LARGE)."""
        ...

    @property
    def problem(self) -> Reason | None: ...

    def judge(self, attachment: Attachment, at: datetime, *, received: datetime) -> DocumentVerdict:
        """Judges the signatures of one attachment for the instant `at`; never raises for what the file is.

        `received` is when the mail came: what was signed existed by then.
        """
        ...

    def judge_carriers(
        self,
        attachment: Attachment,
        signatures: Sequence[Attachment],
        at: datetime,
        *,
        received: datetime,
    ) -> tuple[DocumentVerdict, ...]:
        """The verdicts on the envelopes (`.p7m`) around an attachment and on `signatures` (`.p7s`) beside it."""
        ...

    def signed_by(
        self, signature: Attachment, candidates: Sequence[Attachment]
    ) -> Sequence[Attachment]:
        """Those of the candidates whose content has the digest that a `.p7s` signs; it is not judged."""
        ...

    def judge_mail(self, at: datetime, *, received: datetime) -> tuple[MailSignature, ...]:
        """The S/MIME signatures of the mail itself, over its original bytes; none when it has none."""
        ...

    def read(self, attachment: Attachment) -> DocumentText:
        """Reads the text of one attachment; never raises for what the file is."""
        ...


class Examiner(Protocol):
    """Everything that parses bytes from outside, in killable workers with limits."""

    def open(self, raw: RawMessage) -> AbstractContextManager[OpenedMail]: ...


class FieldReader(Protocol):
    """Reads the fields of Art. 9.1.b out of texts (pure; rules/ gives types and symbols)."""

    def read(
        self, message: Message, attachment: Attachment, text: DocumentText
    ) -> DocumentFields: ...


class Classifier(Protocol):
    """Articles 7 and 8 by `rules/*.yaml` (pure)."""

    def classify(self, document: IncomingDocument, message: Message) -> Classification: ...


@dataclass(frozen=True, slots=True)
class Work:
    """A message that this process has leased, with its row id and the number of attempts so far."""

    row: int
    raw: RawMessage
    attempts: int
    cause: str | None = None  # for which it was postponed


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the walk decided of one message; committed as a whole or not at all."""

    admission: Admission
    times: ArrivalTimes
    entries: tuple[Entry, ...] = ()  # what was read of each document; entered only with Accept
    receipt: Receipt | None = None  # facts to answer with; numbers are filled in at COMMIT
    target: str | None = None  # folder to which the mail is moved; None leaves it where it is
    held_target: str | None = None  # the same when the register finds a reason to hold
    message_id: str | None = None
    sender: str | None = None  # addr-spec, for the register
    rules_digest: str | None = None  # the version of the rules that decided
    trusts: tuple[str, ...] = ()  # under which signatures were judged: kept before the COMMIT
    wanted: tuple[WantedStatus, ...] = ()  # what a waiting message waits for
    alarm: Receipt | None = None  # to the person named for suspected secrets

    @property
    def is_secret(self) -> bool:
        """A suspected secret: no title, no text and no file name of it may appear anywhere (Art. 1.2)."""
        return isinstance(self.admission, Hold) and Reason.SECRET in self.admission.reasons


@dataclass(frozen=True, slots=True)
class Concluded:
    """What the COMMIT made of a conclusion."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    documents: tuple[RegisteredDocument, ...] = ()


class Ledger(Protocol):
    """The durable list of every message that came in, and who works on it."""

    def record(self, raw: RawMessage) -> bool:
        """Notes a stored message; idempotent. True when it was new."""
        ...

    def claim(self, lanes: Collection[Lane] = (Lane.MAIN,)) -> Work | None:
        """Leases the message of these lanes that has been due for longest, or None."""
        ...

    def pass_on(self, work: Work, lane: Lane) -> None:
        """Gives a message to those who work in another lane; due at once, no attempt counted."""
        ...

    def postpone(self, work: Work, until: datetime, cause: str, lane: Lane | None = None) -> None:
        """Gives a message back to be tried again at `until`, in `lane` or the one where it is; counts the attempt."""
        ...

    def recall(self, cause: str) -> int:
        """Makes due at once what was postponed for this cause; how many messages that were."""
        ...


class EvidenceKeeper(Protocol):
    """Keeps the trust under which signatures were judged, so that a verdict can be repeated years later."""

    def keep(self, trust: str) -> None:
        """Stores the manifest of that digest with all that it names; durable on return.

        Raises `TransientFailure` when the trust folder has changed since the judgement.
        """
        ...


class StatusRequests(Protocol):
    """The certificates whose status waiting messages want to know; durable."""

    def want(self, wanted: Sequence[WantedStatus]) -> None:
        """Notes them; repeating is harmless."""
        ...

    def wanted(self) -> Sequence[WantedStatus]:
        """Those that are not answered yet, oldest first."""
        ...

    def answered(self, wanted: WantedStatus) -> None: ...

    def forget(self, before: datetime) -> None:
        """Drops what was wanted before that instant: its messages went to the clerk."""
        ...


class Register(Protocol):
    """The incoming register."""

    def conclude(self, work: Work, conclusion: Conclusion) -> Concluded:
        """Number, entries, journal, queued receipt, settlement and the message's outcome in ONE transaction.

        A message that is already concluded stays as it was concluded first.
        """
        ...


@dataclass(frozen=True, slots=True)
class StartLine:
    """What is known of an IMAP folder. Messages up to `last_uid` are recorded or lie behind the start line."""

    uidvalidity: int
    last_uid: int
    started_at: (
        datetime  # first sight of the mailbox: older messages are neither entered nor answered
    )


class MailboxLedger(Protocol):
    """What the IMAP intake has seen, durable."""

    def start_line(self, mailbox: str, folder: str) -> StartLine | None: ...

    def begin(self, mailbox: str, folder: str, line: StartLine) -> None:
        """Records the first sight of a folder, or of a new UIDVALIDITY of a known one (keeps the first started_at)."""
        ...

    def record_fetched(self, raw: RawMessage) -> bool:
        """Notes a fetched and stored message and moves `last_uid` up to it in one transaction.

        True when new. The same bytes in the same mailbox under an older UIDVALIDITY are the same message.
        """
        ...

    def skip(self, mailbox: str, place_uid: int, folder: str, uidvalidity: int) -> None:
        """Moves `last_uid` past a message that is gone or lies behind the start line."""
        ...


@dataclass(frozen=True, slots=True)
class Settlement:
    """A mail that is to be moved in its mailbox (settled), leased by this process."""

    row: int
    mailbox: str
    folder: str  # where it lies
    uidvalidity: int
    uid: int
    target: str  # folder path with "/" between levels
    attempts: int
    message_id: str | None


class Settlements(Protocol):
    """Moves still to be made; independent of receipts, so that one outage does not hold up the other."""

    def claim_settlements(self, limit: int) -> Sequence[Settlement]:
        """Leases up to `limit` moves that are due, oldest first."""
        ...

    def settled(self, settlement: Settlement, *, found: bool) -> None:
        """`found` is false when a person had already moved or deleted the mail."""
        ...

    def settle_later(self, settlement: Settlement, until: datetime, cause: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A queued receipt or refusal, leased by this process. `mail` is None until it was rendered."""

    row: int
    message_id: str  # stable, derived from the row's origin
    receipt: Receipt
    queued_at: datetime  # the last time that somebody was owed it: giving up counts from there
    mail: bytes | None
    attempts: int


class OutboxQueue(Protocol):
    """Receipts still to be submitted."""

    def claim_outgoing(self, limit: int) -> Sequence[Outgoing]:
        """Leases up to `limit` receipts that are due, oldest first."""
        ...

    def rendered(self, outgoing: Sequence[Outgoing]) -> None:
        """Stores the bytes before the first submission: a resend is the same message byte for byte."""
        ...

    def submitted(self, outgoing: Outgoing) -> None: ...

    def submit_later(self, outgoing: Outgoing, until: datetime, cause: str) -> None: ...

    def undeliverable(self, outgoing: Outgoing, cause: str) -> None: ...


class Submitter(Protocol):
    """Hands a mail to the submission server. Raises TransientFailure or PermanentFailure."""

    def submit(self, envelope_from: str, envelope_to: str, mail: bytes) -> None: ...


class ReceiptRenderer(Protocol):
    """Makes the RFC 5322 bytes of a receipt (CRLF), signed when a key is configured."""

    def render(self, receipt: Receipt, message_id: str, now: datetime) -> bytes: ...

    def subject(self, receipt: Receipt) -> str:
        """The subject line alone, as a person reads it."""
        ...


class MailboxMover(Protocol):
    """Moves mails inside one IMAP mailbox. Raises TransientFailure or PermanentFailure."""

    def move(self, settlement: Settlement) -> bool:
        """True when moved; False when the mail is no longer where it was. Safe to repeat."""
        ...


class BodySink(Protocol):
    """What SMTP intake writes a body to while it arrives (constant memory)."""

    def write(self, chunk: bytes) -> None: ...

    def commit(self) -> StoredBody:
        """Durable on return."""
        ...

    def abort(self) -> None: ...


class StreamingStore(Protocol):
    """A store that takes a body piece by piece."""

    def open_sink(self) -> BodySink: ...

    def free_bytes(self) -> int: ...
