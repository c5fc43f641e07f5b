"""What `gateway check` looks at. Touches no server."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from gateway.adapters.signatures import load_trust
from gateway.adapters.sql import migrate
from gateway.config.agencies import Mode
from gateway.config.settings import Settings
from gateway.config.yaml_source import ConfigurationError
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.wiring import rules as rules_wiring
from gateway.wiring.parts import migrations, open_database, renderer
from gateway.wiring.rule_folder import failed_examples

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """The result of one check, for the administrator."""

    name: str
    level: Level
    message: str


def checks(settings: Settings) -> Iterator[CheckFinding]:
    """Every check in turn. The configuration itself was read before."""
    yield CheckFinding("configuration", "ok", _agencies(settings))
    for name, check in (
        ("rules", _rules),
        ("holidays", _holidays),
        ("secrets", _secrets),
        ("database", _database),
        ("trust", _trust),
        ("texts", _texts),
    ):
        yield from _guarded(name, check, settings)


def _guarded(
    name: str, check: Callable[[Settings], Iterator[tuple[Level, str]]], settings: Settings
) -> Iterator[CheckFinding]:
    try:
        for level, message in check(settings):
            yield CheckFinding(name, level, message)
    except (ConfigurationError, PermanentFailure, TransientFailure) as failure:
        yield CheckFinding(name, "error", str(failure))


def _agencies(settings: Settings) -> str:
    observed = [agency.id for agency in settings.agencies if agency.mode is Mode.OBSERVE]
    said = f"{len(settings.agencies)} agencies, {len(settings.mailboxes())} mailboxes"
    return said + (f"; only observing: {', '.join(observed)}" if observed else "")


def _rules(settings: Settings) -> Iterator[tuple[Level, str]]:
    rules = rules_wiring.load(settings, datetime.now(UTC).year).rule_set
    failed = failed_examples(rules)
    for problem in failed:
        yield "error", str(problem)
    if not failed:
        yield (
            "ok",
            f"{len(rules.examples)} examples come out as written (version {rules.digest[:12]})",
        )


def _holidays(settings: Settings) -> Iterator[tuple[Level, str]]:
    year = datetime.now(UTC).year
    unconfirmed = rules_wiring.load(settings, year).calendar.unconfirmed_years
    if year in unconfirmed:
        yield (
            "warning",
            f"the days off of {year} are not confirmed: write rules/holidays/{year}.yaml after the official letter",
        )
    else:
        yield "ok", f"the days off of {year} are confirmed"


def _secrets(settings: Settings) -> Iterator[tuple[Level, str]]:
    files = [mailbox.imap.password_file for _, mailbox in settings.mailboxes() if mailbox.imap]
    files += [settings.submission.password_file] if settings.submission.password_file else []
    for file in files:
        yield _secret(file)
    if not files:
        yield "ok", "no password is needed"


def _secret(file: Path) -> tuple[Level, str]:
    try:
        mode, empty = file.stat().st_mode, not file.read_bytes().strip()
    except OSError as error:
        return "error", f"{file}: cannot be read: {error.strerror}"
    if empty:
        return "error", f"{file}: is empty; it must hold the password"
    if mode & 0o077:
        return "warning", f"{file}: others can read it; run chmod 600"
    return "ok", f"{file}: readable"


def _database(settings: Settings) -> Iterator[tuple[Level, str]]:
    if settings.database is None and not (settings.data_dir / "gateway.db").exists():
        yield "ok", "not made yet; `gateway run` makes it"
        return
    with closing(open_database(settings)) as database:
        current, needed = migrate.current(database), migrate.newest(migrations())
    if current == needed:
        yield "ok", f"at revision {current}"
    else:
        yield (
            "error",
            f"at revision {current}, this version needs {needed}: run `gateway db upgrade`",
        )


def _trust(settings: Settings) -> Iterator[tuple[Level, str]]:
    folder = settings.trust_folder
    trust = load_trust(folder)
    if not trust.government:
        yield (
            "warning",
            f"no government root in {folder / 'government'}: no signature will be called valid",
        )
    elif settings.signatures.revocation == "require" and not trust.crls:
        yield "warning", f"no CRL in {folder / 'crls'}: every signature will be indeterminate"
    else:
        yield "ok", f"{len(trust.government)} government roots, {len(trust.crls)} CRLs in {folder}"


def _texts(settings: Settings) -> Iterator[tuple[Level, str]]:
    renderer(settings)
    yield "ok", "all templates can be read"
