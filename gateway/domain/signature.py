"""The judgement of signatures, in the words of ETSI EN 319 102-1 and of the command's interface."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """The verdict of a whole file. Where several fit, the first of `VERDICT_ORDER` wins."""

    VALID = "VALID"
    REVIEW = "REVIEW"
    NOT_VALID = "NOT_VALID"
    INDETERMINATE = "INDETERMINATE"
    UNSIGNED = "UNSIGNED"
    ENCRYPTED = "ENCRYPTED"
    UNREADABLE = "UNREADABLE"
    TOO_LARGE = "TOO_LARGE"
    TIMEOUT = "TIMEOUT"


VERDICT_ORDER = (
    Verdict.UNREADABLE,
    Verdict.ENCRYPTED,
    Verdict.TOO_LARGE,
    Verdict.TIMEOUT,
    Verdict.NOT_VALID,
    Verdict.REVIEW,
    Verdict.INDETERMINATE,
    Verdict.VALID,
)


class VerdictReason(StrEnum):
    """Why a file got its verdict: the closed set of `DocumentVerdict.reason`.

    Each has a Vietnamese sentence in `templates/`. Where several fit, the first listed here wins
    among those of the verdict that won.
    """

    # UNREADABLE, ENCRYPTED, TOO_LARGE, TIMEOUT
    UNREADABLE = "unreadable"
    CONTENT_MISSING = (
        "content-missing"  # a detached signature, and no single file that it could sign
    )
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too-large"
    TIMEOUT = "timeout"
    # NOT_VALID
    DIGEST_MISMATCH = "digest-mismatch"  # bytes that were signed are not the bytes of the file
    ALTERED_AFTER_SIGNING = "altered-after-signing"  # a later update changed what was signed
    BYTE_RANGE = "byte-range"  # the signed range leaves out or misplaces a part of the file
    MALFORMED_SIGNATURE = "malformed-signature"
    UNSUPPORTED_FORMAT = "unsupported-format"  # a kind of signature that cannot be checked
    REVOKED = "revoked"
    UNTRUSTED_CHAIN = "untrusted-chain"
    NOT_YET_VALID = "not-yet-valid"  # the certificate begins after the time of judging
    WEAK_ALGORITHM = "weak-algorithm"
    CERTIFICATE_UNFIT = "certificate-unfit"  # key usage, path length, policy
    # REVIEW
    SHARED_SIGNATURE = "shared-signature"  # two fields, one signature object
    ACTIVE_CONTENT = "active-content"
    OVERLAY = "overlay"  # a later visible signature covers earlier text
    UNEXPLAINED_TAIL = "unexplained-tail"  # bytes behind the signed part that explain nothing
    METADATA_CHANGED = "metadata-changed"  # only the document properties were changed afterwards
    WEAK_DIGEST = "weak-digest"  # SHA-1 document digest of an old file
    UNUSUAL_SIGNATURE = "unusual-signature"
    PRESENT_NOT_VERIFIED = (
        "present-not-verified"  # a signature of a kind that nothing here can check
    )
    TOO_COMPLEX = "too-complex"  # more parts than are worth following
    EXPIRED_NO_TIME_PROOF = "expired-no-time-proof"
    REVOKED_LATER = "revoked-later"  # after the document had come to us
    # INDETERMINATE
    REVOCATION_UNKNOWN = "revocation-unknown"  # no fresh CRL at hand: ask again later
    # UNSIGNED
    TIMESTAMP_ONLY = "timestamp-only"  # a document timestamp is nobody's signature
    UNSIGNED = "unsigned"
    # VALID
    VALID_GOVERNMENT = "valid-government"
    VALID_PUBLIC = "valid-public"
    VALID_MIXED = "valid-mixed"  # some signatures under a government root, some under others


class Indication(StrEnum):
    """Main status indication, ETSI EN 319 102-1 §5.1.3."""

    TOTAL_PASSED = "TOTAL-PASSED"
    TOTAL_FAILED = "TOTAL-FAILED"
    INDETERMINATE = "INDETERMINATE"


class Coverage(StrEnum):
    """How much of the file a signature covers."""

    WHOLE_FILE = "whole-file"
    WHOLE_REVISION = "whole-revision"
    PARTIAL = "partial"
    UNCLEAR = "unclear"


class Modifications(StrEnum):
    """What was changed after a signature."""

    NONE = "none"
    SIGNATURES = "signatures"
    LTA = "lta"
    FORM = "form"
    ANNOTATIONS = "annotations"
    OTHER = "other"


class TimeSource(StrEnum):
    TIMESTAMP = "timestamp"
    CLAIMED = "claimed"
    NONE = "none"


class Carrier(StrEnum):
    """What carries the signature."""

    PDF = "pdf"  # signature fields inside the file
    DETACHED = "detached"  # a .p7s beside the file
    ENVELOPING = "enveloping"  # a .p7m around the file
    MAIL = "mail"  # S/MIME over the part of a mail


@dataclass(frozen=True, slots=True)
class WantedStatus:
    """A certificate whose revocation status nobody knew: what the refresh job may ask for (base64 of DER)."""

    certificate: str
    issuer: str


class SignerKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who the certificate names (never what `/Name` or the page says)."""

    common_name: str | None
    organization: str | None
    organizational_units: tuple[str, ...]
    title: str | None
    email: str | None
    serial: str  # lower-case hex
    kind: SignerKind


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature of a file. `sub_indication` is the ETSI word, e.g. "HASH_FAILURE"."""

    field: str
    indication: Indication
    sub_indication: str | None
    coverage: Coverage
    modifications: Modifications
    signer: Signer | None
    issuer: str | None
    government: bool  # chain ends at a configured government root (Art. 8.2), never a name
    signed_at: datetime | None
    time_source: TimeSource
    findings: tuple[str, ...] = ()  # our own rule codes that spoke, kebab-case
    signed_bytes: int | None = None  # length of the file as it was when this signature was made


@dataclass(frozen=True, slots=True)
class DocumentVerdict:
    """The verdict of a file with what led to it, and what it takes to repeat it years later.

    `reason` is a value of `VerdictReason`; its Vietnamese sentence lives in `templates/`.
    `government` is true only for VALID files whose every signer signature is under a government root.
    """

    verdict: Verdict
    reason: str
    government: bool = False
    signatures: tuple[SignatureReport, ...] = ()
    findings: tuple[str, ...] = ()  # rule codes about the file as a whole, kebab-case
    carrier: Carrier = Carrier.PDF
    judged_at: datetime | None = None  # for what instant; None where no signature was judged
    trust: str | None = None  # digest of the trust manifest under which it was judged
    wanted: tuple[WantedStatus, ...] = ()  # only of INDETERMINATE


UNSIGNED = DocumentVerdict(Verdict.UNSIGNED, VerdictReason.UNSIGNED)
