"""Tiếp nhận, chờ, từ chối: what happens to a mail as a whole."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Stable reason codes (the command's machine interface)."""

    SECRET = "secret"  # noqa: S105 - a reason code, not a password
    LIMITED_CIRCULATION = "limited-circulation"
    FORMAT_NOT_LISTED = "format-not-listed"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"  # a file without content, an archive without files
    NOT_OPENED = "not-opened"  # an archive that cannot be opened, a kind that is not known
    ARCHIVE_BOMB = "archive-bomb"  # unpacks to far more than it is, or to too many files
    UNSAFE_ARCHIVE = "unsafe-archive"  # programs would unpack it to different or outside files
    NESTED_TOO_DEEP = "nested-too-deep"
    MACROS = "macros"
    NOT_UNICODE = "not-unicode"  # Art. 4.2.b: an older table; a doubt when it is not certain which
    NO_TEXT = "no-text"  # a scan: the secrecy mark cannot be excluded without OCR
    SIGNATURE_NOT_VALID = "signature-not-valid"
    SIGNATURE_REVIEW = "signature-review"
    SIGNATURE_INDETERMINATE = "signature-indeterminate"
    SIGNATURE_UNPAIRED = "signature-unpaired"  # a .p7s, and nobody can say which file it signs
    SIGNER_MISMATCH = (
        "signer-mismatch"  # a warning: another body than the one that issued or sent it
    )
    SIGNER_MISSING = "signer-missing"  # signed, but not by all who must sign
    MALWARE = "malware"
    ACTIVE_CONTENT = "active-content"
    WRONG_ADDRESSEE = "wrong-addressee"
    NO_DOCUMENT = "no-document"
    NOT_RECOGNISED = (
        "not-recognised"  # files, but none that says by its text or the subject what it is
    )
    KIND_MISMATCH = "kind-mismatch"  # named .pdf, for instance, and something else
    DUPLICATE = "duplicate"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    OWN_MESSAGE = "own-message"
    RECEIPT = "receipt"
    TOO_LARGE = "too-large"
    MALFORMED = "malformed"
    UNKNOWN_SENDER = "unknown-sender"
    SENDER_NOT_AUTHENTICATED = "sender-not-authenticated"
    INTERNAL_ERROR = "internal-error"


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    HELD = "held"
    REJECTED = "rejected"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Accept:
    """Tiếp nhận: every document of the mail is entered. `warnings` go into the entry's notes."""

    warnings: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """Chờ: a clerk must look; nothing is lost and nothing is answered."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Reject:
    """Từ chối: not entered, the sender is told why. Only where `rules/admission.yaml` says so outright."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ignore:
    """Nothing to enter: auto-replies, bounces, receipts, our own mail."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """Chưa kết luận: a signature cannot be judged before its authority has spoken; asked again by a timer.

    Or a scan has not been read yet: the message goes to those who do (`Reason.NO_TEXT`). Nothing is concluded:
    the message stays where it is, and after the configured time a clerk gets it.
    """

    reasons: tuple[Reason, ...]

    @property
    def for_ocr(self) -> bool:
        return Reason.NO_TEXT in self.reasons


Admission = Accept | Hold | Reject | Ignore | Wait


@dataclass(frozen=True, slots=True)
class AdmissionPolicy:
    """`rules/admission.yaml`: the reasons that are refused outright. Any other doubt is held for the clerk."""

    refuse: frozenset[Reason] = frozenset()


def decide(
    doubts: tuple[Reason, ...],
    warnings: tuple[Reason, ...],
    policy: AdmissionPolicy,
    *,
    refusable: bool,
    may_wait: bool,
) -> Admission:
    """A mail without doubt is accepted.

    It is refused only when every doubt is one that the rules refuse outright and nothing in it is
    without fault (`refusable`): a good document does not go back because of a bad annex unseen.
    It waits, while it may, when nothing but the status of a certificate is unknown.
    """
    if not doubts:
        return Accept(warnings)
    distinct = tuple(dict.fromkeys(doubts))
    if may_wait and distinct == (Reason.SIGNATURE_INDETERMINATE,):
        return Wait(distinct)
    if refusable and all(reason in policy.refuse for reason in distinct):
        return Reject(distinct)
    return Hold(distinct)
