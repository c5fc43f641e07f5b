"""`gateway queue list`: what is not finished."""

from pathlib import Path

import click

from gateway import wiring
from gateway.cli.output import print_json, print_table


@click.group()
def queue() -> None:
    """Messages, receipts and moves that are not finished."""


@queue.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def list_(config: Path, as_json: bool) -> None:
    """Lists what waits: mails to examine or held for a clerk, receipts to submit, mails to move."""
    settings = wiring.load_settings(config)
    rows = click.get_current_context().with_resource(wiring.queries(settings)).queue()
    if as_json:
        for row in rows:
            print_json(row, settings.zone)
        return
    print_table(
        "Hàng đợi",
        ("Hàng", "Mã", "Hộp thư", "Từ lúc", "Số lần thử", "Lý do"),
        (
            (
                row["queue"],
                row["id"],
                row["mailbox"],
                row["since"],
                row["attempts"],
                ", ".join(row.get("reasons") or []) or row["last_cause"],
            )
            for row in rows
        ),
        settings.zone,
    )
