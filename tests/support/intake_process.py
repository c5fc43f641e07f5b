"""An intake in a process of its own, to be killed: python -m tests.support.intake_process ROOT PORT."""

import signal
import sys
from pathlib import Path

from gateway.adapters.clock import SystemClock
from gateway.adapters.message_store import FileMessageStore
from gateway.adapters.smtp_intake import SmtpIntake
from gateway.config.servers import SmtpIntakeSettings
from tests.support.ledgers import FileLedger
from tests.support.smtp_dialogue import MAILBOXES


def main(root: Path, port: int) -> None:
    store = FileMessageStore(root)
    ledger = FileLedger(root / "ledger.jsonl")
    settings = SmtpIntakeSettings(port=port, min_free_mb=0)
    sys.stdout = (root / "log").open("w")
    SmtpIntake(settings, MAILBOXES, store, ledger, SystemClock(), lambda: None).start()
    print("ready", file=sys.__stdout__, flush=True)
    signal.pause()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
