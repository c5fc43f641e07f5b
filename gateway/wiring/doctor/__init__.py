"""What `gateway doctor` looks at: all of `gateway check`, then this machine, then the servers."""

from collections.abc import Iterator

from gateway.adapters.logs import set_up_logs
from gateway.config.settings import Settings
from gateway.wiring.checks import checks
from gateway.wiring.doctor import machine, servers, storage, workers
from gateway.wiring.findings import Named, guarded


def diagnosis(settings: Settings) -> Iterator[Named]:
    """Every check in turn; the servers last, because they may take their time. Sends no mail."""
    set_up_logs(settings.log)  # what the adapters log must not run into the findings
    yield from checks(settings)
    for name, check in (
        ("folders", storage.folders),
        ("disk", storage.disk),
        ("sync", storage.sync),
        ("integrity", storage.integrity),
        ("workers", workers.workers),
        ("packages", machine.packages),
        ("log", machine.log),
        ("clock", machine.clock),
        ("service", machine.service),
        ("submission", servers.submission),
        ("mailbox", servers.mailboxes),
    ):
        yield from guarded(name, check, settings)
