"""pdfsig as the yardstick: a run of the program on a file, under the same roots and intermediates as the judge."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

_QUIET = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (0, 1, 2)]
_TRUSTED = "Certificate is Trusted."


class Pdfsig:
    """pdfsig with a certificate database of its own. `trust` says how its trust is: "same" or "none".

    It takes no CRL: with one imported it calls every certificate invalid (poppler 22.12). Without `certutil`
    (libnss3-tools) there is no database to look in; that only makes it faster.
    """

    def __init__(self, trust: Path, database: Path) -> None:
        self.trust = "none: certutil is missing"
        self._options: list[str] = []
        if shutil.which("certutil"):
            _make_database(trust, database)
            self.trust, self._options = "same", ["-nssdir", f"sql:{database}"]

    def check(self, file: Path) -> None:
        """Raises ValueError when pdfsig does not call the signature valid and trusted."""
        command = ["pdfsig", *self._options, str(file)]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        if "Signature is Valid." not in said or (self._options and _TRUSTED not in said):
            raise ValueError(f"the benchmark's document is valid for pdfsig: {said}")

    def seconds(self, file: Path) -> float:
        """Wall time from starting the process to its end, its output thrown away."""
        return spawn_seconds(["pdfsig", *self._options, str(file)])


def spawn_seconds(command: Sequence[str]) -> float:
    """Wall time of one process, started as cheaply as the system can (posix_spawn)."""
    began = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=_QUIET)
    os.waitpid(pid, 0)
    return time.perf_counter() - began


def _make_database(trust: Path, database: Path) -> None:
    database.mkdir()
    _certutil(database, "-N", "--empty-password")
    for place, flags in (("government", "C,C,C"), ("public", "C,C,C"), ("intermediates", ",,")):
        for file in sorted((trust / place).iterdir()):
            _certutil(database, "-A", "-n", file.stem, "-t", flags, "-a", "-i", str(file))


def _certutil(database: Path, *options: str) -> None:
    with tempfile.TemporaryFile() as output:
        subprocess.run(
            ["certutil", "-d", f"sql:{database}", *options],
            stdout=output,
            stderr=output,
            check=True,
        )
