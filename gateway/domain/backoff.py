"""How long to wait before the next attempt."""

from datetime import timedelta

_FIRST_SECONDS = 5
_LONGEST_SECONDS = 1800


def delay(attempts: int) -> timedelta:
    """5 s after the first failure, doubled after each further one, at most half an hour."""
    return timedelta(seconds=min(_FIRST_SECONDS * 2 ** min(attempts, 20), _LONGEST_SECONDS))
