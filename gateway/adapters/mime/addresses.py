"""Address headers (RFC 5322 §3.4), read in one pass. The structure comes first, encoded words after it.

`email.utils` before Python 3.12 takes the wrong one of two addresses (CVE-2023-27043), so the author of
a mail is not read with it.
"""

import re

from gateway.adapters.mime.headers import Decoded, raw_bytes, words
from gateway.domain.answering import is_plain_address
from gateway.domain.display import harmless
from gateway.domain.message import Address

_PIECE = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|[()<>,;:]|[^"()<>,;:]++', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LINE_END = re.compile(r"[\r\n]+")
_NAME_LIMIT = 200


def addresses(value: str, limit: int) -> tuple[list[Address], bool]:
    """The readable addresses of a raw value, at most `limit`, and whether it names more than that."""
    found: list[Address] = []
    named = _mailboxes(_LINE_END.sub("", value), limit + 1)
    for name, spec in named[:limit]:
        if is_plain_address(spec):
            found.append(Address(_name(name).text, _folded(spec)))
    return found, len(named) > limit


def author(values: list[str]) -> tuple[Address | None, int]:
    """The address of From when exactly one is named and readable, and how many were named."""
    named = [mailbox for value in values for mailbox in _mailboxes(_LINE_END.sub("", value), 3)]
    if len(named) != 1 or not is_plain_address(named[0][1]):
        return None, len(named)
    name, spec = named[0]
    return Address(_name(name).text, _folded(spec)), 1


def _mailboxes(line: str, limit: int) -> list[tuple[str, str]]:
    """(raw name, raw addr-spec) of each mailbox; groups are flattened, comments dropped."""
    reader = _Reader(limit)
    for match in _PIECE.finditer(line):
        reader.take(match[0])
        if len(reader.found) >= limit:
            return reader.found
    reader.end()
    return reader.found


class _Reader:
    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.found: list[tuple[str, str]] = []
        self._comment = 0
        self._angle = False
        self._start()

    def _start(self) -> None:
        self._words: list[str] = []
        self._spec: list[str] = []
        self._specs = 0

    def take(self, piece: str) -> None:
        if piece in {"(", ")"}:
            self._comment = max(0, self._comment + (1 if piece == "(" else -1))
        elif self._comment:
            return
        elif piece == "<" and not self._angle:
            self._angle = True
            self._specs += 1
        elif piece == ">":
            self._angle = False
        elif self._angle:
            self._spec.append(piece)
        elif piece in {",", ";"}:
            self.end()
        elif piece == ":":
            self._start()  # the name of a group
        else:
            self._words.append(piece)

    def end(self) -> None:
        """Ends a mailbox. Two angle addresses in one are joined, and so made unreadable."""
        phrase = "".join(self._words).strip()
        if self._specs:
            self.found.append((phrase, "".join(self._spec).strip() if self._specs == 1 else ""))
        elif phrase:
            self.found.append(("", phrase))
        self._angle = False
        self._start()


def _name(raw: str) -> Decoded:
    unquoted = _ESCAPED.sub(r"\1", raw.replace('"', "")) if '"' in raw else raw
    decoded = words(unquoted)
    return Decoded(harmless(decoded.text, _NAME_LIMIT), decoded.known)


def _folded(spec: str) -> str:
    local, _, domain = raw_bytes(spec).decode("ascii").rpartition("@")
    return f"{local}@{domain.lower()}"
