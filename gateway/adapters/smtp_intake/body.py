"""One body on its way from the wire into a sink, or into nothing once it is refused."""

import structlog

from gateway.adapters.smtp_intake.acceptance import TRY_LATER
from gateway.adapters.smtp_intake.data_stream import Fault
from gateway.domain.failures import TransientFailure
from gateway.ports import BodySink

_log = structlog.get_logger()


class Body:
    """Keeps the first reason to refuse; from then on takes without writing, for the client must end."""

    def __init__(self, sink: BodySink, limit: int) -> None:
        self._sink: BodySink | None = sink
        self._limit = limit
        self.size = 0  # bytes of the body so far, counted also when they are not kept
        self.refusal: str | None = None

    @property
    def is_flood(self) -> bool:
        """Twice the limit has come and still no end: the client does not heed SIZE (RFC 1870 §6.2)."""
        return self.size > 2 * self._limit

    def take(self, piece: bytes, fault: Fault | None) -> None:
        self.size += len(piece)
        if fault:
            self._refuse(fault.value)
        elif self.size > self._limit:
            self._refuse("552 5.3.4 message too big")
        if self._sink is not None:
            self._write(self._sink, piece)

    def hand_over(self) -> BodySink:
        """Gives the sink to whoever commits it."""
        assert self._sink is not None
        sink, self._sink = self._sink, None
        return sink

    def discard(self) -> None:
        """Removes what was written, unless it was handed over. Idempotent."""
        if self._sink is not None:
            self._sink.abort()
            self._sink = None

    def _write(self, sink: BodySink, piece: bytes) -> None:
        try:
            sink.write(piece)
        except TransientFailure as failure:
            _log.warning("smtp-intake-not-stored", cause=str(failure))
            self._refuse(TRY_LATER)

    def _refuse(self, reply: str) -> None:
        self.refusal = self.refusal or reply
        self.discard()
