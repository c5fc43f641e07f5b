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
from functools import cached_property

from gateway.domain.codes import CodeSeen
from gateway.domain.directory import NO_AGENCIES, Directory
from gateway.domain.document import (
    Confidence,
    DocumentCode,
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
    source_of,
    subject_area,
)
from gateway.domain.reading.head import Head
from gateway.domain.reading.issued import Issued, issued
from gateway.domain.reading.mail import Said, read_body, read_name, read_subject, subject_around
from gateway.domain.reading.marks import seen_urgency, stamped_urgency, tagged_urgency
from gateway.domain.reading.mending import is_overlaid, mended, notation_of
from gateway.domain.reading.pages import Pages
from gateway.domain.reading.people import find_addressees
from gateway.domain.reading.rules import NO_RULES, ReadingRules
from gateway.domain.reading.signing import find_signing
from gateway.domain.reading.types import CONSOLIDATED, DISPATCH, DocumentTypes
from gateway.domain.reading.weighing import (
    OF_NAMES,
    abbreviates,
    akin,
    alike,
    equal,
    filled,
    same_code,
    weigh,
)


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


class _Seen:
    """All evidence for one document, read once."""

    def __init__(self, parts: Parts, types: DocumentTypes) -> None:
        self.parts = parts
        self.types = types
        self.scan = parts.text.is_scan
        self.recognised = parts.text.recognised
        self.page = mended(parts.text.text, types) if self.recognised else parts.text.text
        self.head = Head(self.page, types)
        self.second = Head(mended(parts.text.stamps, types), types) if self.recognised else None
        self.subject = read_subject(parts.subject, types)
        self.body = read_body(parts.body, types)
        self.inner = read_subject(parts.inner_subject, types) if parts.inner_subject else Said()
        self.name = read_name(parts.file_name, types)
        self.title = read_name(parts.text.title or "", types) if self.scan else None
        self.own = self.head.code()
        self.notation_only = self.head.blank_code() if self.own is None else None
        own = self.own
        if own is not None and self.second is not None and not _twice(own, self.second):
            # In ink, or misread: what two readings of one page do not agree on is nobody's number.
            self.own, self.notation_only = None, replace(own.code, number=None)
        self.blank = self.notation_only is not None
        if self.recognised and self.head.title is not None:
            self._mend_notation(self.head.title.name)

    def _mend_notation(self, name: str) -> None:
        """The heading is read better than the small letters of the notation."""
        if self.own is not None:
            self.own = replace(self.own, code=self._with_type(self.own.code, name))
        if self.notation_only is not None:
            self.notation_only = self._with_type(self.notation_only, name)

    def _with_type(self, code: DocumentCode, name: str) -> DocumentCode:
        notation = notation_of(code.notation, name, self.types) if code.notation else None
        return replace(code, notation=notation)

    @property
    def source(self) -> Evidence:
        return source_of(self.parts.text)

    @property
    def text_confidence(self) -> Confidence:
        return Confidence.LOW if self.scan else Confidence.HIGH

    @property
    def mail_confidence(self) -> Confidence:
        return Confidence.MEDIUM if self.parts.alone else Confidence.LOW

    def code(self) -> Reading[DocumentCode] | None:
        return self._code

    @cached_property
    def _code(self) -> Reading[DocumentCode] | None:
        readings = list(self._codes()) or list(self._inner_code())
        if not readings:
            return None
        best = self._borne_out(readings[0])
        best = replace(best, value=filled(best.value, readings))
        return weigh(best, [*readings[1:], *self._strange_codes()], same_code)

    def _borne_out(self, reading: Reading[DocumentCode]) -> Reading[DocumentCode]:
        """What a file is called, when the page says the same: the page is the source, and says it in full."""
        own = self._own_code() if self.recognised and reading.source in OF_NAMES else None
        if own is None or not abbreviates(reading.value, own.value):
            return reading
        return replace(own, confidence=Confidence.MEDIUM)

    def _strange_codes(self) -> Iterable[Reading[DocumentCode]]:
        """A mail with one file that speaks of a document of another type: shown, never believed."""
        for said, source in ((self.subject, Evidence.SUBJECT), (self.body, Evidence.BODY)):
            if self.parts.alone and said.code is not None and self._contradicts(said):
                yield Reading(said.code.code, source, Confidence.LOW, said.code.seen)

    def _codes(self) -> Iterable[Reading[DocumentCode]]:
        own = self._own_code()
        if own is not None and not self.scan:
            yield own
        for said, source in ((self.subject, Evidence.SUBJECT), (self.body, Evidence.BODY)):
            if said.code is not None and self._counts(said):
                yield Reading(said.code.code, source, self.mail_confidence, said.code.seen)
        for name, source in ((self.name, Evidence.FILE_NAME), (self.title, Evidence.PDF_TITLE)):
            if name is not None:
                sure = Confidence.MEDIUM if name.known else Confidence.LOW
                yield Reading(name.code, source, sure, self.parts.file_name[:100])
        if own is not None and self.scan:
            yield own

    def _inner_code(self) -> Iterable[Reading[DocumentCode]]:
        """Anybody may have written a mail within the mail: it is asked only where nothing else speaks."""
        said = self.inner
        if said.code is not None and not self._contradicts(said):
            yield Reading(said.code.code, Evidence.ENCLOSED_SUBJECT, Confidence.LOW, said.code.seen)

    def _own_code(self) -> Reading[DocumentCode] | None:
        if self.own is not None:
            sure = self.text_confidence if self.own.marked else Confidence.MEDIUM
            return Reading(
                self.own.code,
                self.source,
                min(sure, self.text_confidence, key=lambda level: level.rank),
                self.own.seen,
            )
        if self.notation_only is not None:
            sure = self.text_confidence
            return Reading(self.notation_only, self.source, sure, self.notation_only.notation or "")
        return None

    def _counts(self, said: Said) -> bool:
        """What the mail says is of this document: never a guess among several, nor against its type."""
        return not self._contradicts(said) and (self.parts.alone or self._fits(said))

    def _contradicts(self, said: Said) -> bool:
        notation = said.code.code.notation if said.code else None
        named = self.types.of_notation(notation) if notation else None
        title = self.head.title.name if self.head.title else None
        if title is None and self.head.is_dispatch():
            title = DISPATCH
        return named is not None and title is not None and named != title

    def _fits(self, said: Said) -> bool:
        """The file's own text, name or title has the number or the notation that the mail gives."""
        own = [seen.code for seen in (self.own, self.name, self.title) if seen is not None]
        own += [self.notation_only] if self.notation_only else []
        return said.code is not None and bool(own) and same_code(own[0], said.code.code)

    def document_type(self) -> Reading[str] | None:
        # A number in ink makes its code low, and with it the type that its notation says.
        readings = sorted(self._types(), key=lambda reading: -reading.confidence.rank)
        return weigh(readings[0], readings[1:], equal) if readings else None

    def _types(self) -> Iterable[Reading[str]]:
        title = self.head.title
        own = self.own.code.notation if self.own else None
        if own is not None and self.types.of_notation(own) == CONSOLIDATED:
            # Its heading is the one of the document that it consolidates.
            yield Reading(CONSOLIDATED, self.source, self.text_confidence, own)
            return
        if title is not None:
            yield Reading(title.name, self.source, self._text_type_confidence(), title.seen)
        code = self.code()
        if code is not None and code.value.notation is not None:
            named = self.types.of_notation(code.value.notation)
            # A công văn has no heading of its own.
            if named is not None and not (named == DISPATCH and self._has_heading(code.value)):
                yield Reading(named, code.source, code.confidence, code.value.notation)
        if title is None and self.head.is_dispatch():
            yield Reading(DISPATCH, self.source, self._text_type_confidence(), "V/v")
        if self.name is not None and self.name.type_name is not None:
            yield Reading(
                self.name.type_name,
                Evidence.FILE_NAME,
                Confidence.MEDIUM,
                self.parts.file_name[:100],
            )
        if self.parts.alone and self.subject.type_name is not None and self.subject.code is None:
            yield Reading(
                self.subject.type_name, Evidence.SUBJECT, Confidence.LOW, self.subject.type_name
            )

        for strange in self._strange_codes():
            other = self.types.of_notation(strange.value.notation or "")
            if other is not None:
                yield Reading(other, strange.source, Confidence.LOW, strange.seen)

    def _has_heading(self, code: DocumentCode) -> bool:
        """A công văn has none: under a heading, letters that the tables do not know tell no type (05/HĐKT)."""
        first = re.split(r"[-/]", code.notation or "")[0]
        return bool(self.head.strange_heading()) or (
            self.head.title is not None and self.types.body_of(first) is None
        )

    def _text_type_confidence(self) -> Confidence:
        return Confidence.MEDIUM if self.scan else Confidence.HIGH

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


def _twice(own: CodeSeen, second: Head) -> bool:
    again = second.code()
    return again is not None and again.code.number == own.code.number
