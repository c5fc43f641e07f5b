"""Number, notation and type of a document, out of everything that names them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from gateway.domain.document import Confidence, DocumentCode, Evidence, Reading
from gateway.domain.reading.sources import Sources
from gateway.domain.reading.types import CONSOLIDATED, DISPATCH
from gateway.domain.reading.weighing import OF_NAMES, abbreviates, equal, filled, same_code, weigh


class Identity(Sources):
    """What a document is called; each reading with what speaks against it."""

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
