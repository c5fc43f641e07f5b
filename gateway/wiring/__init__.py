"""The composition root: the only package that names concrete adapters."""

from gateway.adapters.sql.queries import SqlQueries
from gateway.config.load import load_settings
from gateway.config.settings import Settings
from gateway.wiring.checks import checks
from gateway.wiring.databases import queries, upgrade_database
from gateway.wiring.doctor import diagnosis
from gateway.wiring.extracting import Extracted
from gateway.wiring.findings import Named
from gateway.wiring.judging import judge
from gateway.wiring.processing import Processed, processor, stored_mail
from gateway.wiring.quarantine import Order, QuarantineDesk, quarantine_desk
from gateway.wiring.running import running

__all__ = [
    "Extracted",
    "Named",
    "Order",
    "Processed",
    "QuarantineDesk",
    "Settings",
    "SqlQueries",
    "checks",
    "diagnosis",
    "judge",
    "load_settings",
    "processor",
    "quarantine_desk",
    "queries",
    "running",
    "stored_mail",
    "upgrade_database",
]
