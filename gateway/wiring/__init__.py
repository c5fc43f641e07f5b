"""The composition root: the only package that names concrete adapters."""

from gateway.config.load import load_settings
from gateway.wiring.checks import checks
from gateway.wiring.judging import judge
from gateway.wiring.parts import queries, upgrade_database
from gateway.wiring.processing import Processed, processor, stored_mail
from gateway.wiring.running import running

__all__ = [
    "Processed",
    "checks",
    "judge",
    "load_settings",
    "processor",
    "queries",
    "running",
    "stored_mail",
    "upgrade_database",
]
