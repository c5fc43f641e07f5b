"""Administrative documents on A4 in the layout of TT 01/2011 (Appendix II) and NĐ 30/2020 (Appendix I).

Only reportlab and the bundled Liberation Serif: no system library, no system font.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
)

from gateway.demo.layout import (
    BLANK,
    GRID,
    SERIF,
    WIDTH,
    GapLine,
    Note,
    Place,
    Room,
    Rule,
    Stamp,
    bold,
    build,
    register_fonts,
    ruled_table,
    style,
)

__all__ = ["BLANK", "Block", "Look", "Place", "Sheet", "Typeset", "typeset", "typeset_annex"]

_HEAD = (WIDTH * 0.42, WIDTH * 0.58)
_MOTTO = "Độc lập - Tự do - Hạnh phúc"


class Look(StrEnum):
    """How one paragraph of the content looks."""

    BODY = "body"
    BASIS = "basis"  # Căn cứ …
    HEADING = "heading"  # bold
    ARTICLE = "article"  # "Điều 1." bold, the sentence not
    CENTRED = "centred"  # bold, in the middle
    ITALIC = "italic"  # in the middle
    ADDRESSEE = "addressee"  # Kính gửi
    NEW_PAGE = "new-page"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the content, or a table when `rows` is set."""

    text: str
    look: Look = Look.BODY
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """An administrative document before it is set. `number` or `day` BLANK leaves room for a signature."""

    parent: str  # cơ quan chủ quản; "" for UBND and HĐND
    body: str  # cơ quan ban hành; newlines break it
    number: str
    notation: str
    place: str
    day: str
    month_year: str  # "tháng 11 năm 2026"
    type_name: str  # "" for a công văn
    abstract: str
    content: tuple[Block, ...]
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    signatory: str
    mark: str = ""  # MẬT, HỎA TỐC …
    number_at_foot: bool = False  # TT 01/2011; NĐ 30/2020 puts the page number at the head
    appendix: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Typeset:
    """The PDF and where its number, day and signature stand ("number", "day", "signature")."""

    pdf: bytes
    places: dict[str, Place]


def typeset(sheet: Sheet) -> Typeset:
    """Sets one document; the same sheet gives the same bytes."""
    register_fonts()
    places: dict[str, Place] = {}
    story = [
        *_head(sheet, places),
        *_title(sheet),
        *_paragraphs(sheet.content),
        _foot(sheet, places),
        *_paragraphs(sheet.appendix),
    ]
    pdf = build(story, sheet.abstract, number_at_foot=sheet.number_at_foot)
    return Typeset(pdf, places)


def typeset_annex(title: str, content: Sequence[Block]) -> bytes:
    """Sets an annex (phụ lục): no head of its own."""
    register_fonts()
    return build(_paragraphs(content), title, number_at_foot=False)


def _noting(places: dict[str, Place], name: str) -> Note:
    return lambda place: places.__setitem__(name, place)


def _head(sheet: Sheet, places: dict[str, Place]) -> list[Flowable]:
    parent = [Paragraph(escape(sheet.parent), style(12.5))] if sheet.parent else []
    left = [*parent, bold(sheet.body), Rule(_HEAD[0] * 0.35)]
    right = [
        bold("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12),
        bold(_MOTTO, 13.5),
        Rule(pdfmetrics.stringWidth(_MOTTO, f"{SERIF}-Bold", 13.5)),
    ]
    number = ("Số: ", sheet.number, f"/{sheet.notation}")
    code = GapLine(number, SERIF, 13, _noting(places, "number"))
    date = (f"{sheet.place}, ngày ", sheet.day, f" {sheet.month_year}")
    day = GapLine(date, f"{SERIF}-Italic", 13.5, _noting(places, "day"))
    table = Table([[left, right], [[code, *_below_code(sheet)], day]], colWidths=_HEAD)
    table.setStyle(GRID)
    return [table, Spacer(1, 4)]


def _below_code(sheet: Sheet) -> list[Flowable]:
    found: list[Flowable] = []
    if not sheet.type_name:  # 5b: the abstract of a công văn stands under the number
        found.append(Paragraph(escape(f"V/v {sheet.abstract}"), style(12.5, spaceBefore=4)))
    if sheet.mark:  # 10a, 10b
        found += [Spacer(1, 8), Stamp(sheet.mark)]
    return found


def _title(sheet: Sheet) -> list[Flowable]:
    if not sheet.type_name:
        return []
    names = [bold(sheet.type_name, 14), bold(sheet.abstract, 14)]
    return [Spacer(1, 10), *names, Rule(WIDTH * 0.3), Spacer(1, 6)]


_STYLES = {
    Look.BODY: style(14, TA_JUSTIFY, firstLineIndent=12.7 * mm, spaceBefore=6),
    Look.BASIS: style(14, TA_JUSTIFY, firstLineIndent=12.7 * mm, spaceBefore=4),
    Look.HEADING: style(14, TA_JUSTIFY, firstLineIndent=12.7 * mm, spaceBefore=8),
    Look.ARTICLE: style(14, TA_JUSTIFY, firstLineIndent=12.7 * mm, spaceBefore=6),
    Look.CENTRED: style(14, spaceBefore=8, spaceAfter=2),
    Look.ITALIC: style(14, spaceBefore=2, spaceAfter=6),
    Look.ADDRESSEE: style(14, spaceBefore=10, spaceAfter=6),
}
_MARKUP = {
    Look.BASIS: "<i>{}</i>",
    Look.HEADING: "<b>{}</b>",
    Look.CENTRED: "<b>{}</b>",
    Look.ITALIC: "<i>{}</i>",
}


def _paragraphs(blocks: Sequence[Block]) -> list[Flowable]:
    return [flowable for block in blocks for flowable in _paragraph(block)]


def _paragraph(block: Block) -> list[Flowable]:
    if block.rows:
        return [Spacer(1, 6), ruled_table(block.rows)]
    if block.look is Look.NEW_PAGE:
        return [PageBreak()]
    text = escape(block.text)
    if block.look is Look.ARTICLE:
        text = re.sub(r"^(Điều \d+\.)", r"<b>\1</b>", text)
    paragraph = Paragraph(_MARKUP.get(block.look, "{}").format(text), _STYLES[block.look])
    if block.look in {Look.CENTRED, Look.HEADING}:  # a heading is not left alone at the foot
        return [CondPageBreak(110), paragraph]
    return [paragraph]


def _foot(sheet: Sheet, places: dict[str, Place]) -> Flowable:
    left: list[Flowable] = [Paragraph("<b><i>Nơi nhận:</i></b>", style(12, TA_LEFT))]
    left += [Paragraph(escape(f"- {line}"), style(11, TA_LEFT)) for line in sheet.recipients]
    right = [
        *(bold(line, 13.5) for line in sheet.authority),
        Room(78, _noting(places, "signature")),
        bold(sheet.signatory, 14),
    ]
    table = Table([[left, right]], colWidths=(WIDTH * 0.48, WIDTH * 0.52))
    table.setStyle(GRID)
    return KeepTogether([Spacer(1, 12), table])
