"""Forged and genuine proofs of time, by class."""

from tests.support.forgeries_cms.case import Case, unique
from tests.support.forgeries_time import backdating, document_stamps, moments, tokens

SOURCES = {
    "signature timestamps": tokens.cases,
    "times that cannot be": moments.cases,
    "document timestamps": document_stamps.cases,
    "backdating": backdating.cases,
}


def collect() -> dict[str, list[Case]]:
    found = {kind: list(source()) for kind, source in SOURCES.items()}
    unique([case for cases in found.values() for case in cases])
    return found
