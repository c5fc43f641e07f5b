"""Fetches CRLs, and OCSP responses for signers that messages wait on; what waits is then judged at once.

A scheduled job, never a side effect of a file. Whatever fails leaves the last good copy in its place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

import structlog

from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.signature import WantedStatus
from gateway.ports import Clock, Ledger, StatusRequests
from gateway.service.examination import WAITING

_log = structlog.get_logger()
_KEEP_ANSWERS = timedelta(days=7)
_MAX_ANSWER = 64 * 1024  # bytes of an OCSP response


class Fetcher(Protocol):
    """Asks configured hosts. Raises TransientFailure or PermanentFailure with the cause."""

    def may_ask(self, url: str) -> bool: ...

    def get(self, url: str, limit: int) -> bytes: ...

    def post(self, url: str, body: bytes, content_type: str, limit: int) -> bytes: ...


class Revocations(Protocol):
    """The CRLs and OCSP responses of the trust folder."""

    def urls(self) -> Sequence[str]: ...

    def store_crl(self, data: bytes, now: datetime) -> bool:
        """False when it was there already. Raises PermanentFailure for what is not to be stored."""
        ...

    def stale(self, now: datetime) -> Sequence[tuple[str, datetime]]:
        """Issuer and nextUpdate."""
        ...

    def crl_urls_of(self, wanted: WantedStatus) -> Sequence[str]: ...

    def ocsp_urls_of(self, wanted: WantedStatus) -> Sequence[str]: ...

    def ocsp_request(self, wanted: WantedStatus) -> bytes: ...

    def store_answer(self, wanted: WantedStatus, data: bytes, now: datetime) -> None: ...

    def covered(self, wanted: Sequence[WantedStatus], now: datetime) -> Sequence[WantedStatus]:
        """Those of which a CRL of today tells."""
        ...

    def drop_answers(self, before: datetime) -> None: ...


class Fetched(StrEnum):
    OK = "ok"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one URL."""

    url: str
    outcome: Fetched
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One run; `stale` names issuers with the nextUpdate that has passed."""

    results: tuple[Result, ...]
    stale: tuple[tuple[str, datetime], ...]
    recalled: int  # messages that are judged again at once


@dataclass(frozen=True, slots=True)
class Limits:
    """`crl_bytes` of one CRL; `give_up_after` is when a waiting message went to the clerk."""

    crl_bytes: int
    give_up_after: timedelta


@dataclass(frozen=True, slots=True)
class Refreshing:
    """What refreshing needs. `requests` and `ledger` are None where there is no database yet."""

    fetcher: Fetcher
    revocations: Revocations
    clock: Clock
    crl_urls: tuple[str, ...]
    limits: Limits
    requests: StatusRequests | None
    ledger: Ledger | None


def refresh(refreshing: Refreshing) -> Refreshed:
    """One run over all URLs that may be asked. Raises `TransientFailure` when the trust folder cannot be read."""
    now = refreshing.clock.now()
    wanted = refreshing.requests.wanted() if refreshing.requests else ()
    results = [_fetch_crl(refreshing, url) for url in _crl_urls(refreshing, wanted)]
    for item in wanted:
        results += _ask_status(refreshing, item)
    refreshing.revocations.drop_answers(now - _KEEP_ANSWERS)
    if refreshing.requests:
        # Asked once more above: whoever doubts the CRL still finds an OCSP response, and wants it again.
        for item in refreshing.revocations.covered(wanted, now):
            refreshing.requests.answered(item)
        refreshing.requests.forget(now - refreshing.limits.give_up_after)
    is_new = any(result.outcome is Fetched.OK for result in results)
    recalled = refreshing.ledger.recall(WAITING) if refreshing.ledger and is_new else 0
    return Refreshed(tuple(results), tuple(refreshing.revocations.stale(now)), recalled)


def refresh_and_log(refreshing: Refreshing, on_recalled: Callable[[], None]) -> None:
    """The scheduled job: one line for each URL, an alarm for each stale CRL."""
    try:
        done = refresh(refreshing)
    except TransientFailure as failure:
        _log.error("refresh-failed", cause=str(failure))
        return
    for result in done.results:
        if result.outcome is Fetched.FAILED:
            _log.warning("crl-failed", url=result.url, cause=result.cause)
        else:
            _log.info("crl-refreshed", url=result.url, outcome=result.outcome.value)
    for issuer, since in done.stale:
        _log.error("crl-stale", issuer=issuer, since=since.isoformat())
    if done.recalled:
        on_recalled()


def _crl_urls(refreshing: Refreshing, wanted: Sequence[WantedStatus]) -> list[str]:
    """Each once. What certificates name is asked only where the host is allowed."""
    named = list(refreshing.revocations.urls())
    for item in wanted:
        named += refreshing.revocations.crl_urls_of(item)
    allowed = [url for url in named if refreshing.fetcher.may_ask(url)]
    return list(dict.fromkeys([*refreshing.crl_urls, *allowed]))


def _fetch_crl(refreshing: Refreshing, url: str) -> Result:
    try:
        data = refreshing.fetcher.get(url, refreshing.limits.crl_bytes)
        is_new = refreshing.revocations.store_crl(data, refreshing.clock.now())
    except (TransientFailure, PermanentFailure) as failure:
        return Result(url, Fetched.FAILED, str(failure))
    return Result(url, Fetched.OK if is_new else Fetched.UNCHANGED)


def _ask_status(refreshing: Refreshing, wanted: WantedStatus) -> list[Result]:
    """Asks the responders of one certificate until one answers."""
    results = list[Result]()
    for url in refreshing.revocations.ocsp_urls_of(wanted):
        if refreshing.fetcher.may_ask(url):
            results.append(_ask(refreshing, wanted, url))
            if results[-1].outcome is Fetched.OK:
                break
    return results


def _ask(refreshing: Refreshing, wanted: WantedStatus, url: str) -> Result:
    try:
        request = refreshing.revocations.ocsp_request(wanted)
        data = refreshing.fetcher.post(url, request, "application/ocsp-request", _MAX_ANSWER)
        refreshing.revocations.store_answer(wanted, data, refreshing.clock.now())
    except (TransientFailure, PermanentFailure) as failure:
        return Result(url, Fetched.FAILED, str(failure))
    assert refreshing.requests is not None
    refreshing.requests.answered(wanted)
    return Result(url, Fetched.OK)
