"""A TCP proxy in front of a real server, for networks that misbehave in ways a server cannot be asked to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.support.ports import free_port


class Proxy:
    """Passes bytes on. `crumbs`: towards the client one byte a packet. `frozen` set: nothing passes any more."""

    def __init__(self, target_port: int, *, crumbs: bool = False) -> None:
        self.port = free_port()
        self.frozen = threading.Event()
        self.connections = 0
        self._target = target_port
        self._step = 1 if crumbs else 65536
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", self.port))

    @contextmanager
    def running(self) -> Iterator["Proxy"]:
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield self
        finally:
            # Wakes the accept, which a close alone would not.
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            for each in self._sockets:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._sockets += [client, server]
                self.connections += 1
                for pair in ((client, server, 65536), (server, client, self._step)):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, step: int) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                for start in range(0, len(data), step):
                    if self.frozen.is_set():
                        return
                    sink.sendall(data[start : start + step])
            sink.shutdown(socket.SHUT_WR)
