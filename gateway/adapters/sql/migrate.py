"""Migrations by alembic, run from the package's own folder (no alembic.ini)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from gateway.adapters.sql.engine import Database


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def upgrade(database: Database, folder: Path) -> tuple[str | None, str | None]:
    """Applies all migrations; returns the revisions before and after. Safe to repeat."""
    before = current(database)
    config = _config(folder)
    with (
        database.engine.connect().execution_options(gateway_writes=True) as connection,
        connection.begin(),
    ):
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before, current(database)


def downgrade(database: Database, folder: Path, revision: str) -> None:
    """Goes back to `revision` ("base" for nothing at all)."""
    config = _config(folder)
    with (
        database.engine.connect().execution_options(gateway_writes=True) as connection,
        connection.begin(),
    ):
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def current(database: Database) -> str | None:
    """The revision of the database, None when it is empty."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest(folder: Path) -> str | None:
    """The revision that this version of the program needs."""
    return ScriptDirectory.from_config(_config(folder)).get_current_head()
