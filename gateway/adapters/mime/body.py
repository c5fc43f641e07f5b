"""The text of a mail that is searched: all plain text, and what HTML says beyond it."""

from dataclasses import dataclass, field

from gateway.adapters.mime.asides import said_beside
from gateway.adapters.mime.leaves import Leaf, Role
from gateway.adapters.mime.text import (
    BODY_LIMIT,
    RAW_LIMIT,
    holds_encoded_file,
    strip_tags,
    text_of,
)
from gateway.adapters.mime.tree import Part
from gateway.domain.display import harmless_block
from gateway.domain.document import TextEncoding
from gateway.domain.encodings import encoding_of
from gateway.domain.icalendar import said_in_calendar
from gateway.domain.legacy_text import unify
from gateway.domain.message import Defect

_MAX_CALENDARS = 50
_READ_LIMIT = 4 * BODY_LIMIT  # characters of all alternatives together


@dataclass(slots=True)
class Body:
    """At most `BODY_LIMIT` characters; that something was left out is a defect."""

    text: str = ""
    beside: list[str] = field(default_factory=list)  # for secrecy marks alone
    defects: set[Defect] = field(default_factory=set)


def read_body(leaves: list[Leaf]) -> Body:
    """All text in order. A clerk may see the HTML and a rule the plain text: both alternatives count."""
    body = Body()
    for leaf in leaves[:_MAX_CALENDARS]:
        if leaf.role is Role.CALENDAR:
            body.beside += said_in_calendar(text_of(leaf.part)[0])
    texts = _texts([leaf for leaf in leaves if leaf.role is Role.TEXT], body)
    plain: dict[int | None, set[str]] = {}
    for leaf, text in texts:
        if leaf.content_type == "text/plain":
            plain.setdefault(_alternative(leaf.part), set()).update(_lines(text))
    plain.pop(None, None)
    shown = [
        text
        if leaf.content_type == "text/plain"
        else _beyond(text, plain.get(_alternative(leaf.part), set()) - {""})
        for leaf, text in texts
    ]
    joined = "\n".join(text for text in shown if text)
    whole = harmless_block(joined, BODY_LIMIT + 1).strip()
    # What is dropped (zero-width characters) takes room before the cut, too.
    if len(whole) > BODY_LIMIT or len(joined) > 2 * BODY_LIMIT:
        body.defects.add(Defect.NOT_OPENED)
    if encoding_of(whole) is not TextEncoding.UNICODE:
        body.defects.add(Defect.UNKNOWN_CHARSET)
    body.text = whole[:BODY_LIMIT].rstrip()
    return body


def _texts(leaves: list[Leaf], body: Body) -> list[tuple[Leaf, str]]:
    texts: list[tuple[Leaf, str]] = []
    size = 0
    for leaf in leaves:
        if size > _READ_LIMIT or len(leaf.part.text) > RAW_LIMIT:
            body.defects.add(Defect.NOT_OPENED)
        if size > _READ_LIMIT:
            break
        source, known = text_of(leaf.part)
        if holds_encoded_file(source):
            body.defects.add(Defect.NOT_OPENED)
        if leaf.content_type == "text/html":
            body.beside += said_beside(source)
        # Before anything takes white space and controls away that are letters of an older table.
        found = unify(strip_tags(source) if leaf.content_type == "text/html" else source)
        if not known and found.encoding is TextEncoding.UNICODE:
            body.defects.add(Defect.UNKNOWN_CHARSET)
        texts.append((leaf, found.text))
        size += len(texts[-1][1])
    return texts


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def _beyond(text: str, known: set[str]) -> str:
    """The lines of an alternative that the plain text has not."""
    return "\n".join(line for line in text.splitlines() if " ".join(line.split()) not in known)


def _alternative(part: Part) -> int | None:
    """The multipart/alternative in which a part stands, by identity."""
    while part.parent is not None:
        part = part.parent
        if part.get_content_type() == "multipart/alternative":
            return id(part)
    return None
