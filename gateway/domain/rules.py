"""Articles 7 and 8 as a table of rules: evaluation and explanation (domain.md 2.2).

Stages run in order; inside a stage the first rule that speaks decides. What no rule names is Article 8.1
(Art. 8.1: "các văn bản khác ngoài quy định tại Điều 7"): the default is paper, never Article 7.
Article 8.3 is asked after every decision; it neither adds nor removes paper.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.domain.classification import Classification, Paper
from gateway.domain.conditions import Condition, Finding
from gateway.domain.document import Confidence, IncomingDocument
from gateway.domain.facts import Facts, facts_of
from gateway.domain.message import Message


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """`then`: what follows when a rule speaks."""

    article: str  # "7" or "8"
    item: str
    paper: Paper
    confidence: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its legal basis. It speaks when `when` holds."""

    name: str
    basis: str
    when: Condition
    then: RuleOutcome


@dataclass(frozen=True, slots=True)
class Stage:
    """Rules that are tried together, in order."""

    name: str
    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Fallback:
    """The answer when no rule spoke; it always goes before the clerk's eyes."""

    name: str
    basis: str
    then: RuleOutcome


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """Why one rule spoke or did not."""

    stage: str
    rule: str
    basis: str
    spoke: bool
    finding: Finding


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision with every rule that was asked, in order; the last one that spoke decided."""

    classification: Classification
    note: str
    asked: tuple[RuleTrace, ...]
    dossier_8_3: Finding


@dataclass(frozen=True, slots=True)
class ArticleRules:
    """The table of `rules/classification.yaml`."""

    stages: tuple[Stage, ...]
    fallback: Fallback
    dossier_8_3: Condition

    def classify(self, facts: Facts) -> Classification:
        return self.explain(facts).classification

    def explain(self, facts: Facts) -> Explanation:
        asked: list[RuleTrace] = []
        dossier = self.dossier_8_3.check(facts)
        for stage, rule in self._rules():
            finding = rule.when.check(facts)
            asked.append(RuleTrace(stage.name, rule.name, rule.basis, finding.holds, finding))
            if finding.holds:
                return _explanation(rule, asked, dossier)
        return _explanation(self.fallback, asked, dossier)

    def rule_names(self) -> tuple[str, ...]:
        return (*(rule.name for _, rule in self._rules()), self.fallback.name)

    def _rules(self) -> Iterator[tuple[Stage, Rule]]:
        return ((stage, rule) for stage in self.stages for rule in stage.rules)


def _explanation(decider: Rule | Fallback, asked: list[RuleTrace], dossier: Finding) -> Explanation:
    then = decider.then
    classification = Classification(
        article=then.article,
        item=then.item,
        paper=then.paper,
        rule=decider.name,
        legal_basis=decider.basis,
        confidence=then.confidence,
        dossier_8_3=dossier.holds,
    )
    return Explanation(classification, then.note, tuple(asked), dossier)


@dataclass(frozen=True, slots=True)
class AgencyClassifier:
    """The port `Classifier` for one receiving agency: the same document may be another class for another receiver."""

    rules: ArticleRules
    agency_names: tuple[str, ...]  # under which the agency is addressed

    def classify(self, document: IncomingDocument, message: Message) -> Classification:
        return self.rules.classify(facts_of(document, message, self.agency_names))

    def explain(self, document: IncomingDocument, message: Message) -> Explanation:
        return self.rules.explain(facts_of(document, message, self.agency_names))
