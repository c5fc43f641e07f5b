"""The administrator's page on rules names every key of the language, and its example works."""

import re
import shutil
from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.rules_yaml import failures, load_rules
from gateway.adapters.rules_yaml.policies import NEVER_REFUSED
from gateway.adapters.rules_yaml.schema import ThenModel, WhenModel, WordsModel
from gateway.domain.admission import Reason
from gateway.domain.classification import Paper
from gateway.domain.facts import Place
from gateway.domain.formats import FormatVerdict

PAGE = Path(__file__).parents[2] / "docs/quan-tri/quy-tac.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_every_key_and_value_is_on_the_page(page: str) -> None:
    words = [field.alias or name for name, field in WordsModel.model_fields.items()]
    values = [value.value for kind in (Place, Paper, FormatVerdict) for value in kind]
    for key in (*WhenModel.model_fields, *ThenModel.model_fields, *words):
        assert re.search(rf"\b{key}:", page), key
    for value in values:
        assert f"`{value}`" in page, value


def test_the_example_of_the_page_can_be_pasted(page: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(resources.shared("rules"), tmp_path / "rules"))
    block = re.search(r"```yaml\n   - name: giay-gioi-thieu.*?```", page, re.DOTALL)
    assert block
    lines = block[0].splitlines()[1:-1]
    pasted = "\n".join("   " + line for line in lines) + "\n\n"
    path = folder / "classification.yaml"
    before, after = path.read_text(encoding="utf-8").split("      - name: quy-pham-phap-luat", 1)
    text = f"{before}{pasted}      - name: quy-pham-phap-luat{after}"
    path.write_text(text, encoding="utf-8")
    rules = load_rules(folder)
    assert "giay-gioi-thieu" in rules.classification.rule_names()
    assert [str(problem) for problem in failures(rules.classification, rules.examples)] == []


def test_what_may_be_refused_stands_in_the_sample() -> None:
    sample = (resources.shared("rules") / "admission.yaml").read_text(encoding="utf-8")
    offered = re.findall(r"[a-z-]+", sample.split("Có thể thêm:")[1].split(".")[0])
    expected = {reason.value for reason in Reason} - {reason.value for reason in NEVER_REFUSED}
    assert {*offered, "format-not-listed", "macros"} == expected
