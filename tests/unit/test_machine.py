"""What can be told of a machine: mounts, folders, the database and how long one waits for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from gateway.adapters.machine import sync_seconds
from gateway.adapters.machine.space import mounted_type
from gateway.adapters.sql.engine import Database, impatient
from gateway.adapters.sql.health import sqlite_health
from gateway.domain.failures import PermanentFailure

MOUNTS = """\
21 1 8:1 / / rw - ext4 /dev/root rw
22 21 0:5 / /var/lib rw shared:2 - xfs /dev/sdb1 rw
23 22 0:6 / /var/lib/my\\040data rw - nfs4 server:/data rw
24 22 0:7 / /var/lib/my\\040data rw - tmpfs tmpfs rw
broken
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home", "ext4"),
        ("/var/lib", "xfs"),
        ("/var/library", "ext4"),
        ("/var/lib/my data/store", "tmpfs"),
    ],
)
def test_the_innermost_and_topmost_mount_counts(folder: str, kind: str) -> None:
    assert mounted_type(Path(folder), MOUNTS) == kind


def test_a_folder_that_takes_no_file(tmp_path: Path) -> None:
    with pytest.raises(PermanentFailure, match="cannot be written"):
        sync_seconds(Path("/proc"))
    with pytest.raises(PermanentFailure, match="cannot be written"):
        sync_seconds(tmp_path / "gone")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'gateway.db'}")
    with made.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a, b)")
        connection.exec_driver_sql("CREATE INDEX i ON t (a)")
        rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 20000)"
        connection.exec_driver_sql(f"INSERT INTO t {rows} SELECT i, hex(randomblob(20)) FROM n")
    yield made
    made.close()


def test_a_whole_database_and_one_that_takes_too_long(database: Database) -> None:
    assert sqlite_health(database, 60).faults == ()
    assert sqlite_health(database, 60).journal_mode == "wal"
    assert sqlite_health(database, -1).faults is None
    with database.read() as connection:  # the limit is gone with the check
        long = "SELECT count(*) FROM t WHERE b LIKE '%zz%'"
        assert connection.exec_driver_sql(long).scalar_one() == 0


@pytest.mark.parametrize(
    ("given", "timeout"),
    [
        ("postgresql+psycopg://gateway@db.example/gateway", "10"),
        ("postgresql+psycopg://db.example/gateway?connect_timeout=3", "3"),
        ("sqlite:///x.db", None),
    ],
)
def test_a_database_that_does_not_answer_is_not_waited_for_long(
    given: str, timeout: str | None
) -> None:
    assert impatient(make_url(given)).query.get("connect_timeout") == timeout
