"""Pages and pictures as what tesseract reads best: grey, upright, level, at 200 dots an inch."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

DPI = 200
_LEAST_DPI = 100  # a page that must be made smaller than this cannot be read
_MAX_PIXELS = 12_000_000  # A3 at 200 dpi has 8
_MAX_SIDE = 8_000
_MAX_IMAGE_PIXELS = 100_000_000  # before it is made smaller
_MAX_FRAMES = 200  # as pages of a PDF
_LONG_SIDE = 2_339  # of A4 at 200 dpi
_SMALL = 600  # width at which the slope is measured
_STEEPEST = 5.0  # degrees
_LEVEL = 0.2  # degrees that do no harm
_INK = 150  # darker is ink
_COLOURED = 70  # between the strongest and the weakest of red, green and blue: stamps, ink
_FEW = 400  # pixels of coloured ink that no stamp is made of
# Only these: each further format is one more parser for hostile files.
_FORMATS = ("JPEG", "PNG", "TIFF", "GIF")


class TooLarge(Exception):
    """A page or picture beyond what is read."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page in colour, level. `printed` leaves coloured ink away, `stamped` has nothing else."""

    colour: Image.Image
    turned_by: float = 0.0  # degrees counter-clockwise from how the page lies in the file

    def printed(self) -> Image.Image:
        """Black print alone: stamps and blue ink over it grow pale."""
        red, green, blue = self.colour.split()
        return ImageChops.lighter(ImageChops.lighter(red, green), blue)

    def all_ink(self) -> Image.Image:
        """Print, stamps and ink, all of them dark."""
        red, green, blue = self.colour.split()
        return ImageChops.darker(ImageChops.darker(red, green), blue)

    def stamped(self) -> Image.Image | None:
        """Coloured ink alone; None when there is hardly any."""
        difference = ImageChops.subtract(self.printed(), self.all_ink())
        ink = difference.point(lambda value: 0 if value > _COLOURED else 255)
        return ink if ink.histogram()[0] >= _FEW else None

    @property
    def is_blank(self) -> bool:
        """Hardly a dark spot on it."""
        small = self.all_ink().reduce(4)
        return sum(small.histogram()[:_INK]) < 40

    def upper(self, share: float) -> "Picture":
        width, height = self.colour.size
        return Picture(self.colour.crop((0, 0, width, int(height * share))))


def levelled(colour: Image.Image, turned_by: int = 0) -> Picture:
    """The picture with its lines of text level; `turned_by` degrees were turned before."""
    slope = slope_of(Picture(colour).all_ink())
    if abs(slope) <= _LEVEL:
        return Picture(colour, turned_by)
    white = (255, 255, 255)
    level = colour.rotate(slope, Image.Resampling.BICUBIC, fillcolor=white)
    return Picture(level, turned_by + slope)


def slope_of(grey: Image.Image) -> float:
    """Degrees by which a page must be turned counter-clockwise; 0 when its lines say nothing.

    Level lines of text leave white rows between them: the sums of the rows then differ the most.
    """
    small = grey.resize((_SMALL, max(1, grey.height * _SMALL // grey.width)))
    ink = small.point(lambda value: 255 if value < _INK else 0)
    coarse = max(_angles(0, _STEEPEST, 0.5), key=lambda angle: _sharpness(ink, angle))
    fine = max(_angles(coarse, 0.4, 0.1), key=lambda angle: _sharpness(ink, angle))
    return fine if abs(fine) < _STEEPEST else 0.0


def _angles(middle: float, reach: float, step: float) -> list[float]:
    count = round(reach / step)
    return [middle + step * place for place in sorted(range(-count, count + 1), key=abs)]


def _sharpness(ink: Image.Image, angle: float) -> int:
    turned = ink.rotate(angle) if angle else ink
    # The middle alone: at the margins lie the shadows of the scanner's lid.
    width, height = turned.size
    core = turned.crop((width // 10, height // 20, width - width // 10, height - height // 20))
    rows = core.resize((1, core.height), Image.Resampling.BOX).tobytes()
    return sum((one - other) ** 2 for one, other in pairwise(rows))


def of_page(document: pypdfium2.PdfDocument, index: int) -> Image.Image:
    """A page of a PDF with its annotations; `info["dpi"]` says how large it was made. Raises `TooLarge`, `pypdfium2.PdfiumError`."""
    with closing(document[index]) as page:
        width, height = page.get_size()  # points
        scale = min(DPI / 72, _fitting(width, height))
        if scale * 72 < _LEAST_DPI:
            raise TooLarge
        with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
            image: Image.Image = bitmap.to_pil().convert("RGB")
            image.info["dpi"] = scale * 72
            return image


def _fitting(width: float, height: float) -> float:
    sides = _MAX_SIDE / max(width, height, 1.0)
    area: float = (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5
    return min(sides, area)


def of_image(source: Path | io.BytesIO) -> Iterator[Image.Image]:
    """The first and the last frame of a picture. Raises `TooLarge`, and ValueError for what cannot be read."""
    return _frames(source, lambda count: sorted({0, count - 1}))


def between_of_image(path: Path, most: int) -> Iterator[Image.Image]:
    """The frames between them, at most so many. Terms as for `of_image`."""
    return _frames(path, lambda count: range(1, min(count - 1, most + 1)))


def _frames(
    source: Path | io.BytesIO, chosen: Callable[[int], Iterable[int]]
) -> Iterator[Image.Image]:
    try:
        with Image.open(source, formats=_FORMATS) as image:
            for frame in chosen(_last(image) + 1):
                image.seek(frame)
                yield _fitted(image)
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError) as error:
        raise ValueError("a broken picture") from error
    except Image.DecompressionBombError as error:
        raise TooLarge from error


def _last(image: Image.Image) -> int:
    """The number of the last page of a picture. A film is no document: nobody would look at it all."""
    if image.format == "GIF":
        if getattr(image, "is_animated", False):
            raise TooLarge
        return 0
    return _pages_of_fax(image) - 1 if image.format == "TIFF" else 0


def _pages_of_fax(image: Image.Image) -> int:
    """Asking the library for their number would cost as much as the file claims."""
    for page in range(1, _MAX_FRAMES + 1):
        try:
            image.seek(page)
        except EOFError:
            return page
    raise TooLarge


def _fitted(image: Image.Image) -> Image.Image:
    if image.width * image.height > _MAX_IMAGE_PIXELS:
        raise TooLarge
    longer = max(image.size)
    image.draft("RGB", (_LONG_SIDE, _LONG_SIDE))  # a JPEG is decoded no larger than needed
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    paper = Image.new("RGBA", upright.size, "white")
    flat = Image.alpha_composite(paper, upright).convert("RGB")
    flat.thumbnail((_LONG_SIDE * 2, _LONG_SIDE))  # a strip keeps its width
    flat.info["dpi"] = DPI * max(flat.size) / longer  # 200 pixels of the file are an inch
    return flat


def portable(grey: Image.Image) -> bytes:
    """The bytes of a PGM file."""
    buffer = io.BytesIO()
    grey.save(buffer, "PPM")
    return buffer.getvalue()
