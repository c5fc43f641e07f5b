"""Whether the body that signed is the body that issued the document and that sent the mail.

VALID does not say that the right one signed: a genuine certificate of another agency is as valid. Only
agencies of the directory are compared; a name that is not listed proves nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gateway.domain.directory import Agency, Directory
from gateway.domain.display import harmless
from gateway.domain.signature import DocumentVerdict, Indication, Signer, SignerKind

_SHOWN = 120  # characters of a name in a note


class Compared(StrEnum):
    """With what the certificate was compared."""

    ISSUING_BODY = "issuing-body"
    SENDER = "sender"


@dataclass(frozen=True, slots=True)
class SignerFinding:
    """A difference, and the sentence about it that the clerk reads."""

    compared: Compared
    text: str
    signers: str  # the names of the certificates


@dataclass(frozen=True, slots=True)
class _Signatory:
    """What one certificate says. `own` are its listed agencies, without those that only stand above another."""

    shown: str
    listed: tuple[Agency, ...]
    own: tuple[Agency, ...]
    knows_unit: bool  # false: the unit is not listed, only the organisation above it
    is_elsewhere: bool = False  # of another province: an equal name of a unit says nothing


def compare_signers(
    verdict: DocumentVerdict, issuing_body: str | None, sender: str | None, directory: Directory
) -> tuple[SignerFinding, ...]:
    """What does not fit; empty when one valid signature fits or nothing can be compared.

    `issuing_body` as read in the document, `sender` the address of From.
    """
    signatories = tuple(_signatories(verdict, directory))
    issuer, office = directory.named(issuing_body), directory.at(sender)
    findings = []
    elsewhere = any(item.is_elsewhere for item in signatories)
    # Another province has a Sở Xây dựng too: a short name is ours only when something else says so.
    is_ours = bool(office) or not elsewhere or directory.is_here(issuing_body)
    if issuer and is_ours and _differs(signatories, issuer, directory):
        text = f"văn bản ghi cơ quan ban hành «{_shown(issuing_body)}»."
        names = _names(signatories)
        findings.append(
            SignerFinding(Compared.ISSUING_BODY, f"{_named(signatories)}, {text}", names)
        )
    if office and _is_strange(signatories, office, directory):
        text = f"thư gửi từ địa chỉ «{_shown(sender)}» của «{office.name}»."
        names = _names(signatories)
        findings.append(SignerFinding(Compared.SENDER, f"{_named(signatories)}, {text}", names))
    return tuple(findings)


def _signatories(verdict: DocumentVerdict, directory: Directory) -> Iterator[_Signatory]:
    for report in verdict.signatures:
        if report.indication is Indication.TOTAL_PASSED and report.signer is not None:
            signatory = _signatory(report.signer, directory)
            if signatory is not None:
                yield signatory


def _signatory(signer: Signer, directory: Directory) -> _Signatory | None:
    """None when no name of the certificate is listed."""
    is_body = signer.kind is SignerKind.ORGANISATION
    units = [*signer.organizational_units, *([signer.common_name] if is_body else [])]
    strange = [name for name in (*units, signer.organization) if directory.is_elsewhere(name)]
    if strange:
        return _Signatory(_shown(strange[0]), (), (), knows_unit=True, is_elsewhere=True)
    found = [directory.named(name) for name in units]
    listed_units = [agency for agency in found if agency is not None]
    organisation = directory.named(signer.organization)
    listed = tuple(dict.fromkeys([*listed_units, *([organisation] if organisation else [])]))
    if not listed:
        return None
    above = {up for agency in listed for up in directory.with_those_above(agency)[1:]}
    own = tuple(agency for agency in listed if agency not in above) or listed
    shown = next(name for name in (*units, signer.organization) if directory.named(name) in own)
    return _Signatory(_shown(shown), listed, own, bool(listed_units) or not units)


def _differs(signatories: tuple[_Signatory, ...], issuer: Agency, directory: Directory) -> bool:
    """None of the certificates names the issuing body, nor a unit below it."""
    named = [
        up for item in signatories for own in item.listed for up in directory.with_those_above(own)
    ]
    return issuer not in named and any(
        item.knows_unit or not _is_above(item.own, issuer, directory) for item in signatories
    )


def _is_strange(signatories: tuple[_Signatory, ...], office: Agency, directory: Directory) -> bool:
    """None of the certificates is of the sender, of a body above it or of one below it."""
    fits = any(
        _is_above(item.own, office, directory) or office in directory.with_those_above(own)
        for item in signatories
        for own in item.own
    )
    return bool(signatories) and not fits


def _is_above(agencies: tuple[Agency, ...], lower: Agency, directory: Directory) -> bool:
    return any(agency in directory.with_those_above(lower) for agency in agencies)


def _named(signatories: tuple[_Signatory, ...]) -> str:
    return f"Chứng thư số ghi «{_names(signatories)}»"


def _names(signatories: tuple[_Signatory, ...]) -> str:
    return "», «".join(list(dict.fromkeys(item.shown for item in signatories))[:3])


def _shown(text: str | None) -> str:
    return harmless(text or "", _SHOWN)
