"""The words of a body in compressed RTF, as Outlook writes it into winmail.dat ([MS-OXRTFCP]): for the search for marks.

Formatting, tables and pictures are left out. The reader of attached RTF files is another part of the house.
"""

import re
import struct

_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_HEADER = 16
_RING = 4_096
# The text that the dictionary begins with, [MS-OXRTFCP] §2.1.2.1.
_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_MAX_BYTES = 4 << 20
_TOKEN = re.compile(
    r"\\u(?P<code>-?\d{1,6}) ?(?:\\'[0-9a-fA-F]{2}|\?)?|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<word>[a-zA-Z]{1,32})-?\d{0,10} ?|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+"
)
_SILENT = frozenset({"fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata"})
_BREAKS = {"par": "\n", "line": "\n", "tab": "\t", "cell": "\t", "row": "\n"}


class NoRtf(Exception):
    """The bytes are no compressed RTF, or cut."""


def words_of_rtf(data: bytes, code_page: str) -> str:
    """The text of `PidTagRtfCompressed`; bytes above ASCII by `code_page`. Raises `NoRtf`."""
    return _words(_unpacked(data).decode("latin-1"), code_page)


def _unpacked(data: bytes) -> bytes:
    if len(data) < _HEADER:
        raise NoRtf
    size, kind = struct.unpack_from("<I4s", data, 4)
    if kind == _PLAIN:
        return data[_HEADER : _HEADER + min(size, _MAX_BYTES)]
    if kind != _COMPRESSED:
        raise NoRtf
    return _inflated(data, min(size, _MAX_BYTES))


def _inflated(data: bytes, size: int) -> bytes:
    """[MS-OXRTFCP] §3.1.3.2: runs of eight tokens, each a byte or a reference into the ring of what came before."""
    ring = bytearray(_START.ljust(_RING, b"\0"))
    place, at, out = len(_START), _HEADER, bytearray()
    while len(out) < size and at < len(data):
        control, at = data[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                piece, at = data[at : at + 1], at + 1
            else:
                if at + 2 > len(data):
                    return bytes(out)
                reference, at = struct.unpack_from(">H", data, at)[0], at + 2
                offset, length = reference >> 4, (reference & 15) + 2
                if offset == place % _RING:
                    return bytes(out)
                piece = _copied(ring, offset, place, length)
            for byte in piece:
                ring[place % _RING] = byte
                place += 1
            out += piece
    return bytes(out)


def _copied(ring: bytearray, offset: int, place: int, length: int) -> bytes:
    """A reference may reach into what it writes itself."""
    distance = (place - offset) % _RING
    return bytes(ring[(offset + step % distance) % _RING] for step in range(length))


def _words(rtf: str, code_page: str) -> str:
    out: list[str] = []
    silent = [False]
    for match in _TOKEN.finditer(rtf):
        if match["brace"] == "{":
            silent.append(silent[-1])
        elif match["brace"]:
            silent = silent[:-1] or [False]
        elif match["word"] in _SILENT or match["sign"] == "*":
            silent[-1] = True
        elif not silent[-1]:
            out.append(_shown(match, code_page))
    return "".join(out)


def _shown(match: re.Match[str], code_page: str) -> str:
    if match["code"]:
        return chr(int(match["code"]) & 0xFFFF)
    if match["byte"]:
        return bytes([int(match["byte"], 16)]).decode(code_page, "replace")
    if match["word"]:
        return _BREAKS.get(match["word"], "")
    if match["sign"]:
        return {"~": " ", "_": "-"}.get(
            match["sign"], match["sign"] if match["sign"] in "\\{}" else ""
        )
    return match["text"] or ""
