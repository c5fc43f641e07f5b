"""Số và ký hiệu: what is a code, whose it is, and what a file name says."""

import pytest

from gateway.domain.codes import find_blank_code, find_codes, is_cited, parse_code, read_file_name
from gateway.domain.vietnamese import bare, fold, nfc, tone_place


@pytest.mark.parametrize(
    ("text", "number", "notation"),
    [
        ("57/2014/QĐ-UBND", "57", "2014/QĐ-UBND"),
        ("Số: 15 /CT-TTg", "15", "CT-TTg"),
        ("04-NQ/TU", "04", "NQ/TU"),
        ("2423-CT/QUTW", "2423", "CT/QUTW"),
        ("64/ĐHCNTT", "64", "ĐHCNTT"),
        ("51/2005/QH11", "51", "2005/QH11"),
        ("57 /2014/QĐ - UBND", "57", "2014/QĐ-UBND"),
        ("1778/1784/BXD-VP", "1778", "1784/BXD-VP"),
        ("3176b/QĐ-SYT", "3176b", "QĐ-SYT"),
        ("2004/KH-SYT-CĐN", "2004", "KH-SYT-CĐN"),
        ("208/BXD-GĐ-GĐ1", "208", "BXD-GĐ-GĐ1"),
        ("1345/SNN&PTNT-KH", "1345", "SNN&PTNT-KH"),
        ("12–CV/TU", "12", "CV/TU"),
        ("643-QD-UBND", "643", "QD-UBND"),
        (nfc("12/QĐ-UBND"), "12", "QĐ-UBND"),
    ],
)
def test_a_code_is_read_whole(text: str, number: str, notation: str) -> None:
    found = [seen.code for seen in find_codes(text)]
    assert [(code.number, code.notation) for code in found] == [(number, notation)]


@pytest.mark.parametrize(
    "text",
    [
        "15/10/2014", "3.4", "24/7", "1.001612.000.00.00.H48", "000.00.53.H48-220921-0099", "12/QL24", "5/A4",
        "7/Khoản 2", "ngày 10/4/2007", "0255-3822222", "2021-2030", "15-CV",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_code_is_none(text: str) -> None:
    assert find_codes(text) == []


def test_the_code_ends_before_the_words_after_it() -> None:
    assert str(find_codes("12/QĐ-UBND - Về việc giao đất")[0].code) == "12/QĐ-UBND"
    assert str(find_codes("12/QĐ-UBND - QUY ĐỊNH MỚI")[0].code) == "12/QĐ-UBND"
    assert str(find_codes("Căn cứ số 12/QĐ-UBND.")[0].code) == "12/QĐ-UBND"


def test_decomposed_text_gives_the_composed_code() -> None:
    decomposed = "57/2014/QĐ-UBND về phê duyệt".replace("ê", "e\u0302")
    assert parse_code("57/2014/QĐ-UBND") == find_codes(decomposed)[0].code


def test_a_blank_number_keeps_its_notation() -> None:
    blank = find_blank_code("Số:        /KH-SGDĐT Đồng Tháp")
    assert blank is not None
    assert (blank.number, blank.notation) == (None, "KH-SGDĐT")
    assert find_blank_code("Số: 12/KH-SGDĐT") is None


def test_words_of_citing_make_a_cited_code() -> None:
    assert is_cited("Thực hiện Công văn số ")
    assert not is_cited("Sở Xây dựng gửi Công văn số ")


@pytest.mark.parametrize(
    ("name", "number", "words"),
    [
        ("02 gm syt.pdf", "02", ("gm", "syt")),
        ("5065_QD-SYT.pdf", "5065", ("QD", "SYT")),
        ("3176b qd syt.pdf", "3176b", ("qd", "syt")),
        ("09 kh ttr(1).pdf", "09", ("kh", "ttr")),
        ("34_GM-UBND.signed.signed.pdf", "34", ("GM", "UBND")),
        ("1945.pdf", "1945", ()),
    ],
)
def test_a_file_name_gives_number_and_words(name: str, number: str, words: tuple[str, ...]) -> None:
    seen = read_file_name(name)
    assert seen is not None
    assert (seen.number, seen.words) == (number, words)


@pytest.mark.parametrize(
    "name", ["scan0001.pdf", "20231101123456.pdf", "2025-07-08 (1).pdf", "giay moi hop.pdf", ""]
)
def test_a_file_name_without_a_number_says_nothing(name: str) -> None:
    assert read_file_name(name) is None


def test_folding_keeps_apart_what_is_different() -> None:
    assert fold("ĐA") != fold("DA")
    assert fold("HĐ") != fold("HD")
    assert fold("HOẢ  TỐC") == fold("hỏa tốc")
    assert fold("Uỷ ban") == fold("Ủy ban")
    assert tone_place("quý, toàn, thuỷ") == "quý, toàn, thủy"
    assert bare("Đề án") == "de an"
