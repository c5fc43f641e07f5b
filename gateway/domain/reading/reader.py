"""Puts together what the text, the subject, the body and the file name say: each field with its evidence.

Born-digital text is the document itself and comes first. On a scan number and day are in ink, so the
order is subject, body, file name, PDF title, and what OCR read, or the text layer, last (domain.md §0.1,
0.2). High needs
the document's own text or two sources that agree; a contradiction lowers the confidence. What was not
read is None.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from gateway.domain.directory import NO_AGENCIES, Directory
from gateway.domain.document import (
    Confidence,
    DocumentFields,
    DocumentText,
    Evidence,
    Reading,
    Urgency,
)
from gateway.domain.identifiers import find_dossier_codes, find_procedure_codes
from gateway.domain.message import Attachment, Message
from gateway.domain.reading.agencies import own_body
from gateway.domain.reading.dates import find_named_date
from gateway.domain.reading.derived import (
    Parts,
    coded_agencies,
    codes_in,
    due_date,
    due_in,
    same_body,
    signed,
    subject_area,
)
from gateway.domain.reading.identity import Identity
from gateway.domain.reading.issued import Issued, issued
from gateway.domain.reading.mail import subject_around
from gateway.domain.reading.marks import seen_urgency, stamped_urgency, tagged_urgency
from gateway.domain.reading.mending import is_overlaid
from gateway.domain.reading.pages import Pages
from gateway.domain.reading.people import find_addressees
from gateway.domain.reading.rules import NO_RULES, ReadingRules
from gateway.domain.reading.signing import find_signing
from gateway.domain.reading.types import DocumentTypes
from gateway.domain.reading.weighing import akin, alike, weigh


class DocumentReader:
    """Implements `ports.FieldReader`: pure, the same input gives the same fields."""

    def __init__(self, types: DocumentTypes, rules: ReadingRules = NO_RULES) -> None:
        self._types = types
        self._rules = rules

    def read(self, message: Message, attachment: Attachment, text: DocumentText) -> DocumentFields:
        """The fields of one attachment. A subject names one document: among several it weighs less."""
        alone = len(message.attachments) <= 1
        inner = subject_around(message, attachment)
        name = attachment.file_name
        return self._read(Parts(message.subject, message.body, name, text, alone, inner))

    def read_parts(
        self, subject: str, body: str, file_name: str, text: DocumentText
    ) -> DocumentFields:
        """The same for loose parts; each may be empty (`gateway rules try`)."""
        return self._read(Parts(subject, body, file_name, text, alone=True))

    def _read(self, parts: Parts) -> DocumentFields:
        seen = _Seen(parts, self._types)
        pages = Pages(seen.page, parts.text)
        signing = find_signing(seen.page)
        code, body, abstract = (
            pages.at_head(seen.code()),
            pages.at_head(seen.issuing_body(self._rules.directory)),
            pages.at_head(seen.abstract()),
        )
        when = seen.issued()
        named = seen.document_type()
        dossiers = codes_in(find_dossier_codes, parts, pages)
        procedures = codes_in(find_procedure_codes, parts, pages)
        return DocumentFields(
            document_type=pages.at_head(named),
            code=code,
            issue_date=pages.at_head(when.day),
            issue_month=pages.at_head(when.month),
            issuing_body=body,
            abstract=abstract,
            subject_area=subject_area(self._rules.areas, abstract, code, body),
            urgency=pages.at_head(seen.urgency()),
            addressees=find_addressees(seen.page),
            **signed(signing, seen.source, seen.text_confidence, pages),
            due_date=pages.where(due_date(parts.text, when)),
            due_in=pages.where(due_in(parts.text, named.value if named else None)),
            dossier_codes=dossiers,
            procedure_codes=procedures,
            coded_agencies=coded_agencies(self._rules.directory, dossiers, procedures),
            blank_code=not parts.text.is_scan and seen.blank and seen.head.blank_day(),
        )


class _Seen(Identity):
    """All evidence for one document, read once."""

    def issued(self) -> Issued:
        found, own = self.head.date(), None
        # A day in ink: what two readings of one page do not agree on is nobody's.
        if found is not None and (self.second is None or self.second.date() == found):
            own = Reading(found[0], self.source, self.text_confidence, found[1])
        month = self._month()
        lacks_day = own is None and month is not None
        return issued(own, month, list(self._said_dates(lacks_day=lacks_day)), scan=self.scan)

    def _said_dates(self, *, lacks_day: bool) -> Iterable[Reading[date]]:
        for said, source in ((self.subject, Evidence.SUBJECT), (self.body, Evidence.BODY)):
            if said.issue_date is not None and self._counts(said):
                yield Reading(said.issue_date[0], source, self.mail_confidence, said.issue_date[1])
        named = find_named_date(self.parts.file_name)
        # Without "ngày" before it, it may be the day of the meeting or of the scan: only where a day is missing.
        if named is not None and (named[2] or lacks_day):
            sure = Confidence.MEDIUM if named[2] else Confidence.LOW
            yield Reading(named[0], Evidence.FILE_NAME, sure, named[1])

    def _month(self) -> Reading[str] | None:
        found = self.head.month()
        again = self.second.month() if self.second else None
        if found is None or (again is not None and again[0] != found[0]):
            return None
        return Reading(found[0], self.source, self.text_confidence, found[1])

    def issuing_body(self, directory: Directory = NO_AGENCIES) -> Reading[str] | None:
        by_notation = self._body_of_notation(directory)
        lines = self.head.left_lines()
        name = own_body(lines, self.types.agencies)
        if name is None or (self.scan and name == lines[-1]):
            # A stamp or a poor text layer: only a name that the table knows is believed.
            return by_notation
        # On a scan a place name has nothing to be put right by.
        sure = self._text_type_confidence() if name in self.types.agencies else self.text_confidence
        said = Reading(name, self.source, sure, " / ".join(lines))
        # As a doubt it weighs more than as an answer: letters that stand there are no mere likeness.
        weight = min(Confidence.MEDIUM, self.text_confidence, key=lambda level: level.rank)
        others = [replace(by_notation, confidence=weight)] if by_notation else []
        return weigh(said, others, lambda one, other: same_body(directory, one, other))

    def _body_of_notation(self, directory: Directory) -> Reading[str] | None:
        """The agency whose letters stand in the notation: "208/SXD-QLN" is of Sở Xây dựng."""
        code = self.code()
        groups = re.split(r"[-/]", (code.value.notation if code else None) or "")
        groups = [group for group in groups if not group.isdigit()]  # the year
        # Behind the agency of a công văn stands the unit that drafted it: KT is nobody's name there.
        typed = bool(groups) and self.types.of_abbreviation(groups[0]) is not None
        for group in groups[1:3] if typed else groups[:1]:
            agency = directory.abbreviated(group)
            if code is not None and agency is not None:
                return Reading(agency.name, code.source, Confidence.LOW, group)
        return None

    def abstract(self) -> Reading[str] | None:
        readings = list(self._abstracts())
        if not readings:
            return None
        if readings[0].source is not Evidence.TEXT or self.scan:
            return weigh(readings[0], readings[1:], alike)
        heading = self.head.title.name if self.head.title else ""

        def compatible(one: str, other: str) -> bool:
            return akin(f"{heading} {one}", other)

        return weigh(readings[0], readings[1:], alike, compatible)

    def _abstracts(self) -> Iterable[Reading[str]]:
        """The document's own text, a subject that is firm, what OCR read, any other subject, a text layer."""
        found, said = self.head.abstract(), self.subject
        if found is not None and not self.scan:
            yield Reading(found, Evidence.TEXT, Confidence.HIGH, found)
        counts = said.abstract is not None and self._counts(said)
        if counts and said.firm:
            yield Reading(
                said.abstract or "", Evidence.SUBJECT, self.mail_confidence, said.abstract or ""
            )
        if found is not None and not self.scan:
            return
        if found is not None and self.recognised:
            yield Reading(found, Evidence.OCR, self._sure_of(found), found)
        if counts and not said.firm:
            yield Reading(
                said.abstract or "", Evidence.SUBJECT, Confidence.LOW, said.abstract or ""
            )
        if found is not None and not self.recognised:
            yield Reading(found, Evidence.TEXT, Confidence.LOW, found)
        if (inner := self.inner.abstract) is not None:
            yield Reading(inner, Evidence.ENCLOSED_SUBJECT, Confidence.LOW, inner)

    def _sure_of(self, abstract: str) -> Confidence:
        """A stamp over the abstract shows in it, or the second reading of the page differs."""
        again = self.second.abstract() if self.second else None
        differs = again is not None and not alike(abstract, again)
        return Confidence.LOW if differs or is_overlaid(abstract) else Confidence.MEDIUM

    def urgency(self) -> Reading[Urgency] | None:
        text = self.parts.text
        stamp = stamped_urgency(text.text)
        if stamp is None and self.recognised:
            stamp = seen_urgency(text.text) or seen_urgency(text.stamps)
        if stamp is not None:
            return Reading(stamp[0], self.source, self._text_type_confidence(), stamp[1])
        tag = tagged_urgency(self.parts.subject[:1000])
        return Reading(tag[0], Evidence.SUBJECT, self.mail_confidence, tag[1]) if tag else None
