"""What the demo shows at its end: the register, each mail's outcome with its reason, the receipts."""

import email
import email.policy
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gateway.config.settings import Settings
from gateway.demo.mails import SampleMail
from gateway.domain.admission import Outcome
from gateway.domain.document import DocumentCode
from gateway.wiring import SqlQueries
from gateway.wiring.databases import queries
from gateway.wiring.texts import reason_sentence

_OUTCOMES = {
    Outcome.ACCEPTED: "ĐÃ VÀO SỔ",
    Outcome.HELD: "CHỜ VĂN THƯ XEM",
    Outcome.REJECTED: "TỪ CHỐI",
    Outcome.IGNORED: "BỎ QUA",
}


def print_report(
    settings: Settings, mails: Sequence[SampleMail], folder: Path, out: Console
) -> None:
    """The three tables and where to look next."""
    with queries(settings) as shown:
        _print_register(settings, shown, out)
        _print_outcomes(settings, mails, shown, out)
    _print_receipts(folder, out)
    _print_next(folder, out)


def _print_register(settings: Settings, shown: SqlQueries, out: Console) -> None:
    rows = shown.entries(book=None, year=None, since=None)
    table = _table(
        "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
        "Số đến",
        "Ngày đến",
        "Tác giả",
        "Số, ký hiệu",
        "Ngày VB",
        "Tên loại và trích yếu",
        "Điều",
        "Bản giấy",
        "Chữ ký",
    )
    for row in rows:
        table.add_row(
            Text(str(row["arrival_number"])),
            Text(f"{row['counted_at'].astimezone(settings.zone):%d/%m/%Y %H:%M}"),
            Text(row["issuing_body"] or "–"),
            Text(str(DocumentCode(row["number"], row["notation"]))),
            Text(f"{row['issue_date']:%d/%m/%Y}" if row["issue_date"] else "–"),
            Text(" – ".join(part for part in (row["document_type"], row["abstract"]) if part)),
            Text(row["article"] + (" + 8.3" if row["dossier_8_3"] else "")),
            Text("chờ bản giấy" if row["paper_expected"] else "không"),
            Text(row["signature"]),
        )
    out.print(table)


def _print_outcomes(
    settings: Settings, mails: Sequence[SampleMail], shown: SqlQueries, out: Console
) -> None:
    table = _table("TỪNG THƯ", "Thư mẫu", "Vào hệ thống", "Kết quả", "Lý do")
    for mail, row in zip(mails, shown.messages(), strict=True):
        reasons = "\n".join(
            f"{reason}: {reason_sentence(settings, reason)}" for reason in row["reasons"]
        )
        table.add_row(
            Text(mail.title_vi),
            Text(f"{row['entered_system_at'].astimezone(settings.zone):%d/%m/%Y %H:%M}"),
            Text(_OUTCOMES[Outcome(row["outcome"])]),
            Text(reasons or "–"),
        )
    out.print(table)


def _print_receipts(folder: Path, out: Console) -> None:
    table = _table("THÔNG BÁO ĐÃ GỬI (Điều 12)", "Gửi đến", "Tiêu đề", "Tệp")
    for path in sorted((folder / "outgoing").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        table.add_row(Text(str(message["To"])), Text(str(message["Subject"])), Text(path.name))
    out.print(table)


def _print_next(folder: Path, out: Console) -> None:
    out.print(
        "\nCA gốc trong bản demo là CA thử nghiệm, không phải của Ban Cơ yếu Chính phủ.\n"
        f"Trạng thái nằm trong {folder}/ . Xem tiếp:\n"
        f"  gateway --config {folder}/config.yaml register list\n"
        f"  gateway --config {folder}/config.yaml register show 1\n"
        f"  gateway --config {folder}/config.yaml queue list\n"
        f"  gateway --config {folder}/config.yaml check\n"
        "(trong bản sao mã nguồn: .venv/bin/gateway)",
        soft_wrap=True,
    )


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold", show_lines=True)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
