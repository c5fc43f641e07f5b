"""What the reader makes of the labelled set, field by field."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from gateway.adapters.document_text import read_file
from gateway.adapters.rules_yaml import load_rules
from gateway.domain.document import Confidence, DocumentFields, DocumentText, Reading
from gateway.domain.formats import FileKind
from gateway.domain.reading import DocumentReader
from gateway.domain.vietnamese import fold
from gateway.resources import shared
from tests.support.reading import as_office, as_pdf
from tests.support.reading.sketches import Sketch, sketches

MAKERS: dict[FileKind, Callable[[Sketch], bytes]] = {
    FileKind.PDF: as_pdf.pdf,
    FileKind.DOCX: as_office.docx_file,
    FileKind.ODT: as_office.odt_file,
    FileKind.RTF: as_office.rtf_file,
    FileKind.TXT: as_office.txt_file,
}
SIMILAR = 0.9  # normalised edit similarity of abstracts


@dataclass(frozen=True, slots=True)
class Checked:
    """One label against what was read."""

    document: str
    field: str
    label: str | None
    read: str | None
    confidence: Confidence | None

    @property
    def right(self) -> bool:
        if self.label is None or self.read is None:
            return self.label == self.read
        if self.field == "abstract":
            ratio = SequenceMatcher(None, fold(self.label), fold(self.read), autojunk=False).ratio()
            return ratio >= SIMILAR
        if self.field in {"signatory", "body"}:  # capitals or not is a matter of print
            return fold(self.label) == fold(self.read)
        return self.label == self.read

    def __str__(self) -> str:
        return (
            f"{self.document}: {self.field}: {self.label!r}, read {self.read!r} ({self.confidence})"
        )


def reader() -> DocumentReader:
    """With the rules of the sample folder."""
    rules = load_rules(shared("rules"))
    return DocumentReader(rules.document_types, rules.reading)


def text_of(sketch: Sketch, kind: FileKind, folder: Path) -> DocumentText:
    path = folder / f"{sketch.name}.{kind.value}"
    path.write_bytes(MAKERS[kind](sketch))
    return read_file(path, kind)


def checked(kind: FileKind, folder: Path) -> list[Checked]:
    """Every label of the set, with the documents as files of this kind."""
    reading = reader()
    return [
        found
        for sketch in sketches()
        for found in _check(sketch, reading.read_parts("", "", "", text_of(sketch, kind, folder)))
    ]


def _check(sketch: Sketch, fields: DocumentFields) -> Iterable[Checked]:
    for name, (value, reading) in _values(fields).items():
        if name in sketch.labels:
            sure = reading.confidence if reading else None
            yield Checked(sketch.name, name, sketch.labels[name] or None, value, sure)


def _values(fields: DocumentFields) -> dict[str, tuple[str | None, Reading[object] | None]]:
    code = fields.code.value if fields.code else None
    plain: dict[str, Reading[object] | None] = {
        "type": fields.document_type,
        "date": fields.issue_date,
        "month": fields.issue_month,
        "body": fields.issuing_body,
        "abstract": fields.abstract,
        "area": fields.subject_area,
        "urgency": fields.urgency,
        "due": fields.due_date,
        "due_days": fields.due_in,
        "signatory": fields.signatory,
        "position": fields.signatory_position,
    }
    authority = fields.signing_authority
    return {
        "number": (code.number if code else None, fields.code),
        "notation": (code.notation if code else None, fields.code),
        **{name: (str(item.value) if item else None, item) for name, item in plain.items()},
        "authority": ("; ".join(authority.value) if authority else None, authority),
        "dossiers": ("; ".join(item.value for item in fields.dossier_codes) or None, None),
        "procedures": ("; ".join(item.value for item in fields.procedure_codes) or None, None),
    }
