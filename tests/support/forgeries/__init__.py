"""A labelled collection of forged PDFs with their genuine twins, made by code from files signed by the tests' own PKI."""

from collections.abc import Callable, Iterator

from tests.support.forgeries import (
    borrowed,
    bytes_changed,
    certified,
    exceptions,
    forms,
    genuine,
    incremental,
    overlays,
    ranges,
    resigned,
    shadow,
    universal,
    wrapping,
    xref_tricks,
)
from tests.support.forgeries.case import Case
from tests.support.forgeries.workshop import Workshop
from tests.support.pki import Pki

Source = Callable[[Workshop], Iterator[Case]]

SOURCES: dict[str, tuple[Source, ...]] = {
    "bytes changed": (bytes_changed.cases,),
    "incremental saving": (incremental.cases, xref_tricks.cases),
    "shadow": (shadow.cases,),
    "signature wrapping": (wrapping.cases,),
    "universal forgery": (universal.cases,),
    "ByteRange and Contents": (ranges.cases,),
    "certified documents": (certified.cases,),
    "overlays": (overlays.cases,),
    "form changes": (forms.cases,),
    "broken then re-signed": (resigned.cases, borrowed.cases),
    "exceptions of the field": (exceptions.cases,),
    "genuine": (genuine.cases,),
}


def collect(pki: Pki) -> list[Case]:
    """Every case, each with the class that its source stands under. Names are unique."""
    shop = Workshop(pki)
    found = [
        case.under(kind)
        for kind, sources in SOURCES.items()
        for source in sources
        for case in source(shop)
    ]
    names = [case.name for case in found]
    assert len(set(names)) == len(names), {name for name in names if names.count(name) > 1}
    return found
