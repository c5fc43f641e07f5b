"""What `gateway doctor` looks at: all of `gateway check`, then this machine, then the servers."""

from collections.abc import Iterator

from gateway.adapters.logs import set_up_logs
from gateway.config.settings import Settings
from gateway.wiring.checks import CHECKS
from gateway.wiring.doctor import machine, office, scans, servers, storage, workers
from gateway.wiring.findings import Check, Named, guarded

CHECKS_HERE: tuple[tuple[str, Check], ...] = (
    ("folders", storage.folders),
    ("disk", storage.disk),
    ("sync", storage.sync),
    ("integrity", storage.integrity),
    ("quarantine", storage.quarantine),
    ("workers", workers.workers),
    ("scans", scans.scans),
    ("office", office.office),
    ("packages", machine.packages),
    ("log", machine.log),
    ("clock", machine.clock),
    ("service", machine.service),
    ("clamd", servers.clamd),
    ("submission", servers.submission),
    ("mailbox", servers.mailboxes),
)


def diagnosis(settings: Settings) -> Iterator[Named]:
    """Every check in turn; the servers last, because they may take their time. Sends no mail."""
    set_up_logs(settings.log)  # what the adapters log must not run into the findings
    for name, check in (*CHECKS, *CHECKS_HERE):
        yield from guarded(name, check, settings)
