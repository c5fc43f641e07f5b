"""The wheel is a whole installation: it needs no clone beside it."""

import os
import re
import stat
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # No isolated environment and so no network: hatchling is among the pinned packages.
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    assert built.returncode == 0, built.stderr
    (found,) = folder.glob("congvan_gateway-*.whl")
    return found


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new virtual environment with the wheel; its dependencies are those of the environment here."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    options = ("install", "--no-deps", "--no-index", "--quiet")
    installed = run(*pip, *options, wheel, cwd=folder.parent)
    assert installed.returncode == 0, installed.stderr
    packages = next((folder / "lib").glob("python3*")) / "site-packages"
    # A folder named in a .pth file is searched last, and the .pth files in it are not read: the
    # editable installation of the clone stays out.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def files_below(folder: str) -> set[str]:
    """The files of the repository that git knows, or would add, below a folder."""
    listed = run(
        "git", "ls-files", "--cached", "--others", "--exclude-standard", folder, cwd=ROOT
    ).stdout.splitlines()
    return {name for name in listed if (ROOT / name).is_file()}


def test_it_carries_rules_migrations_unit_and_sample(names: set[str]) -> None:
    for folder in ("rules", "alembic", "systemd", "config.yaml"):
        expected = {f"gateway/_share/{name}" for name in files_below(folder)}
        assert expected, f"{folder} is empty"
        assert sorted(expected - names) == []


def test_it_carries_the_package_with_templates_and_fonts(names: set[str]) -> None:
    package = files_below("gateway")
    for suffix in (".py", ".j2", ".ttf", ".yaml"):
        assert any(name.endswith(suffix) for name in package)
    assert sorted(package - names) == []


def test_it_carries_licences_and_nothing_else(names: set[str]) -> None:
    licences = [name for name in names if ".dist-info/licenses/" in name]
    assert any(name.endswith("/licenses/LICENSE") for name in licences)
    assert any(name.endswith("fonts/LICENSE") for name in licences)
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"gateway", next(name for name in tops if name.endswith(".dist-info"))}
    assert [name for name in names if re.search(r"__pycache__|\.pyc$|(^|/)var/|\.db$", name)] == []


def test_the_install_script_is_found_beside_its_unit(environment: Path, tmp_path: Path) -> None:
    (share,) = environment.glob("lib/python3*/site-packages/gateway/_share")
    assert (share / "config.yaml").is_file()
    assert stat.S_IMODE((share / "systemd" / "install.sh").stat().st_mode) & 0o444
    found = run("sh", share / "systemd" / "install.sh", "--help", cwd=tmp_path)
    assert found.returncode == 2
    assert "usage" in found.stderr


def test_the_installed_program_is_the_wheel_and_not_the_clone(
    environment: Path, tmp_path: Path
) -> None:
    code = "import gateway, gateway.resources as r; print(gateway.__file__, r.shared('rules'))"
    found = run(environment / "bin" / "python", "-c", code, cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stdout.count(str(environment)) == 2
    assert str(ROOT) not in found.stdout


def test_the_installed_command_works_outside_the_clone(environment: Path, tmp_path: Path) -> None:
    gateway = environment / "bin" / "gateway"
    shown = run(gateway, "--help", cwd=tmp_path)
    assert (shown.returncode, "verify" in shown.stdout) == (0, True), shown.stderr
    checked = run(gateway, "rules", "check", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert str(environment) in checked.stdout  # the rules of the wheel


def test_the_installed_program_makes_its_database_and_judges_in_workers(
    environment: Path, tmp_path: Path
) -> None:
    (share,) = environment.glob("lib/python3*/site-packages/gateway/_share")
    (tmp_path / "config.yaml").write_bytes((share / "config.yaml").read_bytes())
    gateway = environment / "bin" / "gateway"
    made = run(gateway, "db", "upgrade", cwd=tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    assert (tmp_path / "var" / "gateway" / "gateway.db").is_file()
    (tmp_path / "trust").mkdir()
    (tmp_path / "not.pdf").write_text("no PDF at all")
    judged = run(gateway, "verify", "not.pdf", "--trust", "trust", "--json", cwd=tmp_path)
    assert judged.returncode == 1, judged.stdout + judged.stderr
    assert '"UNREADABLE"' in judged.stdout


def test_the_module_runs_as_the_command_does(environment: Path, tmp_path: Path) -> None:
    found = run(environment / "bin" / "python", "-m", "gateway", "--help", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
