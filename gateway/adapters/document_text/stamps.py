"""Stamps in coloured ink, each cut out, level and without its frame: so tesseract reads them best."""

from collections.abc import Iterator

from PIL import Image, ImageOps

from gateway.adapters.document_text.page_picture import slope_of

_CELL = 16  # pixels: what lies closer together is one stamp
_MOST = 8  # stamps of one page
_LEAST = (50, 24)  # pixels, width and height of a stamp
_LARGEST = 0.7  # of the page's width: more is a letterhead or a coloured page
_FRAME = 0.55  # of a row or column in ink: the side of the box
_MARGIN = 24
_HEIGHT = 160  # pixels to which small ones are made larger

Box = tuple[int, int, int, int]


def stamps(ink: Image.Image) -> list[Image.Image]:
    """The stamps in a picture of coloured ink (black on white), largest first."""
    areas = sorted(_areas(ink), key=lambda box: -(box[2] - box[0]) * (box[3] - box[1]))
    return [_made_ready(ink.crop(box)) for box in areas[:_MOST]]


def _areas(ink: Image.Image) -> Iterator[Box]:
    """Boxes around what lies close together."""
    columns, rows = -(-ink.width // _CELL), -(-ink.height // _CELL)
    padded = Image.new("L", (columns * _CELL, rows * _CELL), 255)
    padded.paste(ink)
    cells = padded.reduce(_CELL).tobytes()
    left = {place for place, value in enumerate(cells) if value < 250}
    while left:
        group = _grown(left, columns)
        across, down = [cell % columns for cell in group], [cell // columns for cell in group]
        box = (
            min(across) * _CELL,
            min(down) * _CELL,
            min((max(across) + 1) * _CELL, ink.width),
            min((max(down) + 1) * _CELL, ink.height),
        )
        width, height = box[2] - box[0], box[3] - box[1]
        if width >= _LEAST[0] and height >= _LEAST[1] and width <= _LARGEST * ink.width:
            yield box


def _grown(left: set[int], columns: int) -> list[int]:
    """Takes one cell and all that touch it out of `left`."""
    group = [left.pop()]
    for cell in group:
        for step in (
            -columns - 1,
            -columns,
            -columns + 1,
            -1,
            1,
            columns - 1,
            columns,
            columns + 1,
        ):
            if cell + step in left:
                left.remove(cell + step)
                group.append(cell + step)
    return group


def _made_ready(stamp: Image.Image) -> Image.Image:
    bordered = ImageOps.expand(stamp, _MARGIN, 255)
    slope = slope_of(bordered)
    level = bordered.rotate(slope, Image.Resampling.BICUBIC, fillcolor=255)
    words = _unframed(level)
    if words.height < _HEIGHT:
        factor = _HEIGHT / words.height
        words = words.resize((int(words.width * factor), _HEIGHT), Image.Resampling.BICUBIC)
    return ImageOps.expand(words, _MARGIN, 255)


def _unframed(level: Image.Image) -> Image.Image:
    """White where a row or a column is mostly ink: the sides of the box, which else are read as letters."""
    box = ImageOps.invert(level).point(lambda value: 255 if value > 100 else 0).getbbox()
    if box is None:
        return level
    cut = level.crop(box)
    ink = cut.point(lambda value: 255 if value < 155 else 0)
    rows = ink.resize((1, ink.height), Image.Resampling.BOX).tobytes()
    columns = ink.resize((ink.width, 1), Image.Resampling.BOX).tobytes()
    for row in (at for at, value in enumerate(rows) if value > 255 * _FRAME):
        cut.paste(255, (0, max(0, row - 1), cut.width, row + 2))
    for column in (at for at, value in enumerate(columns) if value > 255 * _FRAME):
        cut.paste(255, (max(0, column - 1), 0, column + 2, cut.height))
    return cut
