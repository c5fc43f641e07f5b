"""Claiming work: a row is due when its time has come and no lease on it is alive.

`FOR UPDATE SKIP LOCKED` lets several machines claim side by side on PostgreSQL; SQLite has one writer anyway.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, or_, select, update

# Longer than a mail with a hundred hostile files or a batch of receipts to a silent server may take.
LEASE = timedelta(hours=1)


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


def postpone(
    connection: Connection,
    table: Table,
    owner: str,
    row: int,
    later: tuple[datetime, str],
    more: dict[str, Any] | None = None,
) -> None:
    """Gives a row back until `later`, counts the attempt and keeps the cause for `gateway queue list`."""
    due_at, cause = later
    values = {"attempts": table.c.attempts + 1, "due_at": due_at, "last_cause": cause[:500]}
    end(connection, table, owner, row, values | (more or {}))


def end(connection: Connection, table: Table, owner: str, row: int, values: dict[str, Any]) -> None:
    """Sets `values` and ends the lease. Nothing happens when it has run out and is another's by now."""
    held = and_(table.c.id == row, table.c.lease_owner == owner)
    free = {"lease_owner": None, "lease_until": None}
    connection.execute(update(table).where(held).values({**values, **free}))


def break_all(connection: Connection, table: Table) -> None:
    """Frees every lease. Only for a gateway that is alone on its database: a killed one left them behind."""
    connection.execute(
        update(table)
        .where(table.c.lease_owner.is_not(None))
        .values(lease_owner=None, lease_until=None)
    )
