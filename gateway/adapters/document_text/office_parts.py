"""What an office file shows or holds beside its body: watermarks, print headers, pictures, other files."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

_EMBEDDED = re.compile(
    r"(?:^|/)(?:embeddings/.|afchunk|oleObject\d*\.bin$)|^Object \d+/|^ObjectReplacements/.",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|tiff?|gif|bmp|emf|wmf)$", re.IGNORECASE)
_BRINGS_IN = frozenset({"altChunk", "subDoc", "OLEObject", "object-ole"})
_PAGE_SHARE = 0.5  # of A4: a scan fills the page, a logo or a signature does not
_PAGE = 21.0 * 29.7  # cm²
_CM = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "pc": 2.54 / 6, "px": 2.54 / 96}
_EMU = 360_000.0  # a centimetre
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*(cm|mm|in|pt|pc|px)\s*")
_STYLE = re.compile(r"(?:^|;)\s*(width|height)\s*:([^;]{1,30})")
_PRINT_CODES = re.compile(r'&"[^"]{0,200}"|&K[0-9A-Fa-f]{6}|&\d{1,3}|&[^LCR&]')


def holds_other_files(names: frozenset[str]) -> bool:
    """OLE objects, packages and chunks of other formats, which nobody reads."""
    return any(_EMBEDDED.search(name) for name in names)


def brings_in(tree: ET.Element) -> bool:
    """The body shows what stands in another part or file."""
    return any(item.tag in _BRINGS_IN for item in tree.iter())


def is_picture(name: str) -> bool:
    return bool(_PICTURE.search(name))


def word_art(tree: ET.Element) -> list[str]:
    """The words of VML text paths: Word's watermarks are made so."""
    return list(dict.fromkeys(item.get("string", "") for item in tree.iter("textpath")))


def print_headers(sheet: ET.Element) -> Iterator[str]:
    """The left, middle and right parts of a sheet's headers and footers without their codes."""
    for kind in ("odd", "even", "first"):
        for place in ("Header", "Footer"):
            for item in sheet.iter(kind + place):
                words = _PRINT_CODES.sub("", item.text or "")
                yield from (part.strip() for part in re.split(r"&[LCR]", words) if part.strip())


def shows_page_of_picture(tree: ET.Element) -> bool:
    """A picture of half a page or more stands in the text."""
    for item in tree.iter():
        if item.tag == "extent":
            area = _emu(item.get("cx")) * _emu(item.get("cy"))
        elif item.tag == "shape" and item.find("imagedata") is not None:
            style = dict(_STYLE.findall(item.get("style", "")))
            area = _cm(style.get("width")) * _cm(style.get("height"))
        elif item.tag == "frame" and item.find("image") is not None:
            area = _cm(item.get("width")) * _cm(item.get("height"))
        else:
            continue
        if area >= _PAGE_SHARE * _PAGE:
            return True
    return False


def _emu(value: str | None) -> float:
    return int(value) / _EMU if value and re.fullmatch(r"\d{1,12}", value) else 0.0


def _cm(value: str | None) -> float:
    found = _LENGTH.fullmatch(value or "")
    return float(found[1]) * _CM[found[2]] if found else 0.0
