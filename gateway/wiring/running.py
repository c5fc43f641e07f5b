"""The running gateway: parts, loops, ways in and the clock, brought up and down in order."""

import fcntl
import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import structlog

from gateway.adapters.clock import SystemClock
from gateway.adapters.imap import MailboxWatcher
from gateway.adapters.logs import set_up_logs
from gateway.adapters.signatures import load_trust
from gateway.adapters.smtp_intake import SmtpIntake
from gateway.adapters.sql.queries import SqlQueries
from gateway.config.settings import Settings
from gateway.domain.failures import PermanentFailure
from gateway.service import sd_notify
from gateway.service.clockwork import Clockwork, Job
from gateway.service.examination import examine_next
from gateway.service.gateway import Gateway, Intake, ScanReading
from gateway.service.refreshing import refresh_and_log
from gateway.service.settling import settle_next
from gateway.service.submission import submit_next
from gateway.service.watching import Watching
from gateway.wiring.databases import ensure_database, make_folder
from gateway.wiring.ocr import how_scans_are_read
from gateway.wiring.parts import Parts, build, imap_mailboxes
from gateway.wiring.rules import HOLIDAYS_AHEAD
from gateway.wiring.trust import is_refreshed, refreshing

_log = structlog.get_logger()
_QUEUE_LOG_SECONDS = 600
_HOLIDAYS_SECONDS = 86400


@contextmanager
def running(settings: Settings) -> Iterator[Gateway]:
    """A started gateway; stopped after the message in hand when the block ends."""
    set_up_logs(settings.log)
    with ExitStack() as stack:
        stack.enter_context(alone(settings.data_dir))
        parts = build(settings, SystemClock())
        stack.callback(parts.close)
        yield stack.enter_context(started(parts))


@contextmanager
def started(parts: Parts) -> Iterator[Gateway]:
    """Starts a gateway of these parts. Raises `PermanentFailure` when the database is too old or a port is in use."""
    load_trust(parts.settings.trust_folder)  # a broken certificate is named now, not at each mail
    take_over(parts)
    # A worker that cannot start must end the gateway now, not hold each mail as an internal error.
    if parts.settings.malware is None:
        _log.warning("malware-not-checked", advice="name malware.clamd in the configuration")
    _log.info("workers", **parts.pool.protections())
    _log.info("ocr", tesseract=how_scans_are_read(parts.settings))
    gateway = Gateway()
    gateway.assemble(
        examine=_examine(parts, gateway),
        # While one thread reads fields and rules, another keeps its worker busy.
        examiners=3 * parts.settings.workers.processes,
        recognise=_recognise(parts, gateway),
        submit=_submit(parts),
        settle=_settle(parts),
        intakes=_intakes(parts, gateway),
    )
    clockwork = Clockwork(_jobs(parts, gateway))
    gc.freeze()  # what was loaded stays; the collector need not walk it for each message
    gc.set_threshold(50_000, 20, 20)
    gateway.start()
    clockwork.start()
    try:
        yield gateway
    finally:
        clockwork.stop()
        gateway.stop()


def take_over(parts: Parts) -> None:
    """Clears what a killed gateway left behind. Only for a gateway that is alone on its folder."""
    ensure_database(parts.database)
    if parts.settings.database is None:
        # The embedded database is ours alone; on a shared one the leases of other machines run out.
        parts.ledger.break_leases()
    parts.store.clean_temporary()


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """One gateway a folder: a second one would examine and answer the same mails."""
    make_folder(data_dir)
    with (data_dir / "gateway.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise PermanentFailure(f"another gateway runs on {data_dir}") from None
        yield


def _examine(parts: Parts, gateway: Gateway) -> Callable[[], bool]:
    examination = parts.examination()
    return lambda: examine_next(examination, gateway.message_concluded)


def _recognise(parts: Parts, gateway: Gateway) -> ScanReading | None:
    examination = parts.scan_examination()
    if examination is None or parts.scan_pool is None:
        return None
    return ScanReading(
        lambda: examine_next(examination, gateway.message_concluded), parts.scan_pool.close
    )


def _submit(parts: Parts) -> Callable[[], bool]:
    outbox = parts.outbox()
    return lambda: submit_next(outbox)


def _settle(parts: Parts) -> Callable[[], bool] | None:
    if not imap_mailboxes(parts.settings, live_only=True):
        return None
    settling = parts.settling()
    return lambda: settle_next(settling)


def _intakes(parts: Parts, gateway: Gateway) -> list[Intake]:
    settings, intakes = parts.settings, list[Intake]()
    watched = imap_mailboxes(settings)
    if watched:
        watcher = MailboxWatcher(
            tuple(watched.items()), parts.ledger, parts.store, parts.clock, gateway.message_recorded
        )
        intakes.append(Watching(watcher))
    if settings.smtp_intake is not None:
        addresses = {mailbox.address.lower(): mailbox.name for _, mailbox in settings.mailboxes()}
        intakes.append(
            SmtpIntake(
                settings.smtp_intake,
                addresses,
                parts.store,
                parts.ledger,
                parts.clock,
                gateway.message_recorded,
            )
        )
    return intakes


def _jobs(parts: Parts, gateway: Gateway) -> tuple[Job, ...]:
    queries = SqlQueries(parts.database)

    def log_queue() -> None:
        _log.info("queue", **queries.counts())

    def check_holidays() -> None:
        now = parts.clock.now()
        for year in parts.rules.calendar.unconfirmed_years:
            if now.year <= year <= (now + HOLIDAYS_AHEAD).year:
                _log.warning(
                    "holidays-not-confirmed", year=year, file=f"rules/holidays/{year}.yaml"
                )

    jobs = [
        Job("queue", _QUEUE_LOG_SECONDS, log_queue),
        Job("holidays", _HOLIDAYS_SECONDS, check_holidays),
    ]
    if is_refreshed(parts.settings):
        step, every = refreshing(parts), parts.settings.signatures.refresh.every_minutes * 60
        jobs.append(Job("refresh", every, lambda: refresh_and_log(step, gateway.message_recorded)))
    interval = sd_notify.watchdog_seconds()
    if interval is not None:
        jobs.append(
            Job(
                "watchdog",
                interval / 2,
                lambda: sd_notify.watchdog() if gateway.is_healthy else None,
            )
        )
    return tuple(jobs)
