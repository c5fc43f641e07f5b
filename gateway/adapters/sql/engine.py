"""The connection to the database, and the two kinds of transaction."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError

from gateway.domain.failures import PermanentFailure, TransientFailure

_CONNECT_SECONDS = 10
_BUSY_SECONDS = 30  # a writer waits this long for another one before the work is postponed


class Database:
    """Hands out transactions. `TransientFailure` when the database is locked, full or away."""

    def __init__(self, url: str | URL) -> None:
        try:
            self.url = make_url(url)
            self.engine = _engine(self.url)
        except (ArgumentError, ImportError) as error:
            raise PermanentFailure(f"database: this URL cannot be used: {error}") from error
        # SQLite has one writer, and who finds it busy sleeps up to 100 ms before asking again. Our own
        # threads stand in line here instead; only another process is waited for in that way.
        self._turn: AbstractContextManager[object] = (
            threading.Lock() if self.url.get_backend_name() == "sqlite" else nullcontext()
        )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with _failures(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes; committed when the block ends without an exception."""
        with (
            _failures(),
            self._turn,
            self.engine.connect().execution_options(gateway_writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(impatient(url), pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        url,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,  # an error's text goes into the log, a row's does not
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def impatient(url: URL) -> URL:
    """libpq waits for ever for a machine that does not answer, unless the URL says otherwise."""
    if url.get_backend_name() != "postgresql" or "connect_timeout" in url.query:
        return url
    return url.update_query_dict({"connect_timeout": str(_CONNECT_SECONDS)})


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` does, with the right kind.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a writer can fail at once with SQLITE_BUSY; an immediate one waits.
    kind = "IMMEDIATE" if connection.get_execution_options().get("gateway_writes") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {kind}")


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (OperationalError, IntegrityError) as error:
        # A unique key that two writers met at the same moment: the second finds the row when it tries again.
        raise TransientFailure(f"database: {error.orig}") from error
    except sqlite3.DatabaseError as error:  # while the connection is being made
        raise PermanentFailure(f"database: {error}") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise TransientFailure(f"database: {error.orig}") from error
        if any(word in str(error.orig) for word in ("readonly", "malformed", "not a database")):
            raise PermanentFailure(f"database: {error.orig}") from error
        raise
