"""The certificates whose revocation status waiting messages want to know."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.tables import status_requests
from gateway.domain.signature import WantedStatus
from gateway.ports import Clock

_AT_ONCE = 500  # asked for in one run of the refresh job


class SqlStatusRequests:
    """Implements the port `StatusRequests`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def want(self, wanted: Sequence[WantedStatus]) -> None:
        now = self._clock.now()
        with self._database.write() as connection:
            for item in dict.fromkeys(wanted):
                columns = status_requests.c
                key = columns.sha256 == _digest(item)
                if connection.scalar(select(columns.id).where(key)) is None:
                    row = {"certificate": item.certificate, "issuer": item.issuer}
                    connection.execute(
                        status_requests.insert(),
                        {"sha256": _digest(item), "wanted_at": now, **row},
                    )

    def wanted(self) -> Sequence[WantedStatus]:
        query = select(status_requests).order_by(status_requests.c.id).limit(_AT_ONCE)
        with self._database.read() as connection:
            return [WantedStatus(row.certificate, row.issuer) for row in connection.execute(query)]

    def answered(self, wanted: WantedStatus) -> None:
        self._delete(status_requests.c.sha256 == _digest(wanted))

    def forget(self, before: datetime) -> None:
        self._delete(status_requests.c.wanted_at < before)

    def _delete(self, which: ColumnElement[bool]) -> None:
        with self._database.write() as connection:
            connection.execute(delete(status_requests).where(which))


def _digest(item: WantedStatus) -> str:
    return hashlib.sha256(base64.b64decode(item.certificate)).hexdigest()
