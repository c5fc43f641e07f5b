"""From what was found in all files of a mail to the doubts and warnings about it as a whole."""

from collections.abc import Sequence

from gateway.domain.admission import Reason
from gateway.domain.examination import (
    ExaminedFile,
    doubts_of_file,
    is_recognised,
    remarks_on_file,
)
from gateway.domain.register import Entry


def doubts_of_content(
    files: Sequence[ExaminedFile], entries: Sequence[Entry]
) -> tuple[Reason, ...]:
    """Why a person must look at the files of a mail."""
    if not files:
        return (Reason.NO_DOCUMENT,)
    doubts = tuple(reason for file in files for reason in doubts_of_file(file))
    if doubts:
        return doubts
    codes = [entry.document.fields.code.value for entry in entries if entry.document.fields.code]
    recognised = all(is_recognised(entry.document.fields) for entry in entries)
    # The same code twice: a document in two formats, or one of them misread. Never two numbers for one.
    return () if recognised and len(set(codes)) == len(codes) else (Reason.NOT_RECOGNISED,)


def warnings(files: Sequence[ExaminedFile]) -> tuple[Reason, ...]:
    """What does not stand in the way, but is noted in the entry."""
    return tuple(dict.fromkeys(remark for file in files for remark in remarks_on_file(file)))
