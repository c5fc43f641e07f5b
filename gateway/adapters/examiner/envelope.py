"""What the task `open-envelope` answers."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from gateway.adapters.examiner.asking import Answers
from gateway.domain.message import CmsContent

OPEN_ENVELOPE = "open-envelope"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What lies in a CMS file; size and digest are those of what it envelops."""

    cms: CmsContent
    size: int
    sha256: str


CLOSED = Envelope(CmsContent.CLOSED, 0, "")
ENVELOPES = Answers(TypeAdapter(Envelope), CLOSED, CLOSED)
