"""Free TCP ports on loopback."""

import random
import socket

_given: set[int] = set()


def free_port() -> int:
    """A port below the range from which clients get theirs, so that a server finds it free again after a restart."""
    for _ in range(500):
        port = random.randint(20000, 32000)
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
        return port
    raise RuntimeError("no free port between 20000 and 32000 on loopback")
