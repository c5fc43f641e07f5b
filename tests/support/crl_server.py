"""A small HTTP server of a certification authority on loopback, and certificates that name it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import AuthorityInformationAccessOID

from tests.support.pki import NOW, YEAR, Authority, Identity, _builder, _key, _usage


class CrlServer:
    """`answers` by path: bytes, a status, a redirect target, or what writes to the connection itself."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.answers: dict[str, bytes | int | str | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        self.posted: Callable[[bytes], bytes] | None = None
        self.ending = threading.Event()  # what drips slowly stops then

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        answer = self.answers.get(handler.path, 404)
        if callable(answer):
            answer(handler)
        elif isinstance(answer, str):
            handler.send_response(302)
            handler.send_header("Location", answer)
            handler.end_headers()
        else:
            _send(handler, answer)


def _send(handler: BaseHTTPRequestHandler, answer: bytes | int) -> None:
    body = b"no" if isinstance(answer, int) else answer
    handler.send_response(answer if isinstance(answer, int) else 200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    try:
        handler.wfile.write(body)
    except OSError:
        handler.close_connection = True  # the client has hung up


@contextmanager
def crl_server() -> Iterator[CrlServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.answer(self)

        def do_POST(self) -> None:
            served.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            _send(self, served.posted(body) if served.posted else 404)

        def log_message(self, *arguments: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = CrlServer(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield served
    finally:
        served.ending.set()
        server.shutdown()
        thread.join()
        server.server_close()


def issue_naming(
    authority: Authority, subject: x509.Name, *, crl: str = "", ocsp: str = ""
) -> Identity:
    """A signer's certificate with a CRL distribution point and an OCSP responder."""
    key, issuer = _key(), authority.identity
    builder = _builder(subject, issuer.certificate.subject, key, NOW - YEAR, NOW + YEAR)
    usage = _usage("digital_signature", "content_commitment")
    builder = builder.add_extension(usage, critical=True)
    if crl:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    if ocsp:
        method = AuthorityInformationAccessOID.OCSP
        access = x509.AccessDescription(method, x509.UniformResourceIdentifier(ocsp))
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    return Identity(builder.sign(issuer.key, hashes.SHA256()), key)
