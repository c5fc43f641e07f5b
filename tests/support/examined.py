"""A fake of the port `Examiner`: mails that are already read. Passes through what a test puts in."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.admission import Reason
from gateway.domain.document import DocumentText
from gateway.domain.formats import FileKind
from gateway.domain.mail_signature import MailSignature
from gateway.domain.message import Address, Attachment, Message, RawMessage, ReplyTraits
from gateway.domain.signature import UNSIGNED, DocumentVerdict
from gateway.ports import OpenedMail
from tests.support.values import sha256


@dataclass
class ReadMail:
    """An opened mail whose files have the given texts and verdicts; notes which files were looked at."""

    message: Message | None
    problem: Reason | None = None
    texts: Mapping[int, DocumentText] = field(default_factory=dict)
    verdicts: Mapping[int, DocumentVerdict] = field(default_factory=dict)
    looked_at: list[int] = field(default_factory=list)
    signed: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # by digest
    mail: tuple[MailSignature, ...] = ()

    def judge(self, attachment: Attachment, at: datetime, *, received: datetime) -> DocumentVerdict:
        return self.verdicts.get(attachment.index, UNSIGNED)

    def judge_carriers(
        self,
        attachment: Attachment,
        signatures: Sequence[Attachment],
        at: datetime,
        *,
        received: datetime,
    ) -> tuple[DocumentVerdict, ...]:
        return tuple(self.verdicts[item.index] for item in signatures)

    def signed_by(
        self, signature: Attachment, candidates: Sequence[Attachment]
    ) -> Sequence[Attachment]:
        return [item for item in candidates if item.index in self.signed.get(signature.index, ())]

    def judge_mail(self, at: datetime, *, received: datetime) -> tuple[MailSignature, ...]:
        return self.mail

    def read(self, attachment: Attachment) -> DocumentText:
        self.looked_at.append(attachment.index)
        return self.texts.get(attachment.index, DocumentText())


class ReadyExaminer:
    """Opens every message as the same mail."""

    def __init__(self, mail: ReadMail) -> None:
        self._mail = mail

    @contextmanager
    def open(self, raw: RawMessage) -> Iterator[OpenedMail]:
        yield self._mail


def mail(*texts: str, subject: str = "Giấy mời số 34/GM-SNV", **changes: object) -> ReadMail:
    """A mail of a known sender with one born-digital PDF for each text."""
    attachments = tuple(
        Attachment(index, f"van-ban-{index}.pdf", FileKind.PDF, 1000, sha256(text))
        for index, text in enumerate(texts)
    )
    values: dict[str, object] = {
        "message_id": "<1@quangngai.gov.vn>",
        "subject": subject,
        "sender": Address("Sở Nội vụ", "snv@quangngai.gov.vn"),
        "reply_path": "snv@quangngai.gov.vn",
        "date": None,
        "body": "Kính gửi.",
        "references": (),
        "attachments": attachments,
        "traits": ReplyTraits(),
    }
    read = {index: DocumentText(text=text, page_count=1) for index, text in enumerate(texts)}
    return ReadMail(Message(**(values | changes)), texts=read)
