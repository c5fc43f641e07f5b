"""Who may hand over what, and for whom: the hooks that aiosmtpd calls before DATA."""
# ruff: noqa: N802 - aiosmtpd finds its hooks by these names

import re
from collections.abc import Mapping, Sequence

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session, TLSSetupException

from gateway.adapters.smtp_intake.acceptance import TRY_LATER
from gateway.config.servers import SmtpIntakeSettings
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.ports import StreamingStore

_log = structlog.get_logger()

MEBIBYTE = 1_048_576
MOST_RECIPIENTS = 100  # RFC 5321 §4.5.3.1.8: at least
LONGEST_ADDRESS = 320  # octets, 64 + "@" + 255; RFC 5321 §4.5.3.1.3 says 256 for the whole path

# RFC 5321 §4.1.2 Path: a source route is taken and ignored (appendix C). No control characters, no blanks
# outside quotes; the empty path is "<>". aiosmtpd would use the parser of RFC 5322 headers here, which takes
# comments and folding, and raises more than it says.
_PATH = re.compile(
    r"""<(?:@[^:<>"\s]{1,255}:)?
        ((?:"(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*"|[^\s<>"@\x00-\x1f\x7f]+)@[^\s<>"@\x00-\x1f\x7f]+)?
        >(?:[ ](.*))?""",
    re.VERBOSE,
)


def parse_path(argument: str) -> tuple[str | None, str]:
    """Takes "<address> PARAMETERS" apart. The address is "<>" for the empty path, None when malformed."""
    parts = _PATH.fullmatch(argument)
    if not parts or not _is_sound(parts[1] or ""):
        return None, ""
    return parts[1] or "<>", parts[2] or ""


def _is_sound(address: str) -> bool:
    try:
        return len(address.encode()) <= LONGEST_ADDRESS  # not UTF-8: RFC 6531 §3.3
    except UnicodeEncodeError:  # bytes that were not UTF-8 came in as surrogates
        return False


class Policy:
    """aiosmtpd's handler. Every method returns the reply line."""

    def __init__(
        self, settings: SmtpIntakeSettings, mailboxes: Mapping[str, str], store: StreamingStore
    ) -> None:
        self._mailboxes = mailboxes
        self._store = store
        self._min_free = settings.min_free_mb * MEBIBYTE

    def mailbox(self, address: str) -> str | None:
        """The configured name of the mailbox with that address, in any case of letters."""
        return self._mailboxes.get(address.lower())

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, host: str, lines: list[str]
    ) -> list[str]:
        """No AUTH and no HELP; PIPELINING (RFC 2920) holds, because nothing unread is thrown away."""
        session.host_name = host
        kept = [line for line in lines if line[4:].split()[0] not in {"AUTH", "HELP"}]
        return [*kept, "250 PIPELINING"]

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """`452` when the disk is low, counting the size that the client announces (RFC 1870 §6.1)."""
        if not address.isascii() and not envelope.smtp_utf8:
            return "553 5.6.7 non-ASCII address without SMTPUTF8"  # RFC 6531 §3.5
        try:
            free = self._store.free_bytes() - _announced(options)
        except (TransientFailure, PermanentFailure) as failure:
            _log.warning("smtp-intake-not-stored", cause=str(failure))
            return TRY_LATER
        if free < self._min_free:
            _log.error("smtp-intake-disk-low", free_bytes=free)
            return "452 4.3.1 insufficient system storage"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Takes the configured mailboxes and nobody else: this is no relay."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        if self.mailbox(address) is None:
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        """aiosmtpd's own crash barrier asks for a reply: our bug is never the sender's bounce."""
        if isinstance(error, TLSSetupException):  # the client's doing; aiosmtpd closes
            _log.info("smtp-intake-tls-failed", cause=str(error.__cause__))
        else:
            _log.error("smtp-intake-crash", exc_info=error)
        return TRY_LATER


def _announced(options: Sequence[str]) -> int:
    sizes = [option[5:] for option in options if option.startswith("SIZE=")]
    return int(sizes[0]) if sizes else 0
