"""The trust folder as an administrator and the refresh job write it; `adapters/signatures` reads it to judge."""

from gateway.adapters.trust_folder.covering import Covered, CrlState, coverage
from gateway.adapters.trust_folder.files import Item, TrustFolder, read_item
from gateway.adapters.trust_folder.store import FolderRevocations

__all__ = [
    "Covered",
    "CrlState",
    "FolderRevocations",
    "Item",
    "TrustFolder",
    "coverage",
    "read_item",
]
