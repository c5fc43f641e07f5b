"""`gateway quarantine`: suspected secrets. Nothing of their content is shown; every act is recorded first."""

import sys
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import Any

import click

from gateway import wiring
from gateway.cli.output import note, print_json, print_table
from gateway.domain.failures import PermanentFailure
from gateway.domain.quarantine import SecrecyCase
from gateway.wiring import Order, QuarantineDesk

_STATES = {
    "sealed": "niêm phong",
    "destroyed": "đã hủy",
    "releasing": "đang giải tỏa",
    "released": "đã giải tỏa",
    "missing": "không thấy",
}


@click.group()
def quarantine() -> None:
    """Mails under suspicion of carrying a state secret (Article 1.2); for the person named in secrets.officer."""


def _ordered(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every act."""
    for option in (
        click.option("--yes", is_flag=True, help="Do not ask."),
        click.option("--reason", required=True, help="Why; kept in the record. No content here."),
        click.option("--by", required=True, help="Your name, as in secrets.officer."),
    ):
        command = option(command)
    return click.argument("case_id", metavar="ID")(command)


@quarantine.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def list_(config: Path, as_json: bool) -> None:
    """Lists the cases: when and where a mail came, its state, what was done with it by whom."""
    settings = wiring.load_settings(config)
    desk = _desk(settings)
    rows = [_row(case, desk.state(case)) for case in desk.cases()]
    if as_json:
        for row in rows:
            print_json(row, settings.zone)
        return
    print_table(
        "Thư nghi có bí mật nhà nước (khoản 2 Điều 1)",
        ("Mã", "Hộp thư", "Đến lúc", "Tình trạng", "Đã làm gì"),
        (
            (
                row["id"],
                ", ".join(row["mailboxes"]),
                row["entered_system_at"],
                _STATES[row["state"]],
                [_shown(act, settings.zone) for act in row["acts"]],
            )
            for row in rows
        ),
        settings.zone,
    )


@quarantine.command("open")
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A new file; made with mode 0600.",
)
@_ordered
@click.pass_obj
def open_(config: Path, case_id: str, target: Path, by: str, reason: str, yes: bool) -> None:
    """Copies the sealed mail to a new file that only this account can read."""
    desk = _desk(wiring.load_settings(config))
    case = _asked(desk, case_id, f"Open it into {target}?", yes)
    desk.open(case, Order(by, reason), target)
    click.echo(f"opened: {target}")


@quarantine.command()
@_ordered
@click.pass_obj
def destroy(config: Path, case_id: str, by: str, reason: str, yes: bool) -> None:
    """Overwrites and removes the sealed mail. The mail in the mailbox and the record stay."""
    desk = _desk(wiring.load_settings(config))
    case = _asked(desk, case_id, "Destroy it? It cannot be had back.", yes)
    desk.destroy(case, Order(by, reason))
    click.echo(f"destroyed: {case.id}")


@quarantine.command()
@_ordered
@click.pass_obj
def release(config: Path, case_id: str, by: str, reason: str, yes: bool) -> None:
    """A false alarm: `gateway run` examines the mail again and passes over the mark."""
    desk = _desk(wiring.load_settings(config))
    case = _asked(desk, case_id, "Release it? Its content will be read, kept and answered.", yes)
    count = desk.release(case, Order(by, reason))
    click.echo(f"released: {case.id} ({count} to examine)")


@quarantine.command()
@click.option("--to", "address", required=True, help="The address; the gateway looks for none.")
@_ordered
@click.pass_obj
def contact(config: Path, case_id: str, address: str, by: str, reason: str, yes: bool) -> None:
    """Sends the neutral text: asks to get in touch with the records clerk, and gives no reason."""
    desk = _desk(wiring.load_settings(config))
    case = desk.case(case_id)
    subject = desk.subject(desk.notice(case, address))
    case = _asked(desk, case_id, f"Send {subject!r} to {address}?", yes)
    if not desk.contact(case, Order(by, reason), address):
        raise PermanentFailure(f"{address} had it before")
    click.echo(f"queued: {address}")


@quarantine.command("mail-removed")
@_ordered
@click.pass_obj
def mail_removed(config: Path, case_id: str, by: str, reason: str, yes: bool) -> None:
    """Notes that you removed the mail from the mailbox in your mail client."""
    desk = _desk(wiring.load_settings(config))
    case = _asked(desk, case_id, "Note that the mail was removed from the mailbox?", yes)
    desk.note_removed(case, Order(by, reason))
    click.echo(f"noted: {case.id}")


def _desk(settings: wiring.Settings) -> QuarantineDesk:
    return click.get_current_context().with_resource(wiring.quarantine_desk(settings))


def _asked(desk: QuarantineDesk, case_id: str, question: str, yes: bool) -> SecrecyCase:
    """The case after a yes. Exit 1 on a no; raises `PermanentFailure` where there is nobody to ask."""
    case = desk.case(case_id)
    mailboxes = ", ".join(sorted({arrival.mailbox for arrival in case.arrivals}))
    note(f"case {case.id}: mailbox {mailboxes}, {desk.state(case)}")
    if yes:
        return case
    if not sys.stdin.isatty():
        raise PermanentFailure("nobody can be asked here; use --yes")
    if not click.confirm(question, default=False, err=True):
        note("quarantine: nothing was changed")
        sys.exit(1)
    return case


def _shown(act: dict[str, Any], zone: tzinfo) -> str:
    return f"{act['at'].astimezone(zone):%d/%m/%Y %H:%M} {act['kind']}: {act['by']}"


def _row(case: SecrecyCase, state: str) -> dict[str, Any]:
    return {
        "id": case.id,
        "digest": case.digest,
        "mailboxes": sorted({arrival.mailbox for arrival in case.arrivals}),
        "entered_system_at": min(arrival.entered_system_at for arrival in case.arrivals),
        "state": state,
        "acts": [
            {
                "at": recorded.at,
                "kind": recorded.act.kind.value,
                "by": recorded.act.by,
                "account": recorded.act.account,
                "reason": recorded.act.reason,
                "detail": recorded.act.detail,
            }
            for recorded in case.acts
        ],
    }
