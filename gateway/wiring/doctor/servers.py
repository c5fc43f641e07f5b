"""The mail servers, asked as the gateway will ask them: TLS, login, folders. No mail is sent or read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import repeat

from gateway.adapters.imap import WANTED, MailboxState, look
from gateway.adapters.smtp_submission import SmtpSubmitter
from gateway.config.agencies import AgencySettings, MailboxSettings, Mode
from gateway.config.settings import Settings
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.wiring.examiners import scanner
from gateway.wiring.findings import Finding

_ANSWER_SECONDS = 8.0  # for each answer of a server
_AT_ONCE = 20  # a thousand mailboxes on a silent server: 7 minutes
_SOON = timedelta(
    days=14
)  # a server's certificate lives 90 days and is renewed 30 days before its end


def clamd(settings: Settings) -> Iterator[Finding]:
    """Asks the malware scanner whether it lives and how old its signatures are."""
    asked = scanner(settings)
    if asked is None:
        yield Finding("warning", "malware is not checked", "name malware.clamd")
        return
    try:
        yield Finding("ok", f"answers: {asked.version()}")
    except TransientFailure as failure:
        advice = "start clamav-daemon; until then every mail waits"
        yield Finding("error", str(failure), advice)


def submission(settings: Settings) -> Iterator[Finding]:
    """Connects and logs in where receipts are handed over."""
    asked = settings.submission
    if asked.transport == "files":
        outgoing = settings.data_dir / "outgoing"
        message = f"receipts are written to {outgoing}, nothing is sent (transport: files)"
        yield Finding("warning", message, "name a submission server when the trial is over")
        return
    submitter = SmtpSubmitter(asked, _ANSWER_SECONDS)
    try:
        ends = submitter.log_in()
    except (TransientFailure, PermanentFailure) as failure:
        advice = "check network, host, port, ca_file, user name and password"
        yield Finding("error", str(failure), advice)
        return
    finally:
        submitter.close()
    login = f"{asked.username} is logged in" if asked.username else "without a login"
    place = f"SMTP {asked.host}:{asked.port}"
    yield _dated(Finding("ok", f"{place}: {asked.tls.value}, {login}"), ends)


def mailboxes(settings: Settings) -> Iterator[Finding]:
    """Each mailbox that is read by IMAP, several at a time, in the order of the file."""
    pairs = [(agency, mailbox) for agency, mailbox in settings.mailboxes() if mailbox.imap]
    agencies, read = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if not read:
        yield Finding("ok", "no mailbox is read by IMAP")
        return
    year = datetime.now(settings.zone).year
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        yield from threads.map(_mailbox, agencies, read, repeat(year))


def _mailbox(agency: AgencySettings, mailbox: MailboxSettings, year: int) -> Finding:
    assert mailbox.imap is not None
    folders = _folders(agency, year)
    try:
        state = look(mailbox.imap, folders, _ANSWER_SECONDS)
    except PermanentFailure as failure:
        return Finding("error", str(failure), item=mailbox.name)
    except TransientFailure as failure:
        advice = "check network, host, port, ca_file and the server's certificate"
        return Finding("error", str(failure), advice, mailbox.name)
    return mailbox_finding(state, mailbox)


def _folders(agency: AgencySettings, year: int) -> tuple[str, ...]:
    if agency.mode is Mode.OBSERVE:
        return ()  # nothing is moved
    own = agency.folders
    return (own.registered.format(year=year), own.held, own.rejected, own.secret)


def mailbox_finding(state: MailboxState, mailbox: MailboxSettings) -> Finding:
    return _dated(_seen(state, mailbox), state.certificate_ends)


def _seen(state: MailboxState, mailbox: MailboxSettings) -> Finding:
    assert mailbox.imap is not None
    if not state.is_watchable:
        message = f"{state.place}: logged in, but the folder {mailbox.imap.folder} cannot be opened"
        return Finding("error", message, "correct imap.folder", mailbox.name)
    said = f"{state.place}: {mailbox.imap.tls.value}, logged in; {_offered(state)}"
    if state.missing:
        said += f"; made when first needed: {', '.join(state.missing)}"
    if not {"MOVE", "UIDPLUS"} & set(state.offered):
        advice = "mails that were moved stay behind, flagged as deleted: use a newer server"
        return Finding("warning", said, advice, mailbox.name)
    return Finding("ok", said, item=mailbox.name)


def _offered(state: MailboxState) -> str:
    lacking = ", ".join(name for name in WANTED if name not in state.offered)
    if not state.offered:
        return f"offers none of {lacking}"
    return f"offers {', '.join(state.offered)}" + (f", not {lacking}" if lacking else "")


def _dated(finding: Finding, ends: datetime | None) -> Finding:
    """A certificate that ends soon is worth a warning: an expired one stops everything."""
    if ends is None or ends > datetime.now(UTC) + _SOON or finding.level == "error":
        return finding
    message = f"{finding.message}; the server's certificate ends on {ends:%Y-%m-%d}"
    return Finding("warning", message, "renew the certificate of the server", finding.item)
