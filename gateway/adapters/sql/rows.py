"""Between the values of the domain and the columns of `incoming_register`."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from gateway.domain.document import Confidence, DocumentFields, IncomingDocument, Reading
from gateway.domain.message import Attachment
from gateway.domain.register import ArrivalNumber, Entry
from gateway.domain.signature import DocumentVerdict

_VERDICT = TypeAdapter(DocumentVerdict)


def entry_columns(entry: Entry, number: ArrivalNumber, sender: str | None) -> dict[str, Any]:
    """The columns of an entry, the row's own links and state left out."""
    document, times = entry.document, entry.times
    return {
        "book": number.book,
        "year": number.year,
        "arrival_number": number.number,
        "sha256": document.main.sha256,
        "arrival_date": times.arrival_date,
        "counted_at": times.counted_at,
        "entered_system_at": times.entered_system_at,
        "sender": sender,
        **document_columns(entry),
    }


def document_columns(entry: Entry) -> dict[str, Any]:
    """What was read, judged and classified, under the stable names of the command's interface."""
    document, classification = entry.document, entry.classification
    return {
        "file_name": document.main.file_name,
        **field_columns(document.fields),
        "responsible_unit": None,
        "storage_location": None,
        "sheet_count": sheet_count(document),
        "notes": "\n".join(entry.notes) or None,
        "annexes": [annex(item) for item in document.annexes],
        "article": classification.article,
        "item": classification.item,
        "paper": classification.paper.value,
        "paper_expected": entry.paper_expected,
        "rule": classification.rule,
        "confidence": confidence(entry).value,
        "dossier_8_3": classification.dossier_8_3,
        "signature": document.signature.verdict.value,
        "signature_report": _VERDICT.dump_python(document.signature, mode="json"),
        "format": document.main.kind.value,
        "format_ok": entry.format_ok,
        "encoding": document.text.encoding.value,
        "evidence": evidence(document.fields),
    }


def field_columns(fields: DocumentFields) -> dict[str, Any]:
    """The fields of Art. 9.1.b that are read from the document; None where nothing was read."""
    code = fields.code.value if fields.code else None
    return {
        "document_type": _value(fields.document_type),
        "number": code.number if code else None,
        "notation": code.notation if code else None,
        "issue_date": _value(fields.issue_date),
        "issuing_body": _value(fields.issuing_body),
        "abstract": _value(fields.abstract),
        "subject_area": _value(fields.subject_area),
        "urgency": fields.urgency.value.value if fields.urgency else None,
        "addressees": list(fields.addressees),
        "due_date": _value(fields.due_date),
        "signatory": _value(fields.signatory),
        "signatory_position": _value(fields.signatory_position),
    }


def sheet_count(document: IncomingDocument) -> int | None:
    """Số tờ: sheets, not pages. Two pages make a sheet, as agencies print on both sides (a READING)."""
    pages = document.text.page_count
    return (pages + 1) // 2 if pages else None


def annex(attachment: Attachment) -> dict[str, Any]:
    return {
        "file_name": attachment.file_name,
        "sha256": attachment.sha256,
        "format": attachment.kind.value,
    }


def evidence(fields: DocumentFields) -> dict[str, Any]:
    """Where each field was read and how sure that is."""
    found: Mapping[str, Reading[Any] | None] = {
        "document_type": fields.document_type,
        "code": fields.code,
        "issue_date": fields.issue_date,
        "issuing_body": fields.issuing_body,
        "abstract": fields.abstract,
        "subject_area": fields.subject_area,
        "urgency": fields.urgency,
        "due_date": fields.due_date,
        "signatory": fields.signatory,
        "signatory_position": fields.signatory_position,
    }
    return {
        name: {
            "source": reading.source.value,
            "confidence": reading.confidence.value,
            "seen": reading.seen,
        }
        for name, reading in found.items()
        if reading is not None
    }


_ORDER = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


def confidence(entry: Entry) -> Confidence:
    """How sure the line as a whole is: as sure as the least sure of class, code and type."""
    fields = entry.document.fields
    readings = [
        reading.confidence for reading in (fields.code, fields.document_type) if reading is not None
    ]
    missing = [Confidence.LOW] if fields.code is None else []
    return min([entry.classification.confidence, *readings, *missing], key=_ORDER.index)


def _value(reading: Reading[Any] | None) -> Any:
    return reading.value if reading else None
