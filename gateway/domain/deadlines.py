"""Thời hạn giải quyết that runs in working days from receipt."""

from dataclasses import replace
from datetime import date

from gateway.domain.document import Confidence, DocumentFields, Reading
from gateway.domain.office_hours import OfficeHours


def with_due_date(
    fields: DocumentFields, arrived: date, hours: OfficeHours, *, counts_first: bool
) -> DocumentFields:
    """The due date counted from the day of arrival (Art. 11.2), when the document names none itself.

    It is counted, not read: never more than medium. Of a document without an issue date, a day before its arrival is
    no deadline for the receiver.
    """
    said = fields.due_date
    undated = fields.issue_date is None and fields.issue_month is None
    if said is not None and undated and said.value < arrived:
        fields = replace(fields, due_date=None)
    term = fields.due_in
    if term is None or fields.due_date is not None:
        return fields
    day = hours.working_day_after(arrived, term.value, counts_first=counts_first)
    sure = min(term.confidence, Confidence.MEDIUM, key=lambda level: level.rank)
    return replace(fields, due_date=Reading(day, term.source, sure, term.seen, term.page))
