"""The document that a mail carries, and what was read in it, each reading with its evidence."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from gateway.domain.message import Attachment
from gateway.domain.signature import UNSIGNED, DocumentVerdict

T = TypeVar("T")
# Left, top, right, bottom in points from the page's upper left corner, rounded to 0.1. In a picture file
# 200 pixels count an inch.
Box = tuple[float, float, float, float]


class Confidence(StrEnum):
    """Low before medium before high."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """The place in that order, from 0."""
        return _CONFIDENCES.index(self)


_CONFIDENCES = tuple(Confidence)


class Evidence(StrEnum):
    """Where a field was read, in the order in which it is believed (domain.md §0.1)."""

    SUBJECT = "subject"
    BODY = "body"
    FILE_NAME = "file-name"
    PDF_TITLE = "pdf-title"
    OCR = "ocr"
    TEXT = "text"
    CERTIFICATE = "certificate"
    ENCLOSED_SUBJECT = "enclosed-subject"  # of a mail within the mail: when nothing else speaks


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value that was read: never a guess. `seen` is the text as it stood there.

    `page` counts from 1; None where the source has no pages. `box` is around the words on that page; None
    where nobody knows, never a wrong one. `against` are the readings that say otherwise: a contradiction is
    shown, not hidden.
    """

    value: T
    source: Evidence
    confidence: Confidence
    seen: str
    page: int | None = None
    box: Box | None = None
    against: tuple["Reading[Any]", ...] = ()


class Urgency(StrEnum):
    """Mức độ khẩn; not stated is None, not routine (TT 01/2011 Art. 15; NĐ 30/2020 Art. 4.2.c)."""

    KHAN = "khan"
    THUONG_KHAN = "thuong-khan"
    HOA_TOC = "hoa-toc"
    HOA_TOC_HEN_GIO = "hoa-toc-hen-gio"


class TextEncoding(StrEnum):
    """How Vietnamese text is encoded inside a document (Art. 4.2.b wants TCVN 6909:2001, Unicode)."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    VPS = "vps"
    WINDOWS_1258 = "windows-1258"  # Unicode's letters, but bytes with tones apart: not TCVN 6909
    UTF8_TWICE = "utf-8-twice"  # UTF-8 read as windows-1252 and written again
    UNKNOWN = "unknown"  # not read: a person must look


@dataclass(frozen=True, slots=True)
class DocumentCode:
    """Số và ký hiệu (edXML CodeNumber, CodeNotation). Both as written: "02", "3176b"; "2014/QĐ-UBND".

    Either may be None: on a scan the number is in ink.
    """

    number: str | None
    notation: str | None

    def __str__(self) -> str:
        return f"{self.number or '…'}/{self.notation or '…'}"


class ReadProblem(StrEnum):
    """Why a file gave no text."""

    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TIMEOUT = "timeout"
    NOT_SUPPORTED = "not-supported"  # listed format that this version cannot read


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """Where the lines of one page stand: a box for each column of each line, none where nobody knows."""

    index: int  # of the page in `DocumentText.text`, from 0
    boxes: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a file: NFC, lines kept, signature widgets' appearances included.

    `is_scan` is true when a page is a picture (a stamp's text does not make a page born-digital); its
    words are in `text` only when it was `recognised`.
    """

    text: str = ""  # the pages that were read, form feed between pages
    other_heads: str = ""  # the first lines of all other pages, for secrecy marks alone
    title: str | None = None  # PDF /Title or the office core property
    page_count: int | None = None
    is_scan: bool = False
    recognised: bool = False  # of a scan: the words of its pictures were read (OCR), page one well
    stamps: str = ""  # of a scan: words that stand alone on page one, for marks and urgency alone
    active_content: bool = False  # JavaScript, launch actions, embedded files with actions, macros
    encoding: TextEncoding = TextEncoding.UNICODE
    problem: ReadProblem | None = None
    places: tuple[
        PlacedPage, ...
    ] = ()  # of the pages that were laid out: the first, the last, by OCR

    @property
    def waits_for_ocr(self) -> bool:
        """Whether its pictures have still to be read."""
        return self.is_scan and not self.recognised and self.problem is None


@dataclass(frozen=True, slots=True)
class CodedAgency:
    """Whose a code is: of a dossier or of a procedure, by the directory."""

    of: str  # the code as written, `000.00.53.H48-220921-0099`
    code: str  # of the agency, in the form since 2020: `H48.53`
    name: str | None = None  # None where the directory knows nobody
    is_above: bool = False  # the directory knows only the one above: `H48`


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """The fields of Art. 9.1.b that are read from the document. None means not read."""

    document_type: Reading[str] | None = (
        None  # Vietnamese name as in `rules/document_types.yaml`: "Giấy mời"
    )
    code: Reading[DocumentCode] | None = None
    issue_date: Reading[date] | None = None  # ngày ban hành
    # "2026-04" where the page has no day, blank or in ink; beside `issue_date` when that came from elsewhere
    issue_month: Reading[str] | None = None
    issuing_body: Reading[str] | None = None  # tác giả: the agency, never the person
    abstract: Reading[str] | None = None  # trích yếu
    subject_area: Reading[str] | None = None  # lĩnh vực
    urgency: Reading[Urgency] | None = None
    addressees: tuple[str, ...] = ()  # Kính gửi and Nơi nhận, as written
    signatory: Reading[str] | None = None  # người ký
    signatory_position: Reading[str] | None = None  # the last title line
    # TM., KT., TL., TUQ., Q.: the lines above the name that say under which authority it was signed
    signing_authority: Reading[tuple[str, ...]] | None = None
    due_date: Reading[date] | None = None
    due_in: Reading[int] | None = None  # working days from receipt: "trong 5 ngày làm việc"
    dossier_codes: tuple[Reading[str], ...] = ()  # mã hồ sơ
    procedure_codes: tuple[Reading[str], ...] = ()  # mã thủ tục hành chính
    coded_agencies: tuple[CodedAgency, ...] = ()  # of the codes above
    blank_code: bool = False  # "Số:    /…" and "ngày    tháng": draft mark, never on a scan


@dataclass(frozen=True, slots=True)
class Annex:
    """Phụ lục: a file that came with a main document, with the verdict on its own signatures."""

    attachment: Attachment
    signature: DocumentVerdict = UNSIGNED
    encoding: TextEncoding = TextEncoding.UNICODE


@dataclass(frozen=True, slots=True)
class IncomingDocument:
    """Văn bản đến: a main document with its annexes (phụ lục). The mail is not the unit."""

    main: Attachment
    text: DocumentText
    fields: DocumentFields
    signature: DocumentVerdict = UNSIGNED
    annexes: tuple[Annex, ...] = ()
    signature_files: tuple[Attachment, ...] = ()  # the .p7s beside it and its annexes: no documents

    @property
    def is_unicode(self) -> bool:
        """Art. 4.2.b, of the document with its annexes."""
        return all(
            encoding is TextEncoding.UNICODE
            for encoding in (self.text.encoding, *(annex.encoding for annex in self.annexes))
        )
