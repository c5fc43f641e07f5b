"""Text of TXT and CSV."""

from dataclasses import replace
from pathlib import Path

from gateway.adapters.document_text.limits import MAX_CHARACTERS, unified
from gateway.domain.document import DocumentText, ReadProblem, TextEncoding
from gateway.domain.icalendar import is_calendar, said_in_calendar
from gateway.domain.legacy_text import is_foreign, shown_by_windows

_MAX_BYTES = 8 * MAX_CHARACTERS


def read_text(path: Path) -> DocumentText:
    """UTF-8, UTF-16 with a byte order mark, else one byte a character."""
    data, whole = head_of(path)
    text, in_unicode = decode(data)
    found = document_of(text, whole=whole)
    if is_calendar(text):
        found = replace(found, title="\n".join(said_in_calendar(found.text)) or None)
    in_doubt = not in_unicode and found.encoding is TextEncoding.UNICODE and not is_foreign(text)
    return replace(found, encoding=TextEncoding.UNKNOWN) if in_doubt else found


def decode(data: bytes) -> tuple[str, bool]:
    """The text and whether it is Unicode; else as windows-1252 shows it, for its table to be found."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), True
    try:
        # The cut at the limit may halve the last character; that is no sign of another encoding.
        return data[: len(data) - _halved(data)].decode("utf-8-sig"), True
    except UnicodeDecodeError:
        return shown_by_windows(data), False


def _halved(data: bytes) -> int:
    for back in range(1, min(4, len(data) + 1)):
        lead = data[-back]
        if lead >= 0xC0:
            length = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
            return back if back < length else 0
        if lead < 0x80:
            return 0
    return 0


def head_of(path: Path) -> tuple[bytes, bool]:
    """The first bytes, and whether they are all."""
    with path.open("rb") as file:
        return file.read(_MAX_BYTES), not file.read(1)


def document_of(text: str, *, whole: bool) -> DocumentText:
    too_large = len(text) > MAX_CHARACTERS or not whole  # a mark may stand in the rest
    (text,), encoding = unified(text)
    if too_large:
        return DocumentText(text=text, encoding=encoding, problem=ReadProblem.TOO_LARGE)
    problem = None if text.strip() else ReadProblem.EMPTY
    return DocumentText(text=text, encoding=encoding, problem=problem)
