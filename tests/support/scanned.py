"""Scans made by the project: typeset documents, printed, stamped, laid crookedly on the glass and saved as JPEG.

Every matter and person is made up. The same seed gives the same scan.
"""

import io
import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

import gateway.demo
from gateway.demo.sheets import OFFICIAL_LETTER, PLAN, SUBMISSION, invitation
from gateway.demo.typesetting import BLANK, Sheet, typeset

DPI = 200
RED, BLUE, BLACK = (200, 30, 40), (40, 50, 150), (30, 30, 30)
_FONTS = Path(gateway.demo.__path__[0], "fonts")
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Stamp:
    """Words in a box, pressed on the head; `left` and `top` are shares of the page."""

    words: str
    colour: Colour = RED
    tilt: float = 0.0  # degrees
    left: float = 0.12
    top: float = 0.165
    size: int = 40  # pixels
    pale: float = 0.0  # how far the ink has faded


@dataclass(frozen=True)
class Glass:
    """How the paper lay and what the scanner made of it."""

    tilt: float = 0.0
    noise: float = 12.0
    blur: float = 0.5
    quality: int = 60  # of JPEG
    turned: int = 0
    grey: bool = False
    ink: str = ""  # a number written by hand
    stamps: tuple[Stamp, ...] = field(default=())


def scan(sheet: Sheet, glass: Glass, seed: int) -> bytes:
    """A PDF with one picture for the first and for the last page."""
    chance = random.Random(seed)
    blank = replace(sheet, number=BLANK) if glass.ink else sheet
    pages = printed(typeset(blank).pdf)
    for stamp in glass.stamps:
        press(pages[0], stamp)
    if glass.ink:
        _write(pages[0], glass.ink)
    laid = [_through(page, glass, chance) for page in pages]
    out = io.BytesIO()
    laid[0].save(
        out, "PDF", save_all=True, append_images=laid[1:], resolution=DPI, quality=glass.quality
    )
    return out.getvalue()


def printed(pdf: bytes) -> list[Image.Image]:
    """The first and the last page as a printer shows them."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        chosen = sorted({0, len(document) - 1})
        return [document[page].render(scale=DPI / 72).to_pil().convert("RGB") for page in chosen]


def press(page: Image.Image, stamp: Stamp) -> None:
    """Ink darkens what lies under it."""
    font = ImageFont.truetype(str(_FONTS / "LiberationSerif-Bold.ttf"), stamp.size)
    lines = stamp.words.split("\n")
    width = int(max(font.getlength(line) for line in lines)) + stamp.size
    height = int(stamp.size * 1.35 * len(lines)) + stamp.size // 2
    box = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(box)
    colour = tuple(int(part + (255 - part) * stamp.pale) for part in stamp.colour)
    draw.rectangle((2, 2, width - 3, height - 3), outline=colour, width=4)
    for row, line in enumerate(lines):
        place = (width // 2, stamp.size // 4 + int(stamp.size * (0.62 + 1.35 * row)))
        draw.text(place, line, fill=colour, font=font, anchor="mm")
    turned = box.rotate(stamp.tilt, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    _darken(page, turned, int(page.width * stamp.left), int(page.height * stamp.top))


def _write(page: Image.Image, number: str) -> None:
    """A number in blue ink after "Số:", askew as a hand writes it."""
    font = ImageFont.truetype(str(_FONTS / "LiberationSerif-Italic.ttf"), 46)
    ink = Image.new("RGB", (int(font.getlength(number)) + 20, 60), "white")
    ImageDraw.Draw(ink).text((8, 2), number, fill=BLUE, font=font)
    slanted = ink.rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    _darken(page, slanted, int(page.width * 0.235), int(page.height * 0.108))


def _darken(page: Image.Image, over: Image.Image, left: int, top: int) -> None:
    area = (left, top, left + over.width, top + over.height)
    page.paste(ImageChops.multiply(page.crop(area), over), area)


def _through(page: Image.Image, glass: Glass, chance: random.Random) -> Image.Image:
    turned = page.rotate(
        glass.tilt + chance.uniform(-0.1, 0.1), Image.Resampling.BICUBIC, fillcolor="white"
    )
    soft = turned.filter(ImageFilter.GaussianBlur(glass.blur))
    if glass.noise:
        grain = _grain(soft.size, glass.noise, chance)
        soft = ImageChops.add(soft, Image.merge("RGB", (grain,) * 3), offset=-128)
    paper = ImageChops.multiply(soft, Image.new("RGB", soft.size, (244, 243, 238)))
    shown = paper.convert("L") if glass.grey else paper
    return shown.rotate(glass.turned, expand=True) if glass.turned else shown


def _grain(size: tuple[int, int], strength: float, chance: random.Random) -> Image.Image:
    """Seeded grey noise around 128, a small tile repeated at random places."""
    side = 256
    values = bytes(min(255, max(0, int(chance.gauss(128, strength)))) for _ in range(side * side))
    tile = Image.frombytes("L", (side, side), values)
    grain = Image.new("L", size, 128)
    for left in range(-chance.randrange(side), size[0], side):
        for top in range(-chance.randrange(side), size[1], side):
            grain.paste(tile.rotate(90 * chance.randrange(4)), (left, top))
    return grain


@dataclass(frozen=True)
class Case:
    """A scan with what a person reads on it."""

    name: str
    sheet: Sheet
    glass: Glass
    document_type: str
    seed: int

    @property
    def number(self) -> str:
        return self.glass.ink or self.sheet.number

    @property
    def notation(self) -> str:
        return self.sheet.notation

    def pdf(self) -> bytes:
        return scan(self.sheet, self.glass, self.seed)


def _sheet(base: Sheet, type_name: str, code: str, abstract: str) -> Sheet:
    number, _, notation = code.partition("/")
    return replace(base, type_name=type_name, number=number, notation=notation, abstract=abstract)


INVITATION = invitation()
ARRIVAL = Stamp("SỞ XÂY DỰNG\nĐẾN  Số: ......\nNgày: ......", BLUE, 3, 0.30, 0.225, 22)
SHEETS: tuple[tuple[str, Sheet], ...] = (
    ("Giấy mời", INVITATION),
    ("Tờ trình", SUBMISSION),
    ("Công văn", OFFICIAL_LETTER),
    ("Kế hoạch", PLAN),
    ("Thông báo", _sheet(PLAN, "THÔNG BÁO", "71/TB-SKHCN", "Về việc nghỉ Tết Nguyên đán năm 2027 và phân công trực")),
    ("Báo cáo", _sheet(PLAN, "BÁO CÁO", "315/BC-SKHCN", "Kết quả thực hiện nhiệm vụ tháng 10 và phương hướng tháng 11 năm 2026")),
    ("Quyết định", _sheet(PLAN, "QUYẾT ĐỊNH", "908/QĐ-SKHCN", "Về việc kiện toàn Ban Chỉ đạo chuyển đổi số của Sở")),
    ("Hướng dẫn", _sheet(PLAN, "HƯỚNG DẪN", "44/HD-SKHCN", "Lập hồ sơ công việc và nộp lưu hồ sơ vào lưu trữ cơ quan")),
    ("Chỉ thị", _sheet(INVITATION, "CHỈ THỊ", "09/CT-UBND", "Về việc tăng cường phòng cháy, chữa cháy trong mùa khô")),
    ("Chương trình", _sheet(PLAN, "CHƯƠNG TRÌNH", "17/CTr-SKHCN", "Công tác trọng tâm quý IV năm 2026")),
    ("Công điện", _sheet(INVITATION, "CÔNG ĐIỆN", "05/CĐ-UBND", "Về việc chủ động ứng phó với mưa lũ trên địa bàn tỉnh")),
    ("Biên bản", _sheet(PLAN, "BIÊN BẢN", "12/BB-SKHCN", "Họp giao ban công tác tháng 11 năm 2026")),
)  # fmt: skip
_GLASSES: tuple[tuple[str, Glass], ...] = (
    ("tilted left", Glass(tilt=2.0)),
    ("tilted right, grey", Glass(tilt=-2.0, grey=True, noise=18)),
    ("ink", Glass(tilt=0.7, ink="318")),
    ("arrival stamp", Glass(tilt=-1.2, stamps=(ARRIVAL,))),
    ("poor JPEG", Glass(tilt=1.3, quality=35, noise=20, blur=0.8)),
)


def cases() -> Sequence[Case]:
    """Every sheet under two of the glasses, and some that lay the wrong way round."""
    found = [
        Case(f"{kind}, {name}", sheet, glass, kind, 57 + 10 * at + more)
        for at, (kind, sheet) in enumerate(SHEETS)
        for more, (name, glass) in enumerate(
            (_GLASSES[at % len(_GLASSES)], _GLASSES[(at + 2) % len(_GLASSES)])
        )
    ]
    found += [
        Case(f"{kind}, turned {turned}", sheet, Glass(tilt=0.8, turned=turned), kind, turned)
        for (kind, sheet), turned in zip(SHEETS[1:4], (90, 180, 270), strict=True)
    ]
    return found


SECRET_STAMPS = (
    Stamp("MẬT"),
    Stamp("MẬT", tilt=4, size=34),
    Stamp("MẬT", BLACK, -3),
    Stamp("MẬT", RED, 2, pale=0.35),
    Stamp("TỐI MẬT", tilt=-4),
    Stamp("TỐI MẬT", BLACK, size=34),
    Stamp("TUYỆT MẬT", tilt=3),
    Stamp("TUYỆT MẬT", RED, -2, pale=0.3),
    Stamp("MẬT", RED, 5, 0.10, 0.20, 52),
    Stamp("MẬT", RED, 0, 0.70, 0.03, 38),  # in the upper corner
)


def secret_cases() -> Sequence[Case]:
    """A stamp each, on other documents and under other glasses."""
    sheets = [*SHEETS, *SHEETS]
    return [
        Case(
            f"{stamp.words} {at}",
            sheets[at][1],
            Glass(tilt=1.5 - at % 4, grey=at % 5 == 2, noise=14, stamps=(stamp,)),
            sheets[at][0],
            900 + at,
        )
        for at, stamp in enumerate(SECRET_STAMPS)
    ]
