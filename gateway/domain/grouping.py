"""One mail, several documents: main documents and their annexes told apart (domain.md 2.3 i, k)."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.domain.admission import Reason
from gateway.domain.document import DocumentFields, Evidence
from gateway.domain.examination import ExaminedFile, is_annex_kind
from gateway.domain.vietnamese import bare

_OWN_EVIDENCE = frozenset({Evidence.TEXT, Evidence.OCR, Evidence.FILE_NAME, Evidence.PDF_TITLE})
_ANNEX_WORDS = ("phu luc", "pl ", "bieu ", "danh sach", "mau ", "dinh kem", "kem theo")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """An examined file with the fields read from it."""

    file: ExaminedFile
    fields: DocumentFields
    mark: Reason | None = None  # secrecy mark or limit on circulation


def group(files: Sequence[ReadFile]) -> list[tuple[ReadFile, tuple[ReadFile, ...]]]:
    """Main documents, each with its annexes, in the order of the mail.

    A file that names its own code or type is a main document. When none does, the first file that is
    no table leads and the rest are its annexes: an annex gets no number of its own.
    """
    mains = [index for index, file in enumerate(files) if _is_main(file)]
    if not mains:
        mains = _leader(files)
    groups: dict[int, list[ReadFile]] = {index: [] for index in mains}
    for index, file in enumerate(files):
        if index not in groups:
            groups[max((main for main in mains if main < index), default=mains[0])].append(file)
    return [(files[index], tuple(annexes)) for index, annexes in groups.items()]


def _leader(files: Sequence[ReadFile]) -> list[int]:
    candidates = [
        index for index, file in enumerate(files) if not is_annex_kind(file.file.attachment)
    ]
    return (candidates or list(range(len(files))))[:1]


def _is_main(read: ReadFile) -> bool:
    name = bare(read.file.attachment.file_name).replace("_", " ").replace("-", " ")
    head = bare(read.file.text.text[:200])
    if (
        is_annex_kind(read.file.attachment)
        or name.startswith(_ANNEX_WORDS)
        or head.startswith("phu luc")
    ):
        return False
    readings = (read.fields.code, read.fields.document_type)
    return any(reading is not None and reading.source in _OWN_EVIDENCE for reading in readings)
