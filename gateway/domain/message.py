"""The mail as it came: values that flow from intake to the decision."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gateway.domain.admission import Reason
from gateway.domain.formats import FileKind


class Channel(StrEnum):
    """How a message came in."""

    IMAP = "imap"
    SMTP = "smtp"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class ImapPlace:
    """Where a message lies on an IMAP server: the only lasting name a message has there (RFC 3501 §2.3.1.1)."""

    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message whose bytes lie in the message store.

    `mailbox` is the configured name of the agency mailbox. `envelope_from` is None when no
    envelope is known and "" for the empty reverse path (RFC 5321 §4.5.5).
    """

    digest: str  # sha256 of the raw bytes, lower-case hex
    size: int  # bytes
    mailbox: str
    channel: Channel
    entered_system_at: datetime  # Art. 11.2: entered (automatically) our system; aware
    envelope_from: str | None = None
    place: ImapPlace | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a header: `name` is decoded and harmless text, `address` is addr-spec, domain lower case."""

    name: str
    address: str


class CmsContent(StrEnum):
    """What a CMS file holds (RFC 5652), once somebody has looked inside."""

    DETACHED = "detached"  # signatures alone: what they sign lies beside
    ENVELOPING = "enveloping"  # was opened: the attachment is the content from inside
    ENCRYPTED = "encrypted"
    CLOSED = "closed"  # certificates only, damaged, nested too deep


@dataclass(frozen=True, slots=True)
class Container:
    """A file that was opened and holds other files: an archive, a mail within the mail, winmail.dat.

    `way` are the numbers of the containers around its members, from outside in, its own last;
    `names` are their names.
    """

    kind: FileKind
    way: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def title(self) -> str:
        """The names in one line, from outside in."""
        return " › ".join(name or "không tên" for name in self.names)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What a container says beside its members: evidence for marks and doubts, never for the mail around it.

    `names` are all names that stand in it, folders and unread members included. `sender` and `message_id`
    are those of a mail within the mail, as it claims. `container` is None when it stayed closed.
    """

    container: Container | None
    subject: str = ""
    body: str = ""
    names: tuple[str, ...] = ()
    sender: str | None = None
    message_id: str | None = None
    is_signed: bool = False  # S/MIME over a mail within the mail: not judged


@dataclass(frozen=True, slots=True)
class Attachment:
    """Tệp đính kèm: one leaf part of a mail that is a file. `kind` is by content, never by name.

    Of an opened `.p7m` all but the index is its content's, the name without `.p7m`.
    """

    index: int
    file_name: str  # decoded, NFC, no path, no control characters; "" when the mail gives none
    kind: FileKind
    size: int  # bytes, decoded
    sha256: str
    cms: CmsContent | None = None  # only of what is or was a CMS file
    within: Container | None = None  # None: it hangs at the mail itself
    closed: Reason | None = None  # why a container stays closed


@dataclass(frozen=True, slots=True)
class ReplyTraits:
    """What decides whether a message may be answered (RFC 3834 §2, mail.md)."""

    auto_submitted: str | None = None  # lower case, without parameters
    precedence: str | None = None  # lower case
    has_list_header: bool = False
    suppresses_auto_response: bool = False  # X-Auto-Response-Suppress present
    is_report: bool = False  # multipart/report: DSN, MDN
    is_delivery_failure: bool = False  # multipart/report; report-type=delivery-status
    gateway_mark: str | None = None  # value of our own X-Congvan-Gateway header


class Defect(StrEnum):
    """What makes the reading of a mail doubtful; which ones send it to a person, `examination` says."""

    SECOND_OPINION = "second-opinion"  # mail-parser saw other attachments
    MISSING_BOUNDARY = "missing-boundary"  # a multipart without its boundary can hide a file
    AMBIGUOUS_STRUCTURE = "ambiguous-structure"  # headers that mail programs read in different ways
    SEVERAL_FROM = "several-from"
    NO_FROM = "no-from"
    BROKEN_TRANSFER_ENCODING = "broken-transfer-encoding"
    UNKNOWN_CHARSET = "unknown-charset"
    NOT_OPENED = "not-opened"  # yEnc, message/partial, an encrypted part, text beyond the limit
    TOO_MANY_PARTS = "too-many-parts"
    TOO_DEEP = "too-deep"
    HEADER_TOO_LARGE = "header-too-large"
    TOO_MANY_ADDRESSES = "too-many-addresses"


@dataclass(frozen=True, slots=True)
class Message:
    """A mail after MIME reading. All text is NFC and free of control characters except newline and tab in `body`."""

    message_id: str | None
    subject: str
    sender: Address | None  # From; None when absent or unreadable
    reply_path: (
        str | None
    )  # envelope sender: RawMessage.envelope_from or a Return-Path that our MTA wrote
    date: datetime | None  # the Date header; evidence only, never the time of arrival
    body: str
    references: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    traits: ReplyTraits
    defects: frozenset[Defect] = frozenset()
    authentication: tuple[
        tuple[str, str], ...
    ] = ()  # topmost Authentication-Results of our authserv-id
    recipients: tuple[Address, ...] = field(default=())  # To and Cc
    enclosed: tuple[Enclosed, ...] = ()  # of the containers among its files
    beside: str = ""  # lines that a person sees only on demand, for secrecy marks alone

    def authenticated(self, method: str) -> str | None:
        """The result of one method ("dmarc", "spf", "dkim") or None when our MTA said nothing."""
        return dict(self.authentication).get(method)

    @property
    def is_disowned(self) -> bool:
        """Our own MTA saw the sender's domain disown the mail (RFC 7489; without DMARC: SPF and no DKIM pass)."""
        dmarc = self.authenticated("dmarc")
        if dmarc not in {None, "none"}:
            return dmarc == "fail"
        return self.authenticated("spf") == "fail" and self.authenticated("dkim") != "pass"
