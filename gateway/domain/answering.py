"""May a mail be answered, to whom, and is there anything in it to enter? (RFC 3834 §2, mail.md)

Suppression concerns the reply, never the registration: a document that came through a list or from a
program is entered like any other. Only `non_document` says that there is nothing to enter, and it says
so only of a mail without any attachment whose reading left no doubt: a mark, a header or an address
costs a forger nothing and must not make a document disappear.
"""

import re
from enum import StrEnum

from gateway.domain.admission import Reason
from gateway.domain.message import Channel, Defect, Message, RawMessage

OWN_MESSAGE_ID_PREFIX = "cv."


class NoAnswer(StrEnum):
    """Why a mail gets no reply."""

    NO_REPLY_PATH = "no-reply-path"
    EMPTY_REPLY_PATH = "empty-reply-path"
    AUTO_SUBMITTED = "auto-submitted"
    LIST = "list"
    PRECEDENCE = "precedence"
    SUPPRESSED = "suppressed"  # X-Auto-Response-Suppress
    REPORT = "report"
    ROBOT_SENDER = "robot-sender"
    OWN_ADDRESS = "own-address"
    GATEWAY_MARK = "gateway-mark"
    OWN_REFERENCE = "own-reference"


# RFC 5321 §4.1.2 Dot-string, RFC 1034 §3.5 names. No quotes, no literal, no source route, ASCII alone.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDR_SPEC = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>{_LABEL}(?:\.{_LABEL})*)")

_ROBOT = re.compile(
    r"(?:mailer[-_.]?daemon|postmaster|(?:no|do[-_.]?not|donot)[-_.]?reply(?:s)?|no[-_.]?response"
    r"|khong[-_.]?(?:tra[-_.]?loi|hoi[-_.]?am)|auto[-_.]?(?:reply|responder?)|bounces?|owner|majordomo|listserv)"
    r"(?:[-_.+=].*)?"
    r"|.*[-_.](?:bounces?|request|owner|no[-_.]?reply)(?:\+.*)?|noreply.*"
)
_DAEMON = re.compile(r"(?:mailer[-_.]?daemon|postmaster)(?:[-_.+].*)?")
_BULK = frozenset({"bulk", "list", "junk"})
# These lose text or a name, never an attachment.
_NOTHING_HIDDEN = frozenset({Defect.UNKNOWN_CHARSET, Defect.NO_FROM, Defect.TOO_MANY_ADDRESSES})
_OUT_OF_OFFICE = re.compile(
    r"\s*(?:auto(?:matic|mated)?[- ]?(?:reply|response)|out of (?:the )?office|tự động trả lời|trả lời tự động|thư trả lời tự động)\b",
    re.IGNORECASE,
)


def is_plain_address(address: str) -> bool:
    """An addr-spec that can stand in an SMTP command as it is: dot-atoms, ASCII, at most 254 characters."""
    match = _ADDR_SPEC.fullmatch(address) if len(address) <= 254 else None
    return match is not None and len(match["local"]) <= 64


def reply_to_address(message: Message, raw: RawMessage) -> str | None:
    """The envelope sender to whom an answer may go, or None (RFC 3834 §4).

    From stands in only where no envelope is known and somebody vouches for it: our own MTA by DMARC, or
    the administrator who hands the mail over as a file (then unless our MTA saw the sender disowned).
    """
    path = _reply_path(message, raw)
    if path is None:
        path = _vouched_from(message, raw)
    return path if path and is_plain_address(path) else None


def why_not_answer(
    message: Message, raw: RawMessage, own_addresses: frozenset[str]
) -> NoAnswer | None:
    """The first point of the never-answer list that applies; None when the mail may be answered.

    `own_addresses` are addr-specs in lower case. The hourly limit per address is the outbox's.
    """
    if _reply_path(message, raw) == "":
        return NoAnswer.EMPTY_REPLY_PATH
    return _why_not_by_traits(message) or _why_not_by_origin(message, raw, own_addresses)


def non_document(message: Message, raw: RawMessage, own_addresses: frozenset[str]) -> Reason | None:
    """Why there is nothing at all to enter in a mail; None when a document may be in it."""
    if message.attachments or message.enclosed or message.defects - _NOTHING_HIDDEN:
        return None
    if _is_bounce(message, raw):
        return Reason.BOUNCE
    if _is_own(message, raw, own_addresses):
        return Reason.OWN_MESSAGE
    if message.traits.gateway_mark is not None:
        # Another gateway refused what this agency sent: a person must see that.
        kind = message.traits.gateway_mark.rpartition(";")[2].strip()
        return None if kind == "refusal" else Reason.RECEIPT
    return Reason.AUTO_REPLY if _is_auto_reply(message, raw) else None


def is_returned(message: Message, raw: RawMessage) -> bool:
    """Whether a machine says that a mail was not delivered: what it encloses is that mail, not a document."""
    return _is_bounce(message, raw)


def _reply_path(message: Message, raw: RawMessage) -> str | None:
    """None when unknown, "" for the empty path. The envelope that we saw ourselves wins."""
    return message.reply_path if raw.envelope_from is None else raw.envelope_from


def _vouched_from(message: Message, raw: RawMessage) -> str | None:
    if message.sender is None or Defect.SEVERAL_FROM in message.defects:
        return None
    dmarc = message.authenticated("dmarc")
    if dmarc == "pass":
        return message.sender.address
    handed_over = raw.channel is Channel.FILE and dmarc in {None, "none"}
    return message.sender.address if handed_over and not message.is_disowned else None


def _why_not_by_traits(message: Message) -> NoAnswer | None:
    traits = message.traits
    checks = (
        (traits.auto_submitted not in {None, "no"}, NoAnswer.AUTO_SUBMITTED),
        (traits.has_list_header, NoAnswer.LIST),
        (traits.precedence in _BULK, NoAnswer.PRECEDENCE),
        (traits.suppresses_auto_response, NoAnswer.SUPPRESSED),
        (traits.is_report or traits.is_delivery_failure, NoAnswer.REPORT),
        (traits.gateway_mark is not None, NoAnswer.GATEWAY_MARK),
    )
    return next((why for applies, why in checks if applies), None)


def _why_not_by_origin(
    message: Message, raw: RawMessage, own_addresses: frozenset[str]
) -> NoAnswer | None:
    to = reply_to_address(message, raw)
    if to is None:
        return NoAnswer.NO_REPLY_PATH
    authors = {to.lower(), message.sender.address.lower() if message.sender else to.lower()}
    if authors & own_addresses:
        return NoAnswer.OWN_ADDRESS
    if any(_ROBOT.fullmatch(author.partition("@")[0]) for author in authors):
        return NoAnswer.ROBOT_SENDER
    mine = (message.message_id or "", *message.references)
    return NoAnswer.OWN_REFERENCE if any(is_own_id(i, own_addresses) for i in mine) else None


def is_own_id(message_id: str, own_addresses: frozenset[str]) -> bool:
    """A Message-ID that this gateway gave: `<cv.…@domain of one of our mailboxes>`."""
    local, at, domain = message_id.strip("<> ").rpartition("@")
    domains = {address.rpartition("@")[2] for address in own_addresses}
    return bool(at) and local.startswith(OWN_MESSAGE_ID_PREFIX) and domain.lower() in domains


def _is_bounce(message: Message, raw: RawMessage) -> bool:
    """A delivery status notification (RFC 3464), or what old servers send in its place."""
    if message.traits.is_delivery_failure:
        return True
    if _reply_path(message, raw) != "":
        return False
    local = message.sender.address.partition("@")[0].lower() if message.sender else ""
    return message.traits.is_report or _DAEMON.fullmatch(local) is not None


def _is_own(message: Message, raw: RawMessage, own_addresses: frozenset[str]) -> bool:
    authors = {_reply_path(message, raw), message.sender.address if message.sender else None}
    if {author.lower() for author in authors if author} & own_addresses:
        return True
    return message.message_id is not None and is_own_id(message.message_id, own_addresses)


def _is_auto_reply(message: Message, raw: RawMessage) -> bool:
    traits = message.traits
    if (
        traits.auto_submitted == "auto-replied" or traits.is_report
    ):  # a read receipt is a report, too
        return True
    by_program = traits.auto_submitted not in {None, "no"} or traits.suppresses_auto_response
    unanswerable = _reply_path(message, raw) == ""
    return (by_program or unanswerable) and _OUT_OF_OFFICE.match(message.subject) is not None
