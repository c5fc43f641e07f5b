"""What systemd says of the service."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 5
_PROPERTIES = ("LoadState", "ActiveState", "UnitFileState", "NRestarts", "User")


@dataclass(frozen=True, slots=True)
class UnitState:
    """In systemd's words, systemctl(1)."""

    load: str  # loaded, not-found, …
    active: str  # active, inactive, failed, …
    file: str  # enabled, disabled, …
    restarts: str
    user: str


def unit_state(unit: str) -> UnitState | None:
    """None where no systemd runs, or when it does not answer."""
    program = shutil.which("systemctl")
    if program is None or not Path("/run/systemd/system").is_dir():
        return None
    command = [program, "show", unit, *(f"--property={name}" for name in _PROPERTIES)]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command of the system
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse(done.stdout) if done.returncode == 0 else None


def parse(text: str) -> UnitState:
    """The lines of `systemctl show`."""
    found = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    return UnitState(*(found.get(name, "") for name in _PROPERTIES))
