"""The message itself: its headers decoded, with every doubt about them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from gateway.adapters.mime import envelope
from gateway.adapters.mime.addresses import addresses, author
from gateway.adapters.mime.headers import VALUE_LIMIT, unfold, words
from gateway.adapters.mime.tree import Part
from gateway.domain.display import harmless
from gateway.domain.message import Address, Attachment, Defect, Message

MAX_ADDRESSES = 500
_SUBJECT_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a mail beside its bytes: the envelope sender, and the authserv-id of our own MTA."""

    reply_path: str | None
    authserv_id: str | None


def message_of(
    root: Part, body: str, attachments: tuple[Attachment, ...], defects: set[Defect], known: Known
) -> Message:
    """The headers of `root` with what was read of the content."""
    sender, named = author(root.every("from"))
    recipients, whole = _recipients(root)
    found = set(defects)
    if len(root.every("from")) > 1 or named > 1:
        found.add(Defect.SEVERAL_FROM)
    elif sender is None:
        found.add(Defect.NO_FROM)
    if not whole:
        found.add(Defect.TOO_MANY_ADDRESSES)
    subjects = [words(value) for value in root.every("subject")[:3]]
    if not all(subject.known for subject in subjects):
        found.add(Defect.UNKNOWN_CHARSET)
    joined = " ".join(subject.text for subject in subjects)
    line = harmless(joined, _SUBJECT_LIMIT + 1)
    raw = root.every("subject")
    if (
        max(len(line), len(joined) // 4) > _SUBJECT_LIMIT
        or len(raw) > len(subjects)
        or any(len(value) > VALUE_LIMIT for value in raw)
    ):
        found.add(Defect.HEADER_TOO_LARGE)
    return Message(
        message_id=envelope.message_id(root),
        subject=line[:_SUBJECT_LIMIT],
        sender=sender,
        reply_path=envelope.return_path(root) if known.reply_path is None else known.reply_path,
        date=_date(root.first("date")),
        body=body,
        references=envelope.references(root),
        attachments=attachments,
        traits=envelope.traits(root),
        defects=frozenset(found),
        authentication=envelope.authentication(root, known.authserv_id),
        recipients=recipients,
    )


def _recipients(root: Part) -> tuple[tuple[Address, ...], bool]:
    """To and Cc, at most 500, and whether that were all."""
    found: list[Address] = []
    for name in ("to", "cc"):
        for value in root.every(name):
            more, over = addresses(value, MAX_ADDRESSES - len(found))
            found += more
            if over:
                return tuple(found), False
    return tuple(found), True


def _date(value: str) -> datetime | None:
    """The Date header as an aware instant; evidence only."""
    try:
        date = parsedate_to_datetime(unfold(value)[:100])
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    if not 1970 <= date.year <= 2200:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
