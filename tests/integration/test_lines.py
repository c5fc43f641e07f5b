"""Real document lines: number and notation of 0.99, type of 0.98 of them, as a subject and as a head.

The floors are those of the issue; a rule that serves only these lines is worth nothing.
"""

import csv
from collections.abc import Callable
from datetime import date

import pytest

from gateway.adapters.rules_yaml.document_types import load_document_types
from gateway.domain.document import Confidence, DocumentFields, DocumentText
from gateway.domain.reading import DocumentReader
from gateway.resources import shared
from tests.support.shared_data import SHARED

LINES = SHARED / "lines" / "lines-dev.tsv"
pytestmark = pytest.mark.skipif(not LINES.is_file(), reason="GATEWAY_SHARED has no document lines")
READER = DocumentReader(load_document_types(shared("rules") / "document_types.yaml"))
Row = dict[str, str]


def _rows() -> list[Row]:
    with LINES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _as_subject(row: Row) -> DocumentFields:
    return READER.read_parts(f"{row['number_symbol']} {row['trich_yeu']}", "", "", DocumentText())


def _as_head(row: Row) -> DocumentFields:
    """The head of TT 01/2011 App. II with the row's parts, and a citation under it."""
    day = f"ngày {row['issued_date'][8:]} tháng {row['issued_date'][5:7]} năm {row['issued_date'][:4]}"
    lines = [
        f"{(row['issuer'] or 'Cơ quan').upper()}\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "\tĐộc lập - Tự do - Hạnh phúc",
        f"Số: {row['number_symbol']}\tTỉnh A, {day if row['issued_date'] else 'ngày     tháng 5 năm 2020'}",
    ]
    about = row["trich_yeu"]
    if row["type"] == "Công văn":
        lines += [
            about if about.casefold().startswith("v/v") else f"V/v {about}",
            "",
            "Kính gửi: Các cơ quan",
            "",
        ]
    else:
        lines += ["", row["type"].upper(), about, ""]
    lines += ["Căn cứ Quyết định số 999/QĐ-ABC ngày 01 tháng 01 năm 2001 của cơ quan;"]
    return READER.read_parts("", "", "", DocumentText(text="\n".join(lines)))


def _code_is_right(row: Row, fields: DocumentFields) -> bool:
    written = row["number_symbol"]
    separator = "/" if "-" not in written.split("/", maxsplit=1)[0] else "-"
    number, _, notation = written.partition(separator)
    return fields.code is not None and (fields.code.value.number, fields.code.value.notation) == (
        number,
        notation,
    )


@pytest.mark.parametrize("read", [_as_subject, _as_head], ids=["subject", "head"])
def test_number_notation_and_type(read: Callable[[Row], DocumentFields]) -> None:
    read_rows = [(row, read(row)) for row in _rows()]
    codes = [row["number_symbol"] for row, fields in read_rows if not _code_is_right(row, fields)]
    types = [
        row["number_symbol"]
        for row, fields in read_rows
        if fields.document_type is None or fields.document_type.value != row["type"]
    ]
    assert len(read_rows) > 200
    assert len(codes) <= 0.01 * len(read_rows), codes
    assert len(types) <= 0.02 * len(read_rows), types


def test_dates_and_abstracts_of_heads() -> None:
    read_rows = [(row, _as_head(row)) for row in _rows()]
    dates = [row["number_symbol"] for row, fields in read_rows if not _date_is_right(row, fields)]
    abstracts = [
        row["number_symbol"]
        for row, fields in read_rows
        if fields.abstract is None or _core(fields.abstract.value) != _core(row["trich_yeu"])
    ]
    assert len(dates) <= 0.01 * len(read_rows), dates
    assert len(abstracts) <= 0.02 * len(read_rows), abstracts


def _date_is_right(row: Row, fields: DocumentFields) -> bool:
    found = fields.issue_date.value if fields.issue_date else None
    try:
        return found == (date.fromisoformat(row["issued_date"]) if row["issued_date"] else None)
    except ValueError:
        return found is None  # a day that the calendar does not have is not a date


def _core(text: str) -> str:
    return text.casefold().removeprefix("v/v ").strip(" _-,.")


def test_no_type_or_code_of_high_confidence_is_wrong() -> None:
    wrong = [
        row["number_symbol"]
        for row in _rows()
        for fields in (_as_subject(row), _as_head(row))
        if (
            fields.code
            and fields.code.confidence is Confidence.HIGH
            and not _code_is_right(row, fields)
        )
        or (
            fields.document_type
            and fields.document_type.confidence is Confidence.HIGH
            and fields.document_type.value != row["type"]
        )
    ]
    assert len(wrong) <= 0.01 * 2 * len(_rows()), wrong
