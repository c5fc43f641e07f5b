"""What the named person does with suspected secrets (Art. 1.2). Each act is recorded before it is done."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.adapters import machine
from gateway.adapters.clock import SystemClock
from gateway.adapters.sealed_bodies import SealedBodies
from gateway.adapters.sql import migrate
from gateway.adapters.sql.quarantine import SqlQuarantine
from gateway.config.agencies import AgencySettings, MailboxSettings, Mode
from gateway.config.settings import Settings
from gateway.domain.answering import is_plain_address
from gateway.domain.failures import PermanentFailure
from gateway.domain.quarantine import Act, ActKind, SecrecyCase
from gateway.domain.receipt import Receipt, ReceiptKind
from gateway.domain.vietnamese import nfc
from gateway.wiring.databases import has_database, migrations, open_database
from gateway.wiring.parts import renderer

SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Order:
    """Who orders an act, and why."""

    by: str
    reason: str


class QuarantineDesk:
    """Finds cases and carries out orders of the person whom the configuration names."""

    def __init__(self, settings: Settings, record: SqlQuarantine) -> None:
        self._settings = settings
        self._record = record
        self._bodies = SealedBodies(settings.data_dir)

    def cases(self) -> list[SecrecyCase]:
        return self._record.cases()

    def case(self, prefix: str) -> SecrecyCase:
        """The case whose id begins so. Raises `PermanentFailure` when there is none, or several."""
        found = self._record.cases(prefix.lower())
        if len(found) != 1 or not prefix:
            problem = "several cases begin" if len(found) > 1 else "there is no case that begins"
            raise PermanentFailure(f"{problem} with {prefix!r}: see `gateway quarantine list`")
        return found[0]

    def state(self, case: SecrecyCase) -> str:
        """sealed · destroyed · released · missing (the body is gone, and the record does not say why)."""
        if self._bodies.has(case.digest):
            return "releasing" if case.has(ActKind.RELEASE) else SEALED
        if case.has(ActKind.RELEASE):
            return "released"
        return "destroyed" if case.has(ActKind.DESTROY) else "missing"

    def open(self, case: SecrecyCase, order: Order, target: Path) -> None:
        """Copies the mail to a new file, mode 0600. Raises `PermanentFailure` when it is there already."""
        if target.exists() or target.is_symlink():
            raise PermanentFailure(f"{target}: is there already; name a new file")
        act = self._act(case, ActKind.OPEN, order, str(target.absolute()))
        self._need_sealed(case)
        self._bodies.try_target(target)
        self._record.record(act)
        self._bodies.copy(case.digest, target)

    def destroy(self, case: SecrecyCase, order: Order) -> None:
        """Overwrites and removes the sealed body; the record stays."""
        act = self._act(case, ActKind.DESTROY, order)
        self._need_sealed(case)
        self._record.record(act)
        self._bodies.destroy(case.digest)

    def release(self, case: SecrecyCase, order: Order) -> int:
        """A false alarm: the mail is examined again with the mark overruled; how many messages those are.

        The COMMIT decides; the examination puts the body back, and does so again after a crash.
        """
        act = self._act(case, ActKind.RELEASE, order)
        self._need_sealed(case)
        return self._record.release(act)

    def contact(self, case: SecrecyCase, order: Order, to: str) -> bool:
        """Queues the neutral text for an address. False when it was queued for it before."""
        if not is_plain_address(to):
            raise PermanentFailure(f"{to!r} is no plain address")
        act = self._act(case, ActKind.CONTACT, order, to)
        before = (recorded.act for recorded in case.acts)
        if any(done.kind is ActKind.CONTACT and done.detail == to for done in before):
            return False
        arrival = case.arrivals[0]
        agency, mailbox = self._places(case)[0]
        if agency.mode is Mode.OBSERVE:
            raise PermanentFailure(
                f"agency {agency.id} only observes (mode: observe): the gateway sends nothing; write yourself"
            )
        domain = mailbox.address.rpartition("@")[2]
        return self._record.contact(act, self.notice(case, to), arrival.row, domain)

    def note_removed(self, case: SecrecyCase, order: Order) -> None:
        """Notes that the person removed the mail from the mailbox; the gateway itself removes nothing."""
        self._record.record(self._act(case, ActKind.MAIL_REMOVED, order))

    def notice(self, case: SecrecyCase, to: str) -> Receipt:
        """The facts of the neutral text: that a mail came, to which mailbox, when."""
        agency, mailbox = self._places(case)[0]
        entered = case.arrivals[0].entered_system_at.astimezone(self._settings.zone)
        return Receipt(
            kind=ReceiptKind.CONTACT_REQUEST,
            agency=agency.id,
            mailbox=mailbox.name,
            to=to,
            original_message_id=None,
            original_references=(),
            original_subject="",
            entered_system_at=entered,
            counted_at=entered,
            lines=(),
        )

    def subject(self, notice: Receipt) -> str:
        return renderer(self._settings).subject(notice)

    def _act(
        self, case: SecrecyCase, kind: ActKind, order: Order, detail: str | None = None
    ) -> Act:
        """The line of the record. Raises `PermanentFailure` for anybody but the named person."""
        places = self._places(case)
        officers = [agency.secrets.officer.name for agency, _ in places if agency.secrets]
        if not officers:
            raise PermanentFailure(
                "the configuration names nobody for suspected secrets (secrets.officer of the agency)"
            )
        by, reason = nfc(order.by).strip(), nfc(order.reason).strip()
        if by not in {nfc(name) for name in officers}:
            raise PermanentFailure("--by: only the person named in secrets.officer may do this")
        if not reason:
            raise PermanentFailure("--reason: a reason is needed")
        return Act(case.digest, kind, by, machine.account(), reason, detail)

    def _places(self, case: SecrecyCase) -> list[tuple[AgencySettings, MailboxSettings]]:
        names = {arrival.mailbox for arrival in case.arrivals}
        places = [place for place in self._settings.mailboxes() if place[1].name in names]
        if not places:
            raise PermanentFailure("its mailbox is no longer in the configuration")
        return places

    def _need_sealed(self, case: SecrecyCase) -> None:
        if not self._bodies.has(case.digest):
            raise PermanentFailure(f"case {case.id} is not sealed any more: {self.state(case)}")


@contextmanager
def quarantine_desk(settings: Settings) -> Iterator[QuarantineDesk]:
    """Raises `PermanentFailure` when there is no database of this version."""
    if not has_database(settings):
        raise PermanentFailure("there is no database yet: `gateway run` makes it")
    with closing(open_database(settings)) as database:
        if migrate.current(database) != migrate.newest(migrations()):
            raise PermanentFailure("the database is of another version: run `gateway db upgrade`")
        yield QuarantineDesk(settings, SqlQuarantine(database, SystemClock()))
