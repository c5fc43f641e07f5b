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


@dataclass(frozen=True, slots=True)
class DocumentVerdict:
    """The verdict of a file with what led to it.

    `reason` is a stable kebab-case code; its Vietnamese sentence lives in `templates/`.
    `government` is true only for VALID files whose every signer signature is under a government root.
    """

    verdict: Verdict
    reason: str
    government: bool = False
    signatures: tuple[SignatureReport, ...] = ()


UNSIGNED = DocumentVerdict(Verdict.UNSIGNED, "unsigned")
