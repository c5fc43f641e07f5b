"""Reading entries of PDF dictionaries: pyHanko's `get` does not follow references, viewers do."""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic

MAX_PAGES = 3000


def entry(container: generic.DictionaryObject, key: str) -> object:
    """The value with references followed; None when there is none."""
    return container[key] if key in container else None  # noqa: SIM401 - `get` leaves a reference as it is


def items_of(container: generic.DictionaryObject, key: str) -> list[object]:
    """The raw items of an array, references as they are; none when there is no array."""
    value = entry(container, key)
    return list(list.__iter__(value)) if isinstance(value, generic.ArrayObject) else []


def _resolved(value: object) -> object:
    return value.get_object() if isinstance(value, generic.IndirectObject) else value


def pages(root: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    """The pages in their order. Raises `ValueError` when there are too many to look at."""
    waiting: list[object] = [root["/Pages"]]
    for _ in range(MAX_PAGES * 2):
        if not waiting:
            return
        node = waiting.pop()
        if not isinstance(node, generic.DictionaryObject):
            raise TypeError("a page is no dictionary")
        if "/Kids" in node:
            kids = items_of(node, "/Kids")
            if len(kids) > MAX_PAGES * 2:
                break
            waiting.extend(_resolved(kid) for kid in reversed(kids))
        else:
            yield node
    raise ValueError("too many pages")
