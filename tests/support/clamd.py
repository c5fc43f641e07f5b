"""A private clamd with a small signature database made here; nothing is downloaded."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from gateway.adapters.clamd import ClamdScanner
from gateway.domain.failures import TransientFailure
from tests.support.servers import program, server_folder
from tests.support.waiting import eventually

# The harmless test file of EICAR, put together so that no scanner takes this source for it.
EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
SENTINEL = b"congvan-gateway-malware-sentinel"  # found wherever it stands in a file

_CONFIGURATION = """\
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}/tmp
LogFile {folder}/clamd.log
Foreground yes
StreamMaxLength {stream_max}
MaxThreads 4
AlertExceedsMax yes
"""


class Clamd:
    """One daemon on a socket of its own. `stop` and `start` may be called in turn."""

    def __init__(self, stream_max: str = "20M") -> None:
        self.folder = server_folder("clamd-")
        self.socket = self.folder / "clamd.sock"
        signatures = self.folder / "signatures"
        for folder in (signatures, self.folder / "tmp"):
            folder.mkdir()
        eicar = f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Test.Eicar:73\n"
        (signatures / "test.hdb").write_text(eicar)
        (signatures / "test.ndb").write_text(f"Test.Sentinel:0:*:{SENTINEL.hex()}\n")
        self._configuration = self.folder / "clamd.conf"
        self._configuration.write_text(
            _CONFIGURATION.format(folder=self.folder, stream_max=stream_max)
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Clamd":
        clamd = program("clamd")
        assert clamd is not None
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [clamd, "--config-file", str(self._configuration)], stdout=output, stderr=output
            )
        eventually(self._answers, f"clamd; {self.log()}", 60)
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def files(self) -> list[Path]:
        """What it wrote: logs, and temporary files that stayed behind."""
        written = [self.folder / "output", self.folder / "clamd.log"]
        return [*written, *(path for path in (self.folder / "tmp").rglob("*") if path.is_file())]

    def log(self) -> str:
        return (self.folder / "output").read_text(errors="replace")[-2000:]

    def _answers(self) -> bool:
        assert self._process is None or self._process.poll() is None, self.log()
        try:
            return ClamdScanner(str(self.socket)).version().startswith("ClamAV")
        except TransientFailure:
            return False
