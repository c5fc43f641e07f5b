"""The dialogue with one client: aiosmtpd's commands, our own DATA, which writes to the store while it reads."""
# ruff: noqa: N802 - aiosmtpd finds its commands by these names

import asyncio
import logging
import ssl
from collections import defaultdict
from concurrent.futures import Executor
from dataclasses import dataclass

import structlog
from aiosmtpd.smtp import SMTP

from gateway.adapters.smtp_intake.acceptance import TRY_LATER, Acceptance, Accepted
from gateway.adapters.smtp_intake.body import Body
from gateway.adapters.smtp_intake.data_stream import BLOCK, DataStream
from gateway.adapters.smtp_intake.policy import Policy, parse_path
from gateway.adapters.smtp_intake.sessions import CLOSING, Sessions
from gateway.domain.failures import TransientFailure
from gateway.ports import StreamingStore

# Per connection; then 421, and an MTA with more to say connects again.
_MOST_COMMANDS = {"MAIL": 1000, "RCPT": 10_000, "DATA": 1000, "RSET": 1000, "NOOP": 100, "*": 20}
_LONGEST_COMMAND = 1024  # octets; RFC 5321 §4.5.3.1.4 asks for 512, RFC 1870 and 6531 add to MAIL
_LINGER_SECONDS = 5.0  # for a client that does not read its last reply

logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd writes every command line there

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client gets."""

    idle_seconds: float  # between two commands or two blocks
    data_seconds: float  # for one body, however steadily it drips
    body_bytes: int


@dataclass(frozen=True, slots=True)
class Shared:
    """What all connections of one intake have in common."""

    policy: Policy
    store: StreamingStore
    acceptance: Acceptance
    threads: Executor
    sessions: Sessions
    limits: Limits
    hostname: str
    tls: ssl.SSLContext | None


class IntakeProtocol(SMTP):
    """One connection."""

    line_length_limit = (
        BLOCK  # of the stream reader: how much is read ahead, not how long a line may be
    )
    command_size_limit = _LONGEST_COMMAND

    def __init__(self, shared: Shared) -> None:
        # aiosmtpd has one table for all connections, which each of them clears and raises.
        self.command_size_limits = defaultdict(lambda: _LONGEST_COMMAND)
        super().__init__(
            shared.policy,
            data_size_limit=shared.limits.body_bytes,
            enable_SMTPUTF8=True,
            hostname=shared.hostname,
            ident="ESMTP",
            tls_context=shared.tls,
            timeout=shared.limits.idle_seconds,
            command_call_limit=_MOST_COMMANDS,
            loop=asyncio.get_running_loop(),
        )
        self._shared = shared
        self.busy = False  # between DATA and the reply to the body

    def dismiss(self, reply: str) -> None:
        """Says a last line and closes, from outside of the dialogue."""
        transport = self.transport
        if isinstance(transport, asyncio.Transport):
            transport.write(reply.encode() + b"\r\n")
            transport.close()
            self.loop.call_later(_LINGER_SECONDS, transport.abort)

    async def smtp_DATA(self, arg: str | None) -> None:
        """RFC 5321 §4.1.1.4, block-wise and in constant memory."""
        if await self.check_helo_needed():
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        self.busy = True
        try:
            await self._transaction()
        finally:
            self.busy = False
        if self._shared.sessions.stopping:
            self.dismiss(CLOSING)

    async def _transaction(self) -> None:
        try:
            body = Body(self._shared.store.open_sink(), self._shared.limits.body_bytes)
        except TransientFailure as failure:
            _log.warning("smtp-intake-not-stored", cause=str(failure))
            await self.push(TRY_LATER)
            return
        accepted: Accepted | None = None
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            whole = await self._receive(body)
            accepted = await self._answer(body)
        finally:
            body.discard()
            self._canonical_line(body, accepted)
            if accepted is None:
                self.dismiss(TRY_LATER)  # never read the rest of a body as commands
        self.envelope = self._create_envelope()
        await self.push(accepted.reply)
        if not whole:
            self.dismiss("421 4.7.0 closing")

    async def _receive(self, body: Body) -> bool:
        """Reads to the end of the body; false when so much came that waiting for its end is hopeless."""
        stream = DataStream()
        deadline = self.loop.time() + self._shared.limits.data_seconds
        while stream.rest is None:
            left = deadline - self.loop.time()
            self._reset_timeout(max(0.001, min(self._shared.limits.idle_seconds, left)))
            block = await self._reader.read(BLOCK)
            if not block:
                raise ConnectionResetError
            body.take(stream.feed(block), stream.fault)
            if body.is_flood:
                return False
        # Pipelined commands go back to the head of the line; the reader offers no way but this.
        self._reader._buffer[:0] = stream.rest  # type: ignore[attr-defined]  # noqa: SLF001
        return True

    async def _answer(self, body: Body) -> Accepted:
        """The reply to the body; as long as we work, the client is not timed out."""
        if body.refusal:
            return Accepted(body.refusal)
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
        # Shielded: when the client goes away, the thread still ends with a stored or an aborted body.
        accepted = await asyncio.shield(
            self.loop.run_in_executor(
                self._shared.threads,
                self._shared.acceptance.accept,
                body.hand_over(),
                self._envelope_from(),
                self._mailboxes(),
            )
        )
        self._reset_timeout()
        return accepted

    def _envelope_from(self) -> str:
        assert self.envelope is not None
        assert self.envelope.mail_from is not None
        return "" if self.envelope.mail_from == "<>" else self.envelope.mail_from

    def _mailboxes(self) -> tuple[str, ...]:
        """Each mailbox once, however often and in whatever case it was named."""
        assert self.envelope is not None
        names = (self._shared.policy.mailbox(address) for address in self.envelope.rcpt_tos)
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def _canonical_line(self, body: Body, accepted: Accepted | None) -> None:
        stored = accepted.body if accepted else None
        _log.info(
            "smtp-intake",
            peer=str(self.session.peer[0]) if self.session and self.session.peer else None,
            tls=self._tls_protocol is not None,
            envelope_from=_harmless(self._envelope_from()),
            mailboxes=self._mailboxes(),
            size=body.size,
            digest=stored.digest if stored else None,
            reply=accepted.reply if accepted else "cut off",
        )

    async def smtp_STARTTLS(self, arg: str) -> None:
        """RFC 3207; everything said before it is forgotten (§4.2)."""
        if self._tls_protocol is not None:
            await self.push("503 5.5.1 TLS is on already")
            return
        await super().smtp_STARTTLS(arg)

    async def _off(self, arg: str | None) -> None:  # noqa: ARG002 - the shape of a command
        await self.push("502 5.5.1 command not offered")

    smtp_AUTH = smtp_VRFY = smtp_EXPN = smtp_HELP = _off  # noqa: N815 - aiosmtpd finds commands by name

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        return parse_path(arg)

    async def _handle_client(self) -> None:
        refusal = self._shared.sessions.enter(self)
        if refusal:
            self.dismiss(refusal)
            return
        try:
            await super()._handle_client()
        except ConnectionError:
            _log.debug("smtp-intake-connection-lost")
        finally:
            self._shared.sessions.leave(self)

    def _timeout_cb(self) -> None:
        self.dismiss("421 4.4.2 timeout")


def _harmless(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)
