"""A private Postfix for tests: takes mail on a free loopback port and relays all of it to one next hop."""

import json
import os
import shutil
import smtplib
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.ports import free_port
from tests.support.servers import listens, make_certificate, program, server_folder
from tests.support.waiting import eventually

_MAIN = """
compatibility_level = 3.6
config_directory = {d}/etc
queue_directory = {d}/spool
data_directory = {d}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.agency.test
mydomain = agency.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file_prefixes = {d}
maillog_file = {d}/maillog
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = no
relay_domains = static:all
relay_transport = {transport}
default_transport = {transport}
local_transport = error:local
alias_maps =
alias_database =
smtpd_relay_restrictions = permit_mynetworks, reject
message_size_limit = 104857600
mailbox_size_limit = 0
smtpd_tls_security_level = may
smtpd_tls_cert_file = {d}/cert.pem
smtpd_tls_key_file = {d}/key.pem
in_flow_delay = 0
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
"""

# name, type, private, unpriv, chroot, wakeup, maxproc, command: nothing is chrooted.
_MASTER = """
postlog unix-dgram n - n - 1 postlogd
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


class Postfix:
    """One running server; `start` takes about two seconds, because `postfix start` itself waits."""

    def __init__(self, transport: str) -> None:
        """`transport`: `lmtp:inet:127.0.0.1:PORT`, `smtp:[127.0.0.1]:PORT` or `discard:`."""
        self.folder = server_folder("pf")
        self.host, self.port = "127.0.0.1", free_port()
        self.ca_file = make_certificate(self.folder)
        self._etc = self.folder / "etc"
        self._configure(transport)

    def start(self) -> "Postfix":
        self._postfix("start")
        eventually(lambda: listens(self.port), f"Postfix opens port {self.port}; {self.log()}")
        return self

    def stop(self) -> None:
        self._postfix("stop", check=False)

    def restart(self) -> None:
        self.stop()
        self.start()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def submit(self, sender: str, recipients: Sequence[str], mail: bytes) -> None:
        """Hands a mail over by SMTP. Raises smtplib.SMTPException when it is not taken."""
        with smtplib.SMTP(self.host, self.port, timeout=30) as client:
            client.sendmail(sender, list(recipients), mail)

    def queue(self) -> list[dict[str, Any]]:
        """The mails that Postfix still holds (`postqueue -j`)."""
        return [json.loads(line) for line in self._run("postqueue", "-j").splitlines()]

    def flush(self) -> None:
        """Tries every queued mail again now."""
        self._run("postqueue", "-f")

    def log(self) -> str:
        path = self.folder / "maillog"
        return path.read_text(errors="replace")[-2000:] if path.exists() else "(no log)"

    def _postfix(self, command: str, *, check: bool = True) -> None:
        done = subprocess.run(
            [program("postfix") or "postfix", "-c", str(self._etc), command],
            capture_output=True,
            timeout=60,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(f"postfix {command}: {done.stderr.decode(errors='replace')}")

    def _run(self, name: str, *arguments: str) -> str:
        return subprocess.run(
            [program(name) or name, "-c", str(self._etc), *arguments],
            capture_output=True,
            check=True,
            text=True,
            timeout=60,
        ).stdout

    def _configure(self, transport: str) -> None:
        for name in ("etc", "spool", "data"):
            (self.folder / name).mkdir(mode=0o755)
        shutil.chown(self.folder / "data", "postfix")
        values = {
            "d": self.folder,
            "transport": transport,
            "port": self.port,
            "daemons": _daemons(),
        }
        (self._etc / "main.cf").write_text(_MAIN.format(**values))
        (self._etc / "master.cf").write_text(_MASTER.format(**values))
        for name in ("dynamicmaps.cf", "postfix-files"):
            for base in (Path("/etc/postfix"), Path("/usr/share/postfix")):
                if (base / name).exists():
                    shutil.copy(base / name, self._etc / name)
                    break


def _daemons() -> str:
    """Where this system keeps Postfix's daemons."""
    for path in ("/usr/lib/postfix/sbin", "/usr/libexec/postfix", "/usr/lib/postfix"):
        if os.access(f"{path}/master", os.X_OK):
            return path
    raise RuntimeError("Postfix is installed without its daemon `master`")
