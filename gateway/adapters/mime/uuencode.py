"""Files that were written into the text of a mail by uuencode (IEEE Std 1003.1, `uuencode`)."""

import binascii
import re
from dataclasses import dataclass

from gateway.adapters.mime.charsets import decode
from gateway.domain.display import harmless_file_name

_BEGIN = re.compile(r"begin [0-7]{3,4} (\S[^\r\n]{0,300})\r?\n?\Z")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")  # `splitlines` ends lines at form feeds, too
_MAX_FILES = 50  # of one text; what is more stays in the text, which sends the mail to a person


@dataclass(frozen=True, slots=True)
class UuFile:
    """One file; `known` is false when its name is in a table that cannot be told."""

    name: str
    content: bytes
    known: bool


def take_out(text: str) -> tuple[str, list[UuFile]]:
    """The text without its files, and the files. A block that is damaged or has no end stays in the text.

    `text` is raw: bytes over 127 are surrogates.
    """
    if "begin " not in text:
        return text, []
    lines = _LINE.findall(text)
    kept: list[str] = []
    files: list[UuFile] = []
    place = 0
    while place < len(lines):
        begin = _BEGIN.match(lines[place]) if len(files) < _MAX_FILES else None
        found = _block(lines, place + 1) if begin else None
        if begin and found:
            files.append(_file(begin[1], found[0]))
            place = found[1]
        else:
            kept.append(lines[place])
            place += 1
    return "".join(kept), files


def _block(lines: list[str], place: int) -> tuple[bytes, int] | None:
    """The content and the place behind `end`; None when the block does not hold together."""
    content: list[bytes] = []
    while place < len(lines):
        line = lines[place].rstrip("\r\n")
        place += 1
        if line in {"`", "", " "}:
            closed = place < len(lines) and lines[place].rstrip() == "end"
            return (b"".join(content), place + 1) if closed else None
        try:
            content.append(binascii.a2b_uu(line.encode("ascii")))
        except (binascii.Error, UnicodeEncodeError):
            return None
    return None


def _file(raw: str, content: bytes) -> UuFile:
    name, known = decode(raw.strip().encode("ascii", "surrogateescape"), None)
    return UuFile(harmless_file_name(name), content, known)
