"""The folders of the gateway, their disk and the embedded database."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from gateway.adapters import machine
from gateway.adapters.clock import SystemClock
from gateway.adapters.machine import FolderState
from gateway.adapters.sealed_bodies import SealedBodies
from gateway.adapters.sql import migrate
from gateway.adapters.sql.health import sqlite_health
from gateway.adapters.sql.quarantine import SqlQuarantine
from gateway.config.settings import Settings
from gateway.domain.failures import PermanentFailure
from gateway.wiring.databases import has_database, migrations, open_database
from gateway.wiring.findings import Finding
from gateway.wiring.trust import is_refreshed

_LITTLE_MB = 5_000  # a week of mail of a busy agency
_FEW_FILES = 20_000
_SLOW_SECONDS = 0.1
_CHECK_SECONDS = 20
_IN_MEMORY = {"tmpfs", "ramfs"}
# WAL needs memory that the processes share (sqlite.org/wal.html), and locks that hold.
_REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph"}
_ACCOUNT = "run this command as the account of the service"


def folders(settings: Settings) -> Iterator[Finding]:
    """Each folder that the gateway writes to: there, ours, closed to others, writable."""
    data, trust = settings.data_dir, settings.trust_folder
    state = machine.look_at(data)
    if state is None:
        yield _not_there(data)
        return
    yield _folder(data, state, private=True)
    for folder in (data / "store", data / "store" / "tmp", data / "quarantine"):
        yield from _inner(folder, private=True)
    for folder in (trust / "crls", trust / "ocsp") if is_refreshed(settings) else ():
        yield from _inner(folder, private=False)


def disk(settings: Settings) -> Iterator[Finding]:
    """Free space and the kind of file system."""
    folder = _nearest(settings.data_dir)
    space = machine.space_of(folder)
    megabytes = space.free_bytes >> 20
    intake = settings.smtp_intake
    least = intake.min_free_mb if intake else 500
    said = f"{megabytes} MB free for {settings.data_dir}"
    if megabytes < least:
        yield Finding("error", f"{said}: mail is no longer taken in", "make room or a larger disk")
    elif megabytes < _LITTLE_MB:
        yield Finding("warning", said, f"keep at least {_LITTLE_MB} MB free")
    elif space.free_files is not None and space.free_files < _FEW_FILES:
        yield Finding("warning", f"only {space.free_files} more files can be made", "make room")
    else:
        yield Finding("ok", said)
    yield filesystem_finding(space.filesystem, embedded=settings.database is None)


def sync(settings: Settings) -> Iterator[Finding]:
    """How long a small file takes to reach the disk: each mail waits for several of them."""
    if machine.look_at(settings.data_dir) is None:
        yield Finding("unknown", f"{settings.data_dir} is not there: fsync could not be tried")
        return
    seconds = machine.sync_seconds(settings.data_dir)
    said = f"fsync of a small file takes {seconds * 1000:.1f} ms"
    if seconds > _SLOW_SECONDS:
        yield Finding("warning", said, "use a faster disk, or one with a protected write cache")
    else:
        yield Finding("ok", said)


def integrity(settings: Settings) -> Iterator[Finding]:
    """The embedded database as SQLite sees it; PostgreSQL looks after itself."""
    if settings.database is not None:
        yield Finding("unknown", "not the embedded database: ask its own administrator")
        return
    if not has_database(settings):
        yield Finding("unknown", "there is no database yet")
        return
    with closing(open_database(settings)) as database:
        health = sqlite_health(database, _CHECK_SECONDS)
    if health.journal_mode != "wal":
        message = f"the journal mode is {health.journal_mode}, not wal"
        yield Finding("error", message, "put data_dir on a local disk")
    if health.faults is None:
        yield Finding("unknown", f"quick_check was not finished in {_CHECK_SECONDS} s")
    elif health.faults:
        message = f"the database is damaged: {'; '.join(health.faults)}"
        yield Finding("error", message, "stop the gateway and restore the last copy")
    else:
        yield Finding("ok", f"quick_check finds no fault; journal mode {health.journal_mode}")


def quarantine(settings: Settings) -> Iterator[Finding]:
    """How many mails are sealed, and whether the record of the acts is whole."""
    sealed = SealedBodies(settings.data_dir).count()
    if not has_database(settings):
        yield Finding("ok", f"{sealed} mails are sealed; there is no database yet")
        return
    with closing(open_database(settings)) as database:
        if migrate.current(database) != migrate.newest(migrations()):
            yield Finding("unknown", "the record can be read after `gateway db upgrade`")
            return
        broken = SqlQuarantine(database, SystemClock()).broken_at()
    if broken is None:
        yield Finding("ok", f"{sealed} mails are sealed; the record of the acts is whole")
    else:
        advice = "somebody changed the database by hand: compare with the last copy"
        yield Finding("error", f"the record of the acts was altered at line {broken}", advice)


def _inner(folder: Path, *, private: bool) -> Iterator[Finding]:
    state = machine.look_at(folder)
    if state is not None:  # what is missing is made when it is needed
        yield _folder(folder, state, private=private)


def _folder(folder: Path, state: FolderState, *, private: bool) -> Finding:
    said = f"{folder}: owner {state.owner}, mode {state.mode:04o}"
    try:
        machine.sync_seconds(folder, times=1)
    except PermanentFailure as failure:
        return Finding("error", f"{failure} ({said})", f"chown it to the gateway, or {_ACCOUNT}")
    if not state.is_ours:
        return Finding("warning", f"{said}: it belongs to somebody else", _ACCOUNT)
    if private and state.is_open:
        return Finding("warning", f"{said}: others can look into it", f"chmod 700 {folder}")
    return Finding("ok", f"{said}; writable")


def _not_there(folder: Path) -> Finding:
    parent = _nearest(folder)
    try:
        machine.sync_seconds(parent, times=1)
    except PermanentFailure as failure:
        return Finding("error", f"{folder} is not there, and {failure}", "make it by hand")
    return Finding("warning", f"{folder} is not there yet", "`gateway run` makes it")


def _nearest(folder: Path) -> Path:
    """The folder itself or the first one above it that is there."""
    return next((one for one in (folder, *folder.parents) if one.is_dir()), Path("/"))


def filesystem_finding(kind: str | None, *, embedded: bool) -> Finding:
    if kind is None:
        return Finding("unknown", "the kind of file system cannot be told")
    if kind in _IN_MEMORY:
        message = f"{kind}: it lies in memory, and a restart loses all mail"
        return Finding("error", message, "put data_dir on a disk")
    if kind in _REMOTE and embedded:
        message = f"{kind}: the embedded database is not safe on a remote file system"
        return Finding("error", message, "put data_dir on a local disk, or use PostgreSQL")
    return Finding("ok", f"file system {kind}")
