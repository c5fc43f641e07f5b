"""The database of a gateway: opened, made, brought up to date."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from gateway import resources
from gateway.adapters.sql import migrate
from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.queries import SqlQueries
from gateway.config.settings import Settings
from gateway.domain.failures import PermanentFailure


def has_database(settings: Settings) -> bool:
    """False while the embedded one has not been made: opening it would make it."""
    return settings.database is not None or (settings.data_dir / "gateway.db").exists()


def open_database(settings: Settings) -> Database:
    """The configured database, or the embedded one in `data_dir`."""
    if settings.database is not None:
        return Database(settings.database)
    make_folder(settings.data_dir)
    return Database(f"sqlite:///{settings.data_dir / 'gateway.db'}")


def make_folder(folder: Path) -> None:
    """Raises `PermanentFailure` naming the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise PermanentFailure(f"{folder}: cannot be made: {error.strerror}") from error


def migrations() -> Path:
    return resources.shared("alembic")


def ensure_database(database: Database) -> None:
    """Makes the tables of an empty database. Raises `PermanentFailure` when they are those of another version."""
    needed, current = migrate.newest(migrations()), migrate.current(database)
    if current is None:
        migrate.upgrade(database, migrations())
    elif current != needed:
        raise PermanentFailure(
            f"the database is at revision {current}, this version needs {needed}: run `gateway db upgrade`"
        )


def upgrade_database(settings: Settings) -> tuple[str | None, str | None]:
    """Applies the migrations; the revisions before and after."""
    database = open_database(settings)
    try:
        return migrate.upgrade(database, migrations())
    finally:
        database.close()


@contextmanager
def queries(settings: Settings) -> Iterator[SqlQueries]:
    """The read side. Raises `PermanentFailure` when there is no database yet."""
    with closing(open_database(settings)) as database:
        if migrate.current(database) is None:
            raise PermanentFailure(
                "there is no register yet: `gateway run` or `gateway db upgrade` makes it"
            )
        yield SqlQueries(database)
