"""One document under the stable names of the command's interface: what the register keeps and `--json` prints."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.addressees import role_of
from gateway.domain.document import (
    Confidence,
    DocumentFields,
    IncomingDocument,
    Reading,
    TextEncoding,
)
from gateway.domain.message import Attachment
from gateway.domain.register import Entry

Record = dict[str, Any]
# The interface names no more tables than these.
_ENCODINGS = {
    TextEncoding.WINDOWS_1258: TextEncoding.UNKNOWN,
    TextEncoding.UTF8_TWICE: TextEncoding.UNKNOWN,
}


def document_record(entry: Entry) -> Record:
    """What was read, judged and classified, in the order of the interface. Dates are `date` values."""
    document, classification = entry.document, entry.classification
    return {
        "file_name": document.main.file_name,
        "sha256": document.main.sha256,
        **_fields(document.fields),
        "notes": "\n".join(entry.notes) or None,
        "sheet_count": sheet_count(document),
        "article": classification.article,
        "item": classification.item,
        "paper": classification.paper.value,
        "paper_expected": entry.paper_expected,
        "rule": classification.rule,
        "confidence": confidence(entry).value,
        "signature": document.signature.verdict.value,
        "format": document.main.kind.value,
        "format_ok": entry.format_ok,
        "encoding": _ENCODINGS.get(document.text.encoding, document.text.encoding).value,
        "annexes": [
            {
                "file_name": annex.attachment.file_name,
                "sha256": annex.attachment.sha256,
                "format": annex.attachment.kind.value,
                "signature": annex.signature.verdict.value,
                "within": within(annex.attachment),
            }
            for annex in document.annexes
        ],
        "dossier_8_3": classification.dossier_8_3,
        "evidence": evidence(document.fields),
    }


def within(attachment: Attachment) -> str | None:
    """The containers out of which a file came, from outside in; None when it hung at the mail itself."""
    return attachment.within.title if attachment.within else None


def _fields(fields: DocumentFields) -> Record:
    """The fields of Art. 9.1.b; None where nothing was read."""
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
        "responsible_unit": None,
        "due_date": _value(fields.due_date),
        "storage_location": None,
        "signatory": _value(fields.signatory),
        "signatory_position": _value(fields.signatory_position),
    }


def sheet_count(document: IncomingDocument) -> int | None:
    """Số tờ: sheets, not pages. Two pages make a sheet, as agencies print on both sides (a READING)."""
    pages = document.text.page_count
    return (pages + 1) // 2 if pages else None


def evidence(fields: DocumentFields) -> Record:
    """Where each field was read, the text that was seen there and how sure it is."""
    found: Mapping[str, Reading[Any] | None] = {
        "document_type": fields.document_type,
        "code": fields.code,
        "issue_date": fields.issue_date,
        "issuing_body": fields.issuing_body,
        "abstract": fields.abstract,
        "issue_month": fields.issue_month,
        "subject_area": fields.subject_area,
        "urgency": fields.urgency,
        "signing_authority": fields.signing_authority,
        "due_in": fields.due_in,
        "due_date": fields.due_date,
        "signatory": fields.signatory,
        "signatory_position": fields.signatory_position,
    }
    shown: Record = {
        name: _shown(reading) for name, reading in found.items() if reading is not None
    }
    # What has no column of its own in the register.
    if fields.issue_month is not None:
        shown["issue_month"] |= {"value": fields.issue_month.value}
    if fields.signing_authority is not None:
        shown["signing_authority"] |= {"value": list(fields.signing_authority.value)}
    if fields.due_in is not None:
        shown["due_in"] |= {"value": fields.due_in.value}
    lists = {"dossier_codes": fields.dossier_codes, "procedure_codes": fields.procedure_codes}
    shown |= {
        name: [_shown(item) | {"value": item.value} for item in items]
        for name, items in lists.items()
        if items
    }
    for item in (*shown.get("dossier_codes", ()), *shown.get("procedure_codes", ())):
        item.update(_owner(item["value"], fields))
    roles = [
        {"name": line, "role": role.value} for line in fields.addressees if (role := role_of(line))
    ]
    return shown | ({"addressees": roles} if roles else {})


def _owner(code: str, fields: DocumentFields) -> Record:
    """Whose a code is, by the directory."""
    owner = next((item for item in fields.coded_agencies if item.of == code), None)
    if owner is None:
        return {}
    above = {"agency_is_above": True} if owner.is_above else {}
    return {"agency_code": owner.code, "agency": owner.name, **above}


def _shown(reading: Reading[Any]) -> Record:
    shown: Record = {
        "source": reading.source.value,
        "confidence": reading.confidence.value,
        "seen": reading.seen,
    }
    if reading.page is not None:
        shown["page"] = reading.page
    if reading.box is not None:
        shown["box"] = list(reading.box)
    if reading.against:
        others = [_shown(other) | {"value": str(other.value)} for other in reading.against]
        shown["contradicted_by"] = others
    return shown


def confidence(entry: Entry) -> Confidence:
    """A line is as sure as the least sure of its class, code and type."""
    fields = entry.document.fields
    readings = [
        reading.confidence for reading in (fields.code, fields.document_type) if reading is not None
    ]
    missing = [Confidence.LOW] if fields.code is None else []
    return min([entry.classification.confidence, *readings, *missing], key=lambda level: level.rank)


def _value(reading: Reading[Any] | None) -> Any:
    return reading.value if reading else None
