"""`gateway verify`: judges the signatures in and beside files, without network."""

import sys
from datetime import datetime
from pathlib import Path

import click

from gateway import wiring
from gateway.cli.output import console, note, print_json
from gateway.cli.parameters import INSTANT, in_zone
from gateway.domain.signature import DocumentVerdict, SignatureReport, Verdict


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--trust",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Replaces the configured trust folder.",
)
@click.option("--at", type=INSTANT, help="The time of judging (ISO 8601); default: now.")
@click.option(
    "--revocation",
    type=click.Choice(["require", "ignore"]),
    default="require",
    show_default=True,
    help="ignore: for examining old files.",
)
@click.option(
    "--extract-signed",
    "extract_to",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Writes the last signed revision of a changed file there, as NAME.ban-da-ky.pdf.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one file a line.")
@click.pass_obj
def verify(
    config: Path,
    files: tuple[Path, ...],
    trust: Path | None,
    at: datetime | None,
    revocation: str,
    extract_to: Path | None,
    as_json: bool,
) -> None:
    """Judges the signatures in each FILE: PDF, .p7s beside its file, .p7m. Exit 0 when every file is VALID, else 1.

    With --at, a file that is in the register is judged under the certificates and CRLs that were kept with it.
    """
    repeat, instant = at is not None, in_zone(at)
    all_valid = True
    with wiring.judge(config, trust, revocation, repeat=repeat) as judge:
        for file in files:
            judged = judge.file(file, instant)
            verdict = judged.verdict
            all_valid &= verdict.verdict is Verdict.VALID
            sentence = judge.sentence(verdict)
            if revocation == "ignore":
                sentence += " (Không kiểm tra danh sách thu hồi chứng thư.)"
            if judged.kept:
                number = judged.kept.arrival_number
                note(f"{file}: judged with the trust that was kept with arrival number {number}")
            extracted = (
                judge.extract_signed(file, judged, extract_to, instant) if extract_to else None
            )
            if as_json:
                line = verdict_json(file, judged.sha256, verdict, sentence)
                print_json(line | ({"extracted": _extracted_json(extracted)} if extract_to else {}))
                continue
            _print(file, verdict, sentence)
            if extracted:
                offered = judge.sentence(extracted.verdict)
                console().print(f"  bản đã ký: {extracted.file} · {offered}")
    sys.exit(0 if all_valid else 1)


def verdict_json(
    file: Path, digest: str, verdict: DocumentVerdict, sentence: str
) -> dict[str, object]:
    """The stable keys of command.md."""
    return {
        "file": str(file),
        "sha256": digest,
        "verdict": verdict.verdict,
        "government": verdict.government,
        "reason": sentence,
        "reason_code": verdict.reason,
        "carrier": verdict.carrier,
        "signatures": [signature_json(report) for report in verdict.signatures],
    }


def _extracted_json(extracted: wiring.Extracted | None) -> dict[str, object] | None:
    if extracted is None:
        return None
    return {
        "file": str(extracted.file),
        "sha256": extracted.sha256,
        "verdict": extracted.verdict.verdict,
    }


def signature_json(report: SignatureReport) -> dict[str, object]:
    signer = report.signer
    return {
        "field": report.field,
        "indication": report.indication,
        "sub_indication": report.sub_indication,
        "coverage": report.coverage,
        "modifications": report.modifications,
        "signer": signer
        and {
            "common_name": signer.common_name,
            "organization": signer.organization,
            "organizational_units": list(signer.organizational_units),
            "title": signer.title,
            "email": signer.email,
            "serial": signer.serial,
            "kind": signer.kind,
        },
        "issuer": report.issuer,
        "government": report.government,
        "signed_at": report.signed_at,
        "time_source": report.time_source,
        "findings": list(report.findings),
    }


def _print(file: Path, verdict: DocumentVerdict, sentence: str) -> None:
    out = console()
    out.print(f"{file}: {verdict.verdict}. {sentence}")
    for report in verdict.signatures:
        name = report.signer.common_name if report.signer else "?"
        when = report.signed_at.isoformat(timespec="seconds") if report.signed_at else "–"
        out.print(
            f"  {report.field}: {report.indication} {report.sub_indication or ''} · {name} · {report.issuer} · {when} ({report.time_source})"
        )
