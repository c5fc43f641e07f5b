"""`gateway rules check|test|try`."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway import resources
from gateway.cli.rules import rules
from gateway.config.yaml_source import ConfigurationError

NO_CONFIG = Path("/nonexistent/config.yaml")


def run(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(rules, arguments, input=given, obj=NO_CONFIG)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resources.shared("rules"), tmp_path / "rules"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_check_reads_the_packaged_rules() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "đọc được" in result.output


def test_check_names_a_fault(folder: Path) -> None:
    edit(folder / "classification.yaml", "type: [Tờ trình]", "typ: [Tờ trình]")
    result = run("check", str(folder))
    assert isinstance(result.exception, ConfigurationError)
    assert "did you mean 'type'?" in str(result.exception)


def test_check_reads_the_holiday_files_too(folder: Path) -> None:
    (folder / "holidays" / "2030.yaml").write_text("confirmed: perhaps\nsource: x\n")
    (folder / "holidays" / "next-year.yaml").write_text("confirmed: true\nsource: x\n")
    result = run("check", str(folder))
    assert isinstance(result.exception, ConfigurationError)
    assert [problem.file.name for problem in result.exception.problems] == [
        "2030.yaml",
        "next-year.yaml",
    ]


def test_test_passes_for_the_packaged_rules() -> None:
    assert run("test").exit_code == 0


def test_test_names_the_example_that_fails(folder: Path) -> None:
    edit(folder / "classification.yaml", "type: [Tờ trình]", "type: [Thư công]")
    result = run("test", str(folder))
    assert result.exit_code == 1
    assert "rule to-trinh: this example must match, but ngoai-dieu-7 decided it" in result.output


def test_try_answers_a_line_for_each() -> None:
    given = [
        {"subject": "Giấy mời số 34/GM-UBND họp giao ban"},
        {},
        {"file_name": "12_TTr-SXD.pdf", "text": "Kính đề nghị UBND tỉnh trình Chính phủ"},
    ]
    result = run("try", "--json", given="".join(json.dumps(line) + "\n" for line in given))
    assert result.exit_code == 0
    first, second, third = map(json.loads, result.output.splitlines())
    assert first == {
        "document_type": "Giấy mời",
        "number": "34",
        "notation": "GM-UBND",
        "issue_date": None,
        "article": "7",
        "item": "giấy mời",
        "paper": "no",
        "rule": "giay-moi",
        "confidence": "high",
        "dossier_8_3": False,
    }
    assert (second["document_type"], second["article"], second["confidence"]) == (None, "8", "low")
    assert third["dossier_8_3"] is True


@pytest.mark.parametrize("line", ["nothing", "[1]", "null", "[" * 100_000])
def test_try_refuses_what_is_no_object(line: str) -> None:
    result = run("try", "--json", given=line + "\n")
    assert result.exit_code == 2
    assert "line 1 of standard input is not a JSON object" in result.output


def test_try_takes_hostile_text_in_its_stride() -> None:
    text = "UBND tỉnh " * 40_000 + "dự thảo \u0000\u202e\ud800".encode(errors="replace").decode()
    result = run("try", "--json", given=json.dumps({"subject": "x" * 50_000, "text": text}) + "\n")
    assert result.exit_code == 0
