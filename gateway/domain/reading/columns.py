"""A line of a page as the columns that a person sees: a tab or a wide gap stands between them."""

import re

from gateway.domain.vietnamese import one_line

_GAP = re.compile(r"\t+|\s{4,}")


def columns(line: str, limit: int) -> list[str]:
    """The columns of the first `limit` characters, each on one line; empty ones are left out."""
    return [one_line(part) for part in _GAP.split(line[:limit]) if part.strip()]
