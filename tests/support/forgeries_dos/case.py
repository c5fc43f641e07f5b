"""One file that costs more than it should."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gateway.domain.signature import Verdict, VerdictReason

# Each is held for a person or refused; none says "valid", and none says "unsigned" of what bears a signature.
HELD = frozenset({Verdict.REVIEW, Verdict.NOT_VALID, Verdict.UNREADABLE, Verdict.TOO_LARGE})
UNREADABLE = frozenset({Verdict.UNREADABLE})
COMPLEX = frozenset({Verdict.REVIEW})
BROKEN = frozenset({Verdict.NOT_VALID})
HARMLESS = frozenset({Verdict.VALID})  # never looked at, so it costs nothing
SAFE = HELD | HARMLESS
QUICK = 5.0  # seconds of CPU; the deadline of the product is 60


@dataclass(frozen=True, slots=True)
class Bomb:
    """`make` gives the bytes, late: some have megabytes. `reason`: the only one that is right, if given."""

    name: str
    says: str
    make: Callable[[], bytes]
    expected: frozenset[Verdict] = HELD
    reason: VerdictReason | None = None
    seconds: float = QUICK


Source = Callable[[], Iterator[Bomb]]
