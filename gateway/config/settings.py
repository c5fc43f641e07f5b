"""The frozen settings of `config.yaml`. The sample file documents every key; a test proves it.

Paths are relative to the folder of the configuration file. Secrets are named by file, never inline;
`${CREDENTIALS_DIRECTORY}` in such a path is the folder of systemd's credentials.
"""

import os
import re
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _expand(path: Path) -> Path:
    text = str(path)
    if "${CREDENTIALS_DIRECTORY}" in text:
        text = text.replace("${CREDENTIALS_DIRECTORY}", os.environ.get("CREDENTIALS_DIRECTORY", ""))
    return Path(text)


SettingPath = Annotated[Path, AfterValidator(_expand)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
Port = Annotated[int, Field(ge=1, le=65535)]
MailAddress = Annotated[str, Field(pattern=r"^[^@\s<>\x00-\x1f]{1,64}@[^@\s<>\x00-\x1f]{1,253}$")]


class Mode(StrEnum):
    """`observe` writes only the register: nothing is moved, nothing is sent (the pilot weeks)."""

    LIVE = "live"
    OBSERVE = "observe"


class Tls(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"  # accepted on loopback only


class UnknownSender(StrEnum):
    ACCEPT = "accept"
    HOLD = "hold"


_SPAN = re.compile(r"^(\d{2}):(\d{2})-(\d{2}):(\d{2})$")


def _spans(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        parts = _SPAN.match(value)
        if not parts:
            raise ValueError(f"{value!r} is not a span of hours like 07:00-11:30")
        begin, end = (
            time(int(parts[1]), int(parts[2])),
            time(int(parts[3]), int(parts[4])),
        )
        if begin >= end:
            raise ValueError(f"{value!r} ends before it begins")
    return values


Spans = Annotated[tuple[str, ...], AfterValidator(_spans)]


class OfficeHoursSettings(_Frozen):
    """Giờ hành chính of one agency (Art. 11.2)."""

    monday: Spans = ("07:00-11:30", "13:30-17:00")
    tuesday: Spans = ("07:00-11:30", "13:30-17:00")
    wednesday: Spans = ("07:00-11:30", "13:30-17:00")
    thursday: Spans = ("07:00-11:30", "13:30-17:00")
    friday: Spans = ("07:00-11:30", "13:30-17:00")
    saturday: Spans = ()
    sunday: Spans = ()

    def by_weekday(self) -> tuple[tuple[tuple[time, time], ...], ...]:
        """Spans of Monday to Sunday as (begin, end) times."""
        days = (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )
        return tuple(
            tuple((time.fromisoformat(s[:5]), time.fromisoformat(s[6:])) for s in spans)
            for spans in days
        )


class ImapSettings(_Frozen):
    """How one mailbox is reached."""

    host: str
    port: Port = 993
    tls: Tls = Tls.TLS
    ca_file: SettingPath | None = None
    username: str
    password_file: SettingPath
    folder: str = "INBOX"
    poll_seconds: Annotated[int, Field(ge=1, le=540)] = 60

    @model_validator(mode="after")
    def _no_plain_text(self) -> "ImapSettings":
        return _only_loopback_in_clear(self)


def _yearly(folder: str) -> str:
    try:
        folder.format(year=2026)
    except (KeyError, IndexError, ValueError):
        raise ValueError(
            "only {year} may stand in braces, as in Văn bản đến/Đã vào sổ/{year}"
        ) from None
    return folder


class FolderSettings(_Frozen):
    """Where the gateway moves mails; "/" separates levels whatever the server uses."""

    registered: Annotated[str, AfterValidator(_yearly)] = "Văn bản đến/Đã vào sổ/{year}"
    held: str = "Văn bản đến/Cần xem"
    rejected: str = "Văn bản đến/Từ chối"
    secret: str = "Văn bản đến/Mật – không xử lý"  # noqa: S105 - a folder name

    @model_validator(mode="after")
    def _apart(self) -> "FolderSettings":
        folders = [self.registered, self.held, self.rejected, self.secret]
        if "INBOX" in {folder.upper() for folder in folders} or len(set(folders)) < len(folders):
            raise ValueError("each of the four folders must be another one, and none may be INBOX")
        return self


class MailboxSettings(_Frozen):
    """One agency mailbox (hộp thư điện tử công vụ). Without `imap` mail comes by SMTP only."""

    name: Name
    address: MailAddress
    book: Name = "den"
    imap: ImapSettings | None = None


class BookSettings(_Frozen):
    """A book (sổ) with its own series; `first_number` continues a running paper book."""

    name: Name
    title: str
    first_number: Annotated[int, Field(ge=1)] = 1


class AgencySettings(_Frozen):
    """One agency served by the gateway."""

    id: Name
    name: str
    parent: str | None = None
    level: Literal["province", "department", "district", "commune", "unit"] = "department"
    mode: Mode = Mode.LIVE
    office_hours: OfficeHoursSettings = OfficeHoursSettings()
    books: Annotated[tuple[BookSettings, ...], Field(min_length=1)]
    mailboxes: Annotated[tuple[MailboxSettings, ...], Field(min_length=1)]
    folders: FolderSettings = FolderSettings()
    known_senders: tuple[str, ...] = ("*.gov.vn",)
    unknown_senders: UnknownSender = UnknownSender.HOLD
    contact: str = ""

    @model_validator(mode="after")
    def _books_exist(self) -> "AgencySettings":
        names = {book.name for book in self.books}
        for mailbox in self.mailboxes:
            if mailbox.book not in names:
                raise ValueError(
                    f"mailbox {mailbox.name!r} names the book {mailbox.book!r}, which is not in books"
                )
        return self


class SmtpIntakeSettings(_Frozen):
    """Taking mail by SMTP from an MTA of our own (never from the open internet)."""

    listen: str = "127.0.0.1"
    port: Port = 2525
    max_message_mb: Annotated[int, Field(ge=1, le=200)] = 50
    max_connections: Annotated[int, Field(ge=1, le=10000)] = 200
    min_free_mb: Annotated[int, Field(ge=0)] = 500
    tls_certificate_file: SettingPath | None = None
    tls_key_file: SettingPath | None = None


class SubmissionSettings(_Frozen):
    """Where receipts are handed over. `files` writes them to `data_dir/outgoing/` (demo, trials)."""

    transport: Literal["smtp", "files"] = "smtp"
    host: str = "localhost"
    port: Port = 587
    tls: Tls = Tls.STARTTLS
    ca_file: SettingPath | None = None
    username: str | None = None
    password_file: SettingPath | None = None

    @model_validator(mode="after")
    def _no_plain_text(self) -> "SubmissionSettings":
        return _only_loopback_in_clear(self)


class SigningSettings(_Frozen):
    """The key with which receipts are signed (S/MIME)."""

    key_file: SettingPath
    certificate_file: SettingPath


class ReceiptSettings(_Frozen):
    """Thông báo nhận (Art. 12)."""

    hourly_limit_per_address: Annotated[int, Field(ge=1)] = 60
    give_up_after_hours: Annotated[int, Field(ge=1)] = 72
    signing: SigningSettings | None = None


HostName = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?$")]
CrlUrl = Annotated[str, Field(pattern=r"^https?://[^\s@]{1,2000}$")]


class RefreshSettings(_Frozen):
    """Fetching CRLs and OCSP responses: a scheduled job, never a side effect of a file."""

    hosts: tuple[HostName, ...] = ()  # nothing else is ever asked, whatever a certificate names
    crl_urls: tuple[CrlUrl, ...] = ()
    every_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    timeout_seconds: Annotated[int, Field(ge=1, le=600)] = 30  # of one whole answer
    max_mb: Annotated[int, Field(ge=1, le=64)] = 32  # of one CRL


class RequirementSettings(_Frozen):
    """Who must have signed, from a day on."""

    since: date
    signers: Literal["any", "organisation", "organisation+person"]


class SignatureSettings(_Frozen):
    """Judging signatures."""

    trust_dir: SettingPath | None = None  # default: data_dir/trust
    revocation: Literal["require", "ignore"] = "require"
    require: tuple[RequirementSettings, ...] = ()
    sha1_certificates_until: date = date(2019, 1, 1)
    sha1_digests_until: date = date(2019, 1, 1)
    retry_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    give_up_after_hours: Annotated[int, Field(ge=0, le=720)] = 24  # then the clerk gets the mail
    refresh: RefreshSettings = RefreshSettings()

    @model_validator(mode="after")
    def _only_named_hosts(self) -> "SignatureSettings":
        for url in self.refresh.crl_urls:
            host = url.partition("://")[2].partition("/")[0]
            if host.lower() not in self.refresh.hosts:
                raise ValueError(f"refresh.crl_urls names {host}, which is not in refresh.hosts")
        return self


class WorkerSettings(_Frozen):
    """The processes that parse what came from outside, and their limits."""

    processes: Annotated[int, Field(ge=1, le=64)] = 2
    memory_mb: Annotated[int, Field(ge=256)] = 1536
    deadline_seconds: Annotated[int, Field(ge=1)] = 60
    max_message_mb: Annotated[int, Field(ge=1, le=200)] = 50


class LogSettings(_Frozen):
    """`auto` is JSON under systemd and text on a terminal."""

    format: Literal["auto", "json", "text"] = "auto"
    level: Literal["debug", "info", "warning", "error"] = "info"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone of the tz database") from error
    return name


class Settings(_Frozen):
    """The whole of `config.yaml`."""

    data_dir: SettingPath
    database: str | None = None  # SQLAlchemy URL; default: embedded SQLite in data_dir
    rules_dir: SettingPath | None = None  # default: the rules that come with the package
    templates_dir: SettingPath | None = None
    time_zone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"
    authserv_id: str | None = None
    agencies: Annotated[tuple[AgencySettings, ...], Field(min_length=1)]
    smtp_intake: SmtpIntakeSettings | None = None
    submission: SubmissionSettings
    receipts: ReceiptSettings = ReceiptSettings()
    signatures: SignatureSettings = SignatureSettings()
    workers: WorkerSettings = WorkerSettings()
    log: LogSettings = LogSettings()

    @model_validator(mode="after")
    def _unique(self) -> "Settings":
        for what, values in (
            ("agency id", [a.id for a in self.agencies]),
            ("mailbox name", [m.name for a in self.agencies for m in a.mailboxes]),
            ("mailbox address", [m.address.lower() for a in self.agencies for m in a.mailboxes]),
            ("book name", [b.name for a in self.agencies for b in a.books]),
        ):
            seen: set[str] = set()
            for value in values:
                if value in seen:
                    raise ValueError(f"{what} {value!r} stands twice")
                seen.add(value)
        return self

    @property
    def trust_folder(self) -> Path:
        """Where the certificates lie that an administrator trusts."""
        return self.signatures.trust_dir or self.data_dir / "trust"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def mailboxes(self) -> tuple[tuple[AgencySettings, MailboxSettings], ...]:
        """Every mailbox with its agency, in the order of the file."""
        return tuple((agency, mailbox) for agency in self.agencies for mailbox in agency.mailboxes)

    def mailbox(self, name: str) -> tuple[AgencySettings, MailboxSettings]:
        """The mailbox of that name with its agency. Raises KeyError."""
        for agency, mailbox in self.mailboxes():
            if mailbox.name == name:
                return agency, mailbox
        raise KeyError(name)


S = TypeVar("S", ImapSettings, SubmissionSettings)


def _only_loopback_in_clear(settings: S) -> S:
    if settings.tls is Tls.NONE and settings.host not in {"localhost", "127.0.0.1", "::1"}:
        raise ValueError(f"tls: none is accepted on loopback only, not for {settings.host}")
    return settings
