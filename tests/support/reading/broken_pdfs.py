"""PDFs that look well and whose text comes out broken: what bad drivers and converters make of a page.

All of them show the same lines; only the way back from a glyph to a character differs.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile

import gateway.demo

SIZE, LEADING = 13, 24
_FONT = Path(gateway.demo.__path__[0], "fonts", "LiberationSerif-Regular.ttf")


class Broken(StrEnum):
    """How the text of a page is broken."""

    NO_MAP = "no map"  # Type0, Identity-H, no /ToUnicode
    PRIVATE = "private use"  # /ToUnicode into the private use area
    REPLACED = "replaced"  # /ToUnicode says U+FFFD for every glyph
    SHIFTED = "shifted"  # /ToUnicode that belongs to another font
    UNNAMED = "unnamed"  # simple fonts, /Differences with names that say nothing
    NAMED = "named"  # the same with names that say it, to those who ask
    TORN = "torn"  # letters of one word out of two fonts, each placed on its own
    IN_TURNS = (
        "in turns"  # the same two fonts, first all letters of the one, then those of the other
    )
    SPACED = "spaced"  # every letter placed alone, too far from the other
    TWICE = "twice"  # every letter drawn twice, side by side
    WHOLE = "whole"  # not broken, made the same way: for comparison
    ALONE = "alone"  # every letter placed alone where it belongs: not broken


@cache
def _font() -> TTFontFile:
    return TTFontFile(str(_FONT))


def _glyph(char: str) -> int:
    return int(_font().charToGlyph[ord(char)])


def _advance(char: str) -> float:
    return float(_font().charWidths[ord(char)]) * SIZE / 1000


def page(lines: Sequence[str], how: Broken) -> bytes:
    """One page of `lines`."""
    letters = sorted({*"".join(lines), " "})
    shown = _CONTENT.get(how, _plain)(lines)
    if how in _SIMPLE:
        shown = _coded(lines, letters)
    return _file(shown, _fonts(how, letters))


def with_stamp(lines: Sequence[str], stamp: str, how: Broken) -> bytes:
    """A page of whole lines, with one word in a font of its own that is broken."""
    letters = sorted({*"".join(lines), *stamp, " "})
    whole, broken = _type0(Broken.WHOLE, letters), _type0(how, letters)
    drawn = _plain(lines) + b"BT /F2 20 Tf 400 790 Td <%s> Tj ET\n" % _codes(stamp)
    return _file(drawn, [whole, broken])


def _codes(text: str) -> bytes:
    return b"".join(b"%04X" % _glyph(char) for char in text)


def _at(row: int) -> int:
    return 790 - LEADING * row


def _plain(lines: Sequence[str]) -> bytes:
    return b"".join(
        b"BT /F1 %d Tf 60 %d Td <%s> Tj ET\n" % (SIZE, _at(row), _codes(line))
        for row, line in enumerate(lines)
    )


def _one_by_one(lines: Sequence[str], step: float, again: float = 0.0) -> bytes:
    out = bytearray()
    for row, line in enumerate(lines):
        x = 60.0
        for char in line:
            for place in (x, x + again) if again else (x,):
                drawn = SIZE, place, _at(row), _codes(char)
                out += b"BT /F1 %d Tf %.2f %d Td <%s> Tj ET\n" % drawn
            x += _advance(char) + step
    return bytes(out)


def _torn(lines: Sequence[str], gap: float = 0.2) -> bytes:
    """Times, which is there, for what it has; the other letters out of a second font, a little off."""
    return b"".join(shown for _, shown in _of_two_fonts(lines, gap))


def _in_turns(lines: Sequence[str]) -> bytes:
    drawn = list(_of_two_fonts(lines, 0.0))
    return b"".join(shown for known, shown in sorted(drawn, key=lambda item: not item[0]))


def _of_two_fonts(lines: Sequence[str], gap: float) -> Iterator[tuple[bool, bytes]]:
    for row, line in enumerate(lines):
        x = 60.0
        for char in line:
            known = ord(char) < 256
            code = b"<%02X>" % ord(char) if known else b"<%s>" % _codes(char)
            x += 0 if known else gap * SIZE
            font = b"F2" if known else b"F1"
            yield known, b"BT /%s %d Tf %.2f %d Td %s Tj ET\n" % (font, SIZE, x, _at(row), code)
            x += _advance(char)


def _coded(lines: Sequence[str], letters: Sequence[str]) -> bytes:
    return b"".join(
        b"BT /F1 %d Tf 60 %d Td <%s> Tj ET\n"
        % (SIZE, _at(row), bytes(letters.index(char) + 1 for char in line).hex().encode())
        for row, line in enumerate(lines)
    )


_CONTENT: dict[Broken, Callable[[Sequence[str]], bytes]] = {
    Broken.TORN: _torn,
    Broken.IN_TURNS: _in_turns,
    Broken.SPACED: lambda lines: _one_by_one(lines, 0.5 * SIZE),
    Broken.TWICE: lambda lines: _one_by_one(lines, 0.3 * SIZE, 0.3 * SIZE),
    Broken.ALONE: lambda lines: _one_by_one(lines, 0.0),
}
_SIMPLE = {Broken.UNNAMED, Broken.NAMED}
_TIMES = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>"
_DESCRIPTOR = (
    b"<</Type/FontDescriptor/FontName/AAAAAA+Serif/Flags 4/FontBBox[-543 -303 1277 981]/ItalicAngle 0"
    b"/Ascent 891/Descent -216/CapHeight 981/StemV 80/FontFile2 @3 0 R>>"
)
Objects = list[bytes]  # the first is the font


def _fonts(how: Broken, letters: Sequence[str]) -> list[Objects]:
    if how in _SIMPLE:
        return [_type3(how, letters)]
    return (
        [_type0(how, letters), [_TIMES]]
        if how in {Broken.TORN, Broken.IN_TURNS}
        else [_type0(how, letters)]
    )


def _type0(how: Broken, letters: Sequence[str]) -> Objects:
    """`@1 0 R` … are objects of the same list."""
    widths = b" ".join(
        b"%d[%d]" % (_glyph(char), _font().charWidths[ord(char)]) for char in letters
    )
    mapped = how is not Broken.NO_MAP
    return [
        b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Serif/Encoding/Identity-H/DescendantFonts[@1 0 R]%s>>"
        % (b"/ToUnicode @4 0 R" if mapped else b""),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+Serif/CIDToGIDMap/Identity/DW 500/W[%s]"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor @2 0 R>>"
        % widths,
        _DESCRIPTOR,
        _stream(_FONT.read_bytes(), b"/Length1 %d" % _FONT.stat().st_size),
        _stream(_to_unicode(how, letters)),
    ]


def _to_unicode(how: Broken, letters: Sequence[str]) -> bytes:
    told = b"".join(b"<%04X> <%04X>\n" % (_glyph(char), _told(how, char)) for char in letters)
    return (
        b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap /CMapName/T def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n%d beginbfchar\n%sendbfchar\n"
        b"endcmap end end" % (len(letters), told)
    )


def _told(how: Broken, char: str) -> int:
    if char == " ":
        return 0x20
    if how is Broken.PRIVATE:
        return 0xE000 + _glyph(char)
    if how is Broken.REPLACED:
        return 0xFFFD
    if how is Broken.SHIFTED:
        return 0x21 + (_glyph(char) * 7) % 0x5D
    return ord(char)


def _type3(how: Broken, letters: Sequence[str]) -> Objects:
    """Glyphs are small drawings: a box, enough for a font that a viewer must take as it is."""
    told = [b"uni%04X" % ord(char) for char in letters]
    untold = [b"x.%d.y" % code for code in range(len(letters))]
    called = told if how is Broken.NAMED else untold
    names = b" ".join(b"/" + name for name in called)
    widths = b" ".join(b"%d" % _font().charWidths[ord(char)] for char in letters)
    drawn = b"".join(b"/%s @1 0 R" % name for name in called)
    return [
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1"
        b"/LastChar %d/Widths[%s]/Encoding<</Type/Encoding/Differences[1 %s]>>/CharProcs<<%s>>/Resources<<>>>>"
        % (len(letters), widths, names, drawn),
        _stream(b"600 0 0 0 500 700 d1 50 0 400 700 re f"),
    ]


def _stream(data: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), more, packed)


def _file(content: bytes, fonts: Sequence[Objects]) -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"",
        _stream(content),
    ]
    named = b""
    for number, font in enumerate(fonts, 1):
        first = len(objects) + 1
        named += b"/F%d %d 0 R" % (number, first)
        objects += [_placed(item, first, len(font)) for item in font]
    objects[2] = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<<%s>>>>>>"
        % named
    )
    return assembled(objects)


def _placed(item: bytes, first: int, count: int) -> bytes:
    if not item.endswith(b"endstream"):
        for place in range(1, count):
            item = item.replace(b"@%d 0 R" % place, b"%d 0 R" % (first + place))
    return item


def assembled(objects: Sequence[bytes]) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + end
