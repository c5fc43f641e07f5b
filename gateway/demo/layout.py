"""The bricks of the demo's documents: fonts, lines whose place is noted, pages. Used by `typesetting` only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Table,
)

_FONTS = Path(__file__).parent / "fonts"
SERIF = "LiberationSerif"
WIDTH = A4[0] - 50 * mm  # left 30 mm, right 20 mm (TT 01/2011 Art. 5)
BLANK = "\u00a0"  # stands for what is put in later as a signature's appearance
_SAMPLE = "Tài liệu mẫu của bản demo congvan-gateway, không có giá trị pháp lý"
PAD_BELOW = ("BOTTOMPADDING", (0, 0), (-1, -1), 6)
GRID = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands on a page: `page` from 0, points from the lower left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float


Note = Callable[[Place], None]


@cache
def register_fonts() -> None:
    """Makes Liberation Serif known to reportlab, once."""
    for face in ("Regular", "Bold", "Italic", "BoldItalic"):
        name = SERIF if face == "Regular" else f"{SERIF}-{face}"
        pdfmetrics.registerFont(TTFont(name, str(_FONTS / f"LiberationSerif-{face}.ttf")))
    bold, italic = f"{SERIF}-Bold", f"{SERIF}-Italic"
    pdfmetrics.registerFontFamily(SERIF, SERIF, bold, italic, f"{SERIF}-BoldItalic")


def style(size: float, align: int = TA_CENTER, **more: float) -> ParagraphStyle:
    """A paragraph style in the serif face; `size` in points."""
    return ParagraphStyle(
        f"s{size}", fontName=SERIF, fontSize=size, leading=size * 1.22, alignment=align, **more
    )


class GapLine(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A centred line of three parts; the place of the middle one is noted, and left empty when BLANK."""

    def __init__(self, parts: tuple[str, str, str], font: str, size: float, note: Note) -> None:
        super().__init__()
        self._parts, self._font, self._size, self._note = parts, font, size, note
        self._available = 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The width and height taken, in points."""
        self._available = width
        return width, self._size * 1.35

    def draw(self) -> None:
        """Draws the line and notes the place."""
        before, middle, after = self._parts
        lead, inner, trail = (
            pdfmetrics.stringWidth(part, self._font, self._size) for part in self._parts
        )
        gap = 34.0 if middle == BLANK else inner
        x = (self._available - lead - gap - trail) / 2
        self.canv.setFont(self._font, self._size)
        for text, at in ((before, x), (middle, x + lead), (after, x + lead + gap)):
            if text != BLANK:
                self.canv.drawString(at, 4, text)
        left, bottom = self.canv.absolutePosition(x + lead, 1)
        self._note(Place(self.canv.getPageNumber() - 1, left, bottom, gap, self._size * 1.1))


class Room(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Empty room for the signature, whose place is noted."""

    def __init__(self, height: float, note: Note) -> None:
        super().__init__()
        self._height, self._note = height, note
        self._available = 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The width and height taken, in points."""
        self._available = width
        return width, self._height

    def draw(self) -> None:
        """Notes the place."""
        left, bottom = self.canv.absolutePosition(0, 0)
        page = self.canv.getPageNumber() - 1
        self._note(Place(page, left, bottom, self._available, self._height))


class Rule(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A thin line in the middle, as under the motto and the abstract."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self._length = length
        self._available = 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The width and height taken, in points."""
        self._available = width
        return width, 5.0

    def draw(self) -> None:
        """Draws the line."""
        left = (self._available - self._length) / 2
        self.canv.setLineWidth(0.7)
        self.canv.line(left, 1.5, left + self._length, 1.5)


def bold(text: str, size: float = 13) -> Paragraph:
    """A bold centred paragraph; newlines break it."""
    return Paragraph(f"<b>{escape(text)}</b>".replace("\n", "<br/>"), style(size))


class Stamp(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A boxed red mark in the middle (độ mật, độ khẩn)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._available = 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The width and height taken, in points."""
        self._available = width
        return width, 30.0

    def draw(self) -> None:
        """Draws box and words."""
        red = colors.HexColor("#c00000")
        width = max(70.0, 11.0 * len(self._text))
        self.canv.setStrokeColor(red)
        self.canv.setFillColor(red)
        self.canv.setLineWidth(1.4)
        self.canv.rect((self._available - width) / 2, 1, width, 23)
        self.canv.setFont(f"{SERIF}-Bold", 14)
        self.canv.drawCentredString(self._available / 2, 8, self._text)


def ruled_table(rows: Sequence[Sequence[str]]) -> Table:
    """A table with a bold head; the first column is narrow, the second wide."""
    head = [bold(cell, 12) for cell in rows[0]]
    body = [[Paragraph(escape(cell), style(12, TA_LEFT)) for cell in row] for row in rows[1:]]
    shares = [0.65, 2.4, *[1.2] * (len(rows[0]) - 2)]
    widths = [WIDTH * share / sum(shares) for share in shares]
    table = Table([head, *body], colWidths=widths, repeatRows=1)
    grid = ("GRID", (0, 0), (-1, -1), 0.6, colors.black)
    table.setStyle([grid, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), PAD_BELOW])
    return table


def build(story: list[Flowable], title: str, *, number_at_foot: bool) -> bytes:
    """The pages as a PDF; the same story gives the same bytes."""

    def finish(canvas: Any, _template: Any) -> None:
        _finish_page(canvas, number_at_foot=number_at_foot)

    out = BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, title=title, author="congvan-gateway demo", invariant=1
    )
    frame = Frame(30 * mm, 20 * mm, WIDTH, A4[1] - 40 * mm, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=finish))
    document.build(story)
    return out.getvalue()


def _finish_page(canvas: Any, *, number_at_foot: bool) -> None:
    number = canvas.getPageNumber()
    canvas.saveState()
    canvas.setFont(SERIF, 13)
    if number > 1 and number_at_foot:  # TT 01/2011: lower right, from page 2
        canvas.drawRightString(A4[0] - 20 * mm, 10 * mm, str(number))
    elif number > 1:  # NĐ 30/2020: upper middle, from page 2
        canvas.drawCentredString(A4[0] / 2, A4[1] - 14 * mm, str(number))
    canvas.setFont(f"{SERIF}-Italic", 8)
    canvas.setFillColor(colors.HexColor("#808080"))
    canvas.drawString(30 * mm, 10 * mm, _SAMPLE)
    canvas.restoreState()
