"""Days off and swapped working days: the library `holidays` and the agency's own file for each year.

The library computes the lunar days, but the Tết days, the second day of 2/9 and the swaps are set every
year by an official letter (Labour Code 2019 Art. 112.3), so a year counts as confirmed only by its file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import holidays
from pydantic import BaseModel, ConfigDict, Field

from gateway.config.yaml_source import ConfigurationError, problem_at, read_tree, validate


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """The calendar of some years. `unconfirmed_years` have no file with `confirmed: true`."""

    days_off: frozenset[date]
    working_days: frozenset[date]
    unconfirmed_years: tuple[int, ...]


class _Year(BaseModel):
    """`rules/holidays/<year>.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    confirmed: bool
    source: Annotated[str, Field(min_length=1)]  # the official letter, or what was looked at
    days_off: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()


def calendar(years: Iterable[int], rules_dir: Path) -> HolidayCalendar:
    """The calendar of the given years; the file wins over the library.

    Raises `ConfigurationError` when a file is broken.
    """
    days_off: set[date] = set()
    working_days: set[date] = set()
    unconfirmed: list[int] = []
    for year in sorted(set(years)):
        known = holidays.country_holidays("VN", years=[year])
        swapped = {day for day in known.weekend_workdays if day.year == year}
        own = _own(rules_dir / "holidays" / f"{year}.yaml", year)
        worked = (swapped | set(own.working_days)) - set(own.days_off)
        days_off |= (set(known) | set(own.days_off)) - worked
        working_days |= worked
        if not own.confirmed:
            unconfirmed.append(year)
    return HolidayCalendar(frozenset(days_off), frozenset(working_days), tuple(unconfirmed))


def _own(path: Path, year: int) -> _Year:
    if not path.exists():
        return _Year(confirmed=False, source="no file")
    tree = read_tree(path)
    found = validate(path, tree, _Year)
    problems = [
        problem_at(path, tree, [key, index], message)
        for key, days in (("days_off", found.days_off), ("working_days", found.working_days))
        for index, day in enumerate(days)
        if (message := _fault(day, year, found, key))
    ]
    if problems:
        raise ConfigurationError(problems)
    return found


def _fault(day: date, year: int, found: _Year, key: str) -> str | None:
    if day.year != year:
        return f"{day} is not a day of {year}"
    if key == "working_days" and day in found.days_off:
        return f"{day} is both off and worked"
    return None
