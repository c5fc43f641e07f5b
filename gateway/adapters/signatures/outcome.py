"""What a validation came to: the ETSI word, the root of the chain, and whether its algorithms are strong."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asn1crypto import x509
from pyhanko.sign.ades.report import AdESPassed, AdESSubIndic
from pyhanko.sign.validation.ades import AdESBasicValidationResult
from pyhanko_certvalidator.path import ValidationPath

from gateway.adapters.signatures.issuing import is_consistent, signed_throughout
from gateway.adapters.signatures.specification import TOLERANCE, Allowance, Question

AnyResult = AdESBasicValidationResult[Any]


@dataclass(frozen=True, slots=True)
class AdesOutcome:
    """What validation found. `sub` is the ETSI word; None when passed."""

    sub: str | None
    failed: bool = False  # TOTAL-FAILED rather than INDETERMINATE
    root: x509.Certificate | None = None
    proven_time: datetime | None = None  # a trusted timestamp says so
    sha1_certificates: bool = False
    revoked_after_receipt: bool = False  # the document was here before: a person decides
    signed_throughout: bool = False  # of a chain that does not hold: its keys do
    authorities: tuple[x509.Certificate, ...] = ()  # between the root and the signer
    revoked_on: datetime | None = None  # by what was at hand when it came to REVOKED

    @property
    def passed(self) -> bool:
        return self.sub is None

    @property
    def chain_holds(self) -> bool:
        """Only the revocation data may be wanting."""
        return self.sub in {None, "TRY_LATER"}


def outcome_of(result: AnyResult, question: Question, allow: Allowance) -> AdesOutcome:
    path = getattr(result.api_status, "validation_path", None)
    found = AdesOutcome(None, root=root_of(path), authorities=authorities_of(path))
    if result.ades_subindic != AdESPassed.OK:
        revoked = getattr(result.api_status, "revocation_details", None)
        return replace(
            found,
            sub=_word(result.ades_subindic),
            failed=_failed(result.ades_subindic),
            signed_throughout=path is not None
            and signed_throughout(path.iter_certs(include_root=True)),
            revoked_on=revoked and revoked.revocation_date,
        )
    if path is None or not all(map(is_consistent, path.iter_certs(include_root=False))):
        return replace(found, sub="CHAIN_CONSTRAINTS_FAILURE")
    if outlived(found.root, question.at):
        return replace(found, sub="OUT_OF_BOUNDS_NO_POE")
    if not strong_enough(path, question, sha1_allowed=allow.sha1_certificates):
        return replace(found, sub="CRYPTO_CONSTRAINTS_FAILURE")
    return replace(found, sha1_certificates=bool(_sha1_signed(path)))


def authorities_of(path: ValidationPath | None) -> tuple[x509.Certificate, ...]:
    return tuple(path.iter_certs(include_root=False))[:-1] if path is not None else ()


def _sha1_signed(path: ValidationPath | None) -> list[x509.Certificate]:
    certificates = list(path.iter_certs(include_root=False)) if path else []
    return [item for item in certificates if item["signature_algorithm"].hash_algo == "sha1"]


def strong_enough(path: ValidationPath | None, question: Question, *, sha1_allowed: bool) -> bool:
    """SHA-1 inside certificates: only old ones of the government's authority, by the configured day."""
    weak = _sha1_signed(path)
    if not weak:
        return True
    root = root_of(path)
    ours = question.trust.is_government(root) or root in question.trust.tsa
    until = question.algorithms.sha1_certificates_until
    return (
        sha1_allowed and ours and all(certificate.not_valid_before < until for certificate in weak)
    )


def root_of(path: ValidationPath | None) -> x509.Certificate | None:
    if path is None:
        return None
    certificate: x509.Certificate | None = getattr(path.trust_anchor, "certificate", None)
    return certificate


def outlived(root: x509.Certificate | None, at: datetime) -> bool:
    """RFC 5280 §6.1 leaves the life of a trust anchor to us: after its end nobody vouches for what it signed."""
    return root is None or root.not_valid_after < at - TOLERANCE  # the year 9999 has no later


def _word(indication: AdESSubIndic) -> str:
    return str(indication.standard_name)


def _failed(indication: AdESSubIndic) -> bool:
    return indication.status.name == "FAILED"
