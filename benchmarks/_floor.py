"""The floor and the naive way of the same work, both in one process, for comparison in one run.

Floor: the least that must happen to a document (performance.md): decode the attachment, store it with
fsync, digest and two RSA checks, text of page one with a warm pdfium, a word filter, a batched INSERT, a
formatted receipt. Naive: what one writes first, with `policy.default`, pyHanko's reader per call, a fresh
process for the text and one commit per document.
"""

import base64
import email
import email.policy
import hashlib
import os
import re
import sqlite3
import subprocess
import sys
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pypdfium2
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

_BATCH = 10
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_WORDS = ("giấy mời", "kế hoạch", "quyết định", "tờ trình", "mật", "thủ tướng")


class Floor:
    """One document after the other, nothing more than needed."""

    def __init__(self, folder: Path, issuer: x509.Certificate) -> None:
        self._folder = folder
        self._issuer = issuer
        self._database = _database(folder / "floor.db")
        self._pending = 0

    def take(self, number: int, mail: bytes) -> None:
        pdf = _attachment(mail)
        self._store(number, mail)
        check_signature(pdf, self._issuer)
        text = _first_page(pdf)
        found = [word for word in _WORDS if word in text.lower()]
        self._enter(number, text, found)
        f"Đã nhận văn bản {number}: {', '.join(found)}".encode()

    def _store(self, number: int, mail: bytes) -> None:
        path = self._folder / f"{number}.tmp"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(descriptor, mail)
        os.fsync(descriptor)
        os.close(descriptor)
        path.rename(path.with_suffix(".eml"))
        folder = os.open(self._folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def _enter(self, number: int, text: str, found: list[str]) -> None:
        if self._pending == 0:
            self._database.execute("BEGIN IMMEDIATE")
        self._database.execute(
            "INSERT INTO entries VALUES (?, ?, ?)", (number, text[:500], ",".join(found))
        )
        self._pending = (self._pending + 1) % _BATCH
        if self._pending == 0:
            self._database.execute("COMMIT")


def naive(folder: Path, number: int, mail: bytes, trust: ValidationContext) -> None:
    """The first program that comes to mind."""
    message = email.message_from_bytes(mail, policy=email.policy.default)
    (part,) = message.iter_attachments()
    pdf = part.get_content()
    (folder / f"{number}.pdf").write_bytes(pdf)
    for signature in PdfFileReader(BytesIO(pdf)).embedded_signatures:
        validate_pdf_signature(signature, trust)
    script = "import sys,pypdfium2;print(pypdfium2.PdfDocument(sys.argv[1])[0].get_textpage().get_text_bounded())"
    command = [sys.executable, "-c", script, str(folder / f"{number}.pdf")]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    database = _database(folder / "naive.db")
    database.execute("INSERT INTO entries VALUES (?, ?, ?)", (number, text[:500], ""))
    database.close()
    receipt = EmailMessage()
    receipt["Subject"] = "Đã nhận văn bản"
    receipt.set_content(f"Số {number}")
    receipt.as_bytes()


def _database(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS entries (number, text, words)")
    return database


def _attachment(mail: bytes) -> bytes:
    begin = mail.rindex(b"\r\n\r\n", 0, mail.index(b"JVBERi")) + 4
    return base64.b64decode(mail[begin : mail.index(b"\r\n--", begin)])


def check_signature(pdf: bytes, issuer: x509.Certificate) -> None:
    """Digest, signature and chain of the benchmark's own document, nothing more than needed."""
    match = _BYTE_RANGE.search(pdf)
    if match is None:
        raise ValueError("the benchmark's document is signed")
    a, b, c, d = (int(value) for value in match.groups())
    digest = hashlib.sha256(pdf[a : a + b])
    digest.update(pdf[c : c + d])
    contents = bytes.fromhex(pdf[a + b + 1 : c - 1].decode())
    data = cms.ContentInfo.load(contents)["content"]  # the padding behind it is ignored
    info = data["signer_infos"][0]
    attributes = {item["type"].native: item["values"][0].native for item in info["signed_attrs"]}
    if attributes["message_digest"] != digest.digest():
        raise ValueError("the benchmark's document is intact")
    leaf = x509.load_der_x509_certificate(data["certificates"][0].chosen.dump())
    key = leaf.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(
            info["signature"].native,
            info["signed_attrs"].untag().dump(),
            padding.PKCS1v15(),
            hashes.SHA256(),
        )
    leaf.verify_directly_issued_by(issuer)


def _first_page(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    textpage = page.get_textpage()
    text = textpage.get_text_bounded()
    textpage.close()
    page.close()
    document.close()
    return text
