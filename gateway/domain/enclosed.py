"""Files out of archives, mails within the mail and winmail.dat: what is doubted and what the clerk is told.

What a container says of itself is evidence for marks and doubts alone: an inner From or Subject never speaks
for the mail that came.
"""

from collections.abc import Sequence

from gateway.domain.admission import Reason
from gateway.domain.answering import is_own_id, is_returned
from gateway.domain.display import harmless
from gateway.domain.examination import ExaminedFile
from gateway.domain.formats import FileKind, FormatPolicy, FormatVerdict
from gateway.domain.mail_marks import mark_of_mail
from gateway.domain.message import Container, Enclosed, Message, RawMessage
from gateway.domain.secrecy_marks import SecrecyMarks

_SHOWN = 120  # characters of a name in a note
_SOURCES = {
    FileKind.ZIP: "trong tệp nén",
    FileKind.MAIL: "trong thư đính kèm",
    FileKind.TNEF: "trong gói winmail.dat",
}
_BY_VERDICT = {
    FormatVerdict.HOLD: Reason.NOT_OPENED,
    FormatVerdict.REFUSE: Reason.FORMAT_NOT_LISTED,
}


def mark_of_enclosed(marks: SecrecyMarks, said: Enclosed, foreign: bool) -> Reason | None:
    """The mark in the words or names of a container, opened or not (Art. 1.2); `foreign` as for its mail."""
    # A name as a whole and each of its folders: "MẬT/34.pdf".
    names = [part for name in said.names for part in (name, *name.replace("\\", "/").split("/"))]
    names += said.container.names if said.container else ()
    return mark_of_mail(marks, said.subject, said.body, "\n".join(dict.fromkeys(names)), foreign)


def doubts_of_enclosed(
    message: Message, raw: RawMessage, formats: FormatPolicy, own_addresses: frozenset[str]
) -> tuple[Reason, ...]:
    """Kinds of containers that the rules keep out, and mails that only bring back what this agency has sent."""
    kinds = (item.container.kind for item in message.enclosed if item.container)
    verdicts = (formats.of(kind) for kind in kinds)
    doubts = [_BY_VERDICT[verdict] for verdict in verdicts if verdict in _BY_VERDICT]
    if any(_is_own(item, own_addresses) for item in message.enclosed):
        doubts.append(Reason.OWN_MESSAGE)
    if message.enclosed and is_returned(message, raw):
        doubts.append(Reason.BOUNCE)
    return tuple(dict.fromkeys(doubts))


def notes_of_enclosed(
    files: Sequence[ExaminedFile], enclosed: Sequence[Enclosed] = ()
) -> tuple[str, ...]:
    """Out of which container the files of a document came, and which of them is signed itself."""
    by_container: dict[tuple[int, ...], tuple[Container, list[str]]] = {}
    for file in files:
        within = file.attachment.within
        if within is not None:
            _, names = by_container.setdefault(within.way, (within, []))
            names.append(f"«{_short(file.attachment.file_name)}»")
    signed = [item.container for item in enclosed if item.container and item.is_signed]
    around = [one for one in signed if any(way[: len(one.way)] == one.way for way in by_container)]
    return (
        *(_note(container, names) for container, names in by_container.values()),
        *(_note_of_signed(container) for container in around),
    )


def _note(container: Container, names: Sequence[str]) -> str:
    listed = ", ".join(names[:10]) + (f" và {len(names) - 10} tệp khác" if len(names) > 10 else "")
    return f"Tệp {listed} nằm {_SOURCES[container.kind]} «{_short(container.title)}»."


def _note_of_signed(container: Container) -> str:
    return f"Thư đính kèm «{_short(container.title)}» có chữ ký riêng, chưa được kiểm tra."


def _short(name: str) -> str:
    return harmless(name, _SHOWN) or "không tên"


def _is_own(said: Enclosed, own_addresses: frozenset[str]) -> bool:
    by_us = said.sender is not None and said.sender.lower() in own_addresses
    return by_us or (said.message_id is not None and is_own_id(said.message_id, own_addresses))
