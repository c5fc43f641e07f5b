"""Parameter types shared by several commands."""

from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import click


class Instant(click.ParamType[datetime]):
    """An instant in ISO 8601. Without a zone it is naive: `in_zone` puts it into the agency's."""

    name = "instant"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not an instant like 2026-11-20T17:05:00+07:00", param, context)


INSTANT = Instant()
DEFAULT_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")  # where no configuration says another


def in_zone(instant: datetime | None, zone: tzinfo = DEFAULT_ZONE) -> datetime:
    """The instant, or now; without a zone of its own it is meant in `zone`."""
    if instant is None:
        return datetime.now(UTC)
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)
