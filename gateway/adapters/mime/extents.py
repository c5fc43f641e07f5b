"""Where a part stands in the bytes of its mail, and whether those bytes alone are read as the part was."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from gateway.adapters.mime.tree import Part, TooManyLines, read_tree

_EOL = re.compile(rb"\r\n|\r|\n")
_REST_OF_DELIMITER = re.compile(rb"(--)?[ \t]*(?:\r\n|\r|\n|\Z)")
_BLANK_LINE = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)")
_Shape = list[tuple[str, ...]]


def extent(raw: bytes, part: Part) -> tuple[int, int] | None:
    """Where a part stands in the mail, its headers included."""
    way: list[Part] = []
    while part.parent is not None:
        way.append(part)
        part = part.parent
    start, end = 0, len(raw)
    for step in reversed(way):
        assert step.parent is not None
        number = step.parent.children.index(step)
        ranges = list(_children(raw, start, end, step.parent.get_boundary()))
        if number >= len(ranges):
            return None
        start, end = ranges[number]
    return start, end


def _children(raw: bytes, start: int, end: int, boundary: str | None) -> Iterator[tuple[int, int]]:
    """The ranges between the delimiter lines (RFC 2046 §5.1.1); the line end before a delimiter belongs to it."""
    line = b"--" + (boundary or "").encode("utf-8", "surrogateescape")
    begin: int | None = None
    for place, rest in _delimiters(raw, start, end, line):
        if begin is not None:
            yield begin, max(begin, _before_eol(raw, place))
        begin = rest.end()
        if rest[1]:
            return
    if begin is not None:
        yield begin, end


def _delimiters(
    raw: bytes, start: int, end: int, line: bytes
) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Each place at which `line` is a line, and what follows it there. `find` is much faster than a pattern."""
    place = raw.find(line, start, end)
    while place >= 0:
        after = place + len(line)
        rest = _REST_OF_DELIMITER.match(raw, after, end)
        if rest is not None and raw[place - 1 : place] in {b"\r", b"\n"}:
            yield place, rest
        place = raw.find(line, after, end)


def _before_eol(raw: bytes, position: int) -> int:
    return position - (2 if raw[position - 2 : position] == b"\r\n" else 1)


def content_of(raw: bytes, part: Part) -> bytes | None:
    """What stands behind the headers of a part; None when it is not found."""
    found = extent(raw, part)
    if found is None:
        return None
    # In a digest a part may have no headers of its own: it begins with the blank line.
    blank = _EOL.match(raw, *found) or _BLANK_LINE.search(raw, *found)
    return raw[blank.end() : found[1]] if blank else None


def shape_of_file(path: Path) -> _Shape | None:
    try:
        tree = read_tree(path)
    except TooManyLines:
        return None
    return shape(tree.root) if tree.complete else None


def shape(part: Part) -> _Shape:
    """Every part in order with its headers and the digest of its text, whatever their line ends are."""
    found: _Shape = []
    stack = [part]
    while stack:
        item = stack.pop()
        texts = ["" if item.children else item.leaf_text()]
        texts += [text for header in item.raw for text in header]
        found.append((item.get_content_type(), *map(_digest, texts)))
        stack.extend(reversed(item.children))
    return found


def _digest(text: str) -> str:
    return sha256(_EOL.sub(b"\n", text.encode("utf-8", "surrogateescape"))).hexdigest()
