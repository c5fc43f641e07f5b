"""The mail servers: where mail is read, taken in and handed over."""

from enum import StrEnum
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, model_validator

from gateway.config.values import Frozen, Port, SettingPath

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Tls(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"  # accepted on loopback only


class ImapSettings(Frozen):
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


class SmtpIntakeSettings(Frozen):
    """Taking mail by SMTP from an MTA of our own (never from the open internet)."""

    listen: str = "127.0.0.1"
    port: Port = 2525
    max_message_mb: Annotated[int, Field(ge=1, le=200)] = 50
    max_connections: Annotated[int, Field(ge=1, le=10000)] = 200
    min_free_mb: Annotated[int, Field(ge=0)] = 500
    tls_certificate_file: SettingPath | None = None
    tls_key_file: SettingPath | None = None


class SubmissionSettings(Frozen):
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


def _clamd(place: str) -> str:
    if place.startswith("/"):
        return place
    host, _, port = place.rpartition(":")
    if host.startswith("[") and host.endswith("]"):  # RFC 3986 §3.2.2
        host = host[1:-1]
    if host not in _LOOPBACK or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(
            f"{place!r} is neither the path of a socket nor host:port on this machine: "
            "clamd hears every mail in clear"
        )
    return f"{host}:{port}"


ClamdPlace = Annotated[str, AfterValidator(_clamd)]  # "/run/clamav/clamd.ctl", "127.0.0.1:3310"


S = TypeVar("S", ImapSettings, SubmissionSettings)


def _only_loopback_in_clear(settings: S) -> S:
    if settings.tls is Tls.NONE and settings.host not in _LOOPBACK:
        raise ValueError(f"tls: none is accepted on loopback only, not for {settings.host}")
    return settings
