"""What the doctor makes of what it finds on a machine; with real servers: tests/acceptance/test_doctor.py."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.adapters.imap import MailboxState
from gateway.adapters.machine import UnitState, look_at, space_of
from gateway.adapters.machine.unit import parse
from gateway.adapters.sql.engine import Database
from gateway.adapters.workers import WorkerBug, WorkerCrashed, WorkerTimeout
from gateway.config.settings import Settings
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.wiring.doctor import CHECKS_HERE
from gateway.wiring.doctor.machine import unit_finding
from gateway.wiring.doctor.servers import mailbox_finding
from gateway.wiring.doctor.storage import filesystem_finding
from gateway.wiring.doctor.workers import protection_findings
from gateway.wiring.findings import Finding, guarded


def settings(folder: Path, **changes: Any) -> Settings:
    agency: dict[str, Any] = {
        "id": "sxd",
        "name": "Sở Xây dựng",
        "books": [{"name": "den", "title": "Sổ"}],
        "mailboxes": [{"name": "sxd", "address": "sxd@quangngai.gov.vn"}],
    }
    values = {"data_dir": folder, "agencies": [agency], "submission": {"transport": "files"}}
    return Settings.model_validate(values | changes)


def run(name: str, of: Settings) -> list[Finding]:
    return [finding for _, finding in guarded(name, dict(CHECKS_HERE)[name], of)]


def one(name: str, of: Settings) -> Finding:
    (finding,) = run(name, of)
    return finding


HELD = dict.fromkeys(
    ("resource-limits", "no-new-privileges", "network-namespace", "system-call-filter"), True
)


def test_a_protection_that_does_not_hold_names_what_the_kernel_lacks() -> None:
    assert {f.level for f in protection_findings(HELD)} == {"ok"}
    (lacking,) = [f for f in protection_findings(HELD | {"network-namespace": False}) if f.advice]
    assert (lacking.level, lacking.item) == ("warning", "network-namespace")
    assert "user namespaces" in lacking.message
    assert "the other wall" in lacking.message
    neither = HELD | {"network-namespace": False, "system-call-filter": False}
    said = [f.message for f in protection_findings(neither) if f.level == "warning"]
    assert len(said) == 2
    assert any("CONFIG_SECCOMP_FILTER" in message for message in said)
    assert not any("the other wall" in message for message in said)
    (strange,) = protection_findings({"of-a-later-version": False})
    assert strange.level == "warning"


def test_the_workers_of_this_machine_are_really_tried(tmp_path: Path) -> None:
    found = {f.item: f for f in run("workers", settings(tmp_path, workers={"processes": 1}))}
    assert found["network"].level == "ok"
    assert "refused" in found["network"].message
    assert found["deadline"].level == "ok"
    assert {"network-namespace", "system-call-filter", "resource-limits"} <= set(found)


@pytest.mark.parametrize(
    "failure",
    [
        PermanentFailure("broken"),
        TransientFailure("broken"),
        WorkerBug("Traceback\n  line\nValueError: broken"),
        WorkerCrashed("broken"),
        WorkerTimeout("broken"),
    ],
)
def test_what_ends_a_check_is_its_last_finding(tmp_path: Path, failure: Exception) -> None:
    def check(_: Settings) -> Iterator[Finding]:
        yield Finding("ok", "so far")
        raise failure

    (_, first), (name, last) = guarded("this", check, settings(tmp_path))
    assert (first.level, name, last.level) == ("ok", "this", "error")
    assert "broken" in last.message
    assert "Traceback" not in last.message


@pytest.mark.parametrize(
    ("kind", "embedded", "level"),
    [
        ("ext4", True, "ok"),
        ("xfs", True, "ok"),
        ("tmpfs", False, "error"),
        ("nfs4", True, "error"),
        ("nfs4", False, "ok"),
        (None, True, "unknown"),
    ],
)
def test_the_file_system_under_the_data(kind: str | None, embedded: bool, level: str) -> None:
    assert filesystem_finding(kind, embedded=embedded).level == level


def test_free_space_against_what_the_intake_wants(tmp_path: Path) -> None:
    assert space_of(tmp_path).free_bytes > 0
    full = settings(tmp_path, smtp_intake={"min_free_mb": 10**9})
    first = run("disk", full)[0]
    assert (first.level, "no longer taken in" in first.message) == ("error", True)
    assert "MB free" in run("disk", settings(tmp_path / "not" / "there"))[0].message
    with pytest.raises(PermanentFailure):
        space_of(tmp_path / "not there")


def test_folders_and_whose_they_are(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert one("folders", settings(data)).level == "warning"
    assert one("sync", settings(data)).level == "unknown"
    assert one("integrity", settings(data)).level == "unknown"
    assert not data.exists(), "looking makes nothing"
    (data / "store").mkdir(parents=True, mode=0o700)
    data.chmod(0o700)
    (data / "store").chmod(0o750)
    first, second = run("folders", settings(data))
    assert (first.level, second.level) == ("ok", "warning")
    assert "chmod 700" in str(second.advice)
    assert one("sync", settings(data)).level == "ok"
    assert sorted(path.name for path in data.iterdir()) == ["store"], "what was written is gone"
    data.rename(tmp_path / "moved")
    data.write_text("a file")
    assert "is not a folder" in one("folders", settings(data)).message


def test_a_folder_of_somebody_else_is_no_good_sign(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(tmp_path, 65534, 65534)
    line = one("folders", settings(tmp_path))
    assert (line.level, "belongs to somebody else" in line.message) == ("warning", True)
    state = look_at(tmp_path)
    assert state is not None
    assert not state.is_ours
    os.chown(tmp_path, 12345, 65534)
    state = look_at(tmp_path)
    assert state is not None
    assert state.owner == "12345", "an account without a name"


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'gateway.db'}")
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE u (c NOT NULL)")
        connection.exec_driver_sql("INSERT INTO u VALUES (1)")
        connection.exec_driver_sql("PRAGMA writable_schema=ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_schema SET sql='CREATE TABLE u (c NOT NULL, d NOT NULL)' WHERE name='u'"
        )
    database.close()
    line = one("integrity", settings(tmp_path))
    assert (line.level, "u.d" in line.message) == ("error", True)
    assert "restore" in str(line.advice)


UNIT = "LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nNRestarts=3\nUser=gateway\n"


@pytest.mark.parametrize(
    ("change", "level"),
    [
        (("active", "active"), "ok"),
        (("ActiveState=active", "ActiveState=failed"), "error"),
        (("ActiveState=active", "ActiveState=inactive"), "warning"),
        (("enabled", "disabled"), "warning"),
        (("LoadState=loaded", "LoadState=bad-setting"), "error"),
        (("LoadState=loaded", "LoadState=not-found"), "unknown"),
    ],
)
def test_the_unit_in_the_words_of_systemd(change: tuple[str, str], level: str) -> None:
    state = parse(UNIT.replace(*change))
    assert state.user == "gateway"
    assert unit_finding(state).level == level


def test_where_systemd_does_not_run_nothing_is_called_ok() -> None:
    assert unit_finding(None).level == "unknown"
    assert parse("") == UnitState("", "", "", "", "")


def test_packages_that_a_configuration_needs(tmp_path: Path) -> None:
    postgres = settings(tmp_path, database="postgresql+psycopg://gateway@db.example/gateway")
    plain = {f.item: f for f in run("packages", settings(tmp_path))}
    needed = {f.item: f for f in run("packages", postgres)}
    assert {f.level for f in plain.values()} == {"ok"}
    for lines in (plain, needed):
        assert "SQLite" in lines[None].message
    installed = "version" in plain["psycopg"].message
    assert needed["psycopg"].level == ("ok" if installed else "error")


NOW = datetime.now(UTC)
SEEN = ("IDLE", "MOVE", "UIDPLUS")


@pytest.mark.parametrize(
    ("state", "level", "words"),
    [
        (MailboxState("p", SEEN, True, (), None), "ok", "offers IDLE, MOVE, UIDPLUS"),
        (MailboxState("p", ("UIDPLUS",), True, (), None), "ok", "not IDLE, MOVE"),
        (MailboxState("p", ("IDLE",), True, (), None), "warning", "not MOVE, UIDPLUS"),
        (MailboxState("p", (), True, (), None), "warning", "offers none of IDLE, MOVE, UIDPLUS"),
        (MailboxState("p", SEEN, False, (), None), "error", "INBOX cannot be opened"),
        (MailboxState("p", SEEN, True, ("A/B",), None), "ok", "made when first needed: A/B"),
        (MailboxState("p", SEEN, True, (), NOW + timedelta(days=3)), "warning", "ends on"),
        (MailboxState("p", SEEN, True, (), NOW + timedelta(days=30)), "ok", "logged in"),
    ],
)
def test_what_a_mailbox_looks_like(state: MailboxState, level: str, words: str) -> None:
    imap = {"host": "localhost", "username": "u", "password_file": "p"}
    mailbox = {"name": "sxd", "address": "sxd@quangngai.gov.vn", "imap": imap}
    agency = {"id": "a", "name": "A", "books": [{"name": "den", "title": "S"}]}
    made = settings(Path("d"), agencies=[agency | {"mailboxes": [mailbox]}])
    found = mailbox_finding(state, made.mailboxes()[0][1])
    assert (found.level, found.item) == (level, "sxd")
    assert words in found.message


@contextmanager
def crowd(wanted: int) -> Iterator[tuple[int, Callable[[], int]]]:
    """A server that says nothing and hangs up as soon as so many clients wait at once."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=200)
    waiting: list[socket.socket] = []
    most = [0]

    def serve() -> None:
        with suppress(OSError):
            while True:
                waiting.append(listener.accept()[0])
                most[0] = max(most[0], len(waiting))
                if len(waiting) == wanted:
                    while waiting:
                        waiting.pop().close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with closing(listener):
        yield listener.getsockname()[1], lambda: most[0]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_many_mailboxes_are_asked_at_once_and_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("pw\n")
    with crowd(20) as (port, most):
        imap = {"host": "127.0.0.1", "port": port, "tls": "none", "username": "u"}
        imap |= {"password_file": tmp_path / "password"}
        names = [f"m{number:02}" for number in range(40)]
        boxes = [{"name": n, "address": f"{n}@quangngai.gov.vn", "imap": imap} for n in names]
        agency = {"id": "a", "name": "A", "books": [{"name": "den", "title": "S"}]}
        began = time.monotonic()
        found = run("mailbox", settings(tmp_path, agencies=[agency | {"mailboxes": boxes}]))
        assert time.monotonic() - began < 7, "nobody waited for a timeout"
        assert most() == 20
    assert [finding.item for finding in found] == names
    assert {finding.level for finding in found} == {"error"}
