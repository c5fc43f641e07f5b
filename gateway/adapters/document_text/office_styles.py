"""What the styles of an office document say of one property, each with what its ancestors say."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")
_MAX_PARENTS = 20


def word_styles(
    styles: ET.Element, said: Callable[[ET.Element | None], T | None]
) -> dict[str, T | None]:
    """The styles of `word/styles.xml` by id, "" for paragraphs without one. `said` reads run properties."""
    own: dict[str, T | None] = {}
    parents: dict[str, str] = {}
    usual = ""
    for style in styles.iter("style"):
        name = style.get("styleId", "")
        own[name] = said(style.find("rPr"))
        based = style.find("basedOn")
        parents[name] = based.get("val", "") if based is not None else ""
        if style.get("default") in {"1", "true", "on"} and style.get("type") == "paragraph":
            usual = name
    default = said(styles.find("docDefaults/rPrDefault/rPr"))
    found = resolved(own, parents, default)
    return found | {"": found.get(usual, default)}


def resolved(
    own: Mapping[str, T | None], parents: Mapping[str, str], default: T | None
) -> dict[str, T | None]:
    """Where a style says nothing, its nearest ancestor that does, else the default."""

    def of(name: str) -> T | None:
        for _ in range(_MAX_PARENTS):
            said = own.get(name)
            if said is not None:
                return said
            name = parents.get(name, "")
        return default

    return {name: of(name) for name in own}
