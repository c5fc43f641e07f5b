"""A labelled case, and how a module adds its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from gateway.domain.signature import DocumentVerdict, Verdict, VerdictReason
from gateway.domain.signature_policy import NO_CIRCUMSTANCES, Circumstances
from tests.support.forgeries_kit.world import AT, Trust


@dataclass(frozen=True)
class Made:
    """A file, the trust it is judged under, the instant, and what else the judge is told."""

    data: bytes
    trust: Trust
    at: datetime = AT
    revocation: Literal["require", "ignore"] = "require"
    circumstances: Circumstances = NO_CIRCUMSTANCES

    def write(self, folder: Path) -> tuple[Path, Path]:
        """The document and the trust folder."""
        folder.mkdir(exist_ok=True)
        path = folder / "document.pdf"
        path.write_bytes(self.data)
        return path, self.trust.write(folder / "trust")


@dataclass(frozen=True)
class Expected:
    """Several reasons where the words of the interface fit several times. No `government` but for VALID."""

    verdict: Verdict
    reasons: tuple[VerdictReason, ...]
    government: bool = False

    def agrees(self, verdict: DocumentVerdict) -> bool:
        return (
            verdict.verdict is self.verdict
            and verdict.reason in self.reasons
            and verdict.government is self.government
        )


Maker = Callable[[], Made]


@dataclass(frozen=True)
class Case:
    """`kind` is the class of attack."""

    name: str
    kind: str
    description: str
    expected: Expected
    make: Maker

    @property
    def genuine(self) -> bool:
        """A twin that must be accepted as the government's, or may only wait for revocation data."""
        return self.expected.government or self.expected.verdict is Verdict.INDETERMINATE


@dataclass
class Collection:
    """The cases of one class."""

    kind: str
    cases: list[Case] = field(default_factory=list)

    def __iter__(self) -> Iterator[Case]:
        return iter(self.cases)

    def add(self, name: str, description: str, expected: Expected, make: Maker) -> None:
        assert all(case.name != name for case in self.cases), name
        self.cases.append(Case(name, self.kind, description, expected, make))

    def case(self, description: str, expected: Expected) -> Callable[[Maker], Maker]:
        """Registers a function under its own name."""

        def register(make: Maker) -> Maker:
            name = make.__name__.strip("_").replace("_", "-")
            self.add(name, description, expected, make)
            return make

        return register


def _no(*reasons: VerdictReason) -> Expected:
    return Expected(Verdict.NOT_VALID, reasons)


VALID = Expected(Verdict.VALID, (VerdictReason.VALID_GOVERNMENT,), government=True)
PUBLIC = Expected(Verdict.VALID, (VerdictReason.VALID_PUBLIC,))
MIXED = Expected(Verdict.VALID, (VerdictReason.VALID_MIXED,))
REVOKED = _no(VerdictReason.REVOKED)
UNTRUSTED = _no(VerdictReason.UNTRUSTED_CHAIN)
UNFIT = _no(VerdictReason.CERTIFICATE_UNFIT)
WEAK = _no(VerdictReason.WEAK_ALGORITHM)
MALFORMED = _no(VerdictReason.MALFORMED_SIGNATURE)
MISMATCH = _no(VerdictReason.DIGEST_MISMATCH)
TOO_EARLY = _no(VerdictReason.NOT_YET_VALID)
LATER = Expected(Verdict.INDETERMINATE, (VerdictReason.REVOCATION_UNKNOWN,))
EXPIRED = Expected(Verdict.REVIEW, (VerdictReason.EXPIRED_NO_TIME_PROOF,))
REVOKED_SINCE = Expected(Verdict.REVIEW, (VerdictReason.REVOKED_LATER,))
UNUSUAL = Expected(Verdict.REVIEW, (VerdictReason.UNUSUAL_SIGNATURE,))
HISTORIC = Expected(Verdict.REVIEW, (VerdictReason.WEAK_DIGEST,))
TOO_COMPLEX = Expected(Verdict.REVIEW, (VerdictReason.TOO_COMPLEX,))


def either(*several: Expected) -> Expected:
    """One verdict, for one of the reasons."""
    first = several[0]
    assert all(item.verdict is first.verdict for item in several)
    reasons = tuple(reason for item in several for reason in item.reasons)
    return Expected(first.verdict, reasons, first.government)
