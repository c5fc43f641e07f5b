"""Fixtures that every test may ask for: private mail servers, started once in a session."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.clamd import Clamd
from tests.support.dovecot import Dovecot
from tests.support.postfix import Postfix
from tests.support.servers import need, need_programs

# No timed tests: the machine may be busy. The same examples each time: a run that fails can be repeated.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")


def _running(**options: str) -> Iterator[Dovecot]:
    need("dovecot", "imap", "lmtp", "openssl")
    server = Dovecot(**options)
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A running Dovecot. Take a new user for each test; do not stop it: start an own one for that."""
    yield from _running()


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    """A running Postfix that relays everything into `dovecot`."""
    need("postfix", "openssl")
    server = Postfix(f"lmtp:inet:127.0.0.1:{dovecot.lmtp_port}")
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture(scope="session")
def clamd() -> Iterator[Clamd]:
    """A running malware scanner that knows EICAR's file and a word of our own."""
    need_programs("clamd")
    server = Clamd()
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture
def own_dovecot() -> Iterator[Dovecot]:
    """A server that the test may kill."""
    yield from _running()


@pytest.fixture(scope="module")
def plain_dovecot() -> Iterator[Dovecot]:
    """A server without IDLE and MOVE, its folders under "INBOX." and separated by dots, as Courier does."""
    capability = "IMAP4rev1 NAMESPACE UIDPLUS LITERAL+"
    yield from _running(capability=capability, prefix="INBOX.", separator=".")
