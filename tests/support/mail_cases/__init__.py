"""Awkward mails with what their reading must give; see `case.Case`."""

from tests.support.mail_cases.case import Case
from tests.support.mail_cases.names import named, subjects
from tests.support.mail_cases.ordinary import ordinary
from tests.support.mail_cases.senders import authors
from tests.support.mail_cases.structure import broken, excessive

__all__ = ["Case", "authors", "awkward", "broken", "excessive", "named", "ordinary", "subjects"]


def awkward() -> list[Case]:
    """All of them."""
    return [*ordinary(), *named(), *subjects(), *authors(), *broken(), *excessive()]
