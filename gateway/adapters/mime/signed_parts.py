"""The parts of a mail that S/MIME signs (RFC 8551 §3.5.3), byte for byte as they came."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from gateway.adapters.mime.tree import Part, TooManyLines, Tree, read_tree

SIGNATURE_TYPES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
MAX_SIGNED = 8  # signed parts of one mail; genuine mails have one
_EOL = re.compile(rb"\r\n|\r|\n")
_REST_OF_DELIMITER = re.compile(rb"(--)?[ \t]*(?:\r\n|\r|\n|\Z)")
_Shape = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SignedBytes:
    """One `multipart/signed` part; `content` holds the very bytes of its first part, None when they are in doubt.

    `canonical`: the same with the CRLF that RFC 8551 §3.1.1 asks for, of a part that has not a single one: the
    mail lost them on its way, or its signer never wrote them.
    """

    node: Part
    content: Path | None
    canonical: Path | None = None


def signed_nodes(tree: Tree) -> list[Part]:
    """The parts of a mail that are signed with S/MIME. What lies inside another one is that one's content."""
    found: list[Part] = []
    stack = [tree.root]
    while stack:
        part = stack.pop()
        if _is_signed(part):
            found.append(part)
        elif not part.get_content_type().startswith("message/"):
            stack.extend(reversed(part.children))
    return found


def write_signed(mail: Path, nodes: list[Part], spool: Path) -> list[SignedBytes]:
    """Writes the signed bytes of each node into `spool`. To be called before texts are taken out of the parts.

    A second reading of those bytes alone must show what the reading of the whole mail shows: else another
    part may be signed than the one that people see.
    """
    if not nodes:
        return []
    raw = mail.read_bytes()
    return [_write(raw, node, spool / f"signed-{number}") for number, node in enumerate(nodes)]


def _write(raw: bytes, node: Part, target: Path) -> SignedBytes:
    found = _range(raw, node.children[0])
    if found is None:
        return SignedBytes(node, None)
    data = raw[found[0] : found[1]]
    target.write_bytes(data)
    if _shape(node.children[0]) != _shape_of_file(target):
        return SignedBytes(node, None)
    if b"\r\n" in data:
        return SignedBytes(node, target)
    canonical = target.with_name(f"{target.name}-canonical")
    canonical.write_bytes(data.replace(b"\n", b"\r\n"))
    return SignedBytes(node, target, canonical)


def covers(node: Part, part: Part) -> bool:
    """Whether `part` lies in what the signature of `node` signs."""
    signed = node.children[0]
    above: Part | None = part
    while above is not None and above is not signed:
        above = above.parent
    return above is signed


def _is_signed(part: Part) -> bool:
    """RFC 1847 §2.1: exactly two parts, the second is the signature."""
    return (
        part.get_content_type() == "multipart/signed"
        and len(part.children) == 2
        and part.children[1].get_content_type() in SIGNATURE_TYPES
    )


def _range(raw: bytes, part: Part) -> tuple[int, int] | None:
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


def _shape_of_file(path: Path) -> _Shape | None:
    try:
        tree = read_tree(path)
    except TooManyLines:
        return None
    return _shape(tree.root) if tree.complete else None


def _shape(part: Part) -> _Shape:
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
