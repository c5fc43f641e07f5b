"""An agency with a person named for secrets and a malware scanner."""

import email
import json
import subprocess
from email.policy import default
from pathlib import Path

from tests.support.agency import Agency
from tests.support.clamd import Clamd
from tests.support.dovecot import Dovecot
from tests.support.postfix import Postfix

OFFICER = "Nguyễn Văn A"


class GuardedAgency(Agency):
    """An agency with a person named for secrets, who has a mailbox on the same server, and a scanner."""

    def __init__(self, folder: Path, dovecot: Dovecot, postfix: Postfix, clamd: Clamd) -> None:
        super().__init__(folder, dovecot, postfix)
        self.clamd = clamd
        self.officer = dovecot.add_user()
        self.officer_address = f"{self.officer.name}@quangngai.gov.vn"
        self.guard(clamd.socket)

    def guard(self, socket: Path) -> None:
        text = self.config.read_text(encoding="utf-8").split("malware:")[0]
        named = f"    secrets: {{officer: {{name: {OFFICER}, address: {self.officer_address}}}}}\n"
        text = text if "secrets:" in text else text.replace("    books:\n", f"{named}    books:\n")
        self.config.write_text(f"{text}malware:\n  clamd: {socket}\n", encoding="utf-8")

    def alarms(self) -> list[email.message.EmailMessage]:
        """What lies in the mailbox of the named person."""
        with self.dovecot.login(self.officer) as client:
            client.select_folder("INBOX", readonly=True)
            uids = client.search()
            fetched = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
            return [
                email.message_from_bytes(fetched[uid][b"BODY[]"], policy=default) for uid in uids
            ]

    def quarantine(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.gateway("quarantine", *arguments)

    def act(self, name: str, case: str, *arguments: str) -> str:
        order = ("--by", OFFICER, "--reason", "thử nghiệm", "--yes")
        done = self.quarantine(name, case, *arguments, *order)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def cases(self) -> list[dict[str, object]]:
        done = self.quarantine("list", "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]
