"""The rule set of a folder, for the commands that work on rules alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway import resources
from gateway.adapters.holiday_calendar import calendar
from gateway.adapters.rules_yaml import RuleSet, failures, load_rules
from gateway.config.load import load_settings
from gateway.config.yaml_source import ConfigurationError, Problem
from gateway.domain.document import DocumentFields, DocumentText, IncomingDocument
from gateway.domain.formats import FileKind
from gateway.domain.message import Address, Attachment, Message, ReplyTraits
from gateway.domain.reading import DocumentReader
from gateway.domain.rules import AgencyClassifier, Explanation
from gateway.wiring import rules


def rules_folder(config: Path) -> Path:
    """`rules_dir` of the configuration, or the rules that come with the package when there is none.

    A missing configuration is no fault here: rules can be tried before anything is set up.
    """
    return (
        rules.rules_folder(load_settings(config)) if config.exists() else resources.shared("rules")
    )


def load_folder(folder: Path) -> RuleSet:
    """The rule set with its holiday files checked. Raises `ConfigurationError` with every fault."""
    problems: list[Problem] = []
    rule_set: RuleSet | None = None
    try:
        rule_set = load_rules(folder)
    except ConfigurationError as error:
        problems.extend(error.problems)
    for path in sorted((folder / "holidays").glob("*.yaml")):
        problems.extend(_holiday_problems(path, folder))
    if rule_set is None or problems:
        raise ConfigurationError(problems)
    return rule_set


def _holiday_problems(path: Path, folder: Path) -> tuple[Problem, ...]:
    if not (path.stem.isdigit() and 1900 <= int(path.stem) <= 2100):
        return (Problem(path, 1, 1, "the name must be a year, like 2026.yaml"),)
    try:
        calendar([int(path.stem)], folder)
    except ConfigurationError as error:
        return error.problems
    return ()


def failed_examples(rule_set: RuleSet) -> tuple[Problem, ...]:
    """The examples beside the rules that come out otherwise than written."""
    return tuple(failures(rule_set.classification, rule_set.examples))


@dataclass(frozen=True, slots=True)
class Tried:
    """What the reader and the rules say of one line of `rules try`."""

    fields: DocumentFields
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Trial:
    """Reader and rules together, as in the walk."""

    reader: DocumentReader
    classifier: AgencyClassifier

    @classmethod
    def of(cls, rules: RuleSet) -> "Trial":
        reader = DocumentReader(rules.document_types, rules.reading)
        return cls(reader, AgencyClassifier(rules.classification, ()))

    def run(self, line: Mapping[str, Any]) -> Tried:
        """`subject`, `file_name`, `text`, `from`: each may be missing."""
        given = {key: str(line.get(key) or "") for key in ("subject", "file_name", "text", "from")}
        text = DocumentText(given["text"])
        fields = self.reader.read_parts(given["subject"], "", given["file_name"], text)
        attachment = Attachment(0, given["file_name"], FileKind.PDF, 0, "")
        document = IncomingDocument(attachment, text, fields)
        message = _mail(given["subject"], given["from"], attachment)
        return Tried(fields, self.classifier.explain(document, message))


def _mail(subject: str, sender: str, attachment: Attachment) -> Message:
    return Message(
        message_id=None,
        subject=subject,
        sender=Address("", sender) if sender else None,
        reply_path=None,
        date=None,
        body="",
        references=(),
        attachments=(attachment,),
        traits=ReplyTraits(),
    )
