"""Traps of the folder layout."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_alembic_is_a_folder_of_scripts_and_no_package() -> None:
    # It bears the library's name: as a package it would be imported in the library's place.
    assert (ROOT / "alembic" / "env.py").is_file()
    assert list((ROOT / "alembic").rglob("__init__.py")) == []


def test_there_is_no_module_for_everything() -> None:
    names = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}
    found = [path for path in (ROOT / "gateway").rglob("*.py") if path.name in names]
    assert found == []
    assert not [path for path in (ROOT / "gateway").rglob("utils") if path.is_dir()]


def test_the_wheel_takes_along_what_the_program_looks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert shared == {
        name: f"gateway/_share/{name}" for name in ("rules", "alembic", "systemd", "config.yaml")
    }
    for name in shared:
        assert (ROOT / name).exists()
