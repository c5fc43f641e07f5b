"""Frames between parent and worker: four bytes of length, then JSON. Never pickle.

A worker may have been taken over by the file that it parsed. JSON of bounded size is all that it
can say to the parent.
"""

import socket
import struct
import time

REQUEST_BYTES = 4 << 20
REPLY_BYTES = 16 << 20

_HEADER = struct.Struct("!I")


class BrokenFrame(Exception):
    """The other side ended, or announced more than it may send."""


def send(channel: socket.socket, body: bytes, *, deadline: float | None = None) -> None:
    """Sends one frame. `deadline` is in `time.monotonic()` seconds; raises TimeoutError after it."""
    channel.settimeout(_left(deadline))
    channel.sendall(_HEADER.pack(len(body)) + body)


def receive(channel: socket.socket, limit: int, *, deadline: float | None = None) -> bytes:
    """One frame of at most `limit` bytes. Raises `BrokenFrame`, or TimeoutError after the deadline."""
    (size,) = _HEADER.unpack(_exactly(channel, _HEADER.size, deadline))
    if size > limit:
        raise BrokenFrame(f"a frame of {size} bytes, allowed are {limit}")
    return _exactly(channel, size, deadline)


def _exactly(channel: socket.socket, size: int, deadline: float | None) -> bytes:
    data = bytearray()
    while len(data) < size:
        channel.settimeout(_left(deadline))
        piece = channel.recv(min(size - len(data), 1 << 16))
        if not piece:
            raise BrokenFrame("the channel ended")
        data += piece
    return bytes(data)


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
