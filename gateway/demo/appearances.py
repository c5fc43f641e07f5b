"""What the demo's signatures show on the page: a scrawl, a red seal that names the demo, a number.

No seal of a real agency is imitated.
"""

from math import cos, pi, sin
from pathlib import Path

from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas

from gateway.demo.layout import SERIF, Place, register_fonts

SEAL_POINTS = 102.0  # 36 mm, the width of an agency's seal
_RED = colors.HexColor("#d01616")
_BLUE = colors.HexColor("#1a2f9c")


def scrawl(path: Path) -> Path:
    """A handwritten-looking line in blue (NĐ 30/2020 App. I: a personal signature is blue)."""
    canvas = Canvas(str(path), pagesize=(150, 60), invariant=1)
    canvas.setStrokeColor(_BLUE)
    canvas.setLineWidth(1.4)
    canvas.bezier(14, 20, 30, 74, 44, 50, 34, 16)
    canvas.bezier(34, 16, 48, 62, 66, 44, 58, 22)
    canvas.bezier(58, 22, 74, 46, 84, 30, 92, 26)
    canvas.bezier(92, 26, 112, 18, 96, 48, 138, 40)
    canvas.bezier(20, 12, 60, 18, 100, 8, 132, 16)
    canvas.save()
    return path


def seal(path: Path) -> Path:
    """A round red seal that says that it is a sample."""
    register_fonts()
    canvas = Canvas(str(path), pagesize=(SEAL_POINTS, SEAL_POINTS), invariant=1)
    middle = SEAL_POINTS / 2
    canvas.translate(middle, middle)
    canvas.setStrokeColor(_RED)
    canvas.setFillColor(_RED)
    for radius, width in ((middle - 2, 2.0), (middle - 5, 0.7), (middle - 19, 0.7)):
        canvas.setLineWidth(width)
        canvas.circle(0, 0, radius, stroke=1, fill=0)
    _ring(canvas, "BẢN DEMO • KHÔNG CÓ GIÁ TRỊ PHÁP LÝ • ", middle - 15)
    canvas.setFont(f"{SERIF}-Bold", 13)
    canvas.drawCentredString(0, 3, "CON DẤU")
    canvas.drawCentredString(0, -13, "MẪU")
    canvas.save()
    return path


def _ring(canvas: Canvas, text: str, radius: float) -> None:
    canvas.setFont(f"{SERIF}-Bold", 9)
    for index, letter in enumerate(text):
        angle = pi / 2 - 2 * pi * index / len(text)
        canvas.saveState()
        canvas.translate(radius * cos(angle), radius * sin(angle))
        canvas.rotate(angle * 180 / pi - 90)
        canvas.drawCentredString(0, 0, letter)
        canvas.restoreState()


def words(path: Path, text: str, place: Place, *, italic: bool = False) -> Path:
    """A number or a day in the size of the line in which `place` is the gap."""
    register_fonts()
    canvas = Canvas(str(path), pagesize=(place.width, place.height), invariant=1)
    canvas.setFont(f"{SERIF}-Italic" if italic else SERIF, 13)
    canvas.drawCentredString(place.width / 2, 3, text)
    canvas.save()
    return path
