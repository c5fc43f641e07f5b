"""Patterns of known senders."""

import pytest

from gateway.domain.senders import is_known

PATTERNS = ("*.gov.vn", "ubnd@moha.example", "city.example")


@pytest.mark.parametrize(
    "address",
    [
        "sxd@quangngai.gov.vn",
        "A@B.C.GOV.VN",
        "ubnd@moha.example",
        "anyone@city.example",
    ],
)
def test_known(address: str) -> None:
    assert is_known(address, PATTERNS)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "gov.vn",
        "a@gov.vn",
        "a@.gov.vn",
        "a@evilgov.vn",
        "a@gov.vn.evil.example",
        "a@b.gov.vn@evil.example",
        "other@moha.example",
        "a@sub.city.example",
        "@b.gov.vn",
        "a@b..gov.vn",
    ],
)
def test_unknown(address: str | None) -> None:
    assert not is_known(address, PATTERNS)


def test_an_empty_pattern_fits_nobody() -> None:
    assert not is_known("a@b.gov.vn", ("", "*.", "*"))
