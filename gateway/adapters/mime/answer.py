"""What is said of a mail that was taken apart, as JSON can carry it."""

from dataclasses import dataclass

from gateway.domain.admission import Reason
from gateway.domain.message import Message


@dataclass(frozen=True, slots=True)
class SignedPart:
    """An S/MIME signature of the mail: paths of the CMS file and of the bytes that it signs.

    `covered` are the indices of the attachments that it signs; `canonical` are the bytes with CRLF where
    they have none.
    """

    signature: str
    content: str
    covered: tuple[int, ...]
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedParts:
    """A mail as JSON can carry it. `files` are the paths of the attachments, in their order.

    `enclosed`: the mail as a whole is one CMS file, the only attachment (RFC 8551 §3.5.2).
    """

    message: Message | None
    problem: Reason | None
    files: tuple[str, ...]
    signed: tuple[SignedPart, ...] = ()
    enclosed: bool = False
