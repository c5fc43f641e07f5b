"""An agency with real servers around it: its mailbox, a sender's mailbox, an MTA, a configuration, a gateway process."""

import email
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.tables import metadata
from tests.support.dovecot import Dovecot, MailUser
from tests.support.postfix import Postfix
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]
DOMAIN = "quangngai.gov.vn"

_CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng tỉnh Quảng Ngãi
    mode: {mode}
    known_senders: ["{senders}"]
    books:
      - name: den
        title: Sổ đăng ký văn bản đến
    mailboxes:
      - name: sxd
        address: {address}
        imap:
          host: localhost
          port: {imap_port}
          ca_file: {ca}
          username: {user}
          password_file: password
          poll_seconds: 5
submission:
  host: localhost
  port: {smtp_port}
  tls: none
"""


class Agency:
    """One agency and one sender, each with a mailbox of their own on the same servers."""

    def __init__(self, folder: Path, dovecot: Dovecot, postfix: Postfix) -> None:
        self.folder, self.dovecot, self.postfix = folder, dovecot, postfix
        self.mailbox, self.sender = dovecot.add_user(), dovecot.add_user()
        self.address = f"{self.mailbox.name}@{DOMAIN}"
        self.sender_address = f"{self.sender.name}@{DOMAIN}"
        self.config = folder / "config.yaml"
        self.configure()

    def configure(self, mode: str = "live", extra: str = "", senders: str = "*.gov.vn") -> None:
        text = _CONFIG.format(
            mode=mode,
            senders=senders,
            address=self.address,
            imap_port=self.dovecot.imaps_port,
            ca=self.dovecot.ca_file,
            user=self.mailbox.name,
            smtp_port=self.postfix.port,
        )
        self.config.write_text(text + extra, encoding="utf-8")
        (self.folder / "password").write_text(self.mailbox.password + "\n")

    def mail(self, subject: str, *files: tuple[str, bytes]) -> EmailMessage:
        """A mail of the sender with PDF files as (name, bytes)."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender_address
        message["To"] = self.address
        message["Subject"] = subject
        message["Message-ID"] = make_msgid(domain=DOMAIN)
        message.set_content("Kính gửi văn bản kèm theo.\n")
        for name, content in files:
            message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        return message

    def send(self, message: EmailMessage) -> None:
        """From the sender over the MTA to the agency's mailbox, as in life."""
        self.postfix.submit(self.sender_address, [self.address], message.as_bytes())

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """`gateway run`; ended by SIGTERM at the end of the block, unless it has ended before."""
        before = self._starts()
        process = self.start("-m", "gateway", "--config", str(self.config), "run")
        try:
            yield process
        finally:
            # A signal that comes before Python has begun to listen ends any program.
            eventually(
                lambda: self._starts() > before or process.poll() is not None, "the start", 30
            )
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                assert self._ended(process) == 0, f"SIGTERM ends it cleanly; {self.log()}"

    def _starts(self) -> int:
        path = self.folder / "gateway.log"
        return (
            path.read_text(errors="replace").count("gateway: running with") if path.exists() else 0
        )

    @staticmethod
    def _ended(process: subprocess.Popen[bytes]) -> int:
        try:
            return process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "gateway.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={key: value for key, value in os.environ.items() if key != "GATEWAY_CONFIG"},
            )

    def gateway(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command of `gateway` with this agency's configuration."""
        command = [sys.executable, "-m", "gateway", "--config", str(self.config), *arguments]
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )

    def log(self) -> str:
        path = self.folder / "gateway.log"
        return path.read_text(errors="replace")[-6000:] if path.exists() else "(no log)"

    def draw_start_line(self) -> None:
        """Runs the gateway once, so that what comes from now on is new to it."""
        with self.running():
            eventually(lambda: self.rows("mailboxes"), f"the start line; {self.log()}", 60)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table of the gateway's database; none while there is no database."""
        file = self.folder / "data" / "gateway.db"
        if not file.exists():
            return []
        database = Database(f"sqlite:///{file}")
        found: Table = metadata.tables[table]
        try:
            with database.read() as connection:
                if not database.engine.dialect.has_table(connection, table):
                    return []
                return [dict(row) for row in connection.execute(select(found)).mappings()]
        finally:
            database.close()

    def folders(self) -> dict[str, int]:
        """Every folder of the agency's mailbox with the number of mails in it."""
        return _folders(self.dovecot, self.mailbox)

    def move(self, source: str, target: str) -> None:
        """What a clerk does by dragging every mail of a folder into another one."""
        with self.dovecot.login(self.mailbox) as client:
            client.select_folder(source)
            client.move(client.search(), target)

    def received_by_sender(self) -> list[Message]:
        """What lies in the sender's mailbox."""
        with self.dovecot.login(self.sender) as client:
            client.select_folder("INBOX", readonly=True)
            uids = client.search()
            fetched = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
            return [email.message_from_bytes(fetched[uid][b"BODY[]"]) for uid in uids]

    def is_settled(self) -> bool:
        """Nothing is left to examine, to submit or to move."""
        return not any(
            row["state"] in {"stored", "queued", "pending"}
            for table in ("messages", "outbox", "settlements")
            for row in self.rows(table)
        )


def _folders(dovecot: Dovecot, user: MailUser) -> dict[str, int]:
    with dovecot.login(user) as client:
        names = [name for flags, _, name in client.list_folders() if b"\\Noselect" not in flags]
        return {name: int(client.folder_status(name, ["MESSAGES"])[b"MESSAGES"]) for name in names}
