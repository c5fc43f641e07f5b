"""Actions in a PDF that do something (scripts, starting programs, sending forms) and files within it."""

import re
import zlib
from collections.abc import Iterator

_ACTION = re.compile(rb"/(?:JavaScript|Launch|ImportData|SubmitForm|Rendition)(?![A-Za-z])")
# "/EF" alone stands by chance in text-coded streams: its dictionary or reference must follow.
_EMBEDDED = re.compile(
    rb"/EF\s*(?:<<\s*/(?:UF|F|DOS|Mac|Unix)(?![A-Za-z])|\d{1,7}\s+\d{1,5}\s+R(?![A-Za-z]))"
    rb"|/(?:EmbeddedFile|FileAttachment)(?![A-Za-z])"
)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_MAX_STREAMS = 20_000
_MAX_STREAM = 8 * 1024 * 1024  # bytes unpacked, of one object stream
_MAX_ALL = 100 * 1024 * 1024


def active_and_embedded(data: bytes) -> tuple[bool, bool]:
    """Whether a name of such an action, and whether a file within, stands in the file or its object streams.

    The names are looked for in the bytes: a false alarm goes to a person, and a broken cross-reference
    cannot hide an action from this reading.
    """
    active = embedded = False
    for part in (data, *_object_streams(data)):
        plain = _plain_names(part)
        active = active or _ACTION.search(plain) is not None
        embedded = embedded or _EMBEDDED.search(plain) is not None
    return active, embedded


def _plain_names(part: bytes) -> bytes:
    # "/J#61vaScript" is the same name (ISO 32000-1, 7.3.5).
    return _HEX.sub(lambda match: bytes([int(match[1], 16)]), part) if b"#" in part else part


def _object_streams(data: bytes) -> Iterator[bytes]:
    total = 0
    for number, match in enumerate(_OBJECT_STREAM.finditer(data)):
        if number >= _MAX_STREAMS or total >= _MAX_ALL:
            return
        try:
            part = zlib.decompressobj().decompress(
                data[match.end() : match.end() + _MAX_STREAM], _MAX_STREAM
            )
        except zlib.error:
            continue
        total += len(part)
        yield part
