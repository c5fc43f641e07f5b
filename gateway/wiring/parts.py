"""The parts of a gateway, made from its settings: whole objects, no setters."""

import os
import socket
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from gateway.adapters.examiner import WorkerExaminer
from gateway.adapters.file_submission import FileSubmitter
from gateway.adapters.imap import ImapMover
from gateway.adapters.message_store import FileMessageStore
from gateway.adapters.receipts import EndesiveSigner, JinjaReceiptRenderer, SenderIdentity
from gateway.adapters.signature_evidence import StoredEvidence
from gateway.adapters.signatures import load_trust
from gateway.adapters.smtp_submission import SmtpSubmitter
from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.ledger import SqlLedger
from gateway.adapters.sql.outbox import SqlOutbox, SqlSettlements
from gateway.adapters.sql.quarantine import SqlQuarantine
from gateway.adapters.sql.register import Mailbox, SqlRegister
from gateway.adapters.sql.status_requests import SqlStatusRequests
from gateway.adapters.workers import OnDemandPool, WorkerPool
from gateway.config.agencies import Mode
from gateway.config.servers import ImapSettings
from gateway.config.settings import Settings
from gateway.domain.reading import DocumentReader
from gateway.domain.states import Lane
from gateway.outbox import Outbox
from gateway.pipeline import Tools
from gateway.ports import (
    Clock,
    EvidenceKeeper,
    Examiner,
    MailboxMover,
    OutboxQueue,
    ReceiptRenderer,
    Register,
    Releases,
    Settlements,
    StatusRequests,
    Submitter,
)
from gateway.service.examination import Examination
from gateway.service.settling import Settling
from gateway.service.submission import Guarded
from gateway.wiring import rules as rules_wiring
from gateway.wiring.databases import open_database
from gateway.wiring.examiners import scan_examiner, scan_pool, scanner, worker_pool
from gateway.wiring.ocr import leaves_scans
from gateway.wiring.receivers import receivers
from gateway.wiring.rules import Rules


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that a gateway is made of. Tests replace single ports with `dataclasses.replace`."""

    settings: Settings
    clock: Clock
    rules: Rules
    database: Database
    store: FileMessageStore
    pool: WorkerPool
    ledger: SqlLedger
    register: Register
    examiner: Examiner
    scan_examiner: Examiner | None  # reads scans too; None where there is no OCR
    scan_pool: OnDemandPool | None  # of that one
    queue: OutboxQueue
    renderer: ReceiptRenderer
    submitter: Submitter
    settlements: Settlements
    mover: MailboxMover
    evidence: EvidenceKeeper
    requests: StatusRequests
    releases: Releases
    closing: ExitStack

    def examination(self) -> Examination:
        """For what is not a scan; for all where nothing reads scans: then they are held.

        On a shared database another machine may read them: it is left to that one.
        """
        waits = self.scan_examiner is not None or leaves_scans(self.settings)
        lanes = (Lane.MAIN,) if waits else tuple(Lane)
        return self._examination(self.examiner, lanes, scans_wait=waits)

    def scan_examination(self) -> Examination | None:
        """For the messages that wait for OCR; None where there is none."""
        if self.scan_examiner is None:
            return None
        return self._examination(self.scan_examiner, (Lane.OCR,), scans_wait=False)

    def _examination(
        self, examiner: Examiner, lanes: tuple[Lane, ...], *, scans_wait: bool
    ) -> Examination:
        tools = Tools(
            store=self.store,
            examiner=examiner,
            reader=DocumentReader(self.rules.rule_set.document_types, self.rules.rule_set.reading),
            policies=self.rules.policies(self.settings.signatures),
            own_addresses=frozenset(
                mailbox.address.lower() for _, mailbox in self.settings.mailboxes()
            ),
            releases=self.releases,
            scans_wait=scans_wait,
        )
        return Examination(
            self.ledger,
            self.register,
            tools,
            receivers(self.settings, self.rules),
            self.clock,
            self.evidence,
            self.requests,
            lanes,
        )

    def outbox(self) -> Outbox:
        give_up_after = timedelta(hours=self.settings.receipts.give_up_after_hours)
        renderer = Guarded(self.renderer)
        return Outbox(self.queue, renderer, self.submitter, self.clock, give_up_after)

    def settling(self) -> Settling:
        return Settling(self.settlements, self.mover, self.clock)

    def close(self) -> None:
        """Ends workers and connections."""
        self.closing.close()


def build(settings: Settings, clock: Clock) -> Parts:
    """Makes all parts; touches no server. Raises `ConfigurationError` for rules that cannot be used."""
    rules = rules_wiring.load(settings, clock.now().year)
    owner = f"{socket.gethostname()[:40]}:{os.getpid()}"
    database = open_database(settings)
    store = FileMessageStore(settings.data_dir)
    pool = worker_pool(settings.workers)
    mover = ImapMover(imap_mailboxes(settings))
    closing = ExitStack()
    for close in (database.close, mover.close, pool.close):
        closing.callback(close)
    scans = scan_pool(settings, closing)
    return Parts(
        settings=settings,
        clock=clock,
        rules=rules,
        database=database,
        store=store,
        pool=pool,
        ledger=SqlLedger(database, clock, owner),
        register=SqlRegister(
            database,
            clock,
            register_mailboxes(settings),
            settings.receipts.hourly_limit_per_address,
        ),
        examiner=WorkerExaminer(pool, store, settings, scanner=scanner(settings)),
        scan_examiner=scan_examiner(pool, store, settings, scans),
        scan_pool=scans,
        queue=SqlOutbox(database, clock, owner),
        renderer=renderer(settings),
        submitter=submitter(settings, closing),
        settlements=SqlSettlements(database, clock, owner),
        mover=mover,
        evidence=StoredEvidence(store, lambda: load_trust(settings.trust_folder)),
        requests=SqlStatusRequests(database, clock),
        releases=SqlQuarantine(database, clock),
        closing=closing,
    )


def register_mailboxes(settings: Settings) -> dict[str, Mailbox]:
    first_numbers = {
        book.name: book.first_number for agency in settings.agencies for book in agency.books
    }
    return {
        mailbox.name: Mailbox(
            mailbox.book, first_numbers[mailbox.book], mailbox.address.rpartition("@")[2]
        )
        for _, mailbox in settings.mailboxes()
    }


def imap_mailboxes(settings: Settings, *, live_only: bool = False) -> dict[str, ImapSettings]:
    return {
        mailbox.name: mailbox.imap
        for agency, mailbox in settings.mailboxes()
        if mailbox.imap is not None and not (live_only and agency.mode is Mode.OBSERVE)
    }


def submitter(settings: Settings, closing: ExitStack) -> Submitter:
    if settings.submission.transport == "files":
        return FileSubmitter(settings.data_dir / "outgoing")
    smtp = SmtpSubmitter(settings.submission)
    closing.callback(smtp.close)
    return smtp


def renderer(settings: Settings) -> JinjaReceiptRenderer:
    """Raises `ConfigurationError` for templates or a signing key that cannot be used."""
    identities = {
        mailbox.name: SenderIdentity(agency.name, mailbox.address, agency.name, agency.contact)
        for agency, mailbox in settings.mailboxes()
    }
    signing = settings.receipts.signing
    signer = EndesiveSigner(signing.key_file, signing.certificate_file) if signing else None
    return JinjaReceiptRenderer(identities, gateway_id(settings), settings.templates_dir, signer)


def gateway_id(settings: Settings) -> str:
    """What marks our own mails: the first mailbox's address names the gateway."""
    return settings.agencies[0].mailboxes[0].address.lower()
