"""`rules/secrecy.yaml` as values."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from gateway.adapters.rules_yaml.schema import Strict, Word
from gateway.config.yaml_source import load
from gateway.domain.secrecy_marks import SecrecyMarks
from gateway.domain.vietnamese import nfc

LEGAL = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")  # Law on protecting state secrets, 2018, Art. 8


def _with_the_legal(marks: list[str]) -> list[str]:
    missing = [mark for mark in LEGAL if nfc(mark) not in map(nfc, marks)]
    if missing:
        raise ValueError(f"the marks of the law must stay: {', '.join(missing)}")
    return marks


class _File(Strict):
    secret: Annotated[list[Word], AfterValidator(_with_the_legal)] = Field(
        description="marks that stop a document (Art. 1.2)"
    )
    limited: list[Word] = Field(default=[], description="marks that hold it for the clerk")
    notation_suffixes: list[Word] = Field(default=[], description="last group of a secret notation")
    body_phrases: list[Word] = Field(default=[], description="words in the mail itself")
    about_before: list[Word] = Field(default=[], description="before a phrase: it names the topic")
    other_after: list[Word] = Field(default=[], description="after a phrase: another word")
    other_before: list[Word] = Field(default=[], description="ends the line before: a broken title")


def load_secrecy(path: Path) -> SecrecyMarks:
    """Reads the marks. Raises `ConfigurationError` with file, line and column."""
    file = load(path, _File)
    return SecrecyMarks(**{name: tuple(value) for name, value in file.model_dump().items()})
