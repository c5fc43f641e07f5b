"""A gateway that kills itself with SIGKILL at one step of the walk.

Run as a program: `python -m tests.support.crashing CONFIG STEP`. A step is `port.method:before` or
`:after`, or `commit:before` / `commit:after` for the COMMIT in which a message is concluded, or `examiner:inside` and
`scan_examiner:inside` while a mail lies taken apart. The gateway
itself knows nothing of this: its ports are wrapped where the parts are put together.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event

from gateway.adapters.clock import SystemClock
from gateway.config.load import load_settings
from gateway.wiring.parts import Parts, build
from gateway.wiring.running import alone, started
from tests.support.agency import Agency
from tests.support.small_pdf import invitation
from tests.support.waiting import eventually

STEPS = (
    "store.put:before",
    "store.put:after",
    "ledger.record_fetched:after",
    "ledger.claim:after",
    "register.conclude:before",
    "commit:before",
    "commit:after",
    "register.conclude:after",
    "queue.rendered:before",
    "queue.rendered:after",
    "submitter.submit:before",
    "submitter.submit:after",
    "queue.submitted:after",
    "mover.move:before",
    "mover.move:after",
    "settlements.settled:after",
)

# Those that only a signed document goes through: its trust is kept, or it waits for a status.
KEEPING_STEPS = ("evidence.keep:before", "evidence.keep:after")
WAITING_STEPS = (
    "requests.want:before",
    "requests.want:after",
    "ledger.postpone:before",
    "ledger.postpone:after",
)


# Those of a mail with a scan: it is passed on, read by the other examiner, concluded there.
OCR_STEPS = (
    "ledger.pass_on:before",
    "ledger.pass_on:after",
    "scan_examiner.open:after",
    "commit:before",
    "commit:after",
)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Deadly:
    """A port whose one method kills the process before or after it did its work."""

    def __init__(self, port: Any, method: str, moment: str) -> None:
        self._port = port
        self._method = method
        self._moment = moment

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._port, name)
        if name != self._method:
            return attribute

        def deadly(*arguments: Any, **named: Any) -> Any:
            if self._moment == "before":
                die()
            result = attribute(*arguments, **named)
            if result is not None or self._method != "claim":  # an empty claim did nothing
                die()
            return result

        return deadly


def arm(parts: Parts, step: str) -> Parts:
    """The same parts with one deadly step."""
    where, _, moment = step.partition(":")
    if moment == "inside":
        return replace(parts, **{where: DeadlyInside(getattr(parts, where))})
    if where == "commit":
        return replace(parts, register=DeadlyCommit(parts, moment))
    name, _, method = where.partition(".")
    return replace(parts, **{name: Deadly(getattr(parts, name), method, moment)})


class DeadlyInside:
    """An examiner that kills the process while a mail lies taken apart."""

    def __init__(self, examiner: Any) -> None:
        self._examiner = examiner

    @contextlib.contextmanager
    def open(self, raw: Any) -> Iterator[Any]:
        with self._examiner.open(raw):
            die()
            yield None


class DeadlyCommit:
    """Kills the process right before or right after the COMMIT that concludes a message."""

    def __init__(self, parts: Parts, moment: str) -> None:
        self._register = parts.register
        self._concluding = threading.local()
        if moment == "before":
            event.listen(parts.database.engine, "commit", self._on_commit)
        else:
            event.listen(parts.database.engine, "checkin", self._on_checkin)

    def conclude(self, *arguments: Any) -> Any:
        self._concluding.now = True
        return self._register.conclude(*arguments)

    def _on_commit(self, _connection: Any) -> None:
        if getattr(self._concluding, "now", False):
            die()

    def _on_checkin(self, _connection: Any, _record: Any) -> None:
        if getattr(self._concluding, "now", False):
            die()


def enter_under_fire(agency: Agency, *, mails: int, kills: int) -> None:
    """Sends mails, kills the gateway −9 again and again, and looks whether each was entered and answered once."""
    chance = random.Random(57)
    agency.configure(extra=f"receipts:\n  hourly_limit_per_address: {mails + 1}\n")
    agency.draw_start_line()
    for number in range(1, mails + 1):
        file = (f"{number} gm snv.pdf", invitation(number))
        agency.send(agency.mail(f"Giấy mời {number}", file))
    for _ in range(kills):
        process = agency.start("-m", "gateway", "--config", str(agency.config), "run")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(1.5, 4.0))
            raise AssertionError(f"the gateway ended by itself: {agency.log()}")
        process.kill()
        process.wait()
    with agency.running():
        eventually(
            lambda: len(agency.rows("incoming_register")) >= mails and agency.is_settled(),
            f"the end; {agency.log()}",
            60 + 2 * mails,
        )
        eventually(lambda: len(agency.received_by_sender()) >= mails, "the receipts", 120)
    numbers = sorted(row["arrival_number"] for row in agency.rows("incoming_register"))
    assert numbers == list(range(1, mails + 1))
    receipts = {
        receipt["Message-ID"]: receipt["In-Reply-To"] for receipt in agency.received_by_sender()
    }
    assert len(receipts) == len(set(receipts.values())) == mails
    assert agency.folders()["INBOX"] == 0


def main(config: str, step: str) -> None:
    settings = load_settings(Path(config))
    with alone(settings.data_dir):
        parts = arm(build(settings, SystemClock()), step)
        with started(parts):
            threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
