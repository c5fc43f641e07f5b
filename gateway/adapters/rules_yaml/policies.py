"""`rules/formats.yaml` and `rules/admission.yaml`."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from gateway.adapters.rules_yaml.schema import Strict, Text
from gateway.config.yaml_source import load
from gateway.domain.admission import AdmissionPolicy, Reason
from gateway.domain.formats import FileKind, FormatPolicy, FormatVerdict

# A refusal is a mail to whoever stands in From. These never get one: Art. 1.2, RFC 3834 §2, or
# because the doubt is ours and not the sender's fault.
NEVER_REFUSED = frozenset(
    {
        Reason.SECRET,
        Reason.LIMITED_CIRCULATION,
        Reason.NO_TEXT,
        Reason.NO_DOCUMENT,
        Reason.NOT_RECOGNISED,  # our reading failed, which is not the sender's fault
        Reason.DUPLICATE,
        Reason.AUTO_REPLY,
        Reason.BOUNCE,
        Reason.OWN_MESSAGE,
        Reason.RECEIPT,
        Reason.MALFORMED,  # it may hide who sent it
        Reason.MALWARE,
        Reason.SIGNATURE_REVIEW,
        Reason.SIGNATURE_UNPAIRED,
        Reason.SIGNER_MISMATCH,
        Reason.SIGNATURE_INDETERMINATE,
        Reason.UNKNOWN_SENDER,
        Reason.SENDER_NOT_AUTHENTICATED,
        Reason.INTERNAL_ERROR,
    }
)


def _may_be_refused(reason: Reason) -> Reason:
    if reason in NEVER_REFUSED:
        raise ValueError(f"{reason.value} is never refused outright; a clerk decides")
    return reason


class _Format(Strict):
    verdict: FormatVerdict
    reason: Text


class _Formats(Strict):
    formats: Annotated[dict[FileKind, _Format], Field(min_length=1)]


class _Admission(Strict):
    refuse: tuple[Annotated[Reason, AfterValidator(_may_be_refused)], ...]


def load_formats(path: Path) -> FormatPolicy:
    """Raises `ConfigurationError` with file, line and column."""
    formats = load(path, _Formats).formats
    return FormatPolicy(
        {kind: entry.verdict for kind, entry in formats.items()},
        {kind: entry.reason for kind, entry in formats.items()},
    )


def load_admission(path: Path) -> AdmissionPolicy:
    """Raises `ConfigurationError` with file, line and column."""
    return AdmissionPolicy(frozenset(load(path, _Admission).refuse))
