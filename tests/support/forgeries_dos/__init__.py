"""Files that cost more than they should, by class."""

from tests.support.forgeries_dos import (
    chains,
    cryptography,
    followed,
    forms,
    objects,
    revisions,
    stores,
    streams,
    xrefs,
)
from tests.support.forgeries_dos.case import Bomb, Source

SOURCES: dict[str, Source] = {
    "cross-references": xrefs.bombs,
    "revisions": revisions.bombs,
    "objects": objects.bombs,
    "streams": streams.bombs,
    "forms and dictionaries": forms.bombs,
    "followed by an update": followed.bombs,
    "CMS": cryptography.bombs,
    "stores and encryption": stores.bombs,
    "keys and chains": chains.bombs,
}


def collect() -> dict[str, list[Bomb]]:
    """By class; the bytes are made only when asked for."""
    found = {kind: list(source()) for kind, source in SOURCES.items()}
    names = [bomb.name for bombs in found.values() for bomb in bombs]
    assert len(set(names)) == len(names), {name for name in names if names.count(name) > 1}
    return found
