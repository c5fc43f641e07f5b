"""Logged-in IMAP connections with TLS and timeouts, and what their failures mean."""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from gateway.config.servers import ImapSettings, Tls
from gateway.domain.failures import PermanentFailure, TransientFailure

# RFC 5530 §3; Gmail says [ALERT] when there are too many connections. They tell of the server, not of the password.
_NOT_THE_PASSWORD = re.compile(
    r"\[(LIMIT|UNAVAILABLE|INUSE|SERVERBUG|ALERT|OVERQUOTA)\b", re.IGNORECASE
)
_KEEPALIVE = ((socket.TCP_KEEPIDLE, 60), (socket.TCP_KEEPINTVL, 15), (socket.TCP_KEEPCNT, 4))


def place_of(settings: ImapSettings) -> str:
    """How a mailbox is named in logs and failures."""
    return f"IMAP {settings.username} at {settings.host}:{settings.port}"


def connect(settings: ImapSettings, timeout: float) -> IMAPClient:
    """A logged-in client whose every read and write ends after `timeout` seconds.

    Raises `PermanentFailure` when an administrator must act (password refused, a file missing), else
    `TransientFailure`. Neither text holds the password, which is read anew at each login.
    """
    place = place_of(settings)
    password = _password(settings, place)
    context = _tls_context(settings, place)
    with failures(place):
        client = IMAPClient(
            settings.host,
            settings.port,
            ssl=settings.tls is Tls.TLS,
            ssl_context=context,
            timeout=timeout,
        )
        try:
            _prepare(client)
            if settings.tls is Tls.STARTTLS:
                client.starttls(context)
            _login(client, settings, password)
        except (OSError, IMAPClientError, PermanentFailure, TransientFailure):
            drop(client)
            raise
    return client


def drop(client: IMAPClient) -> None:
    """Closes without a word: a server that is in trouble would not answer a LOGOUT."""
    with suppress(OSError, IMAPClientError):
        client.shutdown()


@contextmanager
def failures(place: str) -> Iterator[None]:
    """Turns what a server or the network does into `TransientFailure`, with `place` in its text."""
    try:
        yield
    except (OSError, IMAPClientError) as error:
        raise TransientFailure(f"{place}: {_describe(error)}") from error
    except ValueError as error:  # imapclient raises it on an answer that it cannot read
        raise TransientFailure(f"{place}: an answer that cannot be read: {error}") from error


def offers(client: IMAPClient, capability: str) -> bool:
    """Whether the server announced a capability."""
    return bool(client.has_capability(capability))


def one_line(text: object) -> str:
    """A server's words for a log: printable, one line, bounded."""
    return "".join(c if c.isprintable() else " " for c in str(text)[:300]).strip()


def _prepare(client: IMAPClient) -> None:
    imap = client._imap  # noqa: SLF001 - imapclient has no switch for it
    # imapclient sets 5: every literal would be formatted for the log, a mail's text included.
    imap.debug = 0
    client.normalise_times = False  # aware INTERNALDATE
    imap.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in _KEEPALIVE:
        imap.sock.setsockopt(socket.IPPROTO_TCP, option, value)


def _login(client: IMAPClient, settings: ImapSettings, password: str) -> None:
    place = place_of(settings)
    try:
        # LOGIN takes ASCII only; AUTHENTICATE PLAIN takes a Vietnamese password too (RFC 4616).
        if offers(client, "AUTH=PLAIN"):
            client.plain_login(settings.username, password)
        elif offers(client, "LOGINDISABLED"):
            raise PermanentFailure(f"{place}: the server takes no password on this connection")
        else:
            client.login(settings.username, password)
    except UnicodeEncodeError:
        # `from None`: the error carries the password.
        raise PermanentFailure(
            f"{place}: the server takes only ASCII user names and passwords"
        ) from None
    except LoginError as error:
        raise _login_failure(place, error, password) from None
    # What a server offers may change with the login (RFC 3501 §6.1.1).
    client._cached_capabilities = None  # noqa: SLF001 - imapclient keeps the list from before the login


def _login_failure(
    place: str, error: LoginError, password: str
) -> PermanentFailure | TransientFailure:
    said = one_line(str(error).replace(password, "***"))
    if isinstance(error.__context__, IMAPClientAbortError):
        return TransientFailure(f"{place}: the server hung up during the login: {said}")
    if _NOT_THE_PASSWORD.search(said) or "command error: BAD" in said:
        return TransientFailure(f"{place}: no login now: {said}")
    return PermanentFailure(
        f"{place}: the server refused user name or password ({said}); correct the user name, or the password in its file"
    )


def _password(settings: ImapSettings, place: str) -> str:
    path = settings.password_file
    try:
        password = path.read_bytes().decode("utf-8").rstrip("\r\n")
    except OSError as error:
        raise PermanentFailure(
            f"{place}: password file {path} cannot be read: {error.strerror}"
        ) from error
    except UnicodeDecodeError:
        raise PermanentFailure(f"{place}: password file {path} is not UTF-8") from None
    if not password or "\0" in password or len(password) > 1000:
        raise PermanentFailure(f"{place}: password file {path} holds no usable password")
    return password


def _tls_context(settings: ImapSettings, place: str) -> ssl.SSLContext | None:
    if settings.tls is Tls.NONE:
        return None
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:  # ssl.SSLError is one: no PEM in the file
        raise PermanentFailure(
            f"{place}: CA file {settings.ca_file} cannot be used: {one_line(error)}"
        ) from error


def _describe(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return f"the server's certificate is not accepted: {error.verify_message}"
        case ssl.SSLError():
            return f"TLS failed: {one_line(error)}"
        case socket.gaierror():
            return f"the host name cannot be resolved: {error.strerror}"
        case TimeoutError():
            return "no answer in time"
        case _:
            return one_line(error) or type(error).__name__
