"""Judging signatures: the trust folder, revocation, who must have signed."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gateway.config.values import Frozen, SettingPath

HostName = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?$")]
CrlUrl = Annotated[str, Field(pattern=r"^https?://[^\s@]{1,2000}$")]


class RefreshSettings(Frozen):
    """Fetching CRLs and OCSP responses: a scheduled job, never a side effect of a file."""

    hosts: tuple[HostName, ...] = ()  # nothing else is ever asked, whatever a certificate names
    crl_urls: tuple[CrlUrl, ...] = ()
    every_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    timeout_seconds: Annotated[int, Field(ge=1, le=600)] = 30  # of one whole answer
    max_mb: Annotated[int, Field(ge=1, le=64)] = 32  # of one CRL


class RequirementSettings(Frozen):
    """Who must have signed, from a day on."""

    since: date
    signers: Literal["any", "organisation", "organisation+person"]


class SignatureSettings(Frozen):
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
