"""Reading scans, tried as it is done: a picture of words, by tesseract, in a worker behind all its walls."""

import time
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFont

from gateway.adapters.machine import private_folder
from gateway.config.settings import Settings
from gateway.wiring.findings import Finding
from gateway.wiring.ocr import ocr_pool, ocr_version

_WORDS = "van ban so hai muoi ve viec kiem tra may doc chu tren ban quet"


def scans(settings: Settings) -> Iterator[Finding]:
    """Nothing where scans are not read: `gateway check` has said so."""
    if ocr_version(settings) is None:
        return
    with private_folder() as folder:
        path = folder / "page.png"
        _picture().save(path)
        with ocr_pool(settings.workers) as pool:
            began = time.monotonic()
            text = pool.call("read-scan", {"path": str(path), "kind": "png"})
    if text["recognised"]:
        yield Finding("ok", f"a worker read a page in {time.monotonic() - began:.1f} s")
    else:
        yield Finding(
            "error",
            "a worker cannot read a plain page: every mail with a scan is held",
            "look whether the service may start tesseract, and run it by hand",
        )


def _picture() -> Image.Image:
    page = Image.new("RGB", (1654, 1000), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(44)
    for row in range(3):
        draw.text((120, 150 + 120 * row), _WORDS, fill="black", font=font)
    return page
