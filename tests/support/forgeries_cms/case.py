"""A labelled file with the trust it is judged under."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.signature import TimeSource, Verdict, VerdictReason
from tests.support.forgeries_kit.world import AT, Trust, genuine_world

VALID = frozenset({Verdict.VALID})
BROKEN = frozenset({Verdict.NOT_VALID})
LOOKED_AT = frozenset({Verdict.REVIEW})
REFUSED = BROKEN | LOOKED_AT
TOLERATED = VALID | REFUSED  # no clause decides; it may never gain the file anything


@dataclass(frozen=True, slots=True)
class Case:
    """`reason`, `source` and `signed_at` are only compared when given. `received`: when it was seen first."""

    name: str
    says: str
    data: bytes
    expected: frozenset[Verdict]
    reason: VerdictReason | None = None
    source: TimeSource | None = None
    signed_at: datetime | None = None
    trust: Trust = field(default_factory=lambda: genuine_world().trust())
    at: datetime = AT
    received: datetime | None = None

    @property
    def genuine(self) -> bool:
        return self.expected == VALID


Cases = Iterator[Case]


def made(sources: Mapping[str, Callable[[], Cases]]) -> dict[str, list[Case]]:
    """The cases of each class; no name stands twice."""
    found = {kind: list(source()) for kind, source in sources.items()}
    names = [case.name for cases in found.values() for case in cases]
    assert len(set(names)) == len(names), {name for name in names if names.count(name) > 1}
    return found
