"""One mail, several documents: main documents and their annexes told apart (domain.md 2.3 i, k)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from gateway.domain.admission import Reason
from gateway.domain.annexes import is_annex
from gateway.domain.copies import is_same_document, leads
from gateway.domain.document import DocumentFields, Evidence
from gateway.domain.examination import ExaminedFile, is_annex_kind

_OWN_EVIDENCE = frozenset({Evidence.TEXT, Evidence.OCR, Evidence.FILE_NAME, Evidence.PDF_TITLE})


@dataclass(frozen=True, slots=True)
class ReadFile:
    """An examined file with the fields read from it."""

    file: ExaminedFile
    fields: DocumentFields
    mark: Reason | None = None  # secrecy mark or limit on circulation
    is_copy: bool = False  # the editable file of its main document


def group(files: Sequence[ReadFile]) -> list[tuple[ReadFile, tuple[ReadFile, ...]]]:
    """Main documents, each with its annexes, in the order of the mail.

    A file that names its own code or type is a main document, unless it says that it is an annex. When none does,
    the first file that is no table leads and the rest are its annexes: an annex gets no number of its own. Neither
    does the Word file of a document that came as a PDF, too.
    """
    mains = [index for index, file in enumerate(files) if _is_main(file)]
    if not mains:
        mains = _leader(files)
    copies = _copies(files, mains)
    groups: dict[int, list[ReadFile]] = {index: [] for index in mains if index not in copies}
    for index, file in enumerate(files):
        if index in copies:
            groups[copies[index]].append(replace(file, is_copy=True))
        elif index not in groups:
            main = _main_of(index, files, mains)
            groups[copies.get(main, main)].append(file)
    return [(files[index], tuple(annexes)) for index, annexes in groups.items()]


def _copies(files: Sequence[ReadFile], mains: Sequence[int]) -> dict[int, int]:
    """Each copy among the main documents, and the one that it is a copy of: no copy itself."""
    found: dict[int, int] = {}
    for copy in mains:
        of = [main for main in mains if _is_copy(files[copy], files[main])]
        if len(of) == 1:
            found[copy] = of[0]
    return {copy: main for copy, main in found.items() if main not in found}


def _is_copy(copy: ReadFile, main: ReadFile) -> bool:
    one, other = (main.file, main.fields), (copy.file, copy.fields)
    return leads(main.file, copy.file) and is_same_document(one, other)


def _main_of(index: int, files: Sequence[ReadFile], mains: Sequence[int]) -> int:
    """The main document of an annex: one in its own container or as near to it as can be, the nearest before it.

    What lies in one archive belongs together, in whatever order a program has packed it.
    """
    steps = {main: _steps(_way(files[main]), _way(files[index])) for main in mains}
    nearest = [main for main in mains if steps[main] == min(steps.values())]
    return max((main for main in nearest if main < index), default=nearest[0])


def _steps(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How many containers lie between two files, out of the one and into the other."""
    shared = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return len(one) + len(other) - 2 * len(list(shared))


def _way(read: ReadFile) -> tuple[int, ...]:
    within = read.file.attachment.within
    return within.way if within else ()


def _leader(files: Sequence[ReadFile]) -> list[int]:
    candidates = [
        index for index, file in enumerate(files) if not is_annex_kind(file.file.attachment)
    ]
    return (candidates or list(range(len(files))))[:1]


def _is_main(read: ReadFile) -> bool:
    if is_annex(read.file, read.fields):
        return False
    readings = (read.fields.code, read.fields.document_type)
    return any(reading is not None and reading.source in _OWN_EVIDENCE for reading in readings)
