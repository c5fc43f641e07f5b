"""The import contracts hold, and each is shown to break when it is violated."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
]
LADDER, ADAPTERS, DOMAIN = CONTRACTS

# For each contract modules with a line that breaks it, and the words of the report that show it.
VIOLATIONS = [
    (LADDER, "gateway/domain/failures.py", "import gateway.ports", "gateway.domain is not allowed"),
    (LADDER, "gateway/config/load.py", "import gateway.adapters", "gateway.config is not allowed"),
    (LADDER, "gateway/ports.py", "import gateway.pipeline", "gateway.ports is not allowed"),
    (LADDER, "gateway/adapters/logs.py", "import gateway.pipeline", "gateway.adapters"),
    (LADDER, "gateway/utils.py", "", "gateway.utils"),  # every module needs a place in the layers
    (ADAPTERS, "gateway/adapters/logs.py", "import gateway.adapters.workers", "adapters.workers"),
    (DOMAIN, "gateway/domain/failures.py", "import pydantic", "not allowed to import pydantic"),
    (DOMAIN, "gateway/domain/failures.py", "import socket", "not allowed to import socket"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(program), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def report(found: subprocess.CompletedProcess[str]) -> dict[str, bool]:
    """Each contract's name and whether it was kept."""
    kept = {}
    for name in CONTRACTS:
        (line,) = [line for line in found.stdout.splitlines() if line.startswith(f"{name} ")]
        kept[name] = line.rstrip().endswith("KEPT")
    return kept


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "gateway",
        tmp_path / "gateway",
        ignore=shutil.ignore_patterns("__pycache__", "*.ttf"),
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept() -> None:
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout + found.stderr
    assert report(found) == dict.fromkeys(CONTRACTS, True)


def test_every_contract_has_a_violation_here() -> None:
    assert {contract for contract, *_ in VIOLATIONS} == set(CONTRACTS)


@pytest.mark.parametrize(("contract", "module", "line", "words"), VIOLATIONS)
def test_a_violation_breaks_its_contract(
    copy: Path, contract: str, module: str, line: str, words: str
) -> None:
    with (copy / module).open("a") as file:
        file.write(f"\n{line}\n")
    found = lint(copy)
    assert found.returncode == 1, found.stdout + found.stderr
    assert not report(found)[contract]
    assert words in found.stdout
