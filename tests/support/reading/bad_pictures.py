"""Pictures that claim too much or show too little, and photographs of a screen."""

import io
import math
import random
import struct
import zlib

from PIL import Image, ImageChops, ImageFilter

from tests.support.scanned import Stamp, press, printed
from tests.support.small_pdf import invitation

SIDE = 40_000  # 1.6 · 10⁹ points


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_many_points() -> bytes:
    """The head claims them, and there are as many in a few kilobytes."""
    packer, row = zlib.compressobj(9), b"\0" * (SIDE // 8 + 1)
    data = b"".join(packer.compress(row) for _ in range(SIDE)) + packer.flush()
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def tiff_of_many_points() -> bytes:
    tags = [
        (256, 4, SIDE), (257, 4, SIDE), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 200), (277, 3, 1),
        (278, 4, SIDE), (279, 4, 1_000),
    ]  # fmt: skip
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    head = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + entries + b"\0\0\0\0"
    return head.ljust(200, b"\0") + b"\x80" * 1_000


def gif_of_many_points() -> bytes:
    screen = struct.pack("<HHBBB", SIDE, SIDE, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, SIDE, SIDE, 0) + b"\x02\x02\x4c\x01\0"
    return b"GIF89a" + screen + frame + b";"


def jpeg_of_many_points() -> bytes:
    out = io.BytesIO()
    Image.new("L", (64, 64), 128).save(out, "JPEG")
    data = out.getvalue()
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", SIDE, SIDE) + data[at + 4 :]


def animated_gif(frames: int = 3_000) -> bytes:
    """The first and the last frame are an ordinary page; nobody looks at the others."""
    screen = struct.pack("<HHBBB", 40, 40, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return b"GIF89a" + screen + frame * frames + b";"


def tiff_of_frames(frames: int = 3_000) -> bytes:
    """So many pages, each of the same few points."""
    out, tags = bytearray(b"II*\0" + struct.pack("<I", 8)), 9
    for number in range(frames):
        start = len(out)
        values = [
            (256, 4, 8), (257, 4, 8), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, 8),
            (279, 4, 64),
        ]  # fmt: skip
        out += struct.pack("<H", tags)
        out += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in values)
        following = start + 2 + 12 * tags + 4 if number + 1 < frames else 0
        out += struct.pack("<I", following)
    return bytes(out) + b"\x80" * 64


def page(number: int, stamp: str = "") -> Image.Image:
    """An invitation as a printer shows it."""
    shown = printed(invitation(number))[0]
    if stamp:
        press(shown, Stamp(stamp, left=0.6, top=0.03))
    return shown


def jpeg(picture: Image.Image, quality: int = 80) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def as_pdf(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=200)
    return out.getvalue()


def cut_jpeg(number: int) -> bytes:
    data = jpeg(page(number))
    return data[: len(data) // 2]


def turned(number: int, degrees: int, stamp: str = "") -> bytes:
    """A scan that lay the wrong way on the glass."""
    return as_pdf(page(number, stamp).rotate(degrees, expand=True, fillcolor="white"))


def from_top_to_bottom(number: int) -> bytes:
    """Lines that are written from top to bottom on a sheet that stands upright."""
    shown = page(number)
    words = shown.crop((0, 0, shown.width, shown.height // 2))
    sheet = Image.new("RGB", shown.size, "white")
    sheet.paste(words.rotate(-90, expand=True), (200, 300))
    return as_pdf(sheet)


def letters_below_letters(number: int) -> bytes:
    """Every line of the page a column of upright letters."""
    shown = page(number)
    sheet = Image.new("RGB", shown.size, "white")
    for row in range(8):
        line = shown.crop((200, 120 + 67 * row, 1_200, 180 + 67 * row))
        for place in range(25):
            letter = line.crop((place * 26, 0, place * 26 + 26, 60))
            sheet.paste(letter, (1_500 - 150 * row, 100 + 70 * place))
    return as_pdf(sheet.resize((827, 1_169)))


def of_a_screen(number: int, stamp: str = "", *, far: bool = False) -> bytes:
    """A photograph of a screen: in perspective, with moiré and uneven light, a little out of focus."""
    shown = page(number, stamp).resize((1_240, 1_754))
    wide, high = shown.size
    seen = shown.transform(
        shown.size,
        Image.Transform.QUAD,
        (-60, -40, -20, high + 90, wide + 110, high + 20, wide + 30, -80),
        Image.Resampling.BICUBIC,
        fillcolor=(40, 44, 50),
    )
    lit = ImageChops.multiply(ImageChops.multiply(seen, _moire(seen.size)), _light(seen.size))
    if far:
        lit = lit.resize((wide // 4, high // 4)).filter(ImageFilter.GaussianBlur(1.2))
    return jpeg(lit.filter(ImageFilter.GaussianBlur(0.8)), 70)


def _moire(size: tuple[int, int]) -> Image.Image:
    """Two grids that do not fit: the points of the screen and of the camera."""
    row = bytes(int(225 + 30 * math.sin(x * 2.02)) for x in range(size[0]))
    stripes = Image.frombytes("L", (size[0], 1), row).resize(size)
    column = bytes(int(228 + 27 * math.sin(y * 1.93)) for y in range(size[1]))
    lines = Image.frombytes("L", (1, size[1]), column).resize(size)
    return Image.merge("RGB", [ImageChops.multiply(stripes, lines.rotate(1.5, fillcolor=255))] * 3)


def _light(size: tuple[int, int]) -> Image.Image:
    """Bright on one side, dark on the other, with a lamp's reflection."""
    ramp = Image.linear_gradient("L").rotate(90).point(lambda value: 120 + value // 2)
    lamp = Image.radial_gradient("L").point(lambda value: max(0, 90 - value))
    small = ImageChops.add(ramp, lamp.resize(ramp.size))
    return Image.merge("RGB", [small.resize(size, Image.Resampling.BICUBIC)] * 3)


def noise(number: int) -> bytes:
    """Points by chance: much work for a reader of letters."""
    chance = random.Random(number)
    side = Image.frombytes("L", (400, 400), chance.randbytes(160_000))
    return as_pdf(side.resize((400, 550), Image.Resampling.NEAREST))
