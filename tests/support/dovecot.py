"""A private Dovecot for tests: IMAP (plain, STARTTLS, TLS) and LMTP on free loopback ports."""

import itertools
import os
import shutil
import signal
import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

from gateway.config.servers import ImapSettings, Tls
from tests.support.ports import free_port
from tests.support.servers import listens, make_certificate, program, server_folder
from tests.support.waiting import eventually

_CONFIG = """
base_dir = {d}/run
state_dir = {d}/state
log_path = {d}/dovecot.log
instance_name = {name}
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = dovecot
default_login_user = dovenull
first_valid_uid = 1
mail_home = {d}/mail/%n
mail_location = maildir:~/Maildir
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{d}/cert.pem
ssl_key = <{d}/key.pem
auth_mechanisms = plain login
auth_failure_delay = 0
mailbox_idle_check_interval = 1s
mail_max_userip_connections = 50
default_vsz_limit = 512M
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {d}/users/%n
}}
userdb {{
  driver = passwd-file
  args = username_format=%n {d}/users/%n
}}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
service imap-login {{
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 600
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
lmtp_rcpt_check_quota = no
protocol imap {{
  imap_capability = {capability}
}}
"""


@dataclass(frozen=True, slots=True)
class MailUser:
    """One account. Any domain is taken in `address`; Dovecot looks at the part before the @."""

    name: str
    password: str

    @property
    def address(self) -> str:
        return f"{self.name}@agency.test"


class Dovecot:
    """One running server. `capability` replaces what it offers after login; prefix and separator are of its folders."""

    def __init__(self, *, capability: str = "", prefix: str = "", separator: str = "/") -> None:
        self.folder = server_folder("dv")
        self.host = "localhost"
        self.imap_port, self.imaps_port, self.lmtp_port = free_port(), free_port(), free_port()
        self.ca_file = make_certificate(self.folder)
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._configure(capability, prefix, separator)

    def start(self) -> "Dovecot":
        """Starts the server, also after `stop` or `kill`, on the same ports and with the same mails."""
        # In the foreground and in a group of its own: nothing outlives `kill`.
        self._process = subprocess.Popen(
            [program("dovecot") or "dovecot", "-F", "-c", str(self._config)],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for port in (self.imap_port, self.imaps_port, self.lmtp_port):
            eventually(lambda port=port: listens(port), f"Dovecot opens port {port}; {self.log()}")
        return self

    def stop(self) -> None:
        """Ends the server in an orderly way; what is slow to leave is killed."""
        if self._process is not None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(3)
        self.kill()

    def kill(self) -> None:
        """As kill -9 on the whole server: connections end without a word."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        eventually(lambda: not listens(self.imap_port), "the killed Dovecot's port is closed")

    def restart(self) -> None:
        self.stop()
        self.start()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        path = self.folder / "dovecot.log"
        return path.read_text(errors="replace")[-2000:] if path.exists() else "(no log)"

    def add_user(self, password: str = "pw-secret-1") -> MailUser:
        """A new account with an empty INBOX."""
        number = next(self._numbers)
        user = MailUser(f"u{number:04}", password)
        # A uid of its own for each: inotify instances are counted per uid (128), and IDLE needs one.
        line = f"{user.name}:{user.password}:{20000 + number}:65534::{self.home(user)}::\n"
        # A file for each user: Dovecot looks for changes of one file only once in a second.
        (self.folder / "users" / user.name).write_text(line)
        self.home(user).mkdir(mode=0o700)
        os.chown(self.home(user), 20000 + number, 65534)
        return user

    def home(self, user: MailUser) -> Path:
        return self.folder / "mail" / user.name

    def deliver(self, user: MailUser, mail: bytes, sender: str = "sender@example.test") -> None:
        """Delivers a mail (RFC 5322 bytes) by LMTP; it lies in the INBOX on return."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port, timeout=30) as client:
            client.sendmail(sender, [user.address], mail)

    @contextmanager
    def login(self, user: MailUser) -> Iterator[IMAPClient]:
        """A clerk's connection, for arranging and asserting."""
        client = IMAPClient("127.0.0.1", self.imap_port, ssl=False, timeout=20)
        client.normalise_times = False
        try:
            client.login(user.name, user.password)
            yield client
        finally:
            client.shutdown()

    def settings(
        self, user: MailUser, folder: Path, tls: Tls = Tls.TLS, **changes: object
    ) -> ImapSettings:
        """What `config.yaml` would say of this account; its password file is written into `folder`."""
        password_file = folder / f"{user.name}.password"
        password_file.write_text(user.password + "\n")
        values: dict[str, object] = {
            "host": self.host,
            "port": self.imaps_port if tls is Tls.TLS else self.imap_port,
            "tls": tls,
            "ca_file": self.ca_file if tls is not Tls.NONE else None,
            "username": user.name,
            "password_file": password_file,
        }
        return ImapSettings.model_validate(values | changes)

    def renumber(self, user: MailUser) -> None:
        """The INBOX loses its index, as after a restore: a new UIDVALIDITY and new UIDs."""
        with self.login(user) as client:
            before = client.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"]
        maildir = self.home(user) / "Maildir"
        for path in maildir.glob("dovecot[.-]*"):
            if path.is_file():
                path.unlink()
        doveadm = [program("doveadm") or "doveadm", "-c", str(self._config)]
        update = ["mailbox", "update", "-u", user.name, "--uid-validity", str(before + 1000)]
        subprocess.run([*doveadm, *update, "INBOX"], check=True, capture_output=True)

    def _configure(self, capability: str, prefix: str, separator: str) -> None:
        for name in ("run", "state", "mail", "users"):
            (self.folder / name).mkdir()
        (self.folder / "mail").chmod(0o1777)
        self._config = self.folder / "dovecot.conf"
        self._config.write_text(
            _CONFIG.format(
                d=self.folder,
                name=self.folder.name,
                imap=self.imap_port,
                imaps=self.imaps_port,
                lmtp=self.lmtp_port,
                capability=capability,
                prefix=prefix,
                separator=separator,
            )
        )
