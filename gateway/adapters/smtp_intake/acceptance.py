"""From the last byte of a body to the reply: nothing is acknowledged that is not durable."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.message import Channel, RawMessage
from gateway.ports import BodySink, Clock, Ledger, StoredBody

TRY_LATER = "451 4.3.0 not stored, try again later"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The reply to DATA, and the body when it was stored."""

    reply: str
    body: StoredBody | None = None


class Acceptance(Protocol):
    """Blocks until the body is durable; runs in a thread. A group commit would be another of this shape."""

    def accept(
        self, sink: BodySink, envelope_from: str, mailboxes: tuple[str, ...]
    ) -> Accepted: ...


class OneByOne:
    """Syncs and records each mail by itself."""

    def __init__(self, ledger: Ledger, clock: Clock, on_new: Callable[[], None]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._on_new = on_new

    def accept(self, sink: BodySink, envelope_from: str, mailboxes: tuple[str, ...]) -> Accepted:
        """Stores the body and notes one message per mailbox; takes the sink over in every case.

        Not even `PermanentFailure` becomes a 5xx: what is broken is ours, and the sender's server keeps
        the mail until it is mended. A message noted for one mailbox and not for the next is noted once
        when it comes again, because `record` is idempotent.
        """
        now = self._clock.now()  # Art. 11.2: the mail has entered the system with its last byte
        try:
            body = sink.commit()
            new = [
                self._ledger.record(
                    RawMessage(body.digest, body.size, name, Channel.SMTP, now, envelope_from)
                )
                for name in mailboxes
            ]
        except (TransientFailure, PermanentFailure) as failure:
            _log.warning("smtp-intake-not-stored", cause=str(failure))
            return Accepted(TRY_LATER)
        finally:
            sink.abort()  # does nothing after a commit
        if any(new):
            self._on_new()
        return Accepted(f"250 2.0.0 stored as {body.digest[:16]}", body)
