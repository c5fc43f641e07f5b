"""`gateway register list|show`."""

import sys
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import click

from gateway import wiring
from gateway.cli.output import note, print_json, print_table
from gateway.cli.parameters import INSTANT
from gateway.domain.document import DocumentCode
from gateway.domain.shown_evidence import about_column, beside_columns

_HIDDEN = ("id", "message", "evidence", "signature_report")


@click.group()
def register() -> None:
    """The incoming register (sổ đăng ký văn bản đến)."""


@register.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one entry a line.")
@click.option("--book", help="Only this book.")
@click.option("--year", type=int, help="Only this year.")
@click.option("--since", type=INSTANT, help="Only what entered the system since then (ISO 8601).")
@click.pass_obj
def list_(
    config: Path, as_json: bool, book: str | None, year: int | None, since: datetime | None
) -> None:
    """Lists the entries in the order of their numbers."""
    settings = wiring.load_settings(config)
    entries = _queries(settings).entries(book=book, year=year, since=since)
    if as_json:
        for entry in entries:
            print_json(
                {key: value for key, value in entry.items() if key not in _HIDDEN}, settings.zone
            )
        return
    print_table(
        "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
        (
            "Số đến",
            "Ngày đến",
            "Tác giả",
            "Số, ký hiệu",
            "Ngày VB",
            "Tên loại và trích yếu",
            "Điều",
            "Bản giấy",
            "Chữ ký",
        ),
        (_line(entry) for entry in entries),
        settings.zone,
    )


def _queries(settings: wiring.Settings) -> wiring.SqlQueries:
    """Open until the command ends."""
    return click.get_current_context().with_resource(wiring.queries(settings))


def _line(entry: dict[str, Any]) -> tuple[object, ...]:
    title = " – ".join(part for part in (entry["document_type"], entry["abstract"]) if part)
    return (
        entry["arrival_number"],
        entry["arrival_date"],
        entry["issuing_body"],
        _code(entry),
        entry["issue_date"],
        title or entry["file_name"],
        entry["article"] + (" + 8.3" if entry["dossier_8_3"] else ""),
        "chờ" if entry["paper_expected"] else "không",
        entry["signature"],
    )


def _code(entry: dict[str, Any]) -> str | None:
    """Số, ký hiệu, an ellipsis for the half that could not be read."""
    if entry["number"] is None and entry["notation"] is None:
        return None
    return str(DocumentCode(entry["number"], entry["notation"]))


@register.command()
@click.argument("number", type=int)
@click.option("--book", help="The book, when several have the number.")
@click.option("--year", type=int, help="The year; default: the newest that has the number.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object, with evidence and signature report."
)
@click.pass_obj
def show(config: Path, number: int, book: str | None, year: int | None, as_json: bool) -> None:
    """Shows one entry with all its fields and where each was read."""
    settings = wiring.load_settings(config)
    entry = _queries(settings).entry(book=book, year=year, number=number)
    if entry is None:
        note(
            f"register: there is no arrival number {number}" + (f" in {year}" if year else "") + "."
        )
        sys.exit(1)
    if as_json:
        print_json(
            {key: value for key, value in entry.items() if key not in ("id", "message")},
            settings.zone,
        )
        return
    found = entry.pop("evidence")
    print_table(
        f"Số đến {number}/{entry['year']}",
        ("Trường", "Giá trị", "Đọc từ"),
        chain(
            (
                (key, value, about_column(key, found))
                for key, value in entry.items()
                if key not in _HIDDEN
            ),
            beside_columns(entry, found),
        ),
        settings.zone,
    )
