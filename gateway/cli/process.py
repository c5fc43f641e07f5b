"""`gateway process` and `gateway explain`: mails from files through the whole walk."""

from datetime import datetime
from pathlib import Path

import click

from gateway import wiring
from gateway.cli.output import console, print_json
from gateway.cli.parameters import INSTANT, in_zone
from gateway.domain.document import DocumentCode
from gateway.domain.record import document_record, within
from gateway.domain.register import Entry
from gateway.wiring import Processed

_FILES = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILES)
@click.option(
    "--mailbox", help="The mailbox to which the mails came; default: the first configured one."
)
@click.option(
    "--at", type=INSTANT, help="When the mails entered the system (ISO 8601); default: now."
)
@click.option(
    "--trust",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Replaces the configured trust folder.",
)
@click.option("--dry-run", is_flag=True, help="Writes and sends nothing.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one mail a line.")
@click.pass_obj
def process(
    config: Path,
    files: tuple[Path, ...],
    mailbox: str | None,
    at: datetime | None,
    trust: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Takes each FILE (.eml) through the whole walk: read, judged, classified, entered.

    A receipt is queued; `gateway run` sends it.
    """
    settings = wiring.load_settings(config)
    with wiring.processor(settings, mailbox, trust, dry_run=dry_run) as processor:
        for file in files:
            processed = processor.process(file, in_zone(at, settings.zone))
            if as_json:
                print_json(processed_json(file, processed), settings.zone)
            else:
                _print(file, processed)


def processed_json(file: Path, processed: Processed) -> dict[str, object]:
    """The stable keys of command.md."""
    receipt = processed.conclusion.receipt
    return {
        "file": str(file),
        "outcome": processed.concluded.outcome,
        "reasons": [reason.value for reason in processed.concluded.reasons],
        "entered_system_at": processed.conclusion.times.entered_system_at,
        "counted_at": processed.conclusion.times.counted_at,
        "documents": [document_json(entry, number) for entry, number in processed.documents()],
        "receipt": {
            "kind": receipt.kind if receipt else "none",
            "to": receipt.to if receipt else None,
            "subject": processed.receipt_subject,
        },
    }


def document_json(entry: Entry, number: int | None) -> dict[str, object]:
    record = document_record(entry)
    record["arrival_number"] = number
    record["within"] = within(entry.document.main)
    record["signature_files"] = [
        {"file_name": item.file_name, "sha256": item.sha256}
        for item in entry.document.signature_files
    ]
    return record


def _print(file: Path, processed: Processed) -> None:
    out = console()
    reasons = ", ".join(processed.reason_sentences) or "–"
    out.print(f"{file}: {processed.concluded.outcome} ({reasons})")
    if processed.waiting:
        out.print(f"  {processed.waiting}")
    for entry, number in processed.documents():
        record = document_record(entry)
        code = DocumentCode(record["number"], record["notation"])
        out.print(
            f"  số đến {number or '–'} · {record['document_type'] or '?'} {code} · Điều {record['article']} ({record['item']}) · {record['signature']} · {record['abstract'] or record['file_name']}"
        )


@click.command()
@click.argument("file", required=False, type=_FILES)
@click.option("--entry", type=int, help="An arrival number instead of a file.")
@click.option(
    "--mailbox", help="The mailbox to which the mail came; default: the first configured one."
)
@click.option("--at", type=INSTANT, help="When the mail entered the system; default: now.")
@click.option("--book", help="The book of --entry, when several have the number.")
@click.option("--year", type=int, help="The year of --entry; default: the newest.")
@click.pass_obj
def explain(
    config: Path,
    file: Path | None,
    entry: int | None,
    mailbox: str | None,
    at: datetime | None,
    book: str | None,
    year: int | None,
) -> None:
    """Explains the decision about FILE (.eml) or about an entry: fields with evidence, rules with their words."""
    if (file is None) == (entry is None):
        raise click.UsageError("Give either FILE or --entry N.")
    settings = wiring.load_settings(config)
    path, instant = file, at
    if path is None:
        stored = wiring.stored_mail(settings, entry or 0, book, year)
        path, instant, mailbox = stored.path, stored.entered_system_at, stored.mailbox
    with wiring.processor(settings, mailbox, None, dry_run=True) as processor:
        for line in processor.explain(path, in_zone(instant, settings.zone)):
            console().print(line)
