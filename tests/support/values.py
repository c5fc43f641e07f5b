"""Values of the domain for tests, each plainly made up."""

import hashlib
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from gateway.domain.admission import Accept
from gateway.domain.classification import Classification, Paper
from gateway.domain.document import (
    Confidence,
    DocumentCode,
    DocumentFields,
    DocumentText,
    Evidence,
    IncomingDocument,
    Reading,
)
from gateway.domain.formats import FileKind
from gateway.domain.message import Attachment, Channel, ImapPlace, RawMessage
from gateway.domain.receipt import Receipt, ReceiptKind, receipt_line
from gateway.domain.register import ArrivalTimes, Entry
from gateway.domain.signature import (
    Coverage,
    Indication,
    Modifications,
    SignatureReport,
    Signer,
    TimeSource,
)
from gateway.ports import Conclusion

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON_FRIDAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # 10:00 in Quảng Ngãi


class FixedClock:
    """A clock that stands until it is set. Implements the port `Clock`."""

    def __init__(self, now: datetime = NOON_FRIDAY) -> None:
        self.instant = now

    def now(self) -> datetime:
        return self.instant


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def raw_message(name: str = "mail", *, uid: int | None = None, **changes: object) -> RawMessage:
    values: dict[str, object] = {
        "digest": sha256(name),
        "size": 1000,
        "mailbox": "sxd",
        "channel": Channel.IMAP if uid else Channel.SMTP,
        "entered_system_at": NOON_FRIDAY,
        "envelope_from": None if uid else "snv@quangngai.gov.vn",
        "place": ImapPlace("INBOX", 7, uid) if uid else None,
    }
    return RawMessage(**(values | changes))


def report_of(
    signer: Signer, indication: Indication = Indication.TOTAL_PASSED, field: str = "Signature1"
) -> SignatureReport:
    """One signature over the whole file, under the government's root."""
    return SignatureReport(
        field,
        indication,
        None,
        Coverage.WHOLE_FILE,
        Modifications.NONE,
        signer,
        None,
        True,
        None,
        TimeSource.NONE,
    )


def reading(value: object) -> Reading:
    return Reading(value, Evidence.TEXT, Confidence.HIGH, str(value))


def entry(content: str = "document", *, counted_at: datetime = NOON_FRIDAY) -> Entry:
    attachment = Attachment(0, f"{content}.pdf", FileKind.PDF, 2048, sha256(content))
    fields = DocumentFields(
        document_type=reading("Giấy mời"),
        code=reading(DocumentCode("34", "GM-UBND")),
        issue_date=reading(date(2026, 11, 18)),
        issuing_body=reading("Ủy ban nhân dân tỉnh"),
        abstract=reading("Họp giao ban tháng 11"),
    )
    document = IncomingDocument(attachment, DocumentText(text="…", page_count=1), fields)
    classification = Classification(
        "7", "giấy mời", Paper.NO, "giay-moi", "Điều 7", Confidence.HIGH
    )
    times = ArrivalTimes(NOON_FRIDAY.astimezone(ZONE), counted_at.astimezone(ZONE))
    return Entry(document, classification, times, paper_expected=False)


def receipt(
    *entries: Entry, to: str = "snv@quangngai.gov.vn", kind: ReceiptKind = ReceiptKind.RECEIPT
) -> Receipt:
    return Receipt(
        kind=kind,
        agency="sxd",
        mailbox="sxd",
        to=to,
        original_message_id="<1@quangngai.gov.vn>",
        original_references=(),
        original_subject="Giấy mời",
        entered_system_at=NOON_FRIDAY.astimezone(ZONE),
        counted_at=NOON_FRIDAY.astimezone(ZONE),
        lines=tuple(receipt_line(item) for item in entries),
    )


def accepted(
    *entries: Entry, answer: Receipt | None = None, target: str | None = None
) -> Conclusion:
    return Conclusion(
        Accept(),
        entries[0].times,
        entries,
        answer,
        target,
        "<1@quangngai.gov.vn>",
        "snv@quangngai.gov.vn",
    )
