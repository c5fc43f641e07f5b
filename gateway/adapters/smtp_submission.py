"""Handing receipts to the submission server (RFC 6409), verified TLS, one connection kept for a while."""

import base64
import contextlib
import re
import smtplib
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from gateway.config.servers import SubmissionSettings, Tls
from gateway.domain.failures import PermanentFailure, TransientFailure

REPLY_SECONDS = 30.0  # for the connection and each command; an outbox tries again
DATA_SECONDS = 120.0  # for the reply to the body: given up too early it would be sent twice
# RFC 4954 §6: "authenticate first", too weak, encryption needed, wrong password. These speak of our
# configuration, not of the mail: an administrator's mistake must not lose a receipt.
_OUR_OWN_FAULT = frozenset({530, 534, 535, 538})
# RFC 5321 §4.1.2, RFC 6531 §3.3; no quoted local parts. It stands between "<" and ">" in a command.
_ADDRESS = re.compile(r"""[^\s<>()\[\]\\,;:"@\x00-\x1f\x7f]{1,64}@[^\s<>"@\x00-\x1f\x7f]{1,255}""")

_log = structlog.get_logger()


@dataclass(slots=True)
class _Connection:
    smtp: smtplib.SMTP
    used_at: float  # time.monotonic


class SmtpSubmitter:
    """`Submitter` by SMTP. Safe for several threads, which take turns."""

    reuse_seconds = 30.0  # an idle connection is then replaced: servers close them early

    def __init__(self, settings: SubmissionSettings, reply_seconds: float = REPLY_SECONDS) -> None:
        self._settings = settings
        self._reply_seconds = reply_seconds
        self._lock = threading.Lock()
        self._connection: _Connection | None = None

    def submit(self, envelope_from: str, envelope_to: str, mail: bytes) -> None:
        """Submits RFC 5322 bytes with CRLF; `envelope_from` may be "" (RFC 5321 §4.5.5).

        Raises `PermanentFailure` when the server refuses this mail with 5xx, and `TransientFailure`
        for everything else: no connection, TLS, login, 4xx, or a reply that was lost after DATA. In that
        last case the server may have the mail, and submitting the same bytes again is right.
        """
        _check(envelope_from, envelope_to, mail)
        with self._lock, _world():
            smtp = self._connected()
            done = False
            try:
                _transact(smtp, envelope_from, envelope_to, mail)
                done = True
            finally:
                self._keep(smtp, clean=done)

    def log_in(self) -> datetime | None:
        """Connects, logs in and begins as `submit` does, raises as it does, and hands nothing over.

        Returns when the server's certificate ends; None without TLS.
        """
        with self._lock, _world():
            smtp = self._connected()
            try:
                # The sender of receipts (RFC 3834 §3.3): some servers take it from nobody.
                _expect("MAIL", smtp.docmd("MAIL", "FROM:<>"))
                return _certificate_ends(smtp)
            finally:
                self._keep(smtp, clean=_answers(smtp))

    def close(self) -> None:
        """Ends the kept connection, if any."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    connection.smtp.quit()
                connection.smtp.close()

    def _connected(self) -> smtplib.SMTP:
        connection, self._connection = self._connection, None
        if connection is None:
            return self._connect()
        if time.monotonic() - connection.used_at <= self.reuse_seconds and _answers(
            connection.smtp
        ):
            return connection.smtp
        connection.smtp.close()
        return self._connect()

    def _keep(self, smtp: smtplib.SMTP, *, clean: bool) -> None:
        """After a refusal the dialogue may stand anywhere: a new connection is cheaper than a doubt."""
        if clean:
            self._connection = _Connection(smtp, time.monotonic())
        else:
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        with contextlib.ExitStack() as on_failure:
            smtp = self._opened()
            on_failure.callback(smtp.close)
            smtp.ehlo_or_helo_if_needed()
            if self._settings.tls is Tls.STARTTLS:
                smtp.starttls(context=self._tls())  # raises when not offered: never on in clear
                smtp.ehlo_or_helo_if_needed()
            if self._settings.username is not None:
                self._login(smtp, self._settings.username)
            on_failure.pop_all()
        return smtp

    def _opened(self) -> smtplib.SMTP:
        host, port = self._settings.host, self._settings.port
        if self._settings.tls is Tls.TLS:
            return smtplib.SMTP_SSL(host, port, timeout=self._reply_seconds, context=self._tls())
        return smtplib.SMTP(host, port, timeout=self._reply_seconds)

    def _tls(self) -> ssl.SSLContext:
        ca_file = self._settings.ca_file
        try:
            context = ssl.create_default_context(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise TransientFailure(f"submission: cannot use ca_file {ca_file}: {error}") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _login(self, smtp: smtplib.SMTP, username: str) -> None:
        """AUTH PLAIN in UTF-8 (RFC 4616), which smtplib cannot; other mechanisms as smtplib does them."""
        password = self._password()
        if "PLAIN" in smtp.esmtp_features.get("auth", "").upper().split():
            token = base64.b64encode(f"\0{username}\0{password}".encode()).decode()
            code, text = smtp.docmd("AUTH", f"PLAIN {token}")
            if code != 235:
                raise smtplib.SMTPAuthenticationError(code, text)
            return
        try:
            smtp.login(username, password)
        except UnicodeEncodeError as error:
            raise TransientFailure(
                "submission: the server offers no AUTH PLAIN, and the password is not ASCII"
            ) from error

    def _password(self) -> str:
        path = self._settings.password_file
        if path is None:
            raise TransientFailure("submission: username without password_file")
        try:
            return path.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise TransientFailure(
                f"submission: cannot read password_file {path}: {error}"
            ) from error


def _check(envelope_from: str, envelope_to: str, mail: bytes) -> None:
    """Nothing from a mail becomes a command of its own, and no bare CR or LF leaves this house."""
    for address in (envelope_to, envelope_from) if envelope_from else (envelope_to,):
        if not (_ADDRESS.fullmatch(address) and _is_unicode(address)):
            raise PermanentFailure(f"submission: not an address: {_harmless(address)}")
    pairs = mail.count(b"\r\n")
    if mail.count(b"\r") != pairs or mail.count(b"\n") != pairs:
        raise PermanentFailure("submission: the mail has a bare CR or LF (RFC 5321 §2.3.8)")


def _transact(smtp: smtplib.SMTP, envelope_from: str, envelope_to: str, mail: bytes) -> None:
    assert smtp.sock is not None
    smtp.sock.settimeout(REPLY_SECONDS)
    parameters = _parameters(smtp, envelope_from + envelope_to, mail)
    _expect("MAIL", smtp.docmd("MAIL", " ".join([f"FROM:<{envelope_from}>", *parameters])))
    _expect("RCPT", smtp.docmd("RCPT", f"TO:<{envelope_to}>"))
    smtp.sock.settimeout(DATA_SECONDS)
    answer: tuple[int, bytes | str]
    try:
        answer = smtp.data(mail)
    except smtplib.SMTPDataError as refusal:
        answer = (refusal.smtp_code, refusal.smtp_error)
    _expect("DATA", answer)


def _parameters(smtp: smtplib.SMTP, addresses: str, mail: bytes) -> list[str]:
    needs_utf8 = not addresses.isascii()  # RFC 6531 §3.4
    if needs_utf8 and not smtp.has_extn("smtputf8"):
        raise PermanentFailure("submission: the address needs SMTPUTF8, which the server has not")
    smtp.command_encoding = "utf-8" if needs_utf8 else "ascii"
    wanted = {
        f"SIZE={len(mail)}": smtp.has_extn("size"),
        "BODY=8BITMIME": smtp.has_extn("8bitmime") and not mail.isascii(),
        "SMTPUTF8": needs_utf8,
    }
    return [parameter for parameter, use in wanted.items() if use]


def _expect(step: str, answer: tuple[int, bytes | str]) -> None:
    code, text = answer
    if 200 <= code <= 299:
        return
    said = f"submission server to {step}: {code} {_harmless(text)}"
    if 500 <= code <= 599 and code not in _OUR_OWN_FAULT:
        raise PermanentFailure(said)
    raise TransientFailure(said)


def _certificate_ends(smtp: smtplib.SMTP) -> datetime | None:
    shown = smtp.sock.getpeercert() if isinstance(smtp.sock, ssl.SSLSocket) else None
    if not shown or "notAfter" not in shown:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


def _answers(smtp: smtplib.SMTP) -> bool:
    try:
        return smtp.rset()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


@contextlib.contextmanager
def _world() -> Iterator[None]:
    """smtplib's errors are all of the world; a refusal of the mail itself is spoken by `_expect`."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        # Without a traceback: it has the password.
        _log.error("submission-login-refused", code=error.smtp_code)
        raise TransientFailure(
            "submission: the server refuses the login, check username and password_file: "
            f"{error.smtp_code} {_harmless(error.smtp_error)}"
        ) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise TransientFailure(
            f"submission: {type(error).__name__}: {_harmless(str(error))}"
        ) from error


def _is_unicode(address: str) -> bool:
    try:
        address.encode()
    except UnicodeEncodeError:
        return False
    return True


def _harmless(text: bytes | str) -> str:
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return "".join(char if char.isprintable() else " " for char in plain)[:200]
