"""Between the values of the domain and the columns of `incoming_register`."""

from typing import Any

from pydantic import TypeAdapter

from gateway.domain.record import document_record
from gateway.domain.register import ArrivalNumber, Entry
from gateway.domain.signature import DocumentVerdict

_VERDICT = TypeAdapter(DocumentVerdict)


def entry_columns(entry: Entry, number: ArrivalNumber, sender: str | None) -> dict[str, Any]:
    """The columns of an entry; the row's own links and state are left out."""
    times, record = entry.times, document_record(entry)
    return {
        "book": number.book,
        "year": number.year,
        "arrival_number": number.number,
        "arrival_date": times.arrival_date,
        "counted_at": times.counted_at,
        "entered_system_at": times.entered_system_at,
        "sender": sender,
        "signature_report": _report(entry.document.signature),
        **record,
        "annexes": [
            shown | {"signature_report": _report(annex.signature)}
            for shown, annex in zip(record["annexes"], entry.document.annexes, strict=True)
        ],
    }


def _report(verdict: DocumentVerdict) -> Any:
    return _VERDICT.dump_python(verdict, mode="json")
