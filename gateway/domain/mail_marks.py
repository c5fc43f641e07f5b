"""Secrecy marks in what a mail, or a container in it, says of itself (Art. 1.2)."""

from gateway.domain.admission import Reason
from gateway.domain.legacy_text import possible_readings
from gateway.domain.secrecy import find_mark
from gateway.domain.secrecy_lines import gravest
from gateway.domain.secrecy_marks import SecrecyMarks


def mark_of_mail(
    marks: SecrecyMarks, subject: str, body: str, names: str, foreign: bool
) -> Reason | None:
    """The gravest mark, or None. `names` has one name a line.

    `foreign`: the mail declares no character set that is known, so that each older table is tried too.
    """
    found = [find_mark(marks, subject=subject, body=body, file_names=names)]
    if foreign:
        found += [find_mark(marks, subject=text) for text in possible_readings(subject)]
        found += [find_mark(marks, file_names=text) for text in possible_readings(names)]
        found += [find_mark(marks, body=text) for text in possible_readings(body)]
    return gravest([mark for mark in found if mark is not None])
