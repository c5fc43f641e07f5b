"""Where the files that travel with the package lie: beside it in a clone, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shared(name: str) -> Path:
    """The path of `rules`, `alembic`, `systemd` or `config.yaml`."""
    installed = _PACKAGE / "_share" / name
    return installed if installed.exists() else _PACKAGE.parent / name


def templates() -> Path:
    """The folder of the Jinja2 templates and Vietnamese texts."""
    return _PACKAGE / "templates"
