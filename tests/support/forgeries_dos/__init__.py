"""Files that cost more than they should, by class."""

from tests.support.forgeries_dos import cryptography, followed, forms, objects, xrefs
from tests.support.forgeries_dos.case import Bomb, Source

SOURCES: dict[str, Source] = {
    "cross-references": xrefs.bombs,
    "objects and streams": objects.bombs,
    "forms and dictionaries": forms.bombs,
    "followed by an update": followed.bombs,
    "certificates and CMS": cryptography.bombs,
}


def collect() -> dict[str, list[Bomb]]:
    """By class; the bytes are made only when asked for."""
    found = {kind: list(source()) for kind, source in SOURCES.items()}
    names = [bomb.name for bombs in found.values() for bomb in bombs]
    assert len(set(names)) == len(names), {name for name in names if names.count(name) > 1}
    return found
