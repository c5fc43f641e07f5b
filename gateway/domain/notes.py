"""What the clerk reads beside an entry: sentences that stand in nobody's way."""

from collections.abc import Sequence
from datetime import date

from gateway.domain.carriers import notes_of_carriers
from gateway.domain.contradictions import notes_of_contradictions
from gateway.domain.directory import Directory
from gateway.domain.document import DocumentFields, IncomingDocument, Reading
from gateway.domain.enclosed import notes_of_enclosed
from gateway.domain.examination import ExaminedFile
from gateway.domain.mail_signature import MailSignature, notes_of_mail_signature
from gateway.domain.message import Message
from gateway.domain.shown_evidence import SOURCES
from gateway.domain.signer_match import compare_signers


def notes_of_entry(
    document: IncomingDocument,
    files: Sequence[ExaminedFile],
    mail: Sequence[MailSignature],
    message: Message,
    directory: Directory,
) -> tuple[str, ...]:
    """All sentences about a document made of `files`, which came with `message`."""
    author = message.sender.address if message.sender else None
    indices = frozenset(file.attachment.index for file in files)
    return (
        *notes_of_reading(document.fields),
        *notes_of_contradictions(document.fields),
        *mismatches(document, author, directory),
        *notes_of_enclosed(files, message.enclosed),
        *notes_of_carriers(files),
        *notes_of_mail_signature(mail, indices, author),
    )


def notes_of_reading(fields: DocumentFields) -> tuple[str, ...]:
    """What was read in part, or counted instead of read: the clerk completes it."""
    found: list[str] = []
    if fields.issue_month is not None:
        found.append(_note_of_month(fields.issue_month, fields.issue_date))
    if fields.due_in is not None and fields.due_date is not None:
        day = f"{fields.due_date.value:%d/%m/%Y}"
        found.append(f"Thời hạn {day} được tính từ ngày đến theo «{fields.due_in.seen}».")
    return tuple(found)


def _note_of_month(month: Reading[str], day: Reading[date] | None) -> str:
    year, _, number = month.value.partition("-")
    read = f"chỉ đọc được tháng {int(number)} năm {year}"
    if day is None:
        return f"Ngày ban hành chưa đọc được, {read}."
    return f"Ngày ban hành {day.value:%d/%m/%Y} lấy từ {SOURCES[day.source]}: trên văn bản {read}."


def mismatches(
    document: IncomingDocument, author: str | None, directory: Directory
) -> tuple[str, ...]:
    """Another body signed the document, or an annex, than the one that issued or sent it.

    For the clerk to weigh, never a hold.
    """
    issuer = document.fields.issuing_body
    name = issuer.value if issuer else None
    judged = (document.signature, *(annex.signature for annex in document.annexes))
    found = (compare_signers(verdict, name, author, directory) for verdict in judged)
    return tuple(dict.fromkeys(finding.text for findings in found for finding in findings))
