"""A TCP proxy in front of a real server, for networks that misbehave in ways a server cannot be asked to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_BLOCK = 65_536


class TcpProxy:
    """Passes everything on and counts connections.

    `crumbs`: towards the client one byte a packet. `cut_before`: the connection ends where a piece from the
    server begins with it. `frozen` set: nothing passes any more, and nobody is told.
    """

    def __init__(self, target: int, *, crumbs: bool) -> None:
        self.connections = 0
        self.frozen = threading.Event()
        self.cut_before: bytes | None = None
        self._target = target
        self._step = 1 if crumbs else _BLOCK
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._pairs: list[tuple[socket.socket, socket.socket]] = []

    def serve(self) -> None:
        with suppress(OSError):  # the listener is closed: the end
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.connections += 1
                self._pairs.append((client, server))
                for way in ((client, server, False), (server, client, True)):
                    threading.Thread(target=self._pump, args=way, daemon=True).start()

    def break_all(self) -> None:
        for pair in self._pairs:
            _end(*pair)
        self._pairs.clear()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.break_all()

    def _pump(self, source: socket.socket, sink: socket.socket, from_server: bool) -> None:
        with suppress(OSError):
            while data := source.recv(_BLOCK):
                if from_server and self.cut_before and data.startswith(self.cut_before):
                    break
                step = self._step if from_server else _BLOCK
                for start in range(0, len(data), step):
                    if self.frozen.is_set():
                        return  # both ends stay open: that is the silence
                    sink.sendall(data[start : start + step])
        _end(source, sink)


def _end(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


@contextmanager
def tcp_proxy(target: int, *, crumbs: bool = False) -> Iterator[TcpProxy]:
    proxy = TcpProxy(target, crumbs=crumbs)
    thread = threading.Thread(target=proxy.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join(5)
