"""Text from a mail or a document as it may stand in a mail of ours."""

import re
import unicodedata
from datetime import datetime

_LINK = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,15}://|\bwww\.)\S+", re.IGNORECASE)
_CODE = re.compile(r"[\w&.+/…-]{1,60}")


def shown(text: str | None, limit: int) -> str:
    """One line of at most `limit` characters, NFC, without controls, direction marks and links.

    A receipt goes to whoever stands in the envelope: it must not carry a stranger's link there.
    """
    if not text:
        return ""
    kept = "".join(" " if letter.isspace() else letter for letter in text[: limit * 8])
    kept = "".join(letter for letter in kept if unicodedata.category(letter)[0] != "C")
    kept = " ".join(_LINK.sub("[liên kết]", unicodedata.normalize("NFC", kept)).split())
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + "…"


def code(text: str | None) -> str:
    """A số và ký hiệu if it looks like one, else "": only such text comes into a subject."""
    clean = unicodedata.normalize("NFC", text or "").replace(" ", "")
    known = _CODE.fullmatch(clean) and clean != "…/…"
    return clean if known else ""


def moment(value: datetime) -> str:
    """A time as written in documents: "17 giờ 05 phút 00 giây, ngày 20/11/2026"."""
    return (
        f"{value:%H} giờ {value:%M} phút {value:%S} giây, ngày {value:%d/%m/%Y} (UTC{_zone(value)})"
    )


def _zone(value: datetime) -> str:
    text = f"{value:%z}"
    return f"{text[:3]}:{text[3:5]}" if text else ""


def octets(size: int) -> str:
    """A size in bytes with dots between thousands: "182.853 byte"."""
    return f"{size:,} byte".replace(",", ".")
