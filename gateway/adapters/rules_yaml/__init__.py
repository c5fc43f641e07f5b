"""Rules and tables that administrators edit, as domain values."""

from gateway.adapters.rules_yaml.examples import RuleExample, failures
from gateway.adapters.rules_yaml.rule_set import RuleSet, digest_of, load_rules

__all__ = ["RuleExample", "RuleSet", "digest_of", "failures", "load_rules"]
