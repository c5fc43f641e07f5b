"""The whole rule set of a folder, loaded together or not at all."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gateway.adapters.rules_yaml.agencies import load_agencies
from gateway.adapters.rules_yaml.classification import load_classification
from gateway.adapters.rules_yaml.document_types import load_document_types
from gateway.adapters.rules_yaml.examples import RuleExample
from gateway.adapters.rules_yaml.policies import load_admission, load_formats
from gateway.adapters.rules_yaml.reading import load_reading
from gateway.adapters.rules_yaml.secrecy import load_secrecy
from gateway.config.yaml_source import ConfigurationError, Problem
from gateway.domain.admission import AdmissionPolicy
from gateway.domain.directory import NO_AGENCIES, Directory
from gateway.domain.formats import FormatPolicy
from gateway.domain.reading.rules import NO_RULES, ReadingRules
from gateway.domain.reading.types import DocumentTypes
from gateway.domain.rules import ArticleRules
from gateway.domain.secrecy_marks import SecrecyMarks

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that `rules/` says. `digest` is its version: sha256 over all its YAML files.

    Holidays lie in the same folder but are asked for by year: `adapters.holiday_calendar.calendar`.
    """

    folder: Path
    digest: str
    classification: ArticleRules
    examples: tuple[RuleExample, ...]
    formats: FormatPolicy
    admission: AdmissionPolicy
    document_types: DocumentTypes
    secrecy: SecrecyMarks
    directory: Directory
    reading: ReadingRules = NO_RULES


def load_rules(folder: Path) -> RuleSet:
    """Loads the rule set. Raises `ConfigurationError` with the faults of all its files."""
    problems: list[Problem] = []
    types = _try(problems, lambda: load_document_types(folder / "document_types.yaml"))
    table = None
    if types is not None:  # without its types every type that a rule names would be a fault
        names = tuple(kind.name for kind in types.types)
        table = _try(problems, lambda: load_classification(folder / "classification.yaml", names))
    formats = _try(problems, lambda: load_formats(folder / "formats.yaml"))
    admission = _try(problems, lambda: load_admission(folder / "admission.yaml"))
    secrecy = _try(problems, lambda: load_secrecy(folder / "secrecy.yaml"))
    directory = _try(problems, lambda: load_agencies(folder / "agencies.yaml"))
    reading = _try(
        problems, lambda: load_reading(folder / "reading.yaml", directory or NO_AGENCIES)
    )
    if problems or not (types and table and formats and admission and secrecy and directory):
        raise ConfigurationError(problems)
    rules, examples = table
    digest = digest_of(folder)
    return RuleSet(
        folder,
        digest,
        rules,
        examples,
        formats,
        admission,
        types,
        secrecy,
        directory,
        reading or NO_RULES,
    )


def digest_of(folder: Path) -> str:
    """sha256 over the names and bytes of every YAML file of the folder, lower-case hex."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        body = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(body)}\0".encode())
        digest.update(body)
    return digest.hexdigest()


def _try(problems: list[Problem], loader: Callable[[], T]) -> T | None:
    try:
        return loader()
    except ConfigurationError as error:
        problems.extend(error.problems)
        return None
