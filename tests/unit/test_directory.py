"""Agencies are found as people, certificates and mail programs write them; the file names its faults."""

from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.rules_yaml import load_rules
from gateway.adapters.rules_yaml.agencies import load_agencies
from gateway.config.yaml_source import ConfigurationError
from gateway.domain.directory import Agency, Directory
from gateway.domain.document import Confidence, DocumentText
from gateway.domain.identifiers import agency_code, agency_of_procedure, older_code
from gateway.domain.record import evidence
from gateway.domain.shown_evidence import lines_of
from tests.support.reading.measure import reader

DIRECTORY = load_agencies(resources.shared("rules") / "agencies.yaml")
PROVINCE = "Ủy ban nhân dân tỉnh Quảng Ngãi"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("SỞ NỘI VỤ", "Sở Nội vụ"),
        ("Sở Nội vụ tỉnh Quảng Ngãi", "Sở Nội vụ"),
        ("SO NOI VU TINH QUANG NGAI", "Sở Nội vụ"),
        ("So Noi vu, tinh Quang Ngai", "Sở Nội vụ"),
        ("Sở Văn hoá, Thể thao và Du lịch", "Sở Văn hóa, Thể thao và Du lịch"),
        ("UỶ BAN NHÂN DÂN TỈNH QUẢNG NGÃI", PROVINCE),
        ("UBND tỉnh", PROVINCE),
        ("UBND TINH QUANG NGAI", PROVINCE),
        ("Tỉnh Quảng Ngãi", PROVINCE),
        ("UBND TP. Quảng Ngãi", "Ủy ban nhân dân thành phố Quảng Ngãi"),
        ("HDND TINH QUANG NGAI", "Hội đồng nhân dân tỉnh Quảng Ngãi"),
        ("VP UBND tỉnh Quảng Ngãi", "Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi"),
    ],
)
def test_an_agency_is_found_by_its_name(written: str, name: str) -> None:
    found = DIRECTORY.named(written)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "Quảng Ngãi",
        "Ủy ban nhân dân",
        "Sở Nội vụ tỉnh Đồng Tháp",
        "Số Nội vụ",
        "x" * 9999,
    ],
)
def test_what_is_not_listed_is_nobody(written: str | None) -> None:
    assert DIRECTORY.named(written) is None


def test_without_diacritics_two_names_may_be_one_and_then_name_nobody() -> None:
    directory = Directory((Agency("Xã Hoà Bình"), Agency("Xã Hóa Bình")))
    assert directory.named("XA HOA BINH") is None
    assert directory.named("xã hòa bình") == directory.agencies[0]


def test_an_agency_is_found_by_its_address() -> None:
    found = DIRECTORY.at("SXD@quangngai.gov.vn")
    assert found is not None
    assert found.name == "Sở Xây dựng"
    assert DIRECTORY.at("sxd@evil.example") is None
    assert DIRECTORY.at(None) is None


def test_a_circle_of_parents_ends() -> None:
    first, second = Agency("A", parent="B"), Agency("B", parent="A")
    assert Directory((first, second)).with_those_above(first) == (first, second)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "agencies:\n  - {name: A, alias: [B]}\n",
            r"2:15: .*does not exist; did you mean 'aliases'",
        ),
        ("agencies:\n  - name: SỞ A\n  - name: Sở a\n", r"3:5: Sở a already names 'SỞ A'"),
        ("agencies:\n  - name: A\n  - {name: B, aliases: [C, a]}\n", r"3:\d+: a already names 'A'"),
        ("agencies:\n  - {name: Sở A, parent: Sở B}\n", r"2:18: parent: no agency has the name"),
        ("agencies:\n  - {name: A, mail: ['*']}\n", r"2:\d+: .*write sxd@quangngai"),
        (
            "agencies:\n  - {name: A, abbreviations: [SA]}\n  - {name: B, abbreviations: [SB, SA]}\n",
            r"3:35: SA already stands for 'A'; leave out",
        ),
        (
            "agencies:\n  - {name: A, codes: [H48.53]}\n  - {name: B, codes: [000.00.53.H48]}\n",
            r"3:23: 000.00.53.H48 is already the code of 'A' \(as H48.53\)",
        ),
        ("agencies:\n  - {name: A, codes: [H48.5]}\n", r"2:\d+: .*write H48.53 or 000.00.53.H48"),
        ("agencies:\n  - {name: A, abbreviations: [sxd]}\n", r"2:\d+: "),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "agencies.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"agencies\.yaml:{message}"):
        load_agencies(path)


def test_the_file_belongs_to_the_rule_set_and_may_be_absent(tmp_path: Path) -> None:
    for path in resources.shared("rules").glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with_file = load_rules(tmp_path)
    assert with_file.directory.agencies
    (tmp_path / "agencies.yaml").write_text("agencies: x\n")
    with pytest.raises(ConfigurationError, match=r"agencies\.yaml:1:1: "):
        load_rules(tmp_path)
    (tmp_path / "agencies.yaml").unlink()
    without = load_rules(tmp_path)
    assert without.directory == Directory()
    assert without.digest != with_file.digest


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("STTTT", "Sở Thông tin và Truyền thông"),
        ("SXD", "Sở Xây dựng"),
        ("VPCP", "Văn phòng Chính phủ"),
        ("TTg", "Thủ tướng Chính phủ"),
        ("BYT", "Bộ Y tế"),
        ("UBND", None),  # of many: names nobody
        ("BTC", None),  # Bộ Tài chính, or a Ban Tổ chức
        ("SYTX", None),
        ("", None),
    ],
)
def test_letters_of_notations_name_agencies(letters: str, name: str | None) -> None:
    found = DIRECTORY.abbreviated(letters)
    assert (found.name if found else None) == name
    if found is not None:  # and the other way round
        named = DIRECTORY.named(found.name)
        assert named is not None
        assert letters in named.abbreviations


@pytest.mark.parametrize(
    ("code", "older"),
    [("H48", "000.00.00.H48"), ("H48.53", "000.00.53.H48"), ("H48.53.02", "000.02.53.H48")],
)
def test_codes_are_one_in_both_directions(code: str, older: str) -> None:
    assert older_code(code) == older
    assert agency_code(older) == code
    assert older_code(older) == older


def test_what_is_no_code_has_no_other_direction() -> None:
    assert older_code("") is older_code("SXD") is agency_of_procedure("1.001612") is None
    assert agency_of_procedure("1.001612.000.00.00.H48") == "H48"


def test_the_agency_of_a_code_or_the_one_above_it() -> None:
    assert DIRECTORY.nearest("000.00.00.H48") == (DIRECTORY.named(PROVINCE), True)
    assert DIRECTORY.nearest("000.00.53.H48") == (DIRECTORY.named(PROVINCE), False)
    assert DIRECTORY.nearest("000.00.53.Z99") is None


PAGE = "Số: {code}\tNam Sơn, ngày 05 tháng 3 năm 2026\n\n{title}\n\nKính gửi: Sở Tài chính\n"


@pytest.mark.parametrize(
    ("code", "title", "body"),
    [
        ("208/SXD-QLN", "V/v báo cáo nhà ở", "Sở Xây dựng"),
        ("730/TTr-STTTT", "TỜ TRÌNH\nBan hành Quy định", "Sở Thông tin và Truyền thông"),
        ("57/2014/QĐ-UBND", "QUYẾT ĐỊNH\nBan hành Quy định", None),
        ("8686/VPCP-CN", "V/v xây dựng Tờ trình", "Văn phòng Chính phủ"),
        ("27/2023/QĐ-TTg", "QUYẾT ĐỊNH\nVề việc một", "Thủ tướng Chính phủ"),
        ("99/TTABC-SXD", "V/v một đơn vị trùng chữ", None),  # the unit that drafted it
    ],
)
def test_the_notation_names_the_body_that_cannot_be_read(
    code: str, title: str, body: str | None
) -> None:
    fields = reader().read_parts("", "", "", DocumentText(PAGE.format(code=code, title=title)))
    found = fields.issuing_body
    assert (found.value if found else None) == body
    assert found is None or found.confidence is Confidence.LOW


def test_a_dossier_code_shows_whose_it_is() -> None:
    text = DocumentText(
        "Hồ sơ 000.00.53.H48-220921-0099, thủ tục 1.001612.000.00.00.H48 và Z99.01-260102-0007"
    )
    shown = evidence(reader().read_parts("", "", "", text))
    dossier, other = shown["dossier_codes"]
    assert (dossier["agency_code"], dossier["agency"]) == ("H48.53", PROVINCE)
    assert dossier["agency_is_above"]
    assert (other["agency_code"], other["agency"]) == ("Z99.01", None)
    (procedure,) = shown["procedure_codes"]
    assert (procedure["agency_code"], procedure["agency"]) == ("H48", PROVINCE)
    lines = "\n".join(lines_of(shown))
    assert f"mã cơ quan H48.53: thuộc {PROVINCE}" in lines
    assert "mã cơ quan Z99.01: chưa có trong danh bạ" in lines
