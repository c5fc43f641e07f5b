"""The tree of MIME parts of one mail, built from its file in blocks and under caps."""

import re
from collections.abc import Iterator
from email import errors
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import compat32
from pathlib import Path

from gateway.adapters.mime.headers import parameters
from gateway.domain.message import Defect

# Caps that genuine mail never meets.
MAX_HEADER_BYTES = 262_144
MAX_PARTS = 1_000
MAX_DEPTH = 50
MAX_LINES = 3_000_000  # 50 MB of base64 have 660,000; a line costs memory, however short it is
# The parser splits parameters of Content-* in quadratic time.
_MAX_STRUCTURE_VALUE = 8_192
_MAX_STRUCTURE_BYTES = 524_288  # in the whole mail
_BLOCK = 65_536

_STRUCTURE = frozenset({"content-type", "content-transfer-encoding", "content-disposition"})
_EOL = re.compile(r"(?:\r\n|\r|\n)\Z")
# A part outside the boundaries: between, before or after what a parser sees.
_STRAY_PART = re.compile(
    r"^content-(?:type|disposition|transfer-encoding)[ \t]*:", re.IGNORECASE | re.MULTILINE
)

_MEANING: dict[type[errors.MessageDefect], Defect] = {
    errors.NoBoundaryInMultipartDefect: Defect.MISSING_BOUNDARY,
    errors.StartBoundaryNotFoundDefect: Defect.MISSING_BOUNDARY,
    errors.CloseBoundaryNotFoundDefect: Defect.MISSING_BOUNDARY,
    errors.MultipartInvariantViolationDefect: Defect.MISSING_BOUNDARY,
    # Other programs read such headers otherwise, and with them the structure.
    errors.InvalidMultipartContentTransferEncodingDefect: Defect.AMBIGUOUS_STRUCTURE,
    errors.MissingHeaderBodySeparatorDefect: Defect.AMBIGUOUS_STRUCTURE,
    errors.FirstHeaderLineIsContinuationDefect: Defect.AMBIGUOUS_STRUCTURE,
    errors.MisplacedEnvelopeHeaderDefect: Defect.AMBIGUOUS_STRUCTURE,
    errors.InvalidHeaderDefect: Defect.AMBIGUOUS_STRUCTURE,
}


class TooManyLines(Exception):
    """More lines than memory can bear: the mail is not read at all."""


class _OverCap(Exception):
    def __init__(self, defect: Defect) -> None:
        super().__init__(defect.value)
        self.defect = defect


class Part(Message):
    """One part: raw headers in order, and either children or a raw text in which bytes > 127 are surrogates."""

    def __init__(self, tree: "Tree") -> None:
        super().__init__(policy=compat32)
        self.tree = tree
        self.raw: list[tuple[str, str]] = []  # names in lower case
        self.text = ""
        self.children: list[Part] = []
        self.parent: Part | None = None
        self.depth = 0
        self._header_bytes = 0

    def set_raw(self, name: str, value: str) -> None:
        """Called by the parser for each header, before any look at the structure."""
        if self.parent is None:
            self.tree.root = self
        self._header_bytes += len(name) + len(value)
        name_folded = name.lower()
        if self._header_bytes > MAX_HEADER_BYTES:
            raise _OverCap(Defect.HEADER_TOO_LARGE)
        if name_folded in _STRUCTURE:
            self._count_structure(len(value))
        self.raw.append((name_folded, value))
        super().set_raw(name, value)

    def _count_structure(self, size: int) -> None:
        self.tree.structure_bytes += size
        if size > _MAX_STRUCTURE_VALUE or self.tree.structure_bytes > _MAX_STRUCTURE_BYTES:
            raise _OverCap(Defect.HEADER_TOO_LARGE)

    def attach(self, payload: Message | str) -> None:
        """Called by the parser for each part inside this one."""
        assert isinstance(payload, Part)
        payload.parent, payload.depth = self, self.depth + 1
        if payload.depth > MAX_DEPTH:
            raise _OverCap(Defect.TOO_DEEP)
        self.tree.count += 1
        if self.tree.count > MAX_PARTS:
            raise _OverCap(Defect.TOO_MANY_PARTS)
        self.children.append(payload)
        super().attach(payload)

    def set_payload(self, payload: object, _charset: object = None) -> None:
        """Called by the parser with the whole text of a leaf; kept raw and once only."""
        self.text = payload if isinstance(payload, str) else ""

    def every(self, name: str) -> list[str]:
        """Every raw value of a header, in order; `name` in lower case."""
        return [value for key, value in self.raw if key == name]

    def first(self, name: str) -> str:
        return next((value for key, value in self.raw if key == name), "")

    @property
    def encoding(self) -> str:
        """Content-Transfer-Encoding in lower case, "" when not given."""
        return self.first("content-transfer-encoding").strip().lower()

    def take_text(self) -> str:
        """The raw text, which is let go: a large attachment is held in memory once."""
        text = self.leaf_text()
        self.text = ""
        return text

    def leaf_text(self) -> str:
        """The raw text of a part without children."""
        text = self.text
        if self.parent is not None:  # RFC 2046 §5.1.1: the line end before a boundary belongs to it
            end = _EOL.search(text[-2:])
            text = text[: -len(end[0])] if end else text
        return text


class Tree:
    """A mail's parts with what is wrong with its structure. `root` holds headers even when a cap was met."""

    def __init__(self) -> None:
        self.root = Part(self)
        self.count = 0
        self.structure_bytes = 0
        self.defects: set[Defect] = set()
        self.complete = True

    def walk(self) -> Iterator[Part]:
        """All parts, depth first, in the order of the mail."""
        stack = [self.root]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.children))


def read_tree(path: Path) -> Tree:
    """Reads a mail. What its sender did is in `defects`; raises `TooManyLines`, and OSError of the disk."""
    tree = Tree()
    parser = BytesFeedParser(lambda: Part(tree))
    try:
        _feed(parser, path)
        root = parser.close()
    except _OverCap as over:
        tree.defects.add(over.defect)
        tree.complete = False
        return tree
    assert isinstance(root, Part)
    tree.root = root
    for part in tree.walk():
        tree.defects |= _defects(part)
    return tree


def read_inner(mail: Path, inner: Path) -> Tree:
    """The MIME entity `inner` as the content of `mail`: the mail's headers, and the entity's own Content-* alone.

    Whatever else the entity says of its sender or its way is the sender's word and no header of the mail
    (RFC 8551 §3.1). Terms as for `read_tree`.
    """
    outer, tree = read_tree(mail), read_tree(inner)
    own = [header for header in tree.root.raw if header[0].startswith("content-")]
    tree.root.raw = [h for h in outer.root.raw if not h[0].startswith("content-")] + own
    tree.defects |= outer.defects
    tree.complete = tree.complete and outer.complete
    return tree


def _feed(parser: "BytesFeedParser[Part]", path: Path) -> None:
    lines = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            lines += max(block.count(b"\n"), block.count(b"\r"))
            if lines > MAX_LINES:
                raise TooManyLines
            parser.feed(block)


def _defects(part: Part) -> set[Defect]:
    found = {meaning for defect in part.defects if (meaning := _MEANING.get(type(defect)))}
    names = [name for name, _ in part.raw if name in _STRUCTURE]
    content_type = parameters(part.first("content-type"))
    if len(names) != len(set(names)) or len(content_type[1].get("boundary", ())) > 1:
        found.add(Defect.AMBIGUOUS_STRUCTURE)
    outside = ((part.preamble or "")[:_BLOCK], (part.epilogue or "")[:_BLOCK])
    if any(_STRAY_PART.search(text) for text in outside):
        found.add(Defect.MISSING_BOUNDARY)
    return found
