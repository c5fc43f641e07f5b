"""What each source says of one document, read once: its page, the mail, the name of the file."""

from dataclasses import replace

from gateway.domain.codes import CodeSeen
from gateway.domain.document import Confidence, DocumentCode, Evidence
from gateway.domain.reading.derived import Parts, source_of
from gateway.domain.reading.head import Head
from gateway.domain.reading.mail import Said, read_body, read_name, read_subject
from gateway.domain.reading.mending import mended, notation_of
from gateway.domain.reading.types import DISPATCH, DocumentTypes
from gateway.domain.reading.weighing import same_code


class Sources:
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


def _twice(own: CodeSeen, second: Head) -> bool:
    again = second.code()
    return again is not None and again.code.number == own.code.number
