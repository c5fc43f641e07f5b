"""A sketch as a PDF: cells wrap their lines, and the two columns of the head do not share base lines."""

from html import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer, Table
from reportlab.platypus import Paragraph as Set

from gateway.demo.layout import (
    GRID,
    WIDTH,
    Rule,
    Stamp,
    bold,
    build,
    register_fonts,
    ruled_table,
    style,
)
from tests.support.reading.sketches import (
    Block,
    Centred,
    Columns,
    NewPage,
    Paragraph,
    Ruled,
    Sketch,
)

_SHARES = {
    True: (0.4, 0.6),
    False: (0.38, 0.62),
}  # TT 01/2011 and NĐ 30/2020, as templates have them


def pdf(sketch: Sketch) -> bytes:
    """The same sketch gives the same bytes."""
    register_fonts()
    story = [item for block in sketch.blocks for item in _set(block, old=sketch.is_old)]
    return build(story, sketch.name, number_at_foot=sketch.is_old)


def _set(block: Block, *, old: bool) -> list[Flowable]:
    match block:
        case Columns():
            return [_columns(block, old=old)]
        case Centred(text):
            return [bold(text, 14), *([Rule(WIDTH * 0.2)] if text.isupper() else [])]
        case Ruled(rows):
            return [ruled_table(rows)]
        case NewPage():
            return [PageBreak()]
        case Paragraph(""):
            return [Spacer(1, 12)]
        case Paragraph(text):
            return [
                Set(escape(text), style(14, TA_JUSTIFY, firstLineIndent=12.7 * mm, spaceBefore=6))
            ]


def _columns(block: Columns, *, old: bool) -> Table:
    foot = any(line.startswith("Nơi nhận") for line in block.left)
    left = [
        _cell(line, 11 if foot else 12.5, TA_LEFT if foot else TA_CENTER) for line in block.left
    ]
    right = [_cell(line, 13.5, TA_CENTER) for line in block.right]
    shares = _SHARES[old]
    table = Table([[left, right]], colWidths=(WIDTH * shares[0], WIDTH * shares[1]))
    table.setStyle(GRID)
    return table


def _cell(line: str, size: float, align: int) -> Flowable:
    if line.startswith("["):
        return Stamp(line.strip("[]"))
    if not line:
        return Spacer(1, 40)  # room for the signature
    if line.startswith("CỘNG HÒA"):
        return bold(line, 12)
    return Set(escape(line).replace("  ", "\u00a0\u00a0"), style(size, align))
