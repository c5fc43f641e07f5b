"""Parameter types shared by several commands."""

from datetime import datetime
from typing import Any

import click


class Instant(click.ParamType[datetime]):
    """An instant in ISO 8601. Without a zone it is the zone of the machine."""

    name = "instant"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(str(value)).astimezone()
        except ValueError:
            self.fail(f"{value!r} is not an instant like 2026-11-20T17:05:00+07:00", param, context)


INSTANT = Instant()
