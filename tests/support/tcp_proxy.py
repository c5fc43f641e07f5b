"""A TCP proxy on loopback that counts connections and can break them at a chosen moment."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class TcpProxy:
    """Passes everything on, until `cut_before` begins a piece that comes from the server."""

    def __init__(self, target: int) -> None:
        self.connections = 0
        self.cut_before: bytes | None = None
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._pairs: list[tuple[socket.socket, socket.socket]] = []

    def serve(self) -> None:
        with suppress(OSError):  # the listener is closed: the end
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
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
            while data := source.recv(65_536):
                if from_server and self.cut_before and data.startswith(self.cut_before):
                    break
                sink.sendall(data)
        _end(source, sink)


def _end(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


@contextmanager
def tcp_proxy(target: int) -> Iterator[TcpProxy]:
    proxy = TcpProxy(target)
    thread = threading.Thread(target=proxy.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join(5)
