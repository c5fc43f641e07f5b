"""Writes a mail of our own: 7-bit, CRLF, the same bytes for the same input.

Written by hand because `EmailMessage` folds long message ids into encoded words and costs eight
times as much; nothing is parsed here.
"""

import base64
import re
from collections.abc import Sequence
from email.header import Header

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")


def is_message_id(text: str) -> bool:
    """Whether `text` may stand in our headers as a message id (RFC 5322 §3.6.4, ASCII, bounded)."""
    return _MESSAGE_ID.fullmatch(text) is not None


def encoded(text: str, name: str) -> str:
    """Header text after RFC 2047, folded, never a bare CR or LF from `text`."""
    if text.isascii() and text.isprintable() and len(text) + len(name) < 74 and "=?" not in text:
        return text
    clean = "".join(letter if letter.isprintable() else " " for letter in text)
    return Header(clean, "utf-8", maxlinelen=76, header_name=name).encode(linesep="\r\n")


def mailbox_header(name: str, display_name: str, address: str) -> str:
    """`Name: display name <address>`; the display name always as encoded words or quoted."""
    if display_name.isascii():
        shown = '"' + display_name.replace("\\", "").replace('"', "") + '"'
    else:
        shown = encoded(display_name, name)
    return f"{name}: {shown}\r\n <{address}>"


def text_part(text: str, subtype: str) -> bytes:
    """A text entity in base64, without the CRLF that belongs to the boundary."""
    body = base64.encodebytes(text.replace("\n", "\r\n").encode()).replace(b"\n", b"\r\n")
    head = (
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode("ascii") + body.removesuffix(b"\r\n")


def multipart(content_type: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    """A multipart entity (RFC 2046 §5.1): its Content-Type line, then the parts."""
    head = f'Content-Type: {content_type};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    mark = b"--" + boundary.encode("ascii")
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts)
    return head + body + mark + b"--\r\n"


def signed(entity: bytes, signature: bytes, boundary: str) -> bytes:
    """multipart/signed (RFC 8551 §3.5.3.2): `entity` byte for byte as it was signed."""
    encoded_signature = base64.encodebytes(signature).replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    part = (
        b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
        b"Content-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n' + encoded_signature
    )
    kind = 'multipart/signed; protocol="application/pkcs7-signature";\r\n micalg=sha-256'
    return multipart(kind, boundary, [entity, part])
