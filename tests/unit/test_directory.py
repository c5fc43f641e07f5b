"""Agencies are found as people, certificates and mail programs write them; the file names its faults."""

from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.rules_yaml import load_rules
from gateway.adapters.rules_yaml.agencies import load_agencies
from gateway.config.yaml_source import ConfigurationError
from gateway.domain.directory import Agency, Directory

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
