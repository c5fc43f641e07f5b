"""Reading documents, "Bad input gets": each kind through the whole walk, held with its reason or rightly read.

In bounded time and memory; and the next good mail is entered at once.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway import wiring
from gateway.adapters.clock import SystemClock
from gateway.adapters.sql.queries import SqlQueries
from gateway.domain.message import Channel, RawMessage
from gateway.wiring.databases import ensure_database
from gateway.wiring.parts import Parts, build
from gateway.wiring.running import started
from tests.support.desk import CONFIG, PKI, Desk, a_desk
from tests.support.reading import bad_pdfs, bad_pictures, bad_texts
from tests.support.reading.broken_pdfs import Broken, page, with_stamp
from tests.support.reading.measured import Measured
from tests.support.servers import need_ocr, need_programs
from tests.support.signed_mail import plain_mail
from tests.support.small_pdf import invitation
from tests.support.waiting import eventually

pytestmark = [pytest.mark.acceptance, pytest.mark.servers]

DEADLINE = 60  # seconds, that of a worker
OCR_DEADLINE = 180  # and of one that reads scans, behind everything else
MEMORY = 150  # MiB that the gateway itself may take for a file, and three times the mail
MIB = 1 << 20


def lines(number: int) -> list[str]:
    return [
        "ỦY BAN NHÂN DÂN TỈNH NAM SƠN",
        "SỞ NỘI VỤ",
        f"Số: {number}/GM-SNV",
        "Nam Sơn, ngày 18 tháng 11 năm 2026",
        "GIẤY MỜI",
        "Họp giao ban công tác xây dựng quý IV",
        "Kính gửi: Sở Xây dựng",
        "Sở Nội vụ trân trọng kính mời đại diện lãnh đạo Sở Xây dựng dự họp.",
        "Nơi nhận: Như trên; Lưu: VT.",
        "GIÁM ĐỐC",
        "Nguyễn Văn A",
    ]


@dataclass(frozen=True)
class Case:
    """A file, made for a number that nobody has had, and why it is held; `READ`: entered under that number."""

    name: str
    file: str
    make: Callable[[int], bytes]
    reason: str | None
    by_ocr: bool = False

    def __str__(self) -> str:
        return self.name


READ = None
CASES = (
    # Bombs and loops
    Case("a deflate bomb in a PDF", "a.pdf", lambda _: bad_pdfs.deflate_bomb(), "too-large"),
    Case("millions of operators", "a.pdf", lambda _: bad_pdfs.bomb_of_operators(), "too-large"),
    Case("a picture of 4·10⁸ points in a PDF", "a.pdf", lambda _: bad_pdfs.picture_bomb(), "no-text", by_ocr=True),
    Case("a zip bomb in a docx", "a.docx", lambda _: bad_texts.docx_bomb(), "too-large"),
    Case("entities of entities", "a.docx", lambda _: bad_texts.docx_of_entities(), "unreadable"),
    Case("nodes that are each other's children", "a.pdf", lambda _: bad_pdfs.kids_loop(), "too-large"),
    Case("a page that is its own parent", "a.pdf", lambda _: bad_pdfs.own_parent(), "not-recognised"),
    Case("a page tree of 20,000 storeys", "a.pdf", lambda _: bad_pdfs.deep_tree(), "unreadable"),
    Case("a form that draws itself", "a.pdf", lambda _: bad_pdfs.form_loop(), "empty"),
    # Claims
    Case("an xref table of 10⁸ entries", "a.pdf", bad_pdfs.claimed_xref, READ),
    Case("an xref stream of 10⁸ entries", "a.pdf", lambda _: bad_pdfs.claimed_xref_stream(), "unreadable"),
    Case("a PNG of 1.6·10⁹ points", "a.png", lambda _: bad_pictures.png_of_many_points(), "too-large", by_ocr=True),
    Case("a TIFF of 1.6·10⁹ points", "a.tif", lambda _: bad_pictures.tiff_of_many_points(), "too-large", by_ocr=True),
    Case("a GIF of 1.6·10⁹ points", "a.gif", lambda _: bad_pictures.gif_of_many_points(), "too-large", by_ocr=True),
    Case("a JPEG of 1.6·10⁹ points", "a.jpg", lambda _: bad_pictures.jpeg_of_many_points(), "too-large", by_ocr=True),
    # Size
    Case("words on a sheet of 10 m", "a.pdf", bad_pdfs.ten_metres_of_text, READ),
    Case("a picture of 10 m", "a.pdf", lambda _: bad_pdfs.ten_metres_of_picture(), "too-large", by_ocr=True),
    Case("5,000 pages of text", "a.pdf", lambda _: bad_pdfs.many_pages(picture=False), "too-large"),
    Case("5,000 pages of one picture", "a.pdf", lambda _: bad_pdfs.many_pages(picture=True), "too-large"),
    Case("more on a page than is looked at", "a.pdf", lambda _: bad_pdfs.crowded_page(), "no-text", by_ocr=True),
    Case("a GIF of 3,000 frames", "a.gif", lambda _: bad_pictures.animated_gif(), "too-large", by_ocr=True),
    Case("a TIFF of 3,000 pages", "a.tif", lambda _: bad_pictures.tiff_of_frames(), "too-large", by_ocr=True),
    Case("a docx of 10⁶ nested elements", "a.docx", lambda _: bad_texts.nested_docx(), "too-large"),
    Case("a docx of 10⁶ elements in a row", "a.docx", lambda _: bad_texts.wide_docx(), "too-large"),
    Case("an RTF of 200,000 groups", "a.rtf", lambda _: bad_texts.deep_rtf(), "unreadable"),
    Case("an XLSX of 10⁶ strings", "a.xlsx", lambda _: bad_texts.xlsx_of_strings(), "too-large"),
    Case("a CSV of commas", "a.csv", lambda _: bad_texts.csv_of_commas(10 * MIB), "too-large"),
    Case("a CSV larger than a mail may be", "a.csv", lambda _: bad_texts.csv_of_commas(38 * MIB), "too-large"),
    Case("one endless line", "a.txt", lambda _: bad_texts.endless_line(5_000_000), "too-large"),
    # Fonts that tell nothing
    Case("no Unicode map", "a.pdf", lambda n: page(lines(n), Broken.NO_MAP), READ, by_ocr=True),
    Case("words torn apart", "a.pdf", lambda n: page(lines(n), Broken.TORN), READ, by_ocr=True),
    Case("names of glyphs instead of a map", "a.pdf", lambda n: page(lines(n), Broken.NAMED), READ),
    Case("a stamp in a font without a map", "a.pdf", lambda n: with_stamp(lines(n), "MẬT", Broken.NO_MAP), "secret", by_ocr=True),
    # Pictures that show little, or the wrong way round
    Case("on its side", "a.pdf", lambda n: bad_pictures.turned(n, 270), READ, by_ocr=True),
    Case("upside down, with a stamp", "a.pdf", lambda n: bad_pictures.turned(n, 180, "MẬT"), "secret", by_ocr=True),
    Case("lines from top to bottom", "a.pdf", bad_pictures.from_top_to_bottom, READ, by_ocr=True),
    Case("letters below letters", "a.pdf", bad_pictures.letters_below_letters, "no-text", by_ocr=True),
    Case("a page without words", "a.pdf", lambda _: bad_pdfs.without_words(), "empty"),
    Case("the white side of a sheet", "a.pdf", lambda _: bad_pdfs.blank_picture(), "no-text", by_ocr=True),
    Case("a photograph of a screen", "a.jpg", bad_pictures.of_a_screen, "no-text", by_ocr=True),
    Case("the same from afar", "a.jpg", lambda n: bad_pictures.of_a_screen(n, far=True), "no-text", by_ocr=True),
    Case("a stamp on a screen", "a.jpg", lambda n: bad_pictures.of_a_screen(n, "MẬT"), "secret", by_ocr=True),
    # Damage
    Case("half a PDF", "a.pdf", lambda _: bad_pdfs.cut_short(), "unreadable"),
    Case("half a JPEG", "a.jpg", bad_pictures.cut_jpeg, "unreadable", by_ocr=True),
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("desk"), crls=True) as made:
        yield made


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_input(desk: Desk, case: Case) -> None:
    if case.by_ocr:
        need_ocr()
    if case.name == "names of glyphs instead of a map":
        need_programs("pdftotext")
    number = next(desk.numbers) + 100
    mail = plain_mail((case.file, case.make(number)))
    with Measured() as measured:
        line, _ = desk.process(mail)
    assert measured.seconds < (OCR_DEADLINE if case.by_ocr else DEADLINE)
    assert measured.memory < MEMORY * MIB + 3 * len(mail)
    if case.reason is READ:
        assert (line["outcome"], line["reasons"]) == ("accepted", [])
        found = [(item["document_type"], item["number"]) for item in line["documents"]]
        assert found == [("Giấy mời", str(number))]
    else:
        assert (line["outcome"], line["reasons"]) == ("held", [case.reason])
    begun = time.monotonic()
    desk.accepted(plain_mail(("34.pdf", desk.document())))
    assert time.monotonic() - begun < 30, "the next mail does not wait"


def test_what_is_broken_is_held_where_nobody_reads_scans(tmp_path: Path) -> None:
    with a_gateway(tmp_path, "ocr: {mode: off}\n") as gateway:
        pages = [page(lines(51), Broken.NO_MAP), with_stamp(lines(52), "MẬT", Broken.PRIVATE)]
        for number, pdf in enumerate(pages):
            gateway.take_in(plain_mail(("a.pdf", pdf), number=number))
        assert gateway.run() == [("held", ["no-text"])] * 2


def test_hostile_pictures_do_not_stop_the_lane_for_scans(tmp_path: Path) -> None:
    """They wait before a good scan; what was born digital waits for none of them."""
    need_ocr()
    hostile = [
        ("b.png", bad_pictures.png_of_many_points(), "too-large"),
        ("c.jpg", bad_pictures.cut_jpeg(61), "unreadable"),
        ("d.gif", bad_pictures.animated_gif(), "too-large"),
        ("e.pdf", bad_pdfs.ten_metres_of_picture(), "too-large"),
        ("f.pdf", bad_pictures.noise(2), "no-text"),
    ]
    good = [("scan.pdf", bad_pictures.turned(62, 0)), ("34.pdf", invitation(63))]
    with a_gateway(tmp_path) as gateway:
        files = [*((name, data) for name, data, _ in hostile), *good]
        for number, file in enumerate(files):
            gateway.take_in(plain_mail(file, number=number))
        outcomes = gateway.run()
        assert outcomes[: len(hostile)] == [("held", [reason]) for _, _, reason in hostile]
        assert outcomes[len(hostile) :] == [("accepted", [])] * 2
        scan, born_digital = gateway.rows()[-2:]
        assert born_digital["concluded_at"] < scan["concluded_at"]


@dataclass(frozen=True)
class Gateway:
    """A gateway without servers whose loops run by themselves."""

    parts: Parts

    def take_in(self, mail: bytes) -> None:
        body = self.parts.store.put([mail])
        now = SystemClock().now()
        self.parts.ledger.record(RawMessage(body.digest, body.size, "sxd", Channel.FILE, now))

    def rows(self) -> list[dict[str, Any]]:
        return [dict(row) for row in SqlQueries(self.parts.database).messages()]

    def run(self) -> list[tuple[str, list[str]]]:
        """The outcomes of all mails with their reasons, in the order in which they came."""
        with started(self.parts):
            eventually(
                lambda: all(row["outcome"] for row in self.rows()), "the end", 2 * OCR_DEADLINE
            )
        return [(row["outcome"], row["reasons"]) for row in self.rows()]


@contextmanager
def a_gateway(folder: Path, more: str = "") -> Iterator[Gateway]:
    (folder / "config.yaml").write_text(CONFIG + more, encoding="utf-8")
    PKI.write_trust(folder / "data" / "trust", crls=True)
    with closing(build(wiring.load_settings(folder / "config.yaml"), SystemClock())) as parts:
        ensure_database(parts.database)
        yield Gateway(parts)
