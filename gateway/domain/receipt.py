"""What is sent back: thông báo nhận (Art. 12) and refusals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gateway.domain.register import Entry, RegisteredDocument


class ReceiptKind(StrEnum):
    """Kinds are never mixed. ARRIVAL (come in, still being checked) is sent from issue 7 on."""

    RECEIPT = "receipt"
    REFUSAL = "refusal"
    ARRIVAL = "arrival"
    # Not to the sender, or not by the gateway's own decision: see `quarantine`.
    SECRET_ALARM = "secret-alarm"  # noqa: S105 - a kind of mail, not a password
    CONTACT_REQUEST = "contact-request"


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One document in a receipt. Enum-like values are the codes of the machine interface."""

    file_name: str
    sha256: str
    size: int
    document_type: str | None
    code: str | None
    abstract: str | None
    signature: str  # Verdict value
    signature_reason: str  # DocumentVerdict.reason
    article: str
    item: str
    paper_expected: bool
    arrival_number: str | None  # "12/2026"; None in a refusal
    duplicate: bool = False
    annexes: tuple[str, ...] = ()
    is_unicode: bool = True  # Art. 4.2.b: when not, the sender is told


@dataclass(frozen=True, slots=True)
class SealedMail:
    """What an alarm says of a suspected secret: where it is, nothing of what it is (Art. 1.2)."""

    case: str  # short digest
    officer: str  # the name of the person who is told
    folder: str | None  # in the mailbox; None when the mail lies in none


@dataclass(frozen=True, slots=True)
class Receipt:
    """The facts of a receipt or refusal, frozen at the decision; the mail is rendered from this and nothing else."""

    kind: ReceiptKind
    agency: str  # agency id in the configuration
    mailbox: str
    to: str  # addr-spec of the reply path
    original_message_id: str | None
    original_references: tuple[str, ...]
    original_subject: str
    entered_system_at: datetime
    counted_at: datetime
    lines: tuple[ReceiptLine, ...]
    reasons: tuple[str, ...] = ()  # Reason codes, in a refusal
    sealed: SealedMail | None = None  # in an alarm


def receipt_line(entry: Entry) -> ReceiptLine:
    """What a receipt says of one document; the arrival number comes with the COMMIT."""
    document, fields = entry.document, entry.document.fields
    return ReceiptLine(
        file_name=document.main.file_name,
        sha256=document.main.sha256,
        size=document.main.size,
        document_type=fields.document_type.value if fields.document_type else None,
        code=str(fields.code.value) if fields.code else None,
        abstract=fields.abstract.value if fields.abstract else None,
        signature=document.signature.verdict.value,
        signature_reason=document.signature.reason,
        article=entry.classification.article,
        item=entry.classification.item,
        paper_expected=entry.paper_expected,
        arrival_number=None,
        annexes=tuple(annex.attachment.file_name for annex in document.annexes),
        is_unicode=document.is_unicode,
    )


def numbered(receipt: Receipt, documents: Sequence[RegisteredDocument]) -> Receipt:
    """The receipt with what only the COMMIT knows: the arrival numbers. A refusal has none."""
    if receipt.kind is not ReceiptKind.RECEIPT or not documents:
        return receipt
    lines = (
        replace(line, arrival_number=str(document.arrival_number), duplicate=document.duplicate)
        for line, document in zip(receipt.lines, documents, strict=True)
    )
    return replace(receipt, lines=tuple(lines))
