"""One agency's gateway without its servers: mails come as files and go through the whole walk."""

import base64
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization

from gateway import wiring
from gateway.cli.process import processed_json
from gateway.wiring.processing import Processed, Processor
from tests.support.pki import NOW, Identity, make_pki
from tests.support.signed_mail import cms
from tests.support.small_pdf import invitation

CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng tỉnh Quảng Ngãi
    unknown_senders: accept
    books: [{name: den, title: Sổ đăng ký văn bản đến}]
    mailboxes: [{name: sxd, address: sxd@quangngai.gov.vn}]
submission: {transport: files}
workers: {processes: 1}
"""
PKI = make_pki()
FOREIGN = make_pki()  # equal names, and trusted by nobody


@dataclass
class Desk:
    """One agency's gateway, without its servers: mails come as files."""

    folder: Path
    processor: Processor
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def document(self) -> bytes:
        """A document that nobody has seen before."""
        return invitation(next(self.numbers))

    def process(self, raw: bytes) -> tuple[dict[str, Any], Processed]:
        path = self.folder / f"{next(self.numbers)}.eml"
        path.write_bytes(raw)
        done = self.processor.process(path, NOW)
        return processed_json(path, done), done

    def accepted(self, raw: bytes) -> list[dict[str, Any]]:
        line, _ = self.process(raw)
        assert (line["outcome"], line["reasons"]) == ("accepted", [])
        assert all(item["arrival_number"] for item in line["documents"])
        return line["documents"]

    def held(self, raw: bytes) -> list[str]:
        line, _ = self.process(raw)
        assert line["outcome"] == "held"
        assert all(item["arrival_number"] is None for item in line["documents"])
        return line["reasons"]


def beside(document: bytes, signer: Identity = PKI.agency) -> bytes:
    return cms(document, signer)


@contextmanager
def a_desk(folder: Path, *, crls: bool) -> Iterator[Desk]:
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    PKI.write_trust(folder / "data" / "trust", crls=crls)
    settings = wiring.load_settings(folder / "config.yaml")
    with wiring.processor(settings, None, None, dry_run=False) as processor:
        yield Desk(folder, processor)


def encrypted(desk: Desk, content: bytes) -> bytes:
    source, to = desk.folder / "plain", desk.folder / "to.pem"
    source.write_bytes(content)
    to.write_bytes(PKI.tsa.certificate.public_bytes(serialization.Encoding.PEM))
    command = ["openssl", "cms", "-encrypt", "-binary", "-in", str(source), "-outform", "DER"]
    return subprocess.run([*command, str(to)], check=True, capture_output=True).stdout


def attached(document: bytes) -> bytes:
    return (
        b"Content-Type: application/pdf; name=34.pdf\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename=34.pdf\r\n\r\n"
    ) + base64.encodebytes(document).replace(b"\n", b"\r\n")
