"""The strings of a workbook by the fonts of their cells and runs."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from gateway.adapters.document_text.office_fonts import Piece, show
from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text import LegacyFont, font_of


class Workbook:
    """`shared` are the strings of `sharedStrings.xml`; their cells, which have the fonts, stand in the sheets."""

    def __init__(self, styles: ET.Element | None, strings: ET.Element | None) -> None:
        self._fonts = _cell_fonts(styles)
        self.shared = [] if strings is None else list(strings.iter("si"))
        self._of_shared: dict[int, LegacyFont] = {}

    def show_sheet(self, sheet: ET.Element) -> TextEncoding:
        """Converts what a sheet holds itself, and remembers the fonts of the shared strings."""
        pieces: list[Piece] = []
        for cell in sheet.iter("c"):
            font = self._font(cell)
            inline, value = cell.find("is"), cell.find("v")
            if inline is not None:
                pieces += [*_pieces(inline, font), Piece()]
            elif value is not None and cell.get("t") == "str":
                pieces += [Piece(value, "text", font), Piece()]
            elif value is not None and cell.get("t") == "s" and font is not None:
                self._of_shared.setdefault(_number(value.text), font)
        return show(iter(pieces))

    def show_shared(self) -> TextEncoding:
        """Converts the shared strings, after all sheets."""
        return show(
            piece
            for number, item in enumerate(self.shared)
            for piece in (*_pieces(item, self._of_shared.get(number)), Piece())
        )

    def _font(self, cell: ET.Element) -> LegacyFont | None:
        number = _number(cell.get("s", "0"))
        return self._fonts[number] if 0 <= number < len(self._fonts) else None


def _cell_fonts(styles: ET.Element | None) -> list[LegacyFont | None]:
    """The font of each cell format, by its number."""
    if styles is None:
        return []
    names = [
        name.get("val") if (name := font.find("name")) is not None else None
        for font in styles.iterfind("fonts/font")
    ]
    numbers = [_number(item.get("fontId")) for item in styles.iterfind("cellXfs/xf")]
    return [font_of(names[number]) if 0 <= number < len(names) else None for number in numbers]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else -1


def _pieces(item: ET.Element, cell_font: LegacyFont | None) -> Iterator[Piece]:
    for child in item:
        if child.tag == "t":
            yield Piece(child, "text", cell_font)
        elif child.tag == "r":
            name = child.find("rPr/rFont")
            font = font_of(name.get("val")) if name is not None else cell_font
            yield from (Piece(text, "text", font) for text in child.iter("t"))
