"""Two sources that say otherwise of one field: shown to the clerk, never hidden, never decided in silence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from gateway.domain.directory import Directory
from gateway.domain.display import harmless
from gateway.domain.document import Confidence, DocumentFields, Evidence, IncomingDocument, Reading
from gateway.domain.reading.weighing import weigh
from gateway.domain.shown_evidence import SOURCES
from gateway.domain.signer_match import Compared, compare_signers

_SHOWN = 160  # characters of a value in a note
_MOST = 3  # others that one note names


def notes_of_contradictions(fields: DocumentFields) -> tuple[str, ...]:
    """A sentence for each field about which sources differ. The certificate has its own (`signer_match`)."""
    named: tuple[tuple[str, Reading[Any] | None], ...] = (
        ("Số, ký hiệu", fields.code),
        ("Tên loại", fields.document_type),
        ("Ngày ban hành", fields.issue_date),
        ("Tháng ban hành", fields.issue_month),
        ("Cơ quan ban hành", fields.issuing_body),
        ("Trích yếu", fields.abstract),
    )
    notes = (_note(name, reading) for name, reading in named if reading is not None)
    return tuple(note for note in notes if note)


def _note(name: str, reading: Reading[Any]) -> str:
    others = [other for other in reading.against if other.source is not Evidence.CERTIFICATE]
    if not others:
        return ""
    said = dict.fromkeys(map(_said, others[:_MOST]))
    return f"{name}: {_said(reading)}, nhưng {', '.join(said)}."


def _said(reading: Reading[Any]) -> str:
    value = reading.value
    shown = f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
    return f"{SOURCES[reading.source]} ghi «{harmless(shown, _SHOWN)}»"


def with_certificate(
    document: IncomingDocument, author: str | None, directory: Directory
) -> IncomingDocument:
    """The document whose issuing body is weighed against who signed it; `author` is the address of From."""
    body = document.fields.issuing_body
    if body is None:
        return document
    signers = list(_other_signers(document, body.value, author, directory))
    weighed = weigh(body, signers, lambda one, other: one == other)
    weighed = replace(weighed, against=(*body.against, *weighed.against))
    return replace(document, fields=replace(document.fields, issuing_body=weighed))


def _other_signers(
    document: IncomingDocument, body: str, author: str | None, directory: Directory
) -> Iterator[Reading[str]]:
    for finding in compare_signers(document.signature, body, author, directory):
        if finding.compared is Compared.ISSUING_BODY:
            yield Reading(finding.signers, Evidence.CERTIFICATE, Confidence.MEDIUM, finding.signers)
