"""Ngày ban hành: the date on the page joined with what mail and file name say (domain.md §1.4).

A day in ink or a blank one leaves month and year. A full date from elsewhere that agrees in both gives the day;
one that differs is shown against them, and nobody's day is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gateway.domain.document import Confidence, Reading
from gateway.domain.reading.weighing import equal, is_good, weigh

Day = Reading[date]


@dataclass(frozen=True, slots=True)
class Issued:
    """The date, and the month where the page itself has no day; both when the day came from elsewhere."""

    day: Day | None = None
    month: Reading[str] | None = None


def issued(own: Day | None, month: Reading[str] | None, said: list[Day], *, scan: bool) -> Issued:
    """`own` and `month` stand on the page, `said` elsewhere, best first. On a scan the page comes last."""
    if own is not None:
        others = [*said, own] if scan else [own, *said]
        day = weigh(others[0], others[1:], equal)
        if month is not None and month.value != month_of(own.value):
            day = _doubted(day, month)
        return Issued(day)
    if month is None:
        return Issued(weigh(said[0], said[1:], equal) if said else None)
    fitting = [day for day in said if month_of(day.value) == month.value]
    others = [day for day in said if day not in fitting]
    if not fitting:
        return Issued(None, _contradicted(month, others))
    best = weigh(fitting[0], [*fitting[1:], *others], equal)
    # The month is printed, the day rests on what somebody typed: two of those, and it is sure.
    return Issued(best, month)


def month_of(day: date) -> str:
    """ "2026-04", as `DocumentFields.issue_month` has it."""
    return f"{day:%Y-%m}"


def _doubted(day: Day, month: Reading[str]) -> Day:
    return replace(day, confidence=Confidence.LOW, against=(*day.against, month))


def _contradicted(month: Reading[str], others: Sequence[Day]) -> Reading[str]:
    """Nobody can say which is right."""
    level = Confidence.LOW if any(map(is_good, others)) else month.confidence
    return replace(month, confidence=level, against=tuple(others))
