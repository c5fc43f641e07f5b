"""Claiming work: a row is due when its time has come and no lease on it is alive.

`FOR UPDATE SKIP LOCKED` lets several machines claim side by side on PostgreSQL; SQLite has one writer anyway.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, or_, select, update

LEASE = timedelta(minutes=10)  # longer than any examination or submission may take


def claim(
    connection: Connection,
    table: Table,
    owner: str,
    now: datetime,
    where: ColumnElement[bool],
    limit: int = 1,
) -> list[Row[Any]]:
    """Leases up to `limit` due rows for `owner` in one statement and returns them, oldest due first."""
    columns = table.c
    free = or_(columns.lease_until.is_(None), columns.lease_until < now)
    due = (
        select(columns.id)
        .where(and_(where, columns.due_at <= now, free))
        .order_by(columns.due_at, columns.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    leased = (
        update(table)
        .where(columns.id.in_(due))
        .values(lease_owner=owner, lease_until=now + LEASE)
        .returning(table)
    )
    return sorted(connection.execute(leased), key=lambda row: (row.due_at, row.id))


def postpone(connection: Connection, table: Table, row: int, due_at: datetime, cause: str) -> None:
    """Gives a row back, counts the attempt and keeps the cause for `gateway queue list`."""
    connection.execute(
        update(table)
        .where(table.c.id == row)
        .values(
            attempts=table.c.attempts + 1,
            due_at=due_at,
            lease_owner=None,
            lease_until=None,
            last_cause=cause[:500],
        )
    )


def break_all(connection: Connection, table: Table) -> None:
    """Frees every lease. Only for a gateway that is alone on its database: a killed one left them behind."""
    connection.execute(
        update(table)
        .where(table.c.lease_owner.is_not(None))
        .values(lease_owner=None, lease_until=None)
    )
