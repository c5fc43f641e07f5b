"""What `gateway check` looks at. Touches no server."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.adapters.holiday_calendar import calendar
from gateway.adapters.receipts import EndesiveSigner
from gateway.adapters.smtp_intake import certificate_ends
from gateway.adapters.sql import migrate
from gateway.config.agencies import Mode
from gateway.config.settings import Settings
from gateway.config.values import CREDENTIALS
from gateway.wiring import rules as rules_wiring
from gateway.wiring.databases import has_database, migrations, open_database
from gateway.wiring.findings import Check, Finding, Named, guarded
from gateway.wiring.ocr import ocr, pdftotext
from gateway.wiring.parts import renderer
from gateway.wiring.rule_folder import failed_examples
from gateway.wiring.rules import HOLIDAYS_AHEAD
from gateway.wiring.trust_checks import trust

_SIGNING_SOON = timedelta(days=60)  # an authority of the state takes weeks
_SERVER_SOON = timedelta(days=14)  # often renewed by a program, a month before the end


def _agencies(settings: Settings) -> Iterator[Finding]:
    observed = [agency.id for agency in settings.agencies if agency.mode is Mode.OBSERVE]
    said = f"{len(settings.agencies)} agencies, {len(settings.mailboxes())} mailboxes"
    yield Finding("ok", said + (f"; only observing: {', '.join(observed)}" if observed else ""))


def _rules(settings: Settings) -> Iterator[Finding]:
    rules = rules_wiring.load(settings, datetime.now(UTC).year).rule_set
    failed = failed_examples(rules)
    for problem in failed:
        yield Finding("error", str(problem), "mend the rule or its example")
    if not failed:
        digest = rules.digest[:12]
        yield Finding(
            "ok", f"{len(rules.examples)} examples come out as written (version {digest})"
        )


def _holidays(settings: Settings) -> Iterator[Finding]:
    """This year's, and from the middle of November next year's."""
    now = datetime.now(UTC)
    years = (now.year, now.year + 1)
    unconfirmed = calendar(years, rules_wiring.rules_folder(settings)).unconfirmed_years
    for year in years:
        if year not in unconfirmed:
            yield Finding("ok", f"the days off of {year} are confirmed")
        elif year <= (now + HOLIDAYS_AHEAD).year:
            yield Finding(
                "warning",
                f"the days off of {year} are not confirmed",
                f"copy rules/ and set rules_dir; compare holidays/{year}.yaml with the official letter, then "
                "set confirmed: true",
            )
        else:
            yield Finding("ok", f"the days off of {year} are not confirmed yet; there is time")


def _secrets(settings: Settings) -> Iterator[Finding]:
    files = [mailbox.imap.password_file for _, mailbox in settings.mailboxes() if mailbox.imap]
    files += [settings.submission.password_file] if settings.submission.password_file else []
    files += [settings.receipts.signing.key_file] if settings.receipts.signing else []
    if settings.smtp_intake and settings.smtp_intake.tls_key_file:
        files.append(settings.smtp_intake.tls_key_file)
    for file in dict.fromkeys(files):
        yield _secret(file)
    if not files:
        yield Finding("ok", "no password and no key is needed")


def _secret(file: Path) -> Finding:
    try:
        mode, empty = file.stat().st_mode, not file.read_bytes().strip()
    except OSError as error:
        unset = (
            "CREDENTIALS_DIRECTORY is not set: only systemd does; see docs/quan-tri/cai-dat.md, 2"
        )
        advice = unset if CREDENTIALS in str(file) else None
        return Finding("error", f"{file}: cannot be read: {error.strerror}", advice)
    if empty:
        return Finding(
            "error", f"{file}: is empty", "it must hold the password, on one line, or the key"
        )
    if mode & 0o077:
        return Finding("warning", f"{file}: others can read it", f"chmod 600 {file}")
    return Finding("ok", f"{file}: readable")


def _database(settings: Settings) -> Iterator[Finding]:
    """Whether it can be reached and is of this version."""
    if not has_database(settings):
        yield Finding("ok", "not made yet; `gateway run` makes it")
        return
    with closing(open_database(settings)) as opened:
        current, needed = migrate.current(opened), migrate.newest(migrations())
    if current == needed:
        yield Finding("ok", f"at revision {current}")
    else:
        yield Finding(
            "error",
            f"at revision {current}, this version needs {needed}",
            "run `gateway db upgrade`",
        )


def _signing(settings: Settings) -> Iterator[Finding]:
    """Key and certificate fit together (`EndesiveSigner` sees to that) and are of today."""
    signing = settings.receipts.signing
    if signing is None:
        yield Finding("ok", "receipts are not signed (receipts.signing)")
        return
    ends = EndesiveSigner(signing.key_file, signing.certificate_file).certificate_ends
    yield _certificate(signing.certificate_file, ends, _SIGNING_SOON)


def _intake(settings: Settings) -> Iterator[Finding]:
    """The certificate of STARTTLS, where there is one."""
    intake = settings.smtp_intake
    if intake is None:
        yield Finding("ok", "no mail is taken in by SMTP (smtp_intake)")
        return
    ends = certificate_ends(intake)
    if ends is None or intake.tls_certificate_file is None:
        yield Finding("ok", f"{intake.listen} port {intake.port}, without STARTTLS")
    else:
        yield _certificate(intake.tls_certificate_file, ends, _SERVER_SOON)


def _certificate(file: Path, ends: datetime, soon: timedelta) -> Finding:
    now, said = datetime.now(UTC), f"{file}: the key fits; valid until {ends:%Y-%m-%d}"
    if ends < now:
        return Finding("error", said, "it has expired: put a new key and certificate in place")
    if ends < now + soon:
        return Finding("warning", said, "have a new one made")
    return Finding("ok", said)


def _texts(settings: Settings) -> Iterator[Finding]:
    unsigned = settings.receipts.model_copy(update={"signing": None})  # `_signing` looks at the key
    renderer(settings.model_copy(update={"receipts": unsigned}))
    yield Finding("ok", "all templates can be read")


def _officers(settings: Settings) -> Iterator[Finding]:
    """Whether somebody is told of a suspected secret (Art. 1.2)."""
    for agency in settings.agencies:
        if agency.secrets is None:
            yield Finding(
                "warning",
                "nobody is told of a suspected secret, and nobody can open or destroy one",
                "name secrets.officer",
                agency.id,
            )
        else:
            yield Finding("ok", "a person is named for suspected secrets", item=agency.id)


def _malware(settings: Settings) -> Iterator[Finding]:
    if settings.malware is None:
        yield Finding("warning", "not checked: no scanner is named", "name malware.clamd")
    else:
        yield Finding(
            "ok", f"each mail and each file is checked by clamd ({settings.malware.clamd})"
        )


CHECKS: tuple[tuple[str, Check], ...] = (
    ("configuration", _agencies),
    ("rules", _rules),
    ("holidays", _holidays),
    ("secrets", _secrets),
    ("officer", _officers),
    ("malware", _malware),
    ("database", _database),
    ("trust", trust),
    ("signing", _signing),
    ("intake", _intake),
    ("ocr", ocr),
    ("pdftotext", pdftotext),
    ("texts", _texts),
)


def checks(settings: Settings) -> Iterator[Named]:
    """Every check in turn. The configuration itself was read before."""
    for name, check in CHECKS:
        yield from guarded(name, check, settings)
