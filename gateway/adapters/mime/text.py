"""The text of a mail: plain text, else HTML without its tags. Linear in the length.

The standard library's `html.parser` takes time quadratic in a hostile body (10,000 times `<a `: 6 s).
"""

import html
import re
from collections.abc import Callable, Iterator

from gateway.adapters.mime.charsets import decode_as_named
from gateway.adapters.mime.headers import parameter, parameters
from gateway.adapters.mime.transfer import decode_bytes
from gateway.adapters.mime.tree import Part

BODY_LIMIT = 200_000  # characters
RAW_LIMIT = 2_000_000  # characters of a text part that are decoded: HTML is mostly not text

_LINE_TAGS = frozenset(
    {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"}
)
_SILENT_TAGS = ("script", "style", "title", "template")
_TAG_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9]*)")
_LONG_REFERENCE = re.compile(r"&#[xX]?[0-9A-Fa-f]{8,};?")  # html.unescape raises on 4,300 digits
_SPACES = re.compile(r"[ \t\r\f\v\xa0]+")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_CID = re.compile(r"cid:([^\s\"'<>)]{1,250})", re.IGNORECASE)
# uuencode, yEnc, and a part whose container lost its type: a file as text
_ENCODED_FILE = re.compile(
    r"^(?:begin(?:-base64)? [0-7]{3,4} \S|=ybegin line=|content-(?:transfer-encoding|disposition)[ \t]*:)",
    re.MULTILINE | re.IGNORECASE,
)


def text_of(part: Part) -> tuple[str, bool]:
    """The text of a text part by its charset, and whether that was known. The part keeps its text."""
    _, found = parameters(part.first("content-type"))
    charset = parameter(found, "charset")
    data = decode_bytes(part.text[:RAW_LIMIT], part.encoding)
    return decode_as_named(data, charset.text if charset else None)


def strip_tags(source: str) -> str:
    """The visible text of HTML, roughly: for reading and searching, never for showing as HTML."""
    pieces = "".join(_pieces(source.replace("\r", " ").replace("\n", " ")))
    text = html.unescape(_LONG_REFERENCE.sub("\ufffd", pieces))
    return _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", text)).strip()


def cids(source: str) -> set[str]:
    """Content-IDs that HTML refers to, in lower case."""
    return {match[1].lower() for match in _CID.finditer(source)}


def holds_encoded_file(text: str) -> bool:
    """A file written into the text itself."""
    return _ENCODED_FILE.search(text) is not None


def _pieces(source: str) -> Iterator[str]:
    folded = source.lower()
    # Lower case can change the length (İ); then tags are looked for as they stand.
    find = (folded if len(folded) == len(source) else source).find
    position = 0
    while (start := source.find("<", position)) >= 0:
        yield source[position:start]
        end, shown = _tag(source, start, find)
        yield shown
        if end < 0:
            return
        position = end
    yield source[position:]


def _tag(source: str, start: int, find: Callable[[str, int], int]) -> tuple[int, str]:
    """Where the text goes on after the markup at `start` (-1: nowhere) and what stands for it."""
    if source.startswith("<!--", start):
        return _after(find, "-->", start + 4), ""
    name = _TAG_NAME.match(source, start + 1, start + 30)
    if name is None:
        bare = source[start + 1 : start + 2] not in {"!", "?", "/"}
        return (start + 1, "<") if bare else (_after(find, ">", start), "")
    tag = name[1].lower()
    if tag in _SILENT_TAGS and source[start + 1] != "/":
        closing = find(f"</{tag}", start)
        return (-1 if closing < 0 else _after(find, ">", closing)), ""
    return _after(find, ">", start), "\n" if tag in _LINE_TAGS else (
        "\t" if tag in {"td", "th"} else ""
    )


def _after(find: Callable[[str, int], int], mark: str, start: int) -> int:
    found = find(mark, start)
    return found + len(mark) if found >= 0 else -1
