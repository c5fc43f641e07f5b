"""The table that a font's name tells: `.VnTime` TCVN3, `VNI-Times` VNI, `VPS Times` VPS, `VI Times` VISCII."""

import re
from dataclasses import dataclass
from functools import lru_cache

from gateway.domain.document import TextEncoding


@dataclass(frozen=True, slots=True)
class LegacyFont:
    """What a font shows. `capitals`: one of TCVN3's capital fonts, which show small letters as capitals."""

    table: TextEncoding
    capitals: bool = False


_SUBSET = re.compile(r"^[A-Z]{6}\+")  # ISO 32000-1 §9.6.4
_STYLE = re.compile(
    r"(?:[\s,_-]*(?:bold|italic|oblique|regular|normal|roman|psmt|mt|đậm|nghiêng))+$", re.IGNORECASE
)
_MAX_NAME = 100
_NAMES = (
    (re.compile(r"\.\s?vn(?=[a-z0-9])|vn(?=(?:time|arial|avant|centurysch|clarendon|aristote|book-antiqua|courier)h?\b)", re.IGNORECASE), TextEncoding.TCVN3),
    (re.compile(r"vni[\s-]|vni(?=[A-Z])", re.IGNORECASE), TextEncoding.VNI),
    (re.compile(r"vps(?=[\s-]?[a-z])", re.IGNORECASE), TextEncoding.VPS),
    (re.compile(r"vi[\s-](?:times|arial|courier|helve)|(?:hoangyen|minhquan|thahuong|phuongthao|u ?hoai|heo ?may)\b", re.IGNORECASE), TextEncoding.VISCII),
)  # fmt: skip


@lru_cache(maxsize=1024)
def font_of(name: str | None) -> LegacyFont | None:
    """The table of a font by its name (a PDF's subset tag and style are no part of it), or None."""
    if not name:
        return None
    plain = _STYLE.sub("", _SUBSET.sub("", name[:_MAX_NAME].strip(" '\"\t")))
    for pattern, table in _NAMES:
        if pattern.match(plain):
            return LegacyFont(table, table is TextEncoding.TCVN3 and plain.endswith("H"))
    return None
