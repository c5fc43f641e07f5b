"""A folder for moments: emptied by its process, or by the next one when that was killed."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gateway.adapters.machine import private_folder

_HOLD = (
    "from gateway.adapters.machine import private_folder\n"
    "with private_folder() as folder:\n"
    "    (folder / 'secret').write_text('x')\n"
    "    print(folder, flush=True)\n"
    "    input()\n"
)


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


def _holder() -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_it_is_private_and_goes_with_all_that_lies_in_it(tmp_path: Path) -> None:
    with private_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "mail").write_text("x")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_one_uses_stays(tmp_path: Path) -> None:
    killed, left = _holder()
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    working, used = _holder()
    assert not left.exists(), "the next one removed it"
    with private_folder():
        assert (used / "secret").exists()
    working.communicate("\n")
    assert list(tmp_path.iterdir()) == []


def test_links_and_files_of_that_name_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "file").touch()
    (tmp_path / "vbden-private-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "vbden-private-file").touch()
    with private_folder():
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "elsewhere",
        "vbden-private-file",
        "vbden-private-link",
    ]
    assert (tmp_path / "elsewhere" / "file").exists()
