"""One labelled file."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gateway.domain.signature import Verdict

GENUINE = frozenset({Verdict.VALID})
BROKEN = frozenset({Verdict.NOT_VALID})
LOOKED_AT = frozenset({Verdict.REVIEW})
REFUSED = BROKEN | LOOKED_AT | {Verdict.UNREADABLE}
# A file that no strict reader opens, or that shows no signature any more: never VALID, and never silent.
NEVER_VALID = frozenset(Verdict) - {Verdict.VALID}


@dataclass(frozen=True, slots=True)
class Case:
    """`twin` is the genuine file that the forgery was made from; None for what is genuine itself."""

    name: str
    says: str
    data: bytes
    expected: frozenset[Verdict]
    twin: bytes | None = None
    kind: str = ""

    def under(self, kind: str) -> "Case":
        return replace(self, kind=kind)

    @property
    def genuine(self) -> bool:
        return self.expected == GENUINE


def forged(
    name: str,
    says: str,
    data: bytes,
    twin: bytes,
    expected: Iterable[Verdict] = REFUSED,
) -> Case:
    assert data != twin, name
    return Case(name, says, data, frozenset(expected), twin)


def genuine(name: str, says: str, data: bytes) -> Case:
    return Case(name, says, data, GENUINE)
