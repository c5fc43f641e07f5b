"""What the settings are made of: the frozen model and the types of single values."""

import os
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _not_bare(value: object) -> object:
    """A section whose keys are still comments is no section left out: somebody thinks that it is there."""
    if value is None:
        raise ValueError("this section is empty: write its keys below it, or remove its line")
    return value


S = TypeVar("S", bound=Frozen)
Section = Annotated[S | None, BeforeValidator(_not_bare)]  # absent, or with its keys


CREDENTIALS = "${CREDENTIALS_DIRECTORY}"


def _expand(path: Path) -> Path:
    """Where systemd has set nothing the words stay, and a message that names the path says why."""
    return Path(
        str(path).replace(CREDENTIALS, os.environ.get("CREDENTIALS_DIRECTORY", CREDENTIALS))
    )


SettingPath = Annotated[Path, AfterValidator(_expand)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
Port = Annotated[int, Field(ge=1, le=65535)]
MailAddress = Annotated[str, Field(pattern=r"^[^@\s<>\x00-\x1f]{1,64}@[^@\s<>\x00-\x1f]{1,253}$")]
