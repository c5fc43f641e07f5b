"""`gateway trust list|add|remove|refresh`: whose signatures count. Nothing is trusted by default."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from cryptography import x509

from gateway import wiring
from gateway.cli.output import note, print_json, print_table
from gateway.domain.failures import PermanentFailure
from gateway.wiring.trust import Item, read_item, refresh_now, trust_folder

_KIND = click.Choice(["government", "public", "intermediates", "tsa", "crls"])
_MAX_FILE = 64 * 1024 * 1024  # bytes


@click.group()
def trust() -> None:
    """The certificates and revocation lists by which signatures are judged."""


@trust.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def list_(config: Path, as_json: bool) -> None:
    """Lists certificates and CRLs with their fingerprints and dates."""
    settings, now = wiring.load_settings(config), datetime.now(UTC)
    rows = [_row(item, now) for item in trust_folder(settings).items()]
    if as_json:
        for row in rows:
            print_json(row, settings.zone)
        return
    columns = ("folder", "name", "serial", "fingerprint", "begins", "ends", "note")
    print_table(
        f"Trust: {settings.trust_folder}",
        ("Folder", "Subject or issuer", "Serial", "SHA-256", "From", "To", ""),
        ([row.get(column, "") for column in columns] for row in map(_shown, rows)),
        settings.zone,
    )


@trust.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--as", "kind", type=_KIND, required=True, help="The folder that it goes to.")
@click.option("--yes", is_flag=True, help="Do not ask: the fingerprint was compared before.")
@click.pass_obj
def add(config: Path, file: Path, kind: str, yes: bool) -> None:
    """Adds a certificate or a CRL. Compare the fingerprint with the CA's own copy first."""
    folder = trust_folder(wiring.load_settings(config))
    item, now = _read(kind, file), datetime.now(UTC)
    if kind != "crls" and not item.is_ca:
        raise PermanentFailure(f"{file.name}: not the certificate of a CA; {kind}/ takes no other")
    for other in folder.items():
        if (other.kind, other.der) == (kind, item.der):
            note(f"trust: it is there already: {other.path}")
            return
    _show(item, now)
    for warning in _warnings(item, now):
        note(f"warning: {warning}")
    _confirm(f"Trust it as {kind}?", yes)
    click.echo(f"added: {folder.add(item)}")


@trust.command()
@click.argument("fingerprint")
@click.option("--as", "kind", type=_KIND, help="The folder, when it lies in several.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove(config: Path, fingerprint: str, kind: str | None, yes: bool) -> None:
    """Removes the certificate or CRL whose SHA-256 fingerprint begins so."""
    folder = trust_folder(wiring.load_settings(config))
    prefix = fingerprint.replace(":", "").lower()
    items = [item for item in folder.items() if kind in (None, item.kind)]
    found = [item for item in items if prefix and item.fingerprint.startswith(prefix)]
    if len(found) != 1:
        names = "".join(f"\n  {i.kind}  {i.fingerprint}  {i.path.name}" for i in found or items)
        problem = "several have" if found else "nothing has"
        raise PermanentFailure(
            f"{problem} a fingerprint beginning with {prefix!r}; name more digits or --as:{names}"
        )
    _show(found[0], datetime.now(UTC))
    _confirm("Remove it?", yes)
    folder.remove(found[0])
    click.echo(f"removed: {found[0].path}")


@trust.command("refresh")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one result a URL.")
@click.pass_obj
def refresh_(config: Path, as_json: bool) -> None:
    """Fetches CRLs and OCSP responses from the hosts of signatures.refresh.hosts."""
    settings = wiring.load_settings(config)
    done = refresh_now(settings)
    if not done.results:
        note(
            "trust: nothing to fetch; name signatures.refresh.hosts and crl_urls in the configuration"
        )
    for result in done.results:
        if as_json:
            print_json({"url": result.url, "outcome": result.outcome, "cause": result.cause})
        else:
            cause = f": {result.cause}" if result.cause else ""
            click.echo(f"{result.outcome.value:9}  {result.url}{cause}")
    for issuer, since in done.stale:
        note(f"warning: the CRL of {issuer} is out of date since {since:%Y-%m-%d %H:%M} UTC")
    if any(result.cause is not None for result in done.results):
        sys.exit(1)


def _read(kind: str, file: Path) -> Item:
    try:
        if file.stat().st_size > _MAX_FILE:
            raise PermanentFailure(f"{file.name}: too large")
        return read_item(kind, file, file.read_bytes())
    except OSError as error:
        raise PermanentFailure(f"{file}: cannot be read: {error.strerror}") from error


def _row(item: Item, now: datetime) -> dict[str, object]:
    content = item.content
    row: dict[str, object] = {"folder": item.kind, "file": item.path.name}
    if isinstance(content, x509.Certificate):
        row |= {"subject": _printable(content.subject)}
        row |= {"serial": f"{content.serial_number:x}", "fingerprint": item.fingerprint}
        row |= {"not_before": content.not_valid_before_utc}
        row |= {"not_after": content.not_valid_after_utc}
        return row | {"expired": content.not_valid_after_utc < now}
    if content is None:
        return row | {"problem": "cannot be read"}
    row |= {"issuer": _printable(content.issuer), "fingerprint": item.fingerprint}
    row |= {"this_update": content.last_update_utc, "next_update": content.next_update_utc}
    return row | {"stale": item.is_stale(now)}


def _printable(name: x509.Name) -> str:
    """Without what could move the cursor or turn the direction: a stranger may have made the file."""
    return "".join(sign if sign.isprintable() else "?" for sign in name.rfc4514_string())


def _shown(row: dict[str, object]) -> dict[str, object]:
    """The same under the columns of the table."""
    remarks = [word for word in ("expired", "stale") if row.get(word)]
    return {
        **row,
        "name": row.get("subject") or row.get("issuer") or row["file"],
        "begins": row.get("not_before") or row.get("this_update"),
        "ends": row.get("not_after") or row.get("next_update"),
        "note": row.get("problem") or ", ".join(remarks),
    }


def _show(item: Item, now: datetime) -> None:
    row = _shown(_row(item, now))
    digits = item.fingerprint.upper()
    click.echo(f"{'issuer' if item.kind == 'crls' else 'subject'}: {row['name']}")
    click.echo("SHA-256: " + ":".join(digits[at : at + 2] for at in range(0, 64, 2)))
    click.echo(f"valid:   {row['begins']} to {row['ends']}")


def _warnings(item: Item, now: datetime) -> list[str]:
    content, found = item.content, list[str]()
    if item.is_stale(now):
        found.append("its nextUpdate has passed: signatures stay undecided until a newer one comes")
    if isinstance(content, x509.Certificate):
        if content.not_valid_after_utc < now:
            found.append("it has expired")
        if content.not_valid_before_utc > now:
            found.append("it is not valid yet")
        if item.kind != "intermediates" and content.subject != content.issuer:
            found.append("it is not self-signed: is it really a root?")
    return found


def _confirm(question: str, yes: bool) -> None:
    """Exit 1 when a person says no. Raises `PermanentFailure` where there is nobody to ask."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise PermanentFailure("nobody can be asked here; compare the fingerprint, then use --yes")
    if not click.confirm(question, default=False):
        note("trust: nothing was changed")
        sys.exit(1)
