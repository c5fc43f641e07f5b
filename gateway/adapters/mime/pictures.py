"""Is a picture in the text of a mail a logo? One that could be a page is a file, which a person sees."""

import struct
from pathlib import Path

_LOGO_BYTES = 100 << 10
_LOGO_SIDE = 600  # pixels: a page of A4 cannot be read below that
_BANNER_HEIGHT = 200
_BANNER_WIDTH = 1_600
_HEAD = 100 << 10
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG: SOF0 to SOF15


def is_logo(path: Path) -> bool:
    """Small in bytes and pixels, or a flat banner. A picture whose size cannot be told is none."""
    if path.stat().st_size > _LOGO_BYTES:
        return False
    with path.open("rb") as file:
        wide, high = _size(file.read(_HEAD))
    if wide < 1 or high < 1:
        return False
    return max(wide, high) <= _LOGO_SIDE or (high <= _BANNER_HEIGHT and wide <= _BANNER_WIDTH)


def _size(data: bytes) -> tuple[int, int]:
    """Width and height of PNG, GIF, BMP and JPEG; (0, 0) when not told."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 24:
        return _pair(">II", data, 16)
    if data.startswith(b"GIF8") and len(data) >= 10:
        return _pair("<HH", data, 6)
    if data.startswith(b"BM") and len(data) >= 26:
        wide, high = _pair("<ii", data, 18)
        return wide, abs(high)
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else (0, 0)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            high, wide = _pair(">HH", data, at + 5)
            return wide, high
        at += 2 + max(int.from_bytes(data[at + 2 : at + 4], "big"), 2)
    return 0, 0


def _pair(form: str, data: bytes, at: int) -> tuple[int, int]:
    one, other = struct.unpack_from(form, data, at)
    return int(one), int(other)
