"""Whether the embedded database is whole."""

import sqlite3
import time
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError

from gateway.adapters.sql.engine import Database

_STEPS = 10_000  # of SQLite's machine between two looks at the clock
_MOST_FAULTS = 5


@dataclass(frozen=True, slots=True)
class SqliteHealth:
    """`faults` is None when the check did not come to its end in time."""

    journal_mode: str
    faults: tuple[str, ...] | None


def sqlite_health(database: Database, seconds: float) -> SqliteHealth:
    """`PRAGMA quick_check`, broken off after that time. Raises `TransientFailure`, `PermanentFailure`."""
    with database.read() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        until = time.monotonic() + seconds
        driver.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        try:
            query = f"PRAGMA quick_check({_MOST_FAULTS})"
            said = connection.exec_driver_sql(query).scalars().all()
        except OperationalError as error:
            if "interrupted" not in str(error.orig):
                raise
            return SqliteHealth(str(mode), None)
        finally:
            driver.set_progress_handler(None, 0)
    return SqliteHealth(str(mode), tuple(str(line) for line in said if line != "ok"))
