"""Chains of certificates sought as far as a chain can go.

pyHanko tries every issuer whose name fits, whoever signed: a dozen certificates of one name in a file are
millions of chains. What is not found within these bounds counts as not found.
"""

from typing import Any

from pyhanko_certvalidator import registry

_MAX_STEPS = 100  # of one search; a genuine one takes three or four
_MAX_LENGTH = 8  # certificates; genuine chains have three


class BoundedWalker(registry._PathWalker):  # noqa: SLF001 - the class that is bounded
    """A step of the search; beyond the bounds it finds no issuers."""

    def __init__(
        self, path_builder: registry.PathBuilder, path: Any, certs_seen: Any, failed_paths: Any
    ) -> None:
        super().__init__(path_builder, path, certs_seen, failed_paths)
        steps = path_builder.__dict__.get("_steps", 0) + 1
        path_builder.__dict__["_steps"] = steps
        if steps > _MAX_STEPS or len(list(path)) > _MAX_LENGTH:
            self._issuer_fetcher.local_iss_iter = iter(())


def install() -> None:
    """Puts this class in the place of pyHanko's. Repeatable."""
    registry._PathWalker = BoundedWalker  # type: ignore[misc]  # noqa: SLF001 - a class takes the place of another
