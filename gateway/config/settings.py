"""The frozen settings of `config.yaml`. The sample file documents every key; a test proves it.

Paths are relative to the folder of the configuration file. Secrets are named by file, never inline;
`${CREDENTIALS_DIRECTORY}` in such a path is the folder of systemd's credentials.
"""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from gateway.config.agencies import AgencySettings, MailboxSettings
from gateway.config.servers import ClamdPlace, SmtpIntakeSettings, SubmissionSettings
from gateway.config.signatures import SignatureSettings
from gateway.config.values import Frozen, Section, SettingPath


class SigningSettings(Frozen):
    """The key with which receipts are signed (S/MIME)."""

    key_file: SettingPath
    certificate_file: SettingPath


class ReceiptSettings(Frozen):
    """Thông báo nhận (Art. 12)."""

    hourly_limit_per_address: Annotated[int, Field(ge=1)] = 60
    give_up_after_hours: Annotated[int, Field(ge=1)] = 72
    signing: Section[SigningSettings] = None


class WorkerSettings(Frozen):
    """The processes that parse what came from outside, and their limits."""

    processes: Annotated[int, Field(ge=1, le=64)] = 2
    memory_mb: Annotated[int, Field(ge=256)] = 1536
    deadline_seconds: Annotated[int, Field(ge=1)] = 60
    max_message_mb: Annotated[int, Field(ge=1, le=200)] = 50


class MalwareSettings(Frozen):
    """The scanner that sees each mail and each file before anything of ours opens it."""

    clamd: ClamdPlace


class OcrSettings(Frozen):
    """Reading scans with the program tesseract, where it is installed with its Vietnamese."""

    mode: Literal["auto", "off"] = "auto"


class LogSettings(Frozen):
    """`auto` is JSON under systemd and text on a terminal."""

    format: Literal["auto", "json", "text"] = "auto"
    level: Literal["debug", "info", "warning", "error"] = "info"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone of the tz database") from error
    return name


class Settings(Frozen):
    """The whole of `config.yaml`."""

    data_dir: SettingPath
    database: str | None = None  # SQLAlchemy URL; default: embedded SQLite in data_dir
    rules_dir: SettingPath | None = None  # default: the rules that come with the package
    templates_dir: SettingPath | None = None
    time_zone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"
    authserv_id: str | None = None
    agencies: Annotated[tuple[AgencySettings, ...], Field(min_length=1)]
    smtp_intake: Section[SmtpIntakeSettings] = None
    submission: SubmissionSettings
    receipts: ReceiptSettings = ReceiptSettings()
    signatures: SignatureSettings = SignatureSettings()
    workers: WorkerSettings = WorkerSettings()
    malware: Section[MalwareSettings] = None
    ocr: OcrSettings = OcrSettings()
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
