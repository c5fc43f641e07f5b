"""Files that hold files, made byte by byte: ZIP with every trick, winmail.dat, mails within mails, uuencode."""

import binascii
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from tests.support.signed_mail import mixed

File = tuple[str, bytes]
UTF8 = 0x800
REGULAR, LINK = 0o100644, 0o120777
IMESSAGE = bytes.fromhex("0703020000000000c000000000000046")


@dataclass(frozen=True)
class Entry:
    """One entry of a ZIP as raw bytes. `directory_name` is what the directory says instead of `name`."""

    name: bytes
    content: bytes = b""
    flags: int = 0
    method: int = 8
    mode: int = REGULAR
    extra: bytes = b""
    size: int | None = None  # what the headers say
    directory_name: bytes | None = None

    @property
    def packed(self) -> bytes:
        if self.method != 8:
            return self.content
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(self.content) + packer.flush()

    def fields(self) -> bytes:
        packed = self.packed
        size = len(self.content) if self.size is None else self.size
        start = struct.pack("<5H", 20, self.flags, self.method, 0, 0x21)
        return start + struct.pack("<3I", zlib.crc32(self.content), len(packed), size)

    def local(self) -> bytes:
        lengths = struct.pack("<2H", len(self.name), len(self.extra))
        return b"PK\3\4" + self.fields() + lengths + self.name + self.extra + self.packed

    def listed(self, offset: int) -> bytes:
        name = self.name if self.directory_name is None else self.directory_name
        lengths = struct.pack("<5H", len(name), len(self.extra), 0, 0, 0)
        place = struct.pack("<2I", self.mode << 16, offset)
        return b"PK\1\2\x14\x03" + self.fields() + lengths + place + name + self.extra


def raw_zip(
    *entries: Entry,
    hidden: Sequence[Entry] = (),
    overlapping: bool = False,
    comment: bytes = b"",
    disk: int = 0,
) -> bytes:
    """A ZIP of these entries; `hidden` ones stand behind them and in no directory."""
    out, directory = b"", b""
    for entry in entries:
        directory += entry.listed(0 if overlapping else len(out))
        out += b"" if overlapping and out else entry.local()
    out += b"".join(entry.local() for entry in hidden)
    numbers = struct.pack("<4H", disk, disk, len(entries), len(entries))
    end = struct.pack("<2IH", len(directory), len(out), len(comment))
    return out + directory + b"PK\5\6" + numbers + end + comment


def zipped(*files: File) -> bytes:
    """An ordinary ZIP with names in UTF-8."""
    return raw_zip(*(Entry(name.encode(), content, UTF8) for name, content in files))


def in_zips(content: bytes, depth: int, name: str = "34.pdf") -> bytes:
    """A ZIP in a ZIP in a ZIP …, with a document in the innermost."""
    packed = zipped((name, content))
    for level in range(1, depth):
        packed = zipped((f"goi-{level}.zip", packed))
    return packed


def attribute(level: int, name: int, data: bytes) -> bytes:
    checksum = struct.pack("<H", sum(data) & 0xFFFF)
    return struct.pack("<BII", level, name, len(data)) + data + checksum


def property_(name: int, kind: int, data: bytes) -> bytes:
    """One MAPI property of variable length."""
    padded = data + b"\0" * (-len(data) % 4)
    return struct.pack("<2H2I", kind, name, 1, len(data)) + padded


def properties(*made: bytes) -> bytes:
    return struct.pack("<I", len(made)) + b"".join(made)


def wide(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


def rich_text(rtf: bytes, *, packed: bool = False) -> bytes:
    """`PidTagRtfCompressed`, as it is or in LZFu of literals and an end ([MS-OXRTFCP])."""
    if not packed:
        return struct.pack("<2I4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf
    runs = b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf) // 8 * 8, 8))
    rest = rtf[len(rtf) // 8 * 8 :]
    end = (207 + len(rtf)) % 4096 << 4
    data = runs + bytes([1 << len(rest)]) + rest + struct.pack(">H", end)
    return struct.pack("<2I4sI", len(data) + 12, len(rtf), b"LZFu", 0) + data


def tnef(
    *files: File,
    subject: str = "",
    body: str = "",
    embedded: Sequence[tuple[str, bytes]] = (),
    rtf: bytes = rich_text(rb"{\rtf1 }"),
) -> bytes:
    """winmail.dat as Outlook makes it: short titles, long names as properties; `embedded` are messages."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    out += attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    out += attribute(1, 0x00069007, struct.pack("<2I", 1258, 0))
    said = [property_(0x0037, 0x1F, wide(subject)), property_(0x1009, 0x102, rtf)]
    said += [property_(0x1000, 0x1F, wide(body))]
    out += attribute(1, 0x00069003, properties(*said))
    for number, (name, content) in enumerate(files):
        out += attribute(2, 0x00069002, b"\1\0" + b"\0" * 12)
        out += attribute(2, 0x00018010, b"FILE~%d.PDF\0" % number)
        out += attribute(2, 0x0006800F, content)
        out += attribute(2, 0x00069005, properties(property_(0x3707, 0x1F, wide(name))))
    for name, content in embedded:
        out += attribute(2, 0x00069002, b"\1\0" + b"\0" * 12)
        inner = property_(0x3701, 0x0D, IMESSAGE + content)
        out += attribute(2, 0x00069005, properties(property_(0x3001, 0x1F, wide(name)), inner))
    return out


def uuencoded(name: str, content: bytes) -> str:
    pieces = (content[at : at + 45] for at in range(0, len(content), 45))
    lines = "".join(binascii.b2a_uu(piece).decode() for piece in pieces)
    return f"begin 644 {name}\n{lines}`\nend\n".replace("\n", "\r\n")


def forwarding(*inner: bytes, more: Sequence[bytes] = ()) -> bytes:
    """The content of a mail that forwards whole mails as attachments."""
    parts = [b"Content-Type: message/rfc822\r\n\r\n" + item for item in inner]
    text = "Content-Type: text/plain; charset=utf-8\r\n\r\nKính chuyển.\r\n".encode()
    return mixed(text, *parts, *more)


def compound(*streams: str) -> bytes:
    """A compound file with just a directory of these streams ([MS-CFB])."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<HHHH", header, 24, 0x3E, 3, 0xFFFE, 9)
    struct.pack_into("<I", header, 44, 1)
    struct.pack_into("<I", header, 48, 1)  # the directory begins in sector 1
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    entries = bytearray()
    for number, name in enumerate(["Root Entry", *streams]):
        entry = bytearray(128)
        encoded = name.encode("utf-16-le")
        entry[: len(encoded)] = encoded
        struct.pack_into("<HB", entry, 64, len(encoded) + 2, 5 if number == 0 else 2)
        entries += entry
    entries += bytes(-len(entries) % 512)
    sectors = len(entries) // 512
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    return bytes(header) + fat + bytes(entries)


def compound_stream(name: str, content: bytes) -> bytes:
    """A compound file with one stream of 4,096 bytes and more."""
    content = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0")
    made = bytearray(compound(name))
    sectors = len(content) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    made[512:1024] = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    struct.pack_into("<2I", made, 1024 + 128 + 116, 2, len(content))
    return bytes(made) + content
