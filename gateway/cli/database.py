"""`gateway db upgrade`."""

from pathlib import Path

import click

from gateway import wiring


@click.group()
def db() -> None:
    """The database."""


@db.command()
@click.pass_obj
def upgrade(config: Path) -> None:
    """Applies the migrations that this version needs. Safe to repeat."""
    before, after = wiring.upgrade_database(wiring.load_settings(config))
    if before == after:
        click.echo(f"The database is up to date (revision {after}).")
    else:
        click.echo(f"The database went from revision {before or 'nothing'} to {after}.")
