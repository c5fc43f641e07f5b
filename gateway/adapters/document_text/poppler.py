"""The program `pdftotext` as a limited child of a sandboxed worker: a second opinion on pages that are broken for pdfium.

It puts letters together by their places and knows more names of glyphs. It is started for such pages alone.
"""

import io
import os
import re
import shutil
import subprocess
from pathlib import Path

from gateway.adapters.document_text.child import limited
from gateway.adapters.document_text.limits import MAX_CHARACTERS, tidy

PROGRAM = "pdftotext"
_CPU_SECONDS = 10  # of a whole file: a page takes a hundredth
_MOST_BYTES = 8 * MAX_CHARACTERS
_GAP = re.compile(" {3,}")  # between columns


def version() -> str | None:
    """The version of the installed program; None when it is missing."""
    path = shutil.which(PROGRAM)
    if path is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - the installed program and a fixed option
            [path, "-v"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return (done.stderr.split() or ["", "", "?"])[2] if done.returncode in {0, 99} else None


def read_pages(path: Path, first: int, last: int) -> list[str]:
    """The text of the pages `first` to `last`, counted from 0; none when the program is not there or gave up."""
    try:
        written = _run([str(path.absolute()), "-"], first + 1, last + 1)
    except FileNotFoundError:
        return []
    pages = [] if written is None else written.decode("utf-8", "replace").split("\f")
    return [_laid_out(page) for page in pages[: last - first + 1]]


def _run(files: list[str], first: int, last: int) -> bytes | None:
    chosen = ["-f", str(first), "-l", str(last)]
    child = subprocess.Popen(  # noqa: S603 - a fixed command on a file whose path is ours
        [PROGRAM, "-layout", "-enc", "UTF-8", *chosen, *files],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        preexec_fn=limited(_CPU_SECONDS),  # noqa: PLW1509 - a worker has one thread
    )
    with child, child.stdout or io.BytesIO() as output:
        written = output.read(_MOST_BYTES + 1)  # one that writes more ends at the closed pipe
    return written if child.returncode == 0 and len(written) <= _MOST_BYTES else None


def _laid_out(page: str) -> str:
    """As `layout` has it: columns apart by a tab."""
    lines = (_GAP.sub("\t", line.strip()) for line in page.splitlines())
    return tidy("\n".join(lines).strip("\n"))
