"""The PDF and the Word file of one document in one mail: one entry, never two numbers (domain.md 13.10)."""

from gateway.domain.codes import stem
from gateway.domain.display import harmless
from gateway.domain.document import DocumentFields
from gateway.domain.examination import ExaminedFile
from gateway.domain.formats import FileKind
from gateway.domain.reading.weighing import alike, same_code
from gateway.domain.signature import Verdict
from gateway.domain.vietnamese import bare

_EDITABLE = frozenset({FileKind.DOCX, FileKind.DOC, FileKind.ODT, FileKind.RTF, FileKind.TXT})
_FINISHED = frozenset({FileKind.PDF, FileKind.JPEG, FileKind.PNG, FileKind.TIFF})
_SHOWN = 120  # characters of a name in a note


def leads(one: ExaminedFile, other: ExaminedFile) -> bool:
    """Whether, of two files of one document, `one` is what was issued: the signed one, else the PDF."""
    kinds = {one.attachment.kind, other.attachment.kind}
    if not (kinds & _EDITABLE and kinds & _FINISHED):
        return False
    if _is_signed(one) != _is_signed(other):
        return _is_signed(one)
    return one.attachment.kind in _FINISHED


def is_same_document(
    one: tuple[ExaminedFile, DocumentFields], other: tuple[ExaminedFile, DocumentFields]
) -> bool:
    """The same number, notation and type, and the same abstract; where one says none, the same name of the file."""
    (first, said), (second, meant) = one, other
    if said.code is None or meant.code is None or said.code.value.number is None:
        return False
    if meant.code.value.number is None or not same_code(said.code.value, meant.code.value):
        return False
    if said.document_type is None or meant.document_type is None:
        return False
    if said.document_type.value != meant.document_type.value:
        return False
    if said.abstract is not None and meant.abstract is not None:
        return alike(said.abstract.value, meant.abstract.value)
    return _stem(first) == _stem(second)


def note_of_copy(main: ExaminedFile, copy: ExaminedFile) -> str:
    """What the clerk is told of a file that got no entry of its own."""
    return (
        f"Tệp «{_name(copy)}» và tệp «{_name(main)}» là hai bản của một văn bản (cùng số, ký hiệu và tên loại):"
        f" văn bản vào sổ theo tệp «{_name(main)}», tệp kia được ghi là tệp kèm theo, không có số đến riêng."
    )


def _is_signed(file: ExaminedFile) -> bool:
    return file.signature.verdict is not Verdict.UNSIGNED


def _stem(file: ExaminedFile) -> str:
    return bare(stem(file.attachment.file_name))


def _name(file: ExaminedFile) -> str:
    return harmless(file.attachment.file_name, _SHOWN) or "không tên"
