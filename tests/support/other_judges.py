"""What OpenSSL and pdfsig say about the integrity of the signatures in a PDF; neither is asked about trust."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import parser

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_FIELD = re.compile(r"Signature Field Name: (.*)")
_INTEGRITY = re.compile(r"Signature Validation: (.*)")


@dataclass(frozen=True)
class Token:
    """A CMS as it stands in a file, without its padding, and the bytes that it signs."""

    cms: bytes
    content: bytes


def tokens(data: bytes) -> list[Token]:
    """Of each signature, found as bytes: by its ByteRange and the hex string that it leaves out."""
    found = []
    for match in _BYTE_RANGE.finditer(data):
        begin, first, second, length = map(int, match.groups())
        gap = data[begin + first : second]
        if gap[:1] != b"<" or gap[-1:] != b">":  # a decoy, in a comment
            continue
        blob = bytes.fromhex(gap[1:-1].decode("ascii"))
        content = data[begin : begin + first] + data[second : second + length]
        found.append(Token(blob[: parser.peek(blob)], content))
    return found


def openssl_cms(token: Token, folder: Path) -> bool:
    """`openssl cms -verify` over the signed bytes; the chain is not looked at."""
    command = ["openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in", "cms"]
    return _holds([*command, "-content", "content", "-out", "out"], token, folder)


def openssl_ts(token: Token, authority: bytes, folder: Path) -> bool:
    """`openssl ts -verify`. `authority` is the root of the timestamps, in PEM."""
    (folder / "root.pem").write_bytes(authority)
    command = ["openssl", "ts", "-verify", "-data", "content", "-in", "cms", "-token_in"]
    return _holds([*command, "-CAfile", "root.pem"], token, folder)


def _holds(command: list[str], token: Token, folder: Path) -> bool:
    (folder / "cms").write_bytes(token.cms)
    (folder / "content").write_bytes(token.content)
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def pdfsig(data: bytes, folder: Path) -> dict[str, str]:
    """What pdfsig says of each field: "Signature is Valid.", "Digest Mismatch.", …"""
    (folder / "pdfsig.pdf").write_bytes(data)
    command = ["pdfsig", "-nocert", "pdfsig.pdf"]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    parts = said.split("Signature #")[1:]
    return {_one(_FIELD, part): _one(_INTEGRITY, part) for part in parts}


def _one(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
