"""Every broken file of tests/bad_rules is refused with the message of its first line: line, column, what to do."""

from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.rules_yaml import load_rules
from gateway.adapters.rules_yaml.classification import load_classification
from gateway.adapters.rules_yaml.document_types import load_document_types
from gateway.config.yaml_source import ConfigurationError

BAD = sorted((Path(__file__).parent.parent / "bad_rules").glob("*.yaml"))


@pytest.fixture(scope="module")
def type_names() -> tuple[str, ...]:
    types = load_document_types(resources.shared("rules") / "document_types.yaml")
    return tuple(kind.name for kind in types.types)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_broken_file_names_line_column_and_remedy(
    path: Path, type_names: tuple[str, ...]
) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ")
    with pytest.raises(ConfigurationError) as caught:
        load_classification(path, type_names)
    messages = [str(problem) for problem in caught.value.problems]
    assert any(message.startswith(f"{path}:{expected}") for message in messages), messages
    assert len(messages) <= 2, "one slip must not bury the administrator in consequences"


def test_there_are_broken_files() -> None:
    assert len(BAD) >= 30


def test_a_set_with_faults_in_two_files_names_both(tmp_path: Path) -> None:
    for path in resources.shared("rules").glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "formats.yaml").write_text("formats:\n  pdf: {verdict: acept, reason: x}\n")
    (tmp_path / "admission.yaml").write_text("refuse: [secret]\n")
    with pytest.raises(ConfigurationError) as caught:
        load_rules(tmp_path)
    first, second = map(str, caught.value.problems)
    assert "formats.yaml:2:9: " in first
    assert "did you mean 'accept'?" in first
    assert "admission.yaml:1:10: " in second
    assert "secret is never refused outright" in second


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"document_types\.yaml:1:1: cannot be read"):
        load_rules(tmp_path)
