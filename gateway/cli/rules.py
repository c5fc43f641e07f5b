"""`gateway rules`: check, test and try the rules of Articles 7 and 8."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from gateway.cli.output import note, print_json
from gateway.wiring.rule_folder import (
    Trial,
    Tried,
    failed_examples,
    load_folder,
    rules_folder,
)

FOLDER = click.argument(
    "folder",
    required=False,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
MAX_LINE = 5_000_000  # characters of one line of `rules try`


@click.group()
def rules() -> None:
    """Checks, tests and tries the rules (`rules/*.yaml`)."""


@rules.command()
@FOLDER
@click.pass_obj
def check(config: Path, folder: Path | None) -> None:
    """Checks every file of FOLDER (default: the configured rules). Exit 2 when one cannot be used."""
    loaded = load_folder(folder or rules_folder(config))
    names = loaded.classification.rule_names()
    click.echo(f"{loaded.folder}: {len(names)} quy tắc, {len(loaded.examples)} ví dụ, đọc được")


@rules.command()
@FOLDER
@click.pass_obj
def test(config: Path, folder: Path | None) -> None:
    """Runs the examples that stand beside the rules. Exit 1 when one comes out otherwise."""
    loaded = load_folder(folder or rules_folder(config))
    failed = failed_examples(loaded)
    for problem in failed:
        note(str(problem))
    click.echo(f"{len(loaded.examples) - len(failed)} trên {len(loaded.examples)} ví dụ đúng")
    sys.exit(1 if failed else 0)


@rules.command(name="try")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of text.")
@click.pass_obj
def try_(config: Path, as_json: bool) -> None:
    """Reads JSON Lines {"subject", "file_name", "text", "from"} and answers each with its class."""
    trial = Trial.of(load_folder(rules_folder(config)))
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        answer = _answer(trial.run(_object(line, number)))
        if as_json:
            print_json(answer)
        else:
            click.echo("\t".join(str(answer[key] or "–") for key in _COLUMNS))


_COLUMNS = ("document_type", "number", "notation", "article", "item", "paper", "rule", "confidence")


def _answer(tried: Tried) -> dict[str, Any]:
    fields, decided = tried.fields, tried.explanation.classification
    code = fields.code.value if fields.code else None
    return {
        "document_type": fields.document_type.value if fields.document_type else None,
        "number": code.number if code else None,
        "notation": code.notation if code else None,
        "issue_date": fields.issue_date.value if fields.issue_date else None,
        "article": decided.article,
        "item": decided.item,
        "paper": decided.paper,
        "rule": decided.rule,
        "confidence": decided.confidence,
        "dossier_8_3": decided.dossier_8_3,
    }


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line) if len(line) <= MAX_LINE else None
    except (json.JSONDecodeError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise click.UsageError(f"line {number} of standard input is not a JSON object")
    return value
