"""What an administrator decides about signatures, each decision with the day from which it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from gateway.domain.signature import DocumentVerdict, SignerKind

_G1_LAST_SHA1 = datetime(2019, 1, 1, tzinfo=UTC)  # the G1 authority's last SHA-1 leaves


@dataclass(frozen=True, slots=True)
class AlgorithmPolicy:
    """How long SHA-1 is a sign of age rather than of forgery. Instants are aware.

    `sha1_certificates_until`: SHA-1 inside certificates of the government's authority issued before it is
    accepted. `sha1_digests_until`: a SHA-1 document digest under such a certificate is REVIEW, later NOT_VALID.
    """

    sha1_certificates_until: datetime = _G1_LAST_SHA1
    sha1_digests_until: datetime = _G1_LAST_SHA1


DEFAULT_ALGORITHMS = AlgorithmPolicy()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the judge is told besides the file, the trust and the time.

    `received` (aware) is when the file was seen first: whatever is signed in it existed by then.
    """

    received: datetime | None = None
    algorithms: AlgorithmPolicy = DEFAULT_ALGORITHMS


NO_CIRCUMSTANCES = Circumstances()


class RequiredSigners(StrEnum):
    """Who must have signed a document that bears signatures (NĐ 30/2020 Art. 13: the person and the agency)."""

    ANY = "any"
    ORGANISATION = "organisation"
    ORGANISATION_AND_PERSON = "organisation+person"


@dataclass(frozen=True, slots=True)
class SignerRequirement:
    """From the day `since` on."""

    since: date
    signers: RequiredSigners


def required_on(day: date, requirements: Sequence[SignerRequirement]) -> RequiredSigners:
    """The newest requirement that holds on that day; before the first one anybody may sign."""
    holding = [item for item in requirements if item.since <= day]
    return max(holding, key=lambda item: item.since).signers if holding else RequiredSigners.ANY


def fulfils(verdict: DocumentVerdict, required: RequiredSigners) -> bool:
    """Whether those who must sign have signed. A kind that is not known counts for nobody."""
    kinds = {report.signer.kind for report in verdict.signatures if report.signer is not None}
    match required:
        case RequiredSigners.ANY:
            return True
        case RequiredSigners.ORGANISATION:
            return SignerKind.ORGANISATION in kinds
        case RequiredSigners.ORGANISATION_AND_PERSON:
            return {SignerKind.ORGANISATION, SignerKind.PERSON} <= kinds
