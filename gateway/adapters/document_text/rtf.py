"""Text of RTF: Unicode escapes, bytes of a code page or of an older table by their font, text boxes."""

import re
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from gateway.adapters.document_text.limits import unified
from gateway.adapters.document_text.plain import document_of, head_of
from gateway.domain.document import DocumentText, ReadProblem, TextEncoding
from gateway.domain.legacy_text import LegacyFont, font_of, in_font, lying_fonts
from gateway.domain.vietnamese import one_line

_TOKEN = re.compile(
    r"\\u(?P<code>-?\d{1,6}) ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+"
)
# Groups whose words are not the document's text.
_SILENT = {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata", "themedata", "datastore", "latentstyles",
    "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl", "fldinst",
}  # fmt: skip
# Groups that are looked at for secrecy marks alone: deleted words, comments, properties.
_BESIDE = {"deleted", "annotation", "title", "subject", "keywords", "doccomm", "category"}
_WORDS = {"par": "\n", "line": "\n", "sect": "\f", "page": "\f", "tab": "\t", "cell": "\t", "row": "\n",
          "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"}  # fmt: skip
_MAX_GROUPS = 500
_MAX_FONTS = 5_000
_MAX_NAME = 100
_GOAL = re.compile(r"\\picwgoal(\d{1,6})\s?\\pichgoal(\d{1,6})")
_HALF_PAGE = 11_906 * 16_838 / 2  # twips², of A4


def read_rtf(path: Path) -> DocumentText:
    """The words of a document; embedded objects are active content."""
    head, whole = head_of(path)
    data = head.decode("latin-1")
    if not data.startswith("{\\rtf"):
        return DocumentText(problem=ReadProblem.UNREADABLE)
    page = re.search(r"\\ansicpg(\d{3,5})", data[:2000])
    reader = _Rtf(f"cp{page[1]}" if page else "cp1252")
    for match in _TOKEN.finditer(data):
        if not reader.take(match):
            return DocumentText(problem=ReadProblem.UNREADABLE)
    active = bool(re.search(r"\\(?:objdata|objautlink|objupdate|object)\b|DDEAUTO", data))
    text, table = reader.result()
    found = document_of(text, whole=whole)
    if found.encoding is TextEncoding.UNICODE:
        found = replace(found, encoding=table)
    (beside,), _ = unified("".join(reader.beside))
    return replace(
        found,
        other_heads=beside,
        title=one_line(beside.partition("\n")[0]) or None if reader.has_title else None,
        active_content=active,
        is_scan=_shows_page_of_picture(data),
    )


def _shows_page_of_picture(data: str) -> bool:
    sizes = _GOAL.findall(data)
    return any(int(wide) * int(high) >= _HALF_PAGE for wide, high in sizes)


class _Group(NamedTuple):
    """What holds within a pair of braces. `after` characters that follow a \\u are its substitute."""

    silent: bool = False
    after: int = 1
    font: int | None = None
    names_fonts: bool = False
    capitals: bool = False  # letters are shown as capitals
    beside: bool = False


class _Rtf:
    """The state of one reading."""

    def __init__(self, page: str) -> None:
        try:
            b"".decode(page)
        except LookupError:
            page = "cp1252"
        self.page = page
        self.out: list[tuple[LegacyFont | None, str]] = []
        self.groups = [_Group()]
        self.beside: list[str] = []
        self.has_title = False  # then it is the first of what stands beside
        self.skip = 0
        self.word_art = False  # the next value of a shape is what it shows
        self.names: dict[int, str] = {}
        self.fonts: dict[int, LegacyFont | None] = {}
        self.usual: int | None = None

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

    def result(self) -> tuple[str, TextEncoding]:
        """The text, and the table of the fonts that it is in."""
        parts: list[str] = []
        table = TextEncoding.UNICODE
        runs = [
            ("".join(text for _, text in run), font)
            for font, run in groupby(self.out, key=lambda piece: piece[0])
        ]
        lying = lying_fonts(runs)
        for shown, font in runs:
            parts.append(in_font(shown, font, lies=font in lying))
            if font is not None and parts[-1] != shown and not shown.isascii():
                table = font.table
        return "".join(parts), table

    @property
    def group(self) -> _Group:
        return self.groups[-1]

    @group.setter
    def group(self, group: _Group) -> None:
        self.groups[-1] = group

    def _brace(self, brace: str) -> bool:
        self.skip = 0
        if brace == "{":
            self.groups.append(self.groups[-1])
        elif len(self.groups) > 1:
            self.groups.pop()
        return len(self.groups) <= _MAX_GROUPS

    def _word(self, word: str, number: str | None) -> None:
        if word in _SILENT:
            self.group = self.group._replace(silent=True, names_fonts=word == "fonttbl")
        elif word in _BESIDE:
            self.has_title = self.has_title or (word == "title" and not self.beside)
            self.group = self.group._replace(silent=True, beside=True)
            self.beside += ["\n"] if self.beside else []
        elif word == "shptxt" or (word == "sv" and self.word_art):
            self.group = self.group._replace(
                silent=False
            )  # a text box within a group for newer readers
            self._write("\n")
            self.word_art = False
        elif word == "uc" and number:
            self.group = self.group._replace(after=min(max(int(number), 0), 8))
        elif word == "deff" and number:
            self.usual = int(number)
        elif word == "plain":
            self.group = self.group._replace(font=self.usual, capitals=False)
        elif word in {"caps", "scaps"}:
            self.group = self.group._replace(capitals=number != "0")
        elif word == "f" and number and len(self.names) < _MAX_FONTS:
            self.group = self.group._replace(font=int(number))
        elif word in _WORDS:
            self._write(_WORDS[word])

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self.group = self.group._replace(silent=True, names_fonts=False)
        else:
            # `\\-` is U+00AD: a place to divide a word, and ư in TCVN3.
            optional = "" if self._font() is None else "\u00ad"
            shown = {"~": " ", "_": "-", "-": optional}
            self._write(shown.get(sign, sign if sign in "\\{}" else ""))

    def _characters(self, match: re.Match[str]) -> None:
        if match["code"]:
            self._write(chr(int(match["code"]) & 0xFFFF))
            self.skip = self.group.after
        elif match["byte"]:
            byte = bytes([int(match["byte"], 16)])
            # A byte of an older table means nothing in a code page.
            page = self.page if self._font() is None else "latin-1"
            self._fallback(byte.decode(page, "replace"))
        elif match["text"]:
            self._fallback(match["text"])

    def _fallback(self, text: str) -> None:
        """Text after a \\u is its substitute for old readers; as many characters are skipped as \\uc says."""
        passed = min(self.skip, len(text))
        self.skip -= passed
        self._write(text[passed:])

    def _write(self, text: str) -> None:
        group = self.group
        if group.beside:
            self.beside.append(text)
        elif not group.silent:
            font = self._font()
            # Bytes of an older table have no capitals.
            shown = text.upper() if group.capitals and font is None else text
            self.out.append((font, shown))
        elif group.names_fonts and group.font is not None:
            self.names[group.font] = (self.names.get(group.font, "") + text)[:_MAX_NAME]
        elif text == "gtextUNICODE":
            self.word_art = True

    def _font(self) -> LegacyFont | None:
        number = self.group.font
        if number is None:
            number = self.usual
        if number is None:
            return None
        if number not in self.fonts:
            self.fonts[number] = font_of(self.names.get(number, "").strip(" ;"))
        return self.fonts[number]
