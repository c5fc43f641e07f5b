"""Reading `config.yaml`."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from gateway.config.settings import Settings
from gateway.config.yaml_source import load


def load_settings(path: Path) -> Settings:
    """The settings of a file, its relative paths resolved against its folder.

    Raises `ConfigurationError` naming file, line and column.
    """
    settings: Settings = _resolve(load(path, Settings), path.absolute().parent)
    return settings


def _resolve(value: Any, base: Path) -> Any:
    if isinstance(value, Path):
        return base / value
    if isinstance(value, tuple):
        return tuple(_resolve(item, base) for item in value)
    if isinstance(value, BaseModel):
        update = {name: _resolve(getattr(value, name), base) for name in type(value).model_fields}
        return value.model_copy(update=update)
    return value
