"""Giờ hành chính: when a document counts as received (Art. 11.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

Span = tuple[time, time]  # both ends inside: 17:00:00 still counts (READING, domain.md 7)
Week = tuple[tuple[Span, ...], ...]  # Monday to Sunday

_MONDAY = 0
_HORIZON = 366  # days; a calendar without office hours for a year is our own bug


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The office hours of one agency in its own zone.

    A day of `working_days` (a swapped Saturday) is worked whatever else is said of it: with its own
    weekday's spans when there are any, else with Monday's.
    """

    week: Week
    holidays: frozenset[date]
    working_days: frozenset[date]
    zone: tzinfo

    def count(self, instant: datetime) -> datetime:
        """The counted time of receipt, in the agency's zone.

        The instant itself inside office hours, else the beginning of the next span: the same day
        after lunch, the next working day in the evening. `instant` is aware.
        Raises ValueError for a naive instant and for a calendar without office hours within a year.
        """
        if instant.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be counted")
        local = instant.astimezone(self.zone)
        for begin, end in self._spans_from(local.date()):
            if local <= end:
                return max(local, begin)
        raise ValueError(f"no office hours within a year of {local.date()}")

    def spans_of(self, day: date) -> tuple[Span, ...]:
        """The spans worked on that day, in order; empty on a day off."""
        usual = self.week[day.weekday()]
        if day in self.working_days:
            return tuple(sorted(usual or self.week[_MONDAY]))
        return () if day in self.holidays else tuple(sorted(usual))

    def working_day_after(self, first: date, days: int, *, counts_first: bool = False) -> date:
        """The last of `days` working days after `first`, which itself counts only with `counts_first`.

        Raises ValueError for less than one day and for a calendar without so many days in a year.
        """
        if days < 1:
            raise ValueError("a time of no days has no end")
        for offset in range(0 if counts_first else 1, _HORIZON):
            day = first + timedelta(days=offset)
            days -= bool(self.spans_of(day))
            if days == 0:
                return day
        raise ValueError(f"not so many working days within a year of {first}")

    def _spans_from(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        for offset in range(_HORIZON):
            day = first + timedelta(days=offset)
            for begin, end in self.spans_of(day):
                yield (
                    datetime.combine(day, begin, self.zone),
                    datetime.combine(day, end, self.zone),
                )
