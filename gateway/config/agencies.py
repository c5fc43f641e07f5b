"""The agencies: their hours, books, mailboxes and folders."""

import re
from datetime import time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from gateway.config.servers import ImapSettings
from gateway.config.values import Frozen, MailAddress, Name, Section


class Mode(StrEnum):
    """`observe` writes only the register: nothing is moved, nothing is sent (the pilot weeks)."""

    LIVE = "live"
    OBSERVE = "observe"


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


class OfficeHoursSettings(Frozen):
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


def _yearly(folder: str) -> str:
    try:
        folder.format(year=2026)
    except (KeyError, IndexError, ValueError):
        raise ValueError(
            "only {year} may stand in braces, as in Văn bản đến/Đã vào sổ/{year}"
        ) from None
    return folder


class FolderSettings(Frozen):
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


class MailboxSettings(Frozen):
    """One agency mailbox (hộp thư điện tử công vụ). Without `imap` mail comes by SMTP only."""

    name: Name
    address: MailAddress
    book: Name = "den"
    imap: Section[ImapSettings] = None


class BookSettings(Frozen):
    """A book (sổ) with its own series; `first_number` continues a running paper book."""

    name: Name
    title: str
    first_number: Annotated[int, Field(ge=1)] = 1


class OfficerSettings(Frozen):
    """The person who alone may open, destroy or release a suspected secret."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    address: MailAddress


class SecretsSettings(Frozen):
    """Suspected state secrets (Art. 1.2)."""

    officer: OfficerSettings


class AgencySettings(Frozen):
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
    secrets: Section[SecretsSettings] = None

    @model_validator(mode="after")
    def _books_exist(self) -> "AgencySettings":
        names = {book.name for book in self.books}
        for mailbox in self.mailboxes:
            if mailbox.book not in names:
                raise ValueError(
                    f"mailbox {mailbox.name!r} names the book {mailbox.book!r}, which is not in books"
                )
        return self
