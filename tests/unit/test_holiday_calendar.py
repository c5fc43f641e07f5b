"""Days off and swaps: the library with the year's file over it."""

from datetime import date
from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.holiday_calendar import calendar
from gateway.config.yaml_source import ConfigurationError

RULES = resources.shared("rules")


def write(folder: Path, year: int, text: str) -> None:
    (folder / "holidays").mkdir(exist_ok=True)
    (folder / "holidays" / f"{year}.yaml").write_text(text, encoding="utf-8")


def test_swaps_that_come_with_the_package() -> None:
    known = calendar([2014, 2025, 2026], RULES)
    assert {date(2025, 5, 2), date(2026, 1, 2), date(2014, 9, 1)} <= known.days_off
    assert {date(2025, 4, 26), date(2026, 1, 10), date(2014, 9, 6)} <= known.working_days
    assert not known.days_off & known.working_days


def test_a_year_without_a_confirmed_file_is_named() -> None:
    assert calendar([2025, 2026, 2031], RULES).unconfirmed_years == (2026, 2031)


def test_the_file_wins_over_the_library(tmp_path: Path) -> None:
    write(tmp_path, 2026, "confirmed: true\nsource: x\nworking_days: [2026-11-24]\n")
    known = calendar([2026], tmp_path)
    assert date(2026, 11, 24) in known.working_days - known.days_off
    assert known.unconfirmed_years == ()


def test_a_day_off_of_the_file_cancels_a_swap_of_the_library(tmp_path: Path) -> None:
    write(tmp_path, 2014, "confirmed: true\nsource: x\ndays_off: [2014-09-06]\n")
    known = calendar([2014], tmp_path)
    assert date(2014, 9, 6) in known.days_off - known.working_days


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("confirmed: true\n", "source: this key is missing"),
        ("confirmed: maybe\nsource: x\n", "2031.yaml:1:1: confirmed"),
        ("confirmed: true\nsource: x\ndays_of: []\n", "did you mean 'days_off'"),
        ("confirmed: true\nsource: x\ndays_off: [2030-01-02]\n", "3:12: 2030-01-02 is not a day"),
        ("confirmed: true\nsource: x\ndays_off: [02/01/2031]\n", "2031.yaml:3:12: days_off.0"),
        (
            "confirmed: true\nsource: x\ndays_off: [2031-01-02]\nworking_days: [2031-01-02]\n",
            "4:16: 2031-01-02 is both off and worked",
        ),
    ],
)
def test_a_broken_year_is_refused(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, 2031, text)
    with pytest.raises(ConfigurationError) as caught:
        calendar([2031], tmp_path)
    assert message in str(caught.value)
