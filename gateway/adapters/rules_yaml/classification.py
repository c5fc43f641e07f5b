"""`rules/classification.yaml` as the domain's table, with its examples."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gateway.adapters.rules_yaml.examples import DOSSIER, RuleExample, example_facts
from gateway.adapters.rules_yaml.schema import (
    ClassificationModel,
    ExamplesModel,
    RuleModel,
    ThenModel,
    WhenModel,
    WordsModel,
)
from gateway.config.yaml_source import (
    ConfigurationError,
    Location,
    Problem,
    problem_at,
    read_tree,
    suggestion,
    validate,
)
from gateway.domain.conditions import (
    UNREAD_TYPE,
    AddresseesAre,
    Condition,
    Join,
    Joined,
    NotationIs,
    Trait,
    TraitIs,
    TypeIs,
    WordsAre,
)
from gateway.domain.rules import ArticleRules, Fallback, Rule, RuleOutcome, Stage
from gateway.domain.vietnamese import fold
from gateway.domain.words import phrase


def load_classification(
    path: Path, type_names: tuple[str, ...]
) -> tuple[ArticleRules, tuple[RuleExample, ...]]:
    """The table and its examples. `type_names` are the document types that a rule may name.

    Raises `ConfigurationError` with every fault: file, line, column, what to do.
    """
    tree = read_tree(path)
    model = validate(path, tree, ClassificationModel)
    problems = [*_twice(path, tree, model), *_unknown_types(path, tree, model, type_names)]
    if problems:
        raise ConfigurationError(problems)
    stages = tuple(Stage(s.name, s.title, tuple(map(_rule, s.rules))) for s in model.stages)
    fallback = Fallback(model.default.name, model.default.basis, _outcome(model.default.then))
    rules = ArticleRules(stages, fallback, condition_of(model.dossier_8_3.when))
    return rules, tuple(_examples(path, tree, model))


def condition_of(when: WhenModel) -> Condition:
    """Every key of a `when` must hold."""
    conditions = tuple(_conditions(when))
    return conditions[0] if len(conditions) == 1 else Joined(Join.ALL_OF, conditions)


def _conditions(when: WhenModel) -> Iterator[Condition]:
    """Cheap conditions first: the words of a long text are looked for last."""
    if when.type is not None:
        yield TypeIs(frozenset(map(fold, when.type)))
    if when.notation is not None:
        yield NotationIs(tuple(map(fold, when.notation)))
    for trait in Trait:
        wanted: bool | None = getattr(when, trait.value)
        if wanted is not None:
            yield TraitIs(trait, wanted)
    if when.addressees is not None:
        yield AddresseesAre(tuple(map(phrase, when.addressees)))
    if when.words is not None:
        yield _words(when.words)
    for join in Join:
        parts: tuple[WhenModel, ...] | None = getattr(when, join.value)
        if parts is not None:
            yield Joined(join, tuple(map(condition_of, parts)))


def _words(words: WordsModel) -> WordsAre:
    return WordsAre(
        words.places,
        any=tuple(map(phrase, words.any)),
        all=tuple(map(phrase, words.all)),
        none=tuple(map(phrase, words.none)),
    )


def _rule(rule: RuleModel) -> Rule:
    return Rule(rule.name, rule.basis, condition_of(rule.when), _outcome(rule.then))


def _outcome(then: ThenModel) -> RuleOutcome:
    return RuleOutcome(then.article, then.item, then.paper, then.confidence, then.note)


def _located_rules(model: ClassificationModel) -> Iterator[tuple[Location, RuleModel]]:
    for at, stage in enumerate(model.stages):
        for index, rule in enumerate(stage.rules):
            yield ("stages", at, "rules", index), rule


def _twice(path: Path, tree: Any, model: ClassificationModel) -> Iterator[Problem]:
    seen: set[str] = {model.default.name, DOSSIER}
    for location, rule in _located_rules(model):
        if rule.name in seen:
            message = f"the rule name {rule.name!r} stands twice; every rule needs its own"
            yield problem_at(path, tree, [*location, "name"], message)
        seen.add(rule.name)


def _unknown_types(
    path: Path, tree: Any, model: ClassificationModel, type_names: tuple[str, ...]
) -> Iterator[Problem]:
    known = (*type_names, UNREAD_TYPE)
    folded = frozenset(map(fold, known))
    for location, name in _named_types(model):
        if fold(name) not in folded:
            message = f"{name!r} is no type of document_types.yaml{suggestion(name, known)}"
            yield problem_at(path, tree, location, message)


def _named_types(model: ClassificationModel) -> Iterator[tuple[Location, str]]:
    for location, rule in _located_rules(model):
        yield from _types_in(rule.when, [*location, "when"])
        yield from _example_types(rule.examples, [*location, "examples"])
    yield from _types_in(model.dossier_8_3.when, ["dossier_8_3", "when"])
    yield from _example_types(model.dossier_8_3.examples, ["dossier_8_3", "examples"])


def _types_in(when: WhenModel, location: Location) -> Iterator[tuple[Location, str]]:
    for index, name in enumerate(when.type or ()):
        yield [*location, "type", index], name
    for join in Join:
        for index, part in enumerate(getattr(when, join.value) or ()):
            yield from _types_in(part, [*location, join.value, index])


def _example_types(examples: ExamplesModel, location: Location) -> Iterator[tuple[Location, str]]:
    for key in ("match", "no_match"):
        for index, example in enumerate(getattr(examples, key)):
            if example.type is not None:
                yield [*location, key, index, "type"], example.type


def _examples(path: Path, tree: Any, model: ClassificationModel) -> Iterator[RuleExample]:
    located = [(location, rule.name, rule.examples) for location, rule in _located_rules(model)]
    located.append((("dossier_8_3",), DOSSIER, model.dossier_8_3.examples))
    for location, name, examples in located:
        for key in ("match", "no_match"):
            for index, example in enumerate(getattr(examples, key)):
                where = problem_at(path, tree, [*location, "examples", key, index], "")
                yield RuleExample(name, example_facts(example), key == "match", where)
