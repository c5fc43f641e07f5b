"""Text of TXT, CSV and RTF."""

import re
from dataclasses import replace
from pathlib import Path

from gateway.adapters.document_text.limits import MAX_CHARACTERS, unified
from gateway.domain.document import DocumentText, ReadProblem, TextEncoding
from gateway.domain.legacy_text import is_foreign, shown_by_windows

_MAX_BYTES = 8 * MAX_CHARACTERS


def read_text(path: Path) -> DocumentText:
    """UTF-8, UTF-16 with a byte order mark, else one byte a character."""
    data, whole = _head(path)
    text, in_unicode = decode(data)
    found = _document(text, whole=whole)
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


def _head(path: Path) -> tuple[bytes, bool]:
    """The first bytes, and whether they are all."""
    with path.open("rb") as file:
        return file.read(_MAX_BYTES), not file.read(1)


def _document(text: str, *, whole: bool) -> DocumentText:
    too_large = len(text) > MAX_CHARACTERS or not whole  # a mark may stand in the rest
    (text,), encoding = unified(text)
    if too_large:
        return DocumentText(text=text, encoding=encoding, problem=ReadProblem.TOO_LARGE)
    problem = None if text.strip() else ReadProblem.EMPTY
    return DocumentText(text=text, encoding=encoding, problem=problem)


_TOKEN = re.compile(
    r"\\u(?P<code>-?\d{1,6}) ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+"
)
# Groups whose words are not the document's text.
_SILENT = {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata", "themedata", "datastore", "latentstyles",
    "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl", "fldinst", "deleted",
}  # fmt: skip
_WORDS = {"par": "\n", "line": "\n", "sect": "\f", "page": "\f", "tab": "\t", "cell": "\t", "row": "\n",
          "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"}  # fmt: skip
_MAX_GROUPS = 500
_GOAL = re.compile(r"\\picwgoal(\d{1,6})\s?\\pichgoal(\d{1,6})")
_HALF_PAGE = 11_906 * 16_838 / 2  # twips², of A4


def read_rtf(path: Path) -> DocumentText:
    """RTF: Unicode escapes, code page bytes, paragraphs; embedded objects are active content."""
    head, whole = _head(path)
    data = head.decode("latin-1")
    if not data.startswith("{\\rtf"):
        return DocumentText(problem=ReadProblem.UNREADABLE)
    page = re.search(r"\\ansicpg(\d{3,5})", data[:2000])
    reader = _Rtf(f"cp{page[1]}" if page else "cp1252")
    for match in _TOKEN.finditer(data):
        if not reader.take(match):
            return DocumentText(problem=ReadProblem.UNREADABLE)
    active = bool(re.search(r"\\(?:objdata|objautlink|objupdate|object)\b|DDEAUTO", data))
    found = _document("".join(reader.out), whole=whole)
    return replace(found, active_content=active, is_scan=_shows_page_of_picture(data))


def _shows_page_of_picture(data: str) -> bool:
    sizes = _GOAL.findall(data)
    return any(int(wide) * int(high) >= _HALF_PAGE for wide, high in sizes)


class _Rtf:
    """The state of one reading: per group, whether it is silent and how many bytes follow a \\u."""

    def __init__(self, page: str) -> None:
        try:
            b"".decode(page)
        except LookupError:
            page = "cp1252"
        self.page = page
        self.out: list[str] = []
        self.groups = [(False, 1)]
        self.skip = 0
        self.word_art = False  # the next value of a shape is what it shows

    def take(self, match: re.Match[str]) -> bool:
        """False when the groups are nested too deep."""
        if match["brace"]:
            return self._brace(match["brace"])
        if match["word"]:
            self._word(match["word"], match["number"])
        elif match["sign"]:
            self._sign(match["sign"])
        else:
            self._characters(match)
        return True

    def _brace(self, brace: str) -> bool:
        self.skip = 0
        if brace == "{":
            self.groups.append(self.groups[-1])
        elif len(self.groups) > 1:
            self.groups.pop()
        return len(self.groups) <= _MAX_GROUPS

    def _word(self, word: str, number: str | None) -> None:
        silent, after = self.groups[-1]
        if word in _SILENT:
            self.groups[-1] = (True, after)
        elif word == "shptxt" or (word == "sv" and self.word_art):
            self.groups[-1] = (False, after)  # a text box within a group for newer readers
            self._write("\n")
            self.word_art = False
        elif word == "uc" and number:
            self.groups[-1] = (silent, min(max(int(number), 0), 8))
        elif word in _WORDS:
            self._write(_WORDS[word])

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self.groups[-1] = (True, self.groups[-1][1])
        else:
            self._write({"~": " ", "_": "-", "-": ""}.get(sign, sign if sign in "\\{}" else ""))

    def _characters(self, match: re.Match[str]) -> None:
        if match["code"]:
            self._write(chr(int(match["code"]) & 0xFFFF))
            self.skip = self.groups[-1][1]
        elif match["byte"]:
            self._fallback(bytes([int(match["byte"], 16)]).decode(self.page, "replace"))
        elif match["text"]:
            self._fallback(match["text"])

    def _fallback(self, text: str) -> None:
        """Text after a \\u is its substitute for old readers; as many characters are skipped as \\uc says."""
        passed = min(self.skip, len(text))
        self.skip -= passed
        self._write(text[passed:])

    def _write(self, text: str) -> None:
        if not self.groups[-1][0]:
            self.out.append(text)
        elif text == "gtextUNICODE":
            self.word_art = True
