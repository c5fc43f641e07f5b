"""The unit and its install script, judged by systemd's own tools."""

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

from gateway.config.load import load_settings
from tests.support.servers import need_programs

SYSTEMD = Path(__file__).parents[2] / "systemd"
UNIT = SYSTEMD / "gateway.service"
TOOLS = ("systemd-analyze", "systemd-sysusers", "systemd-tmpfiles")

pytestmark = pytest.mark.servers


@pytest.fixture(autouse=True)
def _tools() -> None:
    need_programs(*TOOLS)


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=60, check=False
    )


def verify(folder: Path, unit: str) -> subprocess.CompletedProcess[str]:
    (folder / "gateway.service").write_text(unit)
    return run("systemd-analyze", "verify", "--man=no", folder / "gateway.service")


def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    # The program is not installed under /opt here, and verify looks for it.
    unit = UNIT.read_text().replace("ExecStart=/opt/gateway/bin/gateway", "ExecStart=/bin/true")
    found = verify(tmp_path, unit)
    assert (found.returncode, found.stderr + found.stdout) == (0, "")
    spoilt = verify(tmp_path, unit.replace("ProtectHome=yes", "ProtectHome=yes\nProtectHoem=yes"))
    assert "ProtectHoem" in spoilt.stderr  # the check does look


def exposure(unit: Path) -> float:
    found = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
    match = re.search(r"exposure level for gateway\.service: ([0-9.]+)", found.stdout)
    assert match is not None, found.stderr
    return float(match[1])


def test_the_exposure_is_below_two_and_a_half(tmp_path: Path) -> None:
    assert exposure(UNIT) < 2.5
    open_unit = tmp_path / "gateway.service"
    open_unit.write_text("[Service]\nExecStart=/bin/true\n")
    assert exposure(open_unit) > 9


def test_the_unit_stops_and_survives_as_the_program_expects() -> None:
    lines = UNIT.read_text().splitlines()
    # SIGTERM for the main process alone; a worker that the kernel kills does not end the service.
    assert {"Type=notify", "KillMode=mixed", "OOMPolicy=continue", "User=gateway"} <= set(lines)
    assert "RestartPreventExitStatus=2" in lines  # a wrong configuration, by the exit codes


def installed(root: Path) -> dict[str, int]:
    """Mode of each file and folder below a root."""
    return {
        str(path.relative_to(root)): stat.S_IMODE(path.lstat().st_mode) for path in root.rglob("*")
    }


def install(root: Path) -> None:
    found = run("sh", SYSTEMD / "install.sh", "--root", root)
    assert found.returncode == 0, found.stderr


def test_the_install_script_sets_modes_and_may_be_run_again(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    install(root)
    modes = installed(root)
    expected = {
        "usr/local/lib/systemd/system/gateway.service": 0o644,
        "usr/local/lib/sysusers.d/gateway.conf": 0o644,
        "usr/local/lib/tmpfiles.d/gateway.conf": 0o644,
        "etc/systemd/system/gateway.service.d/credentials.conf": 0o644,
        "etc/gateway": 0o750,
        "etc/gateway/config.yaml": 0o640,
        "etc/gateway/credentials": 0o700,
        "var/lib/gateway": 0o700,
    }
    assert {name: modes.get(name) for name in expected} == expected
    assert re.search(
        r"^gateway:.*:/usr/sbin/nologin$", (root / "etc/passwd").read_text(), re.MULTILINE
    )
    assert load_settings(root / "etc/gateway/config.yaml").data_dir == Path("/var/lib/gateway")

    mine = root / "etc/gateway/config.yaml"
    mine.write_text(mine.read_text() + "# của tôi\n")
    (root / "etc/gateway/credentials/smtp").write_text("secret")
    (root / "etc/gateway/credentials/smtp").chmod(0o644)
    (root / "usr/local/lib/systemd/system/gateway.service").write_text("old")
    install(root)
    assert mine.read_text().endswith("# của tôi\n")
    assert installed(root)["etc/gateway/credentials/smtp"] == 0o600
    assert (root / "usr/local/lib/systemd/system/gateway.service").read_text() == UNIT.read_text()


def test_files_belong_to_root_and_state_to_the_gateway(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    install(tmp_path)
    line = next(
        line
        for line in (tmp_path / "etc/passwd").read_text().splitlines()
        if line.startswith("gateway:")
    )
    user, group = map(int, line.split(":")[2:4])
    owners = {
        name: ((tmp_path / name).stat().st_uid, (tmp_path / name).stat().st_gid)
        for name in ("etc/gateway/config.yaml", "etc/gateway/credentials", "var/lib/gateway")
    }
    assert owners == {
        "etc/gateway/config.yaml": (0, group),
        "etc/gateway/credentials": (0, 0),
        "var/lib/gateway": (user, group),
    }


def test_the_install_script_refuses_a_word_it_does_not_know() -> None:
    found = run("sh", SYSTEMD / "install.sh", "--prefix", "/nowhere")
    assert (found.returncode, found.stdout) == (2, "")
    assert "usage" in found.stderr


def test_each_credential_of_the_sample_is_loaded_by_the_drop_in() -> None:
    sample = (SYSTEMD.parent / "config.yaml").read_text()
    active = "\n".join(line for line in sample.splitlines() if not line.lstrip().startswith("#"))
    wanted = set(re.findall(r"\$\{CREDENTIALS_DIRECTORY\}/([\w-]+)", active))
    drop_in = (SYSTEMD / "credentials.conf").read_text()
    assert wanted == set(re.findall(r"^LoadCredential=([\w-]+):", drop_in, re.MULTILINE))
