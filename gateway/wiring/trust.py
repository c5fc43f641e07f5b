"""The trust folder and its refreshing, put together from settings."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

from gateway.adapters.clock import SystemClock
from gateway.adapters.revocation_fetch import HttpFetcher
from gateway.adapters.sql import migrate
from gateway.adapters.sql.ledger import SqlLedger
from gateway.adapters.sql.status_requests import SqlStatusRequests
from gateway.adapters.trust_folder import FolderRevocations, Item, TrustFolder, read_item
from gateway.config.settings import Settings
from gateway.ports import Clock, Ledger, StatusRequests
from gateway.service.refreshing import Limits, Refreshed, Refreshing, refresh
from gateway.wiring.databases import has_database, open_database
from gateway.wiring.parts import Parts

__all__ = ["Item", "Refreshed", "is_refreshed", "read_item", "refresh_now", "trust_folder"]


def trust_folder(settings: Settings) -> TrustFolder:
    return TrustFolder(settings.trust_folder)


def is_refreshed(settings: Settings) -> bool:
    """Nothing is ever fetched where no host is named."""
    return bool(settings.signatures.refresh.hosts or settings.signatures.refresh.crl_urls)


def refreshing(parts: Parts) -> Refreshing:
    """The refresh step of a running gateway."""
    return _refreshing(parts.settings, parts.clock, parts.requests, parts.ledger)


def refresh_now(settings: Settings) -> Refreshed:
    """One run for `gateway trust refresh`; a running gateway judges at once what waited."""
    with _waiting(settings) as (requests, ledger):
        return refresh(_refreshing(settings, SystemClock(), requests, ledger))


@contextmanager
def _waiting(settings: Settings) -> Iterator[tuple[StatusRequests | None, Ledger | None]]:
    if not has_database(settings):
        yield None, None
        return
    with closing(open_database(settings)) as database:
        if migrate.current(database) is None:
            yield None, None
            return
        clock = SystemClock()
        yield SqlStatusRequests(database, clock), SqlLedger(database, clock, "trust-refresh")


def _refreshing(
    settings: Settings, clock: Clock, requests: StatusRequests | None, ledger: Ledger | None
) -> Refreshing:
    asked = settings.signatures.refresh
    return Refreshing(
        HttpFetcher(asked.hosts, asked.timeout_seconds),
        FolderRevocations(trust_folder(settings)),
        clock,
        asked.crl_urls,
        Limits(
            asked.max_mb * 1024 * 1024,
            timedelta(hours=settings.signatures.give_up_after_hours),
        ),
        requests,
        ledger,
    )
