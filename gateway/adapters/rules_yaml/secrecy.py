"""`rules/secrecy.yaml` as values."""

from pathlib import Path

from pydantic import Field

from gateway.adapters.rules_yaml.schema import Strict, Word
from gateway.config.yaml_source import load
from gateway.domain.secrecy_marks import SecrecyMarks


class _File(Strict):
    secret: list[Word] = Field(min_length=1, description="marks that stop a document (Art. 1.2)")
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
