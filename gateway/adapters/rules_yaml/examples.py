"""The examples that stand beside each rule: what it must and must not decide."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gateway.adapters.rules_yaml.schema import ExampleModel
from gateway.config.yaml_source import Problem
from gateway.domain.codes import parse_code
from gateway.domain.facts import Facts, has_year, places_of, without_year
from gateway.domain.rules import ArticleRules

DOSSIER = "dossier-8-3"  # the examples of `dossier_8_3`, which is no rule of a stage


@dataclass(frozen=True, slots=True)
class RuleExample:
    """One example: `rule` must (or must not) decide these facts. `where` is its place in the file."""

    rule: str
    facts: Facts
    must_match: bool
    where: Problem


def example_facts(example: ExampleModel) -> Facts:
    code = parse_code(example.code) if example.code else None
    notation = code.notation if code else None
    return Facts(
        document_type=example.type,
        number=code.number if code else None,
        notation=without_year(notation),
        year_in_number=has_year(notation),
        places=places_of(
            example.type,
            abstract=example.abstract,
            subject=example.subject,
            body=example.body,
            text=example.text,
            file_name=example.file_name,
        ),
        addressees=example.addressees,
        has_deadline=example.deadline,
        is_draft=example.draft,
        has_invitation_in_mail=example.has_invitation_in_mail,
        is_for_information=example.for_information,
        has_dossier_code=example.dossier_code,
    )


def failures(rules: ArticleRules, examples: Iterable[RuleExample]) -> Iterator[Problem]:
    """The examples that come out otherwise than written, each with its place and what happened."""
    for example in examples:
        decided = rules.classify(example.facts)
        spoke = decided.dossier_8_3 if example.rule == DOSSIER else decided.rule == example.rule
        if spoke is not example.must_match:
            wanted = "must match" if example.must_match else "must not match"
            message = f"rule {example.rule}: this example {wanted}, but {decided.rule} decided it"
            if example.rule == DOSSIER:
                message = f"dossier_8_3: this example {wanted}"
            yield replace(example.where, message=message)
