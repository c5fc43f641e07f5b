"""Article 11.2: the counted time of receipt. Every row is an instant with the article's answer."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway import resources
from gateway.adapters.holiday_calendar import calendar
from gateway.config.agencies import OfficeHoursSettings
from gateway.domain.office_hours import OfficeHours

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def office() -> OfficeHours:
    known = calendar(range(2014, 2028), resources.shared("rules"))
    week = OfficeHoursSettings().by_weekday()
    return OfficeHours(week, known.days_off, known.working_days, VIETNAM)


OFFICE = office()

INSTANTS = [
    # inside
    ("2026-11-18 07:00:00", "2026-11-18 07:00:00"),
    ("2026-11-18 09:12:34", "2026-11-18 09:12:34"),
    ("2026-11-18 11:30:00", "2026-11-18 11:30:00"),
    ("2026-11-18 13:30:00", "2026-11-18 13:30:00"),
    ("2026-11-18 16:59:59", "2026-11-18 16:59:59"),
    ("2026-11-18 17:00:00", "2026-11-18 17:00:00"),
    # before, lunch, evening, night
    ("2026-11-18 00:00:00", "2026-11-18 07:00:00"),
    ("2026-11-18 06:59:59", "2026-11-18 07:00:00"),
    ("2026-11-18 11:30:01", "2026-11-18 13:30:00"),
    ("2026-11-18 11:45:00", "2026-11-18 13:30:00"),
    ("2026-11-18 13:29:59", "2026-11-18 13:30:00"),
    ("2026-11-18 17:00:01", "2026-11-19 07:00:00"),
    ("2026-11-18 23:59:59", "2026-11-19 07:00:00"),
    # Friday evening and the weekend
    ("2026-11-20 17:05:00", "2026-11-23 07:00:00"),
    ("2026-11-21 09:00:00", "2026-11-23 07:00:00"),
    ("2026-11-22 23:00:00", "2026-11-23 07:00:00"),
    # Tết, with the weekends around it
    ("2025-01-24 17:01:00", "2025-02-03 07:00:00"),
    ("2025-01-29 10:00:00", "2025-02-03 07:00:00"),
    ("2026-02-13 18:00:00", "2026-02-23 07:00:00"),
    # Giỗ Tổ (also observed), 30/4 and 1/5, 2/9 and the day beside it
    ("2025-04-07 08:00:00", "2025-04-08 07:00:00"),
    ("2026-04-24 17:30:00", "2026-04-28 07:00:00"),
    ("2026-04-29 17:01:00", "2026-05-04 07:00:00"),
    ("2025-08-29 17:30:00", "2025-09-03 07:00:00"),
    # swapped days
    ("2025-04-26 08:00:00", "2025-04-26 08:00:00"),
    ("2025-04-26 12:00:00", "2025-04-26 13:30:00"),
    ("2025-05-02 08:00:00", "2025-05-05 07:00:00"),
    ("2026-01-02 08:00:00", "2026-01-05 07:00:00"),
    ("2026-01-10 08:00:00", "2026-01-10 08:00:00"),
    ("2014-09-05 17:30:00", "2014-09-06 07:00:00"),
    ("2014-09-06 17:30:00", "2014-09-08 07:00:00"),
    ("2014-05-02 08:00:00", "2014-05-05 07:00:00"),
    # the end of the year
    ("2025-12-31 17:01:00", "2026-01-05 07:00:00"),
    ("2014-12-31 17:00:00", "2014-12-31 17:00:00"),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(("entered", "counted"), INSTANTS)
def test_the_counted_time(entered: str, counted: str) -> None:
    assert OFFICE.count(at(entered)) == at(counted)


@pytest.mark.parametrize(
    ("entered", "counted"),
    [
        ("2026-11-18T10:00:00+00:00", "2026-11-18 17:00:00"),
        ("2026-11-18T10:00:01+00:00", "2026-11-19 07:00:00"),
        ("2026-11-17T19:00:00-05:00", "2026-11-18 07:00:00"),
        ("2026-11-20T23:59:00+14:00", "2026-11-20 16:59:00"),
    ],
)
def test_other_zones_are_the_same_instant(entered: str, counted: str) -> None:
    result = OFFICE.count(datetime.fromisoformat(entered))
    assert result == at(counted)
    assert result.utcoffset() == timedelta(hours=7)


def test_counting_is_idempotent_and_never_goes_back() -> None:
    instant = at("2024-12-20 00:00:00")
    for step in range(600):
        moment = instant + timedelta(hours=7.3 * step)
        counted = OFFICE.count(moment)
        assert counted >= moment
        assert OFFICE.count(counted) == counted


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        OFFICE.count(datetime(2026, 11, 18, 9, 0))  # noqa: DTZ001 - the fault under test


def test_a_calendar_without_hours_is_our_bug() -> None:
    empty = OfficeHours(((),) * 7, frozenset(), frozenset(), VIETNAM)
    with pytest.raises(ValueError, match="no office hours"):
        empty.count(at("2026-11-18 09:00:00"))


def test_a_swapped_saturday_uses_its_own_hours_where_there_are_any() -> None:
    morning = ((time(8), time(11)),)
    saturday = date(2026, 11, 21)
    week = (*OFFICE.week[:5], morning, ())
    hours = OfficeHours(week, frozenset({saturday}), frozenset({saturday}), UTC)
    assert hours.spans_of(saturday) == morning


def test_spans_need_not_be_in_order() -> None:
    day = ((time(13), time(17)), (time(7), time(11)))
    hours = OfficeHours((day,) * 7, frozenset(), frozenset(), VIETNAM)
    assert hours.count(at("2026-11-18 06:00:00")) == at("2026-11-18 07:00:00")
