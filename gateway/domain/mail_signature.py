"""The S/MIME signature of a mail (RFC 8551): who sent it, never whether a document in it is valid (Art. 9).

Whoever alters a signed mail could as well take its signature away. So only what speaks of a change, or of a key
that is no longer its owner's, sends a mail to the clerk; all else is a note.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.domain.admission import Reason
from gateway.domain.display import harmless
from gateway.domain.signature import DocumentVerdict, Indication, Signer, Verdict, VerdictReason

_SHOWN = 120  # characters of a name in a note
_HOLDING = frozenset(
    {
        VerdictReason.DIGEST_MISMATCH,
        VerdictReason.ALTERED_AFTER_SIGNING,
        VerdictReason.BYTE_RANGE,
        VerdictReason.MALFORMED_SIGNATURE,
        VerdictReason.REVOKED,
    }
)
_BROKEN = "Thư có chữ ký số (S/MIME) nhưng nội dung thư không khớp với nội dung đã ký, cần cán bộ xem xét trước khi vào sổ."
_REVOKED = "Thư có chữ ký số (S/MIME) nhưng chứng thư số của người ký thư đã bị thu hồi, cần cán bộ xem xét trước khi vào sổ."
_UNTRUSTED = "Thư có chữ ký số (S/MIME) nhưng chứng thư số không thuộc hệ thống chứng thực mà cơ quan tin cậy nên không tính đến chữ ký của thư."
_UNKNOWN = (
    "Thư có chữ ký số (S/MIME) nhưng chưa kết luận được về chữ ký của thư nên không tính đến."
)
_OUTSIDE = "Thư có phần được ký số (S/MIME) nhưng văn bản nằm ngoài phần đó."
_NO_SUBSTITUTE = "chữ ký của thư không thay cho chữ ký số trên văn bản"


@dataclass(frozen=True, slots=True)
class MailSignature:
    """The verdict on one signed part of a mail; `covered` are the indices of the attachments in it."""

    verdict: DocumentVerdict
    covered: frozenset[int]

    @property
    def holds(self) -> bool:
        """Whether a person must look before anything of the mail is entered."""
        return self.verdict.verdict is Verdict.NOT_VALID and self.verdict.reason in _HOLDING


def doubts_of_mail_signature(signatures: Sequence[MailSignature]) -> tuple[Reason, ...]:
    """A signed mail that was changed on its way is looked at by a person."""
    return (Reason.SIGNATURE_REVIEW,) if any(item.holds for item in signatures) else ()


def notes_of_mail_signature(
    signatures: Sequence[MailSignature], files: frozenset[int], sender: str | None
) -> tuple[str, ...]:
    """Sentences for the clerk in the entry of a document made of `files`; `sender` is the address of From."""
    speaking = [item for item in signatures if item.holds or files <= item.covered]
    if signatures and not speaking:
        return (_OUTSIDE,)
    return tuple(dict.fromkeys(_note(item, sender) for item in speaking))


def _note(signature: MailSignature, sender: str | None) -> str:
    reason = signature.verdict.reason
    if signature.holds:
        return _REVOKED if reason == VerdictReason.REVOKED else _BROKEN
    if signature.verdict.verdict is Verdict.VALID:
        return _of_valid(signature.verdict, sender)
    return _UNTRUSTED if reason == VerdictReason.UNTRUSTED_CHAIN else _UNKNOWN


def _of_valid(verdict: DocumentVerdict, sender: str | None) -> str:
    signers = [
        report.signer
        for report in verdict.signatures
        if report.signer is not None and report.indication is Indication.TOTAL_PASSED
    ]
    names = ", ".join(dict.fromkeys(_name(signer) for signer in signers)) or "không rõ tên"
    return f"Thư được ký số (S/MIME) hợp lệ bởi {names}; {_NO_SUBSTITUTE}.{_of_address(signers, sender)}"


def _name(signer: Signer) -> str:
    parts = dict.fromkeys(part for part in (signer.common_name, signer.organization) if part)
    return ", ".join(f"«{harmless(part, _SHOWN)}»" for part in parts) or "không rõ tên"


def _of_address(signers: Sequence[Signer], sender: str | None) -> str:
    """RFC 8550 §3: the address in the certificate should be that of From."""
    known = [signer.email for signer in signers if signer.email]
    if not known or sender is None or sender.casefold() in {item.casefold() for item in known}:
        return ""
    shown, author = harmless(known[0], _SHOWN), harmless(sender, _SHOWN)
    return f" Địa chỉ trong chứng thư «{shown}» khác với địa chỉ gửi «{author}»."
