"""The message store on a real folder."""

import hashlib
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from gateway.adapters.message_store import FileMessageStore
from gateway.domain.failures import PermanentFailure, TransientFailure

BODY = b"Subject: x\r\n\r\nV\xc4\x83n b\xe1\xba\xa3n\r\n"
DIGEST = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> FileMessageStore:
    return FileMessageStore(tmp_path / "data")


def temporary_files(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "data/store/tmp").iterdir())


def test_body_lies_under_its_digest_with_closed_modes(
    store: FileMessageStore, tmp_path: Path
) -> None:
    stored = store.put([BODY[:5], b"", BODY[5:]])

    assert (stored.digest, stored.size) == (DIGEST, len(BODY))
    place = store.path(DIGEST)
    assert place == tmp_path / "data/store" / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert place.read_bytes() == BODY
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data/quarantine").stat().st_mode & 0o777 == 0o700
    assert temporary_files(tmp_path) == []


def test_same_body_again_is_the_same_file(store: FileMessageStore, tmp_path: Path) -> None:
    store.put([BODY])
    before = store.path(DIGEST).stat()
    store.put([BODY])

    after = store.path(DIGEST).stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_nlink) == (
        before.st_ino,
        before.st_mtime_ns,
        1,
    )
    assert temporary_files(tmp_path) == []


def test_many_threads_with_one_body(store: FileMessageStore, tmp_path: Path) -> None:
    failures: list[Exception] = []

    def put() -> None:
        try:
            store.put([BODY])
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)

    threads = [threading.Thread(target=put) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert store.path(DIGEST).read_bytes() == BODY
    assert temporary_files(tmp_path) == []


def test_name_appears_only_after_every_sync(tmp_path: Path) -> None:
    """The order of system calls is the guarantee, so the test reads it from the kernel (audit hook and fsync)."""
    script = textwrap.dedent("""
        import os, sys
        from pathlib import Path
        from gateway.adapters.message_store import FileMessageStore
        store = FileMessageStore(Path(sys.argv[1]))
        real, calls = os.fsync, []
        def fsync(fd):
            calls.append("sync " + os.readlink(f"/proc/self/fd/{fd}"))
            real(fd)
        os.fsync = fsync
        sys.addaudithook(lambda name, args: calls.append(f"{name} {args[1]}") if name == "os.link" else None)
        store.put([b"x"])
        print("\\n".join(calls))
    """)
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )

    digest = hashlib.sha256(b"x").hexdigest()
    top = tmp_path / "store"
    calls = run.stdout.splitlines()
    assert calls[0].startswith(f"sync {top}/tmp/")
    assert calls[1:] == [
        f"sync {top}",
        f"sync {top}/{digest[:2]}",
        f"os.link {top}/{digest[:2]}/{digest[2:4]}/{digest}",
        f"sync {top}/{digest[:2]}/{digest[2:4]}",
    ]


def test_failing_source_leaves_nothing(store: FileMessageStore, tmp_path: Path) -> None:
    def chunks():  # type: ignore[no-untyped-def]  # a generator that fails
        yield b"half"
        raise TransientFailure("the line broke")

    with pytest.raises(TransientFailure, match="the line broke"):
        store.put(chunks())
    assert temporary_files(tmp_path) == []


def test_full_disk_is_transient_and_leaves_nothing(store: FileMessageStore, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(TransientFailure):
            store.put([b"x" * 8_000, b"x" * 8_000])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert temporary_files(tmp_path) == []


@pytest.mark.parametrize(
    "digest", ["", "../../etc/passwd", "a" * 63, "A" * 64, DIGEST + "\n", "/" + "a" * 63]
)
def test_only_a_digest_becomes_a_path(store: FileMessageStore, digest: str) -> None:
    for use in (store.path, store.quarantine):
        with pytest.raises(PermanentFailure, match="not a SHA-256 digest"):
            use(digest)


def test_unknown_body(store: FileMessageStore) -> None:
    for use in (store.path, store.quarantine):
        with pytest.raises(PermanentFailure, match="no body"):
            use(DIGEST)


def test_quarantine_seals_and_repeats(store: FileMessageStore, tmp_path: Path) -> None:
    store.put([BODY])
    store.quarantine(DIGEST)
    store.quarantine(DIGEST)

    sealed = tmp_path / "data/quarantine" / DIGEST
    assert sealed.stat().st_mode & 0o777 == 0o400
    assert sealed.read_bytes() == BODY
    with pytest.raises(PermanentFailure):
        store.path(DIGEST)


def test_sealed_body_that_comes_again_is_sealed_again(
    store: FileMessageStore, tmp_path: Path
) -> None:
    store.put([BODY])
    store.quarantine(DIGEST)
    store.put([BODY])
    store.quarantine(DIGEST)

    assert (tmp_path / "data/quarantine" / DIGEST).read_bytes() == BODY
    assert not (tmp_path / "data/store" / DIGEST[:2] / DIGEST[2:4] / DIGEST).exists()


def test_free_bytes_is_what_the_system_says(store: FileMessageStore, tmp_path: Path) -> None:
    state = os.statvfs(tmp_path)
    assert 0 < store.free_bytes() <= state.f_blocks * state.f_frsize


def test_cleaning_spares_what_is_still_written(store: FileMessageStore, tmp_path: Path) -> None:
    (tmp_path / "data/store/tmp/1-dead").write_bytes(b"half")
    sink = store.open_sink()
    sink.write(BODY)

    assert store.clean_temporary() == 1
    assert sink.commit().digest == DIGEST
    assert store.path(DIGEST).read_bytes() == BODY


def test_abort_leaves_nothing_and_a_commit_stays(store: FileMessageStore, tmp_path: Path) -> None:
    sink = store.open_sink()
    sink.write(BODY)
    sink.abort()
    sink.abort()
    assert temporary_files(tmp_path) == []
    with pytest.raises(PermanentFailure):
        store.path(DIGEST)

    kept = store.open_sink()
    kept.write(BODY)
    kept.commit()
    kept.abort()
    assert store.path(DIGEST).read_bytes() == BODY


def test_leaf_that_an_administrator_removed_comes_back(store: FileMessageStore) -> None:
    store.put([BODY])
    place = store.path(DIGEST)
    place.unlink()
    place.parent.rmdir()
    place.parent.parent.rmdir()

    store.put([BODY])
    assert store.path(DIGEST).read_bytes() == BODY


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PermanentFailure, match="message store"):
        FileMessageStore(tmp_path / "file" / "data")


def test_a_sealed_body_does_not_come_back_in_clear(tmp_path: Path) -> None:
    """Art. 1.2: the same secret mail taken in again leaves no copy beside the sealed one."""
    store = FileMessageStore(tmp_path)
    digest = store.put([b"secret"]).digest
    store.quarantine(digest)
    assert store.put([b"secret"]).digest == digest
    assert store.is_quarantined(digest)
    with pytest.raises(PermanentFailure):
        store.path(digest)
