"""Forged and genuine CMS in the Contents of a PDF, by class."""

from tests.support.forgeries_cms import algorithms, attributes, genuine, shapes
from tests.support.forgeries_cms.case import Case, made

SOURCES = {
    "genuine": genuine.cases,
    "signed attributes": attributes.cases,
    "shape of the CMS": shapes.cases,
    "algorithms": algorithms.cases,
}


def collect() -> dict[str, list[Case]]:
    return made(SOURCES)
