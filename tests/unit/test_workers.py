"""The pool of killable workers: one hostile file costs its deadline and nothing else."""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from gateway.adapters.workers import Limits, WorkerBug, WorkerCrashed, WorkerPool, WorkerTimeout
from gateway.domain.failures import PermanentFailure, TransientFailure
from tests.support import worker_tasks
from tests.support.worker_tasks import Colour, Parcel

REPOSITORY = Path(__file__).parents[2]


def tasks(*names: str) -> dict[str, str]:
    for name in names:
        assert hasattr(worker_tasks, name)
    return {name: f"{worker_tasks.__name__}:{name}" for name in names}


def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition never came true"
        time.sleep(0.005)  # the poll of a wait that has a deadline


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state in {"Z", "X"}


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    names = [
        "echo", "pid", "repack", "take_memory", "recurse", "fill_file", "full_disk", "not_now", "never",
        "fail", "end", "die", "leave_quietly", "connect", "connect_unix", "kill", "status_lines", "environment",
        "loaded", "main_file", "say", "much",
    ]  # fmt: skip
    with WorkerPool(tasks(*names), Limits(deadline_seconds=20, file_mb=5)) as made:
        yield made


def test_typed_values_cross_the_border_both_ways(pool: WorkerPool) -> None:
    parcel = Parcel(
        name="công văn",
        colour=Colour.RED,
        at=datetime(2026, 11, 20, 10, 5, tzinfo=UTC),
        path=Path("/nowhere"),
        tags=frozenset({"a", "b"}),
        pairs=(("x", 1), ("y", 2)),
    )
    adapter = TypeAdapter(Parcel)
    answer = pool.call("repack", {"parcel": adapter.dump_python(parcel, mode="json")})
    back = adapter.validate_python(answer)
    assert back.inner == parcel
    assert back.name == "CÔNG VĂN"
    assert back.colour is Colour.BLUE
    assert back.tags == {"a", "b", "new"}


def test_a_worker_lives_on_after_a_good_call(pool: WorkerPool) -> None:
    assert pool.call("pid", {}) == pool.call("pid", {})


def test_an_unknown_task_is_refused_in_the_parent(pool: WorkerPool) -> None:
    with pytest.raises(KeyError):
        pool.call("os:system", {})


@pytest.mark.parametrize(
    ("task", "arguments", "word"),
    [
        ("take_memory", {"megabytes": 4000}, "MemoryError"),
        ("recurse", {"depth": 0}, "RecursionError"),
        ("die", {}, "Segmentation fault"),
        ("end", {"status": 3}, "exit status 3"),
        ("leave_quietly", {}, "exit status 0"),
    ],
)
def test_what_ends_a_worker_is_a_crash_and_the_next_call_works(
    pool: WorkerPool, task: str, arguments: dict[str, int], word: str
) -> None:
    before = pool.call("pid", {})
    with pytest.raises(WorkerCrashed, match=word):
        pool.call(task, arguments)
    assert pool.call("echo", {"text": "next"}) == "next"
    assert pool.call("pid", {}) != before


def test_a_file_that_grows_without_end_is_stopped(pool: WorkerPool, tmp_path: Path) -> None:
    with pytest.raises(WorkerCrashed, match="file size"):
        pool.call("fill_file", {"path": str(tmp_path / "big"), "megabytes": 6})
    assert (tmp_path / "big").stat().st_size == 5 << 20


@pytest.mark.parametrize("task", ["full_disk", "not_now"])
def test_what_the_machine_causes_is_tried_again(pool: WorkerPool, task: str) -> None:
    with pytest.raises(TransientFailure):
        pool.call(task, {})


def test_what_cannot_be_mended_by_trying_again_stays_permanent(pool: WorkerPool) -> None:
    with pytest.raises(PermanentFailure, match="no such body"):
        pool.call("never", {})


def test_a_file_that_only_root_may_read_is_named(pool: WorkerPool, tmp_path: Path) -> None:
    (tmp_path / "closed").touch(mode=0)
    with pytest.raises(PermanentFailure, match=r"closed.*root"):
        pool.call("fill_file", {"path": str(tmp_path / "closed"), "megabytes": 1})


def test_our_own_bug_is_loud(pool: WorkerPool) -> None:
    with pytest.raises(WorkerBug, match=r"(?s)worker_tasks\.py.*ValueError") as bug:
        pool.call("fail", {"text": "quoted document"})
    assert "quoted" not in str(bug.value), (
        "Art. 1.2: the message of a parser may quote what it read"
    )


def test_wrong_arguments_are_our_own_bug(pool: WorkerPool) -> None:
    with pytest.raises(WorkerBug, match="ValidationError"):
        pool.call("take_memory", {"megabytes": "many"})


def _frame(body: bytes) -> bytes:
    return struct.pack("!I", len(body)) + body


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xff\xff\xff",  # announces 4 GB
        b"\x00\x00\x10\x00short",
        _frame(b"not json"),
        _frame(b"\xff\xfe"),
        _frame(b"[" * 100_000),
        _frame(b"9" * 100_000),
        _frame(b'["ok"]'),
        _frame(b'{"bug": 1}'),
        _frame(b"cos\nsystem\n(S'echo owned'\ntR."),  # pickle
    ],
    ids=["nothing", "huge", "short", "text", "bytes", "deep", "digits", "list", "shape", "pickle"],
)
def test_a_worker_that_was_taken_over_can_only_crash(pool: WorkerPool, data: bytes) -> None:
    with pytest.raises(WorkerCrashed):
        pool.call("say", {"data": data.hex()})
    assert pool.call("echo", {"text": "next"}) == "next"


def test_an_answer_has_a_largest_size(pool: WorkerPool) -> None:
    assert len(pool.call("much", {"megabytes": 15})) == 15 << 20
    with pytest.raises(WorkerCrashed, match="allowed are"):
        pool.call("much", {"megabytes": 16})


def test_no_network(pool: WorkerPool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert worker_tasks.connect(port) == "connected"  # here it can be reached
        assert pool.call("connect", {"port": port}) in {"PermissionError", "OSError"}


def test_a_unix_socket_reaches_nobody(pool: WorkerPool, tmp_path: Path) -> None:
    """LibreOffice may make one; not even that connects, and what needs no connection is not made."""
    for kind, end in ((socket.SOCK_STREAM, "PermissionError"), (socket.SOCK_DGRAM, "refused")):
        path = str(tmp_path / str(int(kind)))
        with socket.socket(socket.AF_UNIX, kind) as server:
            server.bind(path)
            if kind == socket.SOCK_STREAM:
                server.listen()
            assert worker_tasks.connect_unix(path, int(kind)) == "reached"
            assert pool.call("connect_unix", {"path": path, "kind": int(kind)}) == end


def test_other_processes_of_the_user_are_out_of_reach(pool: WorkerPool) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as victim:
        assert pool.call("kill", {"victim": victim.pid}) == "PermissionError"
        assert victim.poll() is None
        victim.communicate(b"\n")
        assert victim.returncode == 0


def test_the_kernel_confirms_the_sandbox(pool: WorkerPool) -> None:
    wanted = {
        "NoNewPrivs": "1",
        "CapEff": "0" * 16,
        "Max address space": str(1536 << 20),
        "Max file size": str(5 << 20),
        "Max core file size": "0",
        "Max open files": "256",
    }
    assert pool.call("status_lines", {"names": list(wanted)}) == wanted
    cpu = pool.call("status_lines", {"names": ["Max cpu time"]})["Max cpu time"]
    assert 20 <= int(cpu) <= 60
    held = pool.protections()
    assert held["no-new-privileges"]
    assert held["resource-limits"]
    assert held["network-namespace"] or held["system-call-filter"]
    seccomp = pool.call("status_lines", {"names": ["Seccomp"]})["Seccomp"]
    assert (seccomp == "2") == held["system-call-filter"]


def test_secrets_of_the_environment_stay_with_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "not for parsers")
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/systemd/notify")
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    with WorkerPool(tasks("environment"), Limits()) as pool:
        names = pool.call("environment", {})
    assert "TZ" in names
    assert not {"PGPASSWORD", "NOTIFY_SOCKET"} & set(names)


def test_what_a_library_prints_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    with WorkerPool(tasks("noisy"), Limits()) as pool:
        pool.call("noisy", {})
    assert "document text" not in "".join(capfd.readouterr())


def test_a_call_over_its_deadline_is_killed_and_holds_up_nobody(tmp_path: Path) -> None:
    mark = tmp_path / "running"
    with (
        WorkerPool(tasks("spin", "echo"), Limits(processes=2, deadline_seconds=1.5)) as pool,
        ThreadPoolExecutor(1) as threads,
    ):
        began = time.monotonic()
        stuck = threads.submit(pool.call, "spin", {"path": str(mark)})
        until(mark.exists)
        assert pool.call("echo", {"text": "meanwhile"}) == "meanwhile"
        assert not stuck.done()
        with pytest.raises(WorkerTimeout):
            stuck.result()
        assert 1.4 < time.monotonic() - began < 10
        assert is_gone(int(mark.read_text()))
        assert pool.call("echo", {"text": "after"}) == "after"


def test_the_kernel_stops_a_worker_whose_parent_is_stuck(tmp_path: Path) -> None:
    """The CPU limit, lowered by the worker itself so that the test need not wait for it."""
    with (
        WorkerPool(tasks("spin_with_little_cpu"), Limits(deadline_seconds=30)) as pool,
        pytest.raises(WorkerTimeout, match="CPU"),
    ):
        pool.call("spin_with_little_cpu", {})


def test_many_threads_share_two_workers() -> None:
    with (
        WorkerPool(tasks("echo", "pid"), Limits(processes=2)) as pool,
        ThreadPoolExecutor(8) as threads,
    ):
        words = [f"w{i}" for i in range(200)]
        assert list(threads.map(lambda word: pool.call("echo", {"text": word}), words)) == words
        assert len(set(threads.map(lambda _: pool.call("pid", {}), words))) <= 2


def test_workers_are_recycled() -> None:
    with WorkerPool(tasks("pid"), Limits(processes=1, recycle_after=3)) as pool:
        pids = [pool.call("pid", {}) for _ in range(6)]
    assert len(set(pids[:3])) == len(set(pids[3:])) == 1
    assert pids[2] != pids[3]


def test_a_worker_that_dies_between_two_calls_costs_nothing() -> None:
    with WorkerPool(tasks("pid"), Limits(processes=1)) as pool:
        first = pool.call("pid", {})
        os.kill(first, signal.SIGKILL)
        until(lambda: is_gone(first))
        assert pool.call("pid", {}) != first


def test_a_file_is_not_blamed_for_what_an_earlier_one_left_in_the_worker() -> None:
    with WorkerPool(tasks("leak"), Limits(processes=1, memory_mb=600)) as pool:
        pids = [pool.call("leak", {"megabytes": 200}) for _ in range(8)]
        assert 2 < len(set(pids)) < 8
        with pytest.raises(WorkerCrashed, match="MemoryError"):
            pool.call("leak", {"megabytes": 1000})


def test_the_second_attempt_is_made_by_a_new_worker(tmp_path: Path) -> None:
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    with (
        WorkerPool(tasks("leak", "leak_together"), Limits(processes=2, memory_mb=600)) as pool,
        ThreadPoolExecutor(2) as threads,
    ):
        both = [
            threads.submit(
                pool.call, "leak_together", {"megabytes": 450, "mine": mine, "other": other}
            )
            for mine, other in ((a, b), (b, a))
        ]
        spoilt = {call.result() for call in both}
        assert len(spoilt) == 2
        assert pool.call("leak", {"megabytes": 200}) not in spoilt


def test_a_killed_forkserver_is_replaced_and_no_file_is_blamed(tmp_path: Path) -> None:
    mark = tmp_path / "running"
    with (
        WorkerPool(tasks("spin", "forkserver_pid"), Limits(processes=2)) as pool,
        ThreadPoolExecutor(1) as threads,
    ):
        forkserver = pool.call("forkserver_pid", {})
        stuck = threads.submit(pool.call, "spin", {"path": str(mark)})
        until(lambda: mark.exists() and bool(mark.read_text()))
        os.kill(forkserver, signal.SIGKILL)
        with pytest.raises(TransientFailure):
            stuck.result(timeout=20)
        until(lambda: is_gone(int(mark.read_text())))
        assert pool.call("forkserver_pid", {}) != forkserver


def test_closing_blames_no_file_either(tmp_path: Path) -> None:
    mark = tmp_path / "running"
    pool = WorkerPool(tasks("spin"), Limits(processes=1))
    with ThreadPoolExecutor(1) as threads:
        stuck = threads.submit(pool.call, "spin", {"path": str(mark)})
        until(lambda: mark.exists() and bool(mark.read_text()))
        pool.close()
        with pytest.raises(TransientFailure):
            stuck.result(timeout=20)
    until(lambda: is_gone(int(mark.read_text())))
    with pytest.raises(TransientFailure):
        pool.call("spin", {"path": str(mark)})


def test_a_module_that_cannot_be_imported_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    with (
        WorkerPool(tasks("echo"), Limits(), preload=["no_such_module"]) as pool,
        pytest.raises(WorkerBug, match="no worker can start"),
    ):
        pool.call("echo", {"text": ""})
    assert "no_such_module" in capfd.readouterr().err


def test_preloaded_modules_are_there_before_the_first_call() -> None:
    with WorkerPool(tasks("loaded"), Limits(), preload=["wave"]) as pool:
        assert pool.call("loaded", {"prefix": "wave"}) == ["wave"]
        assert pool.call("loaded", {"prefix": "pytest"}) == []  # nothing of the parent's main


_PROGRAM = """
    import sys, threading
    from pathlib import Path
    with open({count!r}, "a") as file:
        print(__name__, file=file)
    from gateway.adapters.workers import Limits, WorkerPool
    T = "tests.support.worker_tasks:"
    pool = WorkerPool({{n: T + n for n in ("echo", "spin", "forkserver_pid", "main_file")}}, Limits())
    assert pool.call("echo", {{"text": "x"}}) == "x"
    assert pool.call("main_file", {{}}) is None
    if "--stay" in sys.argv:
        print(pool.call("forkserver_pid", {{}}), flush=True)
        pool.call("spin", {{"path": {mark!r}}})
    pool.close()
"""


def _program(folder: Path) -> Path:
    script = folder / "program"
    (folder / "apackage").mkdir()
    text = textwrap.dedent(_PROGRAM).format(count=str(folder / "count"), mark=str(folder / "mark"))
    script.write_text(text)
    (folder / "apackage" / "__init__.py").touch()
    (folder / "apackage" / "__main__.py").write_text(text)
    return script


def test_the_main_module_is_run_once_however_it_was_started(tmp_path: Path) -> None:
    script = _program(tmp_path)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(REPOSITORY)])}
    for start in ([str(script)], ["-m", "apackage"]):
        (tmp_path / "count").unlink(missing_ok=True)
        subprocess.run([sys.executable, *start], check=True, env=environment, timeout=60)
        assert (tmp_path / "count").read_text() == "__main__\n"


def test_kill_minus_nine_of_the_parent_ends_forkserver_and_a_busy_worker(tmp_path: Path) -> None:
    script = _program(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(
        [sys.executable, str(script), "--stay"], stdout=subprocess.PIPE, env=environment
    ) as parent:
        assert parent.stdout is not None
        forkserver = int(parent.stdout.readline())
        mark = tmp_path / "mark"
        until(lambda: mark.exists() and bool(mark.read_text()))
        parent.kill()
    until(lambda: is_gone(forkserver) and is_gone(int(mark.read_text())))


def test_ctrl_c_does_not_reach_the_workers() -> None:
    with WorkerPool(tasks("forkserver_pid"), Limits()) as pool:
        assert os.getsid(pool.call("forkserver_pid", {})) != os.getsid(0)


def test_descriptors_do_not_leak_into_the_parent(tmp_path: Path) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before, threads_before = count(), threading.active_count()
    with WorkerPool(tasks("die", "echo"), Limits(processes=1)) as pool:
        for _ in range(20):
            with pytest.raises(WorkerCrashed):
                pool.call("die", {})
        pool.call("echo", {"text": json.dumps({})})
    assert count() == before
    assert threading.active_count() == threads_before
