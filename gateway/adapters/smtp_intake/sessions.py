"""The connections that are open, and whether more may come."""

import asyncio
from typing import Protocol

CLOSING = "421 4.3.2 service is stopping, try again later"  # RFC 5321 §3.8


class Session(Protocol):
    """A connection as this module sees it."""

    busy: bool

    def dismiss(self, reply: str) -> None: ...


class Sessions:
    """Lives on the event loop; no lock."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: set[Session] = set()
        self.stopping = False

    def enter(self, session: Session) -> str | None:
        """Counts a connection in, or returns the reply that refuses it."""
        if self.stopping:
            return CLOSING
        if len(self._open) >= self._most:
            return "421 4.7.0 too many connections, try again later"
        self._open.add(session)
        return None

    def leave(self, session: Session) -> None:
        self._open.discard(session)

    async def drain(self, seconds: float) -> None:
        """Refuses what is new, lets bodies in hand end within `seconds`, then cuts the rest."""
        self.stopping = True
        for session in [s for s in self._open if not s.busy]:
            session.dismiss(CLOSING)
        await self._wait(seconds)
        for session in list(self._open):
            session.dismiss(CLOSING)
        await self._wait(1.0)

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while self._open and loop.time() < deadline:
            await asyncio.sleep(0.02)
