"""Files that are CMS themselves (`.p7s`, `.p7m`): recognised by content, taken out of PEM, and found a content."""

import base64
import binascii
import re
from pathlib import Path

HEAD = 64  # bytes that `is_cms` needs
_PEM = re.compile(
    rb"\s*-----BEGIN (PKCS7|CMS|PKCS #7 SIGNED DATA)-----\r?\n"
    rb"([A-Za-z0-9+/=\r\n]+)-----END \1-----\s*"
)
_PEM_HEAD = re.compile(rb"\s*-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----")
# SEQUENCE, its length in DER or BER, then one of pkcs-7 1 to 6 or id-ct-authEnvelopedData (RFC 5652 §14, RFC 5083).
_BINARY = re.compile(
    rb"\x30(?:[\x00-\x7f\x80]|\x81.|\x82..|\x83...|\x84....)"
    rb"(?:\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x01-\x06]"
    rb"|\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17)",
    re.DOTALL,
)


def is_cms(head: bytes) -> bool:
    """Whether a file that begins with `head` (64 bytes are enough) is a CMS file, DER, BER or PEM."""
    return bool(_BINARY.match(head) or _PEM_HEAD.match(head))


def unarmoured(data: bytes) -> bytes | None:
    """The binary form of DER, BER or PEM; None when it is no CMS file."""
    if _PEM_HEAD.match(data[:HEAD]):
        whole = _PEM.fullmatch(data)
        if whole is None:
            return None
        try:
            data = base64.b64decode(re.sub(rb"[\r\n]", b"", whole[2]), validate=True)
        except binascii.Error:
            return None
    return data if _BINARY.match(data[:HEAD]) else None


def content_beside(signature: Path) -> Path | None:
    """The file that a detached `.p7s` signs: `a.pdf` for `a.pdf.p7s`, or the only file `a.*` for `a.p7s`.

    None when there is none, or when there are several. Raises OSError for a folder that cannot be read.
    """
    named = signature.with_suffix("")
    if named.is_file():
        return named
    found = [
        path
        for path in signature.parent.iterdir()
        if path.stem == signature.stem and not is_detached_name(path) and path.is_file()
    ]
    return found[0] if len(found) == 1 else None


def is_detached_name(path: Path) -> bool:
    return path.suffix.casefold() == ".p7s"
