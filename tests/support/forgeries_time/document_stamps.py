"""Timestamps of the document."""
from tests.support.forgeries_cms.case import Cases


def cases() -> Cases:
    yield from ()
