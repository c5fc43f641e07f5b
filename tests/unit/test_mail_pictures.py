"""A logo in the text of a mail is no file; a photographed page is one, wherever it stands."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from gateway.adapters.mime.pictures import is_logo


def _picture(kind: str, size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "JPEG"])
@pytest.mark.parametrize(
    ("size", "logo"), [((150, 150), True), ((900, 40), True), ((620, 877), False)]
)
def test_pixels_tell_a_logo_from_a_page(
    kind: str, size: tuple[int, int], logo: bool, tmp_path: Path
) -> None:
    path = tmp_path / "picture"
    data = _picture(kind, size)
    path.write_bytes(data)
    assert is_logo(path) is (logo and len(data) <= 100 << 10)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"\xff\xd8\xff\xe0\x00",
        b"RIFF" + bytes(40),
    ],
)
def test_a_picture_of_unknown_size_is_a_file(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(data)
    assert not is_logo(path)


def test_many_bytes_are_no_logo(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(_picture("PNG", (150, 150)) + bytes(100 << 10))
    assert not is_logo(path)
