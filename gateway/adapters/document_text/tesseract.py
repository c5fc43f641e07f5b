"""The program `tesseract` as a limited child of a sandboxed worker: a picture in, words with places out.

The program, not a binding: it comes with the system and its security updates, a page that makes it
crash ends the child alone, and starting it costs a twentieth of what reading a page costs.
"""

import csv
import os
import shutil
import subprocess
from dataclasses import dataclass
from statistics import median

from gateway.adapters.document_text.child import limited
from gateway.adapters.document_text.layout import Word, place_word
from gateway.domain.failures import TransientFailure
from gateway.domain.vietnamese import nfc

LANGUAGE = "vie"
PROGRAM = "tesseract"
# Page segmentation: columns and lines; one block; words wherever they stand.
WHOLE_PAGE, ONE_BLOCK, SCATTERED = 3, 6, 11
_CPU_SECONDS = 40  # of one page: ordinary ones take two
_MAX_WORDS = 6_000
_LOOSE = 1.25  # boxes of recognised words are tight; the layout reckons with the font's height
_VERTICAL = 2.5  # a word so much higher than wide is written from top to bottom


@dataclass(frozen=True, slots=True)
class Seen:
    """A word with how sure tesseract is of it, 0 to 100."""

    word: Word
    confidence: float
    is_vertical: bool = False  # written from top to bottom: not of the text

    @property
    def is_good(self) -> bool:
        return (
            not self.is_vertical
            and self.confidence >= 60
            and sum(char.isalpha() for char in self.word.text) >= 2
        )


def version() -> str | None:
    """The version of the installed program; None when it is missing or does not know Vietnamese."""
    path = shutil.which(PROGRAM)
    if path is None or LANGUAGE not in _output(path, "--list-langs").split():
        return None
    return (_output(path, "--version").split() or ["", "?"])[1]


def _output(path: str, option: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the installed program and a fixed option
            [path, option], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr


def read_picture(portable: bytes, segmentation: int) -> list[Seen]:
    """The words of a picture (PGM bytes), or none when the program gave up on it.

    Raises `TransientFailure` when the program is gone.
    """
    try:
        return _words(_run(portable, segmentation))
    except FileNotFoundError:
        raise TransientFailure(f"{PROGRAM} is not installed any more") from None


def _run(portable: bytes, segmentation: int) -> str:
    done = subprocess.run(  # noqa: S603 - a fixed command; the picture goes in by its standard input
        [
            PROGRAM,
            "stdin",
            "stdout",
            "-l",
            LANGUAGE,
            "--dpi",
            "200",
            "--psm",
            str(segmentation),
            "tsv",
        ],
        input=portable,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"},
        preexec_fn=limited(_CPU_SECONDS),
        check=False,
    )
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _words(table: str) -> list[Seen]:
    """tesseract's TSV: the words of one line share their middle and height, which commas and dashes have not."""
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "5" and (row["text"] or "").strip():
            key = (row["block_num"], row["par_num"], row["line_num"])
            lines.setdefault(key, []).append(row)
    seen = [item for line in lines.values() for item in _line(line)]
    return seen[:_MAX_WORDS]


def _line(rows: list[dict[str, str]]) -> list[Seen]:
    level = [row for row in rows if not _is_vertical(row)] or rows
    tall = [row for row in level if sum(char.isalnum() for char in row["text"]) >= 2] or level
    height = median(int(row["height"]) for row in tall) * _LOOSE
    middle = -median(int(row["top"]) + int(row["height"]) / 2 for row in tall)  # y up
    ends = middle - height / 2, middle + height / 2
    return [
        Seen(
            place_word(
                nfc(row["text"]),
                0,
                (float(row["left"]), float(int(row["left"]) + int(row["width"]))),
                ends,
            ),
            float(row["conf"]),
            _is_vertical(row),
        )
        for row in rows
    ]


def _is_vertical(row: dict[str, str]) -> bool:
    height, width, letters = int(row["height"]), int(row["width"]), len(row["text"])
    return (letters >= 4 and height > width) or (letters >= 2 and height > _VERTICAL * width)
