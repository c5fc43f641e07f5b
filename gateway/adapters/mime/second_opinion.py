"""mail-parser reads the same mail; a disagreement about its files sends it to a person."""

import base64
import binascii
import hashlib
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import mailparser
from mailparser.exceptions import MailParserError

# It parses the mail a second time into memory and holds every payload as base64: 9 ms and nothing to
# speak of for 300 KB, 0.2 s and 60 MB for 5 MB, 450 MB for 40 MB. Above the limit the defects of our
# own reading stand alone; a large mail is no better a hiding place than a small one.
LIMIT = 5 << 20  # bytes of the raw mail

# What it writes quotes the mail; no text of a mail belongs in a log.
logging.getLogger("mailparser").setLevel(logging.CRITICAL + 1)

# What mail-parser 4.8.0 and the email package can raise of a hostile mail.
_FAULTS = (
    MailParserError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    AssertionError,
    OverflowError,
)


def agrees(path: Path, all_leaves: Counter[str], named: Counter[str]) -> bool:
    """Whether mail-parser sees the same files.

    It flattens what we sort: logos, signatures and named texts are attachments to it. So each of its
    attachments must be one of our leaves, and each of our leaves that was named as a file one of its.
    Both are counted by sha256 of the decoded content.
    """
    try:
        theirs = Counter(
            _digest(found) for found in mailparser.parse_from_file(str(path)).attachments
        )
    except _FAULTS:
        return False
    return theirs <= all_leaves and named <= theirs


def _digest(attachment: dict[str, Any]) -> str:
    payload = attachment["payload"]
    if not attachment["binary"]:
        return hashlib.sha256(payload.encode("utf-8", "surrogateescape")).hexdigest()
    try:
        content = binascii.a2b_base64(payload)
    except ValueError:  # not ASCII, or not base64 at all
        content = base64.b64encode(payload.encode("utf-8", "surrogateescape"))
    return hashlib.sha256(content).hexdigest()
