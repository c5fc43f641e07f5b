"""Fixtures that every test may ask for: private mail servers, started once in a session."""

from collections.abc import Iterator

import pytest

from tests.support.dovecot import Dovecot
from tests.support.postfix import Postfix
from tests.support.servers import need


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A running Dovecot. Take a new user for each test; do not stop it: start an own one for that."""
    need("dovecot", "imap", "lmtp", "openssl")
    server = Dovecot()
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    """A running Postfix that relays everything into `dovecot`."""
    need("postfix", "openssl")
    server = Postfix(f"lmtp:inet:127.0.0.1:{dovecot.lmtp_port}")
    try:
        yield server.start()
    finally:
        server.remove()
