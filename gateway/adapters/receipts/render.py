"""Renders a `Receipt` into the mail that goes out (Art. 12)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    select_autoescape,
)

from gateway.adapters.receipts import mime, shown
from gateway.adapters.receipts.texts import load_texts
from gateway.config.yaml_source import ConfigurationError, Problem
from gateway.domain.admission import Reason
from gateway.domain.answering import is_plain_address
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.receipt import Receipt, ReceiptKind, ReceiptLine
from gateway.domain.signature import Verdict
from gateway.resources import templates

_REFERENCES = 20
_NUMBERS_IN_SUBJECT = 5


class Signer(Protocol):
    """Makes a detached CMS over an entity with canonical line ends."""

    def sign(self, entity: bytes, now: datetime) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SenderIdentity:
    """In whose name a mailbox answers: From, and what stands in the text."""

    display_name: str
    address: str
    agency: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document as the templates see it: every text is one harmless line."""

    file_name: str
    sha256: str
    size: int
    document_type: str
    code: str
    abstract: str
    signature: str
    article: str
    item: str
    paper: str
    arrival_number: str
    duplicate: bool
    annexes: tuple[str, ...]
    remark: str  # Art. 4.2.b


class JinjaReceiptRenderer:
    """Implements `ReceiptRenderer`. Deterministic but for the signature."""

    def __init__(
        self,
        identities: Mapping[str, SenderIdentity],
        gateway_id: str,
        templates_dir: Path | None = None,
        signer: Signer | None = None,
    ) -> None:
        """`identities` by mailbox name; files in `templates_dir` replace those of the package.

        Raises `ConfigurationError` for a faulty `texts.vi.yaml` or template.
        """
        self._identities = identities
        self._gateway_id = gateway_id
        self._signer = signer
        self._texts = load_texts(templates_dir)
        folders = [folder for folder in (templates_dir, templates()) if folder]
        self._templates = _environment(folders)

    def render(self, receipt: Receipt, message_id: str, now: datetime) -> bytes:
        """The RFC 5322 bytes (CRLF, 7-bit) of a receipt or refusal.

        Raises `PermanentFailure` when the reply path is no address that can be written to, and
        `TransientFailure` when an own template asks for what does not exist.
        """
        if receipt.kind is ReceiptKind.ARRIVAL:
            raise ValueError(f"nothing is sent for a receipt of kind {receipt.kind}")
        if not is_plain_address(receipt.to):
            raise PermanentFailure("the reply path is not a plain ASCII address")
        identity = self._identity(receipt)
        context = self._context(receipt, identity)
        head = self._head(receipt, identity, message_id, now)
        head.append("Subject: " + mime.encoded(self._subject(receipt, context), "Subject"))
        body = self._body(receipt, context, message_id, now)
        return "\r\n".join([*head, "MIME-Version: 1.0", ""]).encode("ascii") + body

    def subject(self, receipt: Receipt) -> str:
        """The subject line alone, as a person reads it."""
        return self._subject(receipt, self._context(receipt, self._identity(receipt)))

    def _identity(self, receipt: Receipt) -> SenderIdentity:
        identity = self._identities.get(receipt.mailbox)
        if identity is None:
            raise TransientFailure(f"the mailbox {receipt.mailbox} is not in the configuration")
        return identity

    def _head(
        self, receipt: Receipt, identity: SenderIdentity, message_id: str, now: datetime
    ) -> list[str]:
        local = now.astimezone(receipt.entered_system_at.tzinfo)
        return [
            f"Date: {format_datetime(local)}",
            mime.mailbox_header("From", identity.display_name, identity.address),
            f"To: <{receipt.to}>",
            f"Message-ID: {message_id}",
            *_thread(receipt),
            f"Auto-Submitted: {_automatic(receipt)}",
            f"X-Congvan-Gateway: {self._gateway_id}; {receipt.kind}",
        ]

    def _subject(self, receipt: Receipt, context: Mapping[str, Any]) -> str:
        return shown.shown(self._fill(f"{receipt.kind}.subject.j2", context), 200)

    def _body(
        self, receipt: Receipt, context: Mapping[str, Any], message_id: str, now: datetime
    ) -> bytes:
        parts = [
            mime.text_part(self._fill(name, context), subtype)
            for name, subtype in (
                (f"{receipt.kind}.txt.j2", "plain"),
                (f"{receipt.kind}.html.j2", "html"),
            )
        ]
        mark = hashlib.sha256(message_id.encode()).hexdigest()[:24]
        entity = mime.multipart("multipart/alternative", f"=_a{mark}", parts)
        if self._signer is None:
            return entity
        entity = entity.removesuffix(b"\r\n")  # this CRLF belongs to the outer boundary
        return mime.signed(entity, self._signer.sign(entity, now), f"=_s{mark}")

    def _fill(self, name: str, context: Mapping[str, Any]) -> str:
        try:
            return self._templates.get_template(name).render(context)
        except TemplateError as error:  # the administrator mends the template, then it goes out
            raise TransientFailure(f"template {name}: {error.message}") from None

    def _context(self, receipt: Receipt, identity: SenderIdentity) -> dict[str, Any]:
        # Art. 1.2: of a suspected secret neither title nor file name is repeated.
        silent = Reason.SECRET in receipt.reasons
        documents = [] if silent else [self._view(line) for line in receipt.lines]
        numbers = [document.arrival_number for document in documents if document.arrival_number]
        more = ["…"] if len(numbers) > _NUMBERS_IN_SUBJECT else []
        return {
            "agency": identity.agency,
            "contact": identity.contact,
            "mailbox": identity.address,
            "original_subject": "" if silent else shown.shown(receipt.original_subject, 160),
            "entered_system_at": receipt.entered_system_at,
            "counted_at": receipt.counted_at,
            "documents": documents,
            "arrival_numbers": numbers[:_NUMBERS_IN_SUBJECT] + more,
            "reasons": [self._texts.reasons[reason] for reason in receipt.reasons],
            "sealed": receipt.sealed,
        }

    def _view(self, line: ReceiptLine) -> DocumentView:
        return DocumentView(
            file_name=shown.shown(line.file_name, 120),
            sha256=line.sha256,
            size=line.size,
            document_type=shown.shown(line.document_type, 60),
            code=shown.code(line.code),
            abstract=shown.shown(line.abstract, 240),
            signature=self._texts.sentence_for_verdict(
                line.signature_reason, Verdict(line.signature)
            ),
            article=line.article,
            item=line.item,
            paper=_paper(line),
            arrival_number=line.arrival_number or "",
            duplicate=line.duplicate,
            annexes=tuple(shown.shown(name, 120) for name in line.annexes[:50]),
            remark="" if line.is_unicode else self._remark(Reason.NOT_UNICODE),
        )

    def _remark(self, reason: Reason) -> str:
        text = self._texts.reasons[reason]
        return " ".join(part for part in (text.sentence, text.remedy) if part)


def _environment(folders: Sequence[Path]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(("html.j2",), default=False),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters.update(moment=shown.moment, octets=shown.octets)
    for name in environment.list_templates(filter_func=lambda name: name.endswith(".j2")):
        try:
            environment.get_template(name)
        except TemplateSyntaxError as error:
            where = Path(error.filename or name)
            raise ConfigurationError(
                [Problem(where, error.lineno, 1, error.message or "is not a template")]
            ) from None
    return environment


def _thread(receipt: Receipt) -> list[str]:
    original = receipt.original_message_id
    if original is None or not mime.is_message_id(original):
        return []
    earlier = [name for name in receipt.original_references if mime.is_message_id(name)]
    before = [name for name in earlier if name != original][-(_REFERENCES - 1) :]
    chain = [*before, original]
    return [f"In-Reply-To: {original}", "References: " + "\r\n ".join(chain)]


def _automatic(receipt: Receipt) -> str:
    """RFC 3834 §5: an alarm answers nobody."""
    return "auto-generated" if receipt.kind is ReceiptKind.SECRET_ALARM else "auto-replied"


def _paper(line: ReceiptLine) -> str:
    if line.article == "7":
        return "Không phải gửi kèm bản giấy (Điều 7)."
    if line.paper_expected:
        return "Đề nghị gửi bản giấy qua đường công văn (Điều 8)."
    return "Không phải gửi kèm bản giấy (khoản 2 Điều 8)."
