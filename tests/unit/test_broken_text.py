"""Which texts of a page are broken, and which may stand for one: measured on genuine texts of every sort."""

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

import gateway.demo
from gateway.domain.broken_text import UNTOLD, has_untold_word, is_broken, is_healed
from gateway.domain.legacy_text import unify
from tests.support.older_tables import CODES, shown
from tests.support.reading.as_office import txt_file
from tests.support.reading.sketches import sketches
from tests.support.shared_data import SHARED

DECISION = Path(gateway.demo.__path__[0], "quyet-dinh-57-2014.txt").read_text("utf-8")
PAGE = 2_500  # characters
CHANCE = random.Random(4)
WELL = {
    "figures": "\n".join(
        " ".join(f"{CHANCE.randrange(10**6):,}".replace(",", ".") for _ in range(6))
        for _ in range(40)
    ),
    "prices": "\n".join(f"{n} Xi măng PC40 tấn 1.500.000 đ x 3 = 4.500.000 đ" for n in range(40)),
    "ticks": "\n".join("Đạt x Đạt x 0,5 m3 1,2 km2 tr.đ" for _ in range(40)),
    "names": "\n".join(f"{n}. Trần Thị B ông Lê Văn C\nY Moan Ênuôl H'Hen Niê" for n in range(9)),
    "initials": "\n".join(f"Nguyễn Văn {c} {1950 + n}" for n, c in enumerate("ABCDĐEGHIKLMN")),
    "English": "The Department kindly invites the agency to a meeting on the quality of works. " * 8,
    "German": "Die Behörde lädt zur Besprechung über die Qualität der Straße ein, § 12 BauO; " * 8,
    "Spanish": "El Ministerio invita a la reunión sobre la calificación de los años próximos. " * 8,
    "a people's own letters": "khul gru grua hriăm hdră mbah klei čih anăn Buôn Ma Thuột " * 6,
    "Chinese": "关于召开会议的通知 各单位 请派代表参加\n" * 10,
    "codes": "\n".join(f"000.00.53.H48-{n:04} QĐ-TTg 12/2016/TT-BTTTT CTr-SKHCN" for n in range(30)),
    "addresses": "\n".join(f"vt{n}@sxd.example.vn https://example.vn/x?id={n}&k=aB3" for n in range(30)),
    "formulas": "S = (x1 + x2) / (n - 1); H2O, CO2, kWh, m3/s, pH 7, dB(A), mg/l " * 6,
    "a spaced heading": "C Ộ N G  H Ò A\nQ U Y Ế T  Đ Ị N H\n" + DECISION[:1200],
    "bullets": "\n".join(f"\uf0b7 {line}" for line in DECISION[:900].splitlines()) + "\n\uf0d8\n.......",
    "bullets without a space": "\n".join(f"\uf0b7{line}" for line in DECISION[:900].splitlines()),
    "bullets of Wingdings": "\n".join(f"Ø {line}" for line in DECISION[:900].splitlines()),
    "hyphens of pdfium": "1849/BGDĐT\ufffeGDPT và công\x02nghệ " * 5,
    "a row of boxes": "\uf0a8\uf0a8\uf0a8\uf0a8 " + DECISION[:500],
    "nothing": "",
}  # fmt: skip
BROKEN = {
    "untold": DECISION[:500].translate({ord(char): UNTOLD for char in "aăâeêioôuư"}),
    "one untold word": DECISION[:1500] + f"\n{UNTOLD * 3}\n",
    "one of private use": DECISION[:1500] + "\n\ue030\ue696\ue037\n",
    "numbers of glyphs": DECISION[:1500] + "\n0\u06967\n",
    "torn": "S ở N ội v ụ trân tr ọng kính m ời đ ại diện lãnh đ ạo d ự h ọp.",
    "torn after the vowel": "Căn cứ Lu ật Tổ ch ức, hư ớng dẫn đư ợc thực hi ện trong n ăm",
    "fragments": "S N i v trân tr ng kính m i lãnh o d h p.\nở ộ ụ ọ ờ đạ ệ ạ ự ọ",
    "spaced": "S ở N ộ i v ụ t r â n t r ọ n g k í n h m ờ i đ ạ i d i ệ n",
    "twice": "SSởở NNộộii vvụụ ttrrâânn ttrrọọnngg kkíínnhh mmờờii",
    "another font's letters": "^eB0Z4'a< a,# 'd*- *V3w P$ T]:*V PP *n# WIWs 0>=Q ZQ>|7E8 Vd,1 3,* :b*V TFE* aV[wj*",
}  # fmt: skip


def pages(text: str) -> Iterator[str]:
    return (text[start : start + PAGE] for start in range(0, len(text), PAGE))


@pytest.mark.parametrize("name", WELL)
def test_a_genuine_text_is_well(name: str) -> None:
    assert not is_broken(WELL[name])


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_text_is_found(name: str) -> None:
    assert is_broken(BROKEN[name])


def test_no_page_of_the_decision_and_of_the_labelled_set_is_broken() -> None:
    texts = [DECISION, *(txt_file(sketch).decode() for sketch in sketches())]
    assert len(texts) > 60
    assert [page for text in texts for page in pages(text) if is_broken(page)] == []


@pytest.mark.parametrize("table", [*CODES, "utf-8-twice"])
def test_text_in_an_older_table_is_not_broken(table: str) -> None:
    for page in pages(DECISION[:10_000]):
        assert not is_broken(unify(shown(page, table)).text)


@pytest.mark.skipif(not (SHARED / "lines").is_dir(), reason="GATEWAY_SHARED has no lines")
def test_no_real_line_is_broken() -> None:
    lines = (SHARED / "lines" / "lines-dev.tsv").read_text("utf-8").splitlines()
    assert [line for line in lines if is_broken(line)] == []


@pytest.mark.skipif(not (SHARED / "real").is_dir(), reason="GATEWAY_SHARED has no documents")
def test_no_page_of_a_real_original_is_broken() -> None:
    for name in ("signed-06.pdf", "signed-11.pdf"):
        with closing(pypdfium2.PdfDocument(SHARED / "real" / name)) as document:
            for page in document:
                assert not is_broken(page.get_textpage().get_text_range()), name


def test_another_reader_heals_a_torn_page() -> None:
    well = "Sở Nội vụ trân trọng kính mời đại diện lãnh đạo dự họp."
    assert is_healed(well, BROKEN["torn"], BROKEN["torn"])
    assert not is_healed(BROKEN["torn"], BROKEN["torn"], BROKEN["torn"])


def test_another_reader_must_not_leave_letters_away() -> None:
    assert not is_healed("Sở Nội vụ trân trọng kính mời", BROKEN["torn"], BROKEN["torn"])


@pytest.mark.parametrize("other", ["", "0$7", "\ue030\ue696\ue037", "Xyz"])
def test_an_untold_stamp_must_be_told_in_words(other: str) -> None:
    rest = DECISION[:600]
    told, given = f"{UNTOLD * 3}\n{rest}", f"0$7\n{rest}"
    assert has_untold_word(told)
    assert is_healed(f"MẬT\n{rest}", told, given)
    assert not is_healed(f"{other}\n{rest}", told, given)


def test_untold_spaces_are_no_letters_that_are_missing() -> None:
    well = "Sở Nội vụ trân trọng kính mời"
    assert is_healed(well, UNTOLD * len(well), "x" * len(well))
    assert not is_healed("Sở Nội vụ", UNTOLD * len(well), "x" * len(well))
