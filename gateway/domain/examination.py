"""From findings on one file to the doubts that send a mail to a person. In doubt: held, never called valid."""

from dataclasses import dataclass

from gateway.domain.admission import Reason
from gateway.domain.document import (
    DocumentFields,
    DocumentText,
    Evidence,
    ReadProblem,
    TextEncoding,
)
from gateway.domain.formats import CONTAINERS, MACROS, FileKind, FormatVerdict, is_misnamed
from gateway.domain.message import Attachment, CmsContent, Message
from gateway.domain.signature import UNSIGNED, DocumentVerdict, Verdict

NOT_OPENED = DocumentText()


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """One attachment with what was found in it."""

    attachment: Attachment
    format: FormatVerdict
    text: DocumentText = NOT_OPENED
    signature: DocumentVerdict = UNSIGNED
    judged: tuple[DocumentVerdict, ...] = ()  # what `signature` was combined from
    signature_files: tuple[Attachment, ...] = ()  # the .p7s that belong to it


_BY_VERDICT: dict[Verdict, Reason] = {
    Verdict.NOT_VALID: Reason.SIGNATURE_NOT_VALID,
    Verdict.REVIEW: Reason.SIGNATURE_REVIEW,
    Verdict.INDETERMINATE: Reason.SIGNATURE_INDETERMINATE,
    Verdict.ENCRYPTED: Reason.ENCRYPTED,
    Verdict.UNREADABLE: Reason.UNREADABLE,
    Verdict.TOO_LARGE: Reason.TOO_LARGE,
    Verdict.TIMEOUT: Reason.SIGNATURE_REVIEW,
}

_BY_PROBLEM: dict[ReadProblem, Reason] = {
    ReadProblem.UNREADABLE: Reason.UNREADABLE,
    ReadProblem.EMPTY: Reason.EMPTY,
    ReadProblem.ENCRYPTED: Reason.ENCRYPTED,
    ReadProblem.TOO_LARGE: Reason.TOO_LARGE,
    ReadProblem.TIMEOUT: Reason.UNREADABLE,
    ReadProblem.NOT_SUPPORTED: Reason.NO_TEXT,
}


def doubts_of_file(file: ExaminedFile) -> tuple[Reason, ...]:
    """Why a person must look at this file, in the order of weight; empty when nothing is doubtful."""
    outright = _doubts_of_kind(file)
    if outright:
        return outright
    doubts: list[Reason] = []
    if is_misnamed(file.attachment.file_name, file.attachment.kind):
        doubts.append(Reason.KIND_MISMATCH)
    if file.signature.verdict in _BY_VERDICT:
        doubts.append(_BY_VERDICT[file.signature.verdict])
    if file.text.problem is not None:
        doubts.append(_BY_PROBLEM[file.text.problem])
    elif file.text.is_scan and not file.text.recognised:
        # Art. 1.2: without OCR, or where it reads too little, nobody can say that the picture bears no secrecy mark.
        doubts.append(Reason.NO_TEXT)
    elif file.text.encoding is TextEncoding.UNKNOWN:
        doubts.append(Reason.NOT_UNICODE)
    if file.text.active_content:
        doubts.append(Reason.ACTIVE_CONTENT)
    return tuple(dict.fromkeys(doubts))


def doubts_before_ocr(file: ExaminedFile) -> tuple[Reason, ...]:
    """The doubts that stay whatever is read on the file's pictures."""
    doubts = doubts_of_file(file)
    if not file.text.waits_for_ocr:
        return doubts
    return tuple(doubt for doubt in doubts if doubt is not Reason.NO_TEXT)


def remarks_on_file(file: ExaminedFile) -> tuple[Reason, ...]:
    """What does not stand in the way, but is noted in the entry and told to the sender."""
    remarks: list[Reason] = []
    if file.format is FormatVerdict.WARN:
        remarks.append(Reason.FORMAT_NOT_LISTED)
    if file.text.encoding not in {TextEncoding.UNICODE, TextEncoding.UNKNOWN}:
        remarks.append(Reason.NOT_UNICODE)  # read by its table; Art. 4.2.b wants TCVN 6909:2001
    return tuple(remarks)


def _doubts_of_kind(file: ExaminedFile) -> tuple[Reason, ...]:
    """Why the content is not looked at: the container is closed, or the rules keep its kind out."""
    kind = file.attachment.kind
    if is_closed(file.attachment):  # whatever the rules say of its kind
        return (_why_closed(file.attachment),)
    match file.format:
        case FormatVerdict.REFUSE:
            return (Reason.MACROS if kind in MACROS else Reason.FORMAT_NOT_LISTED,)
        case FormatVerdict.HOLD if kind in MACROS:  # never refused for its macros alone
            return Reason.MACROS, Reason.ACTIVE_CONTENT
        case FormatVerdict.HOLD:
            return (Reason.EMPTY if kind is FileKind.EMPTY else Reason.NOT_OPENED,)
    return ()


_SEALED = CONTAINERS | {FileKind.CMS, FileKind.ENCRYPTED_OFFICE}


def is_closed(attachment: Attachment) -> bool:
    """A container that was not opened: nobody has seen the files in it, or the document."""
    return attachment.closed is not None or attachment.kind in _SEALED


def _why_closed(attachment: Attachment) -> Reason:
    encrypted = attachment.cms is CmsContent.ENCRYPTED
    if encrypted or attachment.kind is FileKind.ENCRYPTED_OFFICE:
        return Reason.ENCRYPTED
    return attachment.closed or Reason.NOT_OPENED


def doubts_of_message(message: Message) -> tuple[Reason, ...]:
    """A defect may hide a file, its author or a secrecy mark."""
    return (Reason.MALFORMED,) if message.defects else ()


_TABLES = frozenset({FileKind.XLSX, FileKind.XLS, FileKind.CSV, FileKind.ODS})
_SLIDES = frozenset({FileKind.PPTX, FileKind.PPT, FileKind.ODP})


def is_annex_kind(attachment: Attachment) -> bool:
    """Tables and slides are annexes of the document that they come with (domain.md 2.3 k)."""
    return attachment.kind in _TABLES | _SLIDES


_SAYS = frozenset({Evidence.TEXT, Evidence.OCR, Evidence.SUBJECT, Evidence.BODY})


def is_recognised(fields: DocumentFields) -> bool:
    """A document says by its text or the mail what it is: by a code or a type. A file name alone does not do.

    A number of the register is not given to just any file.
    """
    readings = (fields.code, fields.document_type)
    return any(reading is not None and reading.source in _SAYS for reading in readings)
