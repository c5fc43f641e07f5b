"""What a piece of work costs the process that runs it."""

import re
import time
from pathlib import Path
from typing import Self

_STATUS, _REFS = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Measured:
    """Seconds, and bytes of memory at the peak beyond those at the beginning (Linux)."""

    seconds = 0.0
    memory = 0

    def __enter__(self) -> Self:
        _REFS.write_text("5")  # the peak begins again (proc(5))
        self._before = _kibibytes("VmRSS")
        self._begun = time.monotonic()
        return self

    def __exit__(self, *_error: object) -> None:
        self.seconds = time.monotonic() - self._begun
        self.memory = (_kibibytes("VmHWM") - self._before) << 10


def _kibibytes(what: str) -> int:
    found = re.search(rf"^{what}:\s+(\d+) kB$", _STATUS.read_text(), re.MULTILINE)
    return int(found[1]) if found else 0
