"""Mails with signatures beside, around and over what they carry, signed with the tests' own PKI."""

import asyncio
import base64
import subprocess
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from tests.support.pki import Identity
from tests.support.signed_pdf import signer_of

HEAD = (
    b"From: stn@quangngai.gov.vn\r\nTo: sxd@quangngai.gov.vn\r\n"
    b"Subject: =?utf-8?B?" + base64.b64encode("Gửi giấy mời".encode()) + b"?=\r\n"
    b"Date: Fri, 20 Nov 2026 10:00:00 +0700\r\nMIME-Version: 1.0\r\n"
)
File = tuple[str, bytes]


def cms(content: bytes, *signers: Identity, detached: bool = True) -> bytes:
    """A CMS file (DER) of one signer, made with pyHanko."""
    (signer,) = signers
    signing = signer_of(signer).async_sign_general_data(content, "sha256", detached=detached)
    return bytes(asyncio.run(signing).dump())


def openssl(folder: Path, content: bytes, signer: Identity, *command: str) -> bytes:
    """What `openssl smime|cms -sign …` makes of the content."""
    source, out, pem = folder / "content", folder / "out", folder / "signer.pem"
    source.write_bytes(content)
    pem.write_bytes(_pem(signer))
    words = ["openssl", *command, "-in", str(source), "-out", str(out), "-signer", str(pem)]
    subprocess.run(words, check=True, capture_output=True)
    return out.read_bytes()


def _pem(identity: Identity) -> bytes:
    key = identity.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return key + identity.certificate.public_bytes(serialization.Encoding.PEM)


def entity(*files: File, text: str = "Kính gửi văn bản kèm theo.\n") -> bytes:
    """A MIME entity: a text and files, CRLF, without any header of a mail."""
    message = EmailMessage(policy=SMTP)
    message.set_content(text)
    for name, content in files:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    del message["MIME-Version"]
    return message.as_bytes()


def mail(content: bytes, number: int = 1) -> bytes:
    """A mail with the entity `content` as it stands."""
    return HEAD + b"Message-ID: <%d@quangngai.gov.vn>\r\n" % number + content


def plain_mail(*files: File, number: int = 1) -> bytes:
    return mail(entity(*files), number)


def signed_entity(content: bytes, signature: bytes, *more: bytes, boundary: bytes = b"sg") -> bytes:
    """multipart/signed over `content`; `more` are parts behind the signature, which no program makes."""
    part = (
        b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n"
        b"Content-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename=smime.p7s\r\n\r\n"
    ) + base64.encodebytes(signature).replace(b"\n", b"\r\n")
    line = b"\r\n--" + boundary
    head = (
        b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; '
        b"micalg=sha-256; boundary=" + boundary + b"\r\n\r\n"
    )
    parts = b"".join(line + b"\r\n" + item for item in (content, part, *more))
    return head + b"S/MIME" + parts + line + b"--\r\n"


def opaque_entity(envelope: bytes, smime_type: bytes = b"signed-data") -> bytes:
    """application/pkcs7-mime around a CMS file."""
    return (
        b"Content-Type: application/pkcs7-mime; smime-type=" + smime_type + b"; name=smime.p7m\r\n"
        b"Content-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename=smime.p7m\r\n\r\n"
    ) + base64.encodebytes(envelope).replace(b"\n", b"\r\n")


def mixed(*parts: bytes) -> bytes:
    """multipart/mixed of entities."""
    line = b"\r\n--mx"
    body = b"".join(line + b"\r\n" + part for part in parts)
    return b"Content-Type: multipart/mixed; boundary=mx\r\n\r\n" + body + line + b"--\r\n"


def flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
