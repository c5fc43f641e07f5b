"""Forged and genuine proofs of time, by class."""

from tests.support.forgeries_cms.case import Case, made
from tests.support.forgeries_time import backdating, document_stamps, moments, tokens

SOURCES = {
    "signature timestamps": tokens.cases,
    "times that cannot be": moments.cases,
    "document timestamps": document_stamps.cases,
    "backdating": backdating.cases,
}


def collect() -> dict[str, list[Case]]:
    return made(SOURCES)
