"""All secrecy marks that a mail or one of its files bears (Art. 1.2)."""

from gateway.domain.admission import Reason
from gateway.domain.document import DocumentFields, DocumentText
from gateway.domain.enclosed import mark_of_enclosed
from gateway.domain.mail_marks import mark_of_mail
from gateway.domain.message import Defect, Message
from gateway.domain.secrecy import find_mark, mark_of_code
from gateway.domain.secrecy_marks import SecrecyMarks
from gateway.domain.secrecy_seen import find_seen_mark


def marks_of_message(marks: SecrecyMarks, message: Message) -> list[Reason]:
    """In its subject, body and file names, and in what its containers say of themselves."""
    names = "\n".join(attachment.file_name for attachment in message.attachments)
    foreign = Defect.UNKNOWN_CHARSET in message.defects  # `[MËT]` may be [MẬT]
    found = [mark_of_mail(marks, message.subject, message.body, names, foreign)]
    found.append(find_mark(marks, body=message.beside))
    found += [mark_of_enclosed(marks, item, foreign) for item in message.enclosed]
    return [mark for mark in found if mark is not None]


def marks_of_file(marks: SecrecyMarks, text: DocumentText, fields: DocumentFields) -> list[Reason]:
    """In its number, its pages, its title, and on the picture of a scan."""
    pages = f"{text.text}\f{text.other_heads}\f{text.stamps}"
    found = [
        mark_of_code(marks, fields.code.value if fields.code else None),
        find_mark(marks, text=pages, title=text.title or ""),
    ]
    if text.is_scan:
        found.append(find_seen_mark(marks, text.text, text.stamps))
    return [mark for mark in found if mark is not None]
