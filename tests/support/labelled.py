"""The whole labelled set of secrets: texts, disguises, corners of mails, scans."""

from tests.support.disguised_mails import DISGUISED_MAILS
from tests.support.disguised_secrets import DISGUISED, TWINS
from tests.support.labelled_scans import scans
from tests.support.labelled_secrets import INNOCENTS, SECRETS, Labelled


def everything(*, with_scans: bool) -> tuple[Labelled, ...]:
    """In a fixed order. Scans need OCR."""
    written = (*SECRETS, *INNOCENTS, *DISGUISED, *TWINS, *DISGUISED_MAILS)
    return (*written, *scans()) if with_scans else written
