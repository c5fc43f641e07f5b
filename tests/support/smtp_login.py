"""A submission server that wants a login: user `gateway`, password `mật khẩu`."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.support.ports import free_port
from tests.support.servers import make_certificate


def one_user(*parts: object) -> AuthResult:
    """An aiosmtpd authenticator; the last part is what the client said."""
    right = LoginPassword(b"gateway", "mật khẩu".encode())
    return AuthResult(success=parts[-1] == right, handled=False)


@contextmanager
def server_with_login(folder: Path) -> Iterator[tuple[int, Path]]:
    cert = make_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, folder / "key.pem")
    controller = Controller(
        Sink(),
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=context,
        authenticator=one_user,
        auth_required=True,
        auth_require_tls=False,
        enable_SMTPUTF8=False,
    )
    controller.start()
    try:
        yield controller.port, cert
    finally:
        controller.stop()
