"""Text from outside made harmless: safe in a header, a log line, a table cell, a file listing."""

import re
import unicodedata

# Zero-width and direction marks: they reverse what a person sees (`gpj.exe` as `exe.jpg`) or split a word
# so that no rule finds it. Soft hyphen, U+180E and the tag characters are of the same use to a forger.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029]")
_CONTROL_BUT_LINES = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\u0085\x0b\x0c]")
# NFC sorts a run of combining marks in quadratic time (20,000 marks: 1 s). Only runs outside the Latin
# blocks can be such a run; no language stacks more than a few marks.
_FOREIGN_RUN = re.compile("[^\u0000-\u02ff\u1e00-\u1eff]{17,}")
_MARKS_IN_A_ROW = 16
_PATH = re.compile(r"^(?:[/~]|\.{1,2}[/\\]|[A-Za-z]:)|\\|/\.{1,2}/")
_FILE_NAME_LIMIT = 180


def harmless(text: str, limit: int) -> str:
    """One line of at most `limit` characters, NFC, without control, direction or invisible characters."""
    # Cut before the costly steps; white space and what is dropped may take some of the reserve.
    line = _SPACES.sub(" ", _CONTROL.sub(" ", text[: limit * 4 + 64]))
    return _compose(line).strip()[:limit].rstrip()


def harmless_block(text: str, limit: int) -> str:
    """Several lines of at most `limit` characters together: like `harmless`, but newline and tab stay."""
    lines = _LINE_END.sub("\n", text[: limit * 2])
    return _compose(_CONTROL_BUT_LINES.sub("", lines))[:limit]


def harmless_file_name(name: str) -> str:
    """A file name without path, at most 180 characters, its extension kept; "" when nothing is left.

    What looks like a path loses its folders. A lone slash is a document code that was written into a
    name (`12/QĐ-UBND.pdf`) and becomes an underscore, as mail programs show it.
    """
    line = harmless(name, len(name))
    if _PATH.search(line):
        line = re.split(r"[/\\]", line)[-1]
        line = re.sub(r"^[A-Za-z]:", "", line)
    line = re.sub(r'[/:*?"<>|]', "_", line).strip(". ")
    stem, dot, extension = line.rpartition(".")
    if dot and len(extension) <= 10:
        return stem[: _FILE_NAME_LIMIT - len(extension) - 1].rstrip() + dot + extension
    return line[:_FILE_NAME_LIMIT].rstrip()


def _compose(text: str) -> str:
    visible = _INVISIBLE.sub("", _SURROGATE.sub("", text))
    return unicodedata.normalize("NFC", _FOREIGN_RUN.sub(_limit_marks, visible))


def _limit_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)
