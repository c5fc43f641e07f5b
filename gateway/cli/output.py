"""JSON and tables. What stands here is the only place where values become text for people or scripts."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from enum import Enum
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_json(value: Mapping[str, Any], zone: tzinfo | None = None) -> None:
    """One JSON object on one line, Vietnamese as it is, instants in the agency's zone."""

    def plain(item: object) -> Any:
        if isinstance(item, datetime):
            return (item.astimezone(zone) if zone else item).isoformat(timespec="seconds")
        if isinstance(item, date):
            return item.isoformat()
        if isinstance(item, Enum):
            return item.value
        raise TypeError(f"no JSON form for {type(item).__name__}")

    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=plain) + "\n")
    sys.stdout.flush()


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], zone: tzinfo
) -> None:
    """A table for a terminal, instants in the agency's zone; text from a mail is never read as markup."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value, zone) for value in row))
    console().print(table, markup=False)


def console() -> Console:
    """Wide enough for a register when the output is not a terminal."""
    return Console(width=None if sys.stdout.isatty() else 160, markup=False, highlight=False)


def note(text: str) -> None:
    """A diagnostic for people, on standard error."""
    click.echo(text, err=True)


def _cell(value: object, zone: tzinfo) -> Text:
    if value is None:
        return Text("–")
    if isinstance(value, datetime):
        return Text(value.astimezone(zone).strftime("%d/%m/%Y %H:%M"))
    if isinstance(value, date):
        return Text(value.strftime("%d/%m/%Y"))
    if isinstance(value, bool):
        return Text("có" if value else "không")
    if isinstance(value, list):
        return Text("\n".join(str(_named(item)) for item in value) or "–")
    return Text(str(value))


def _named(item: object) -> object:
    return item.get("file_name", item) if isinstance(item, dict) else item
