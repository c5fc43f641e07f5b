"""Compound files ([MS-CFB]): the old binary office formats told apart, and their macros found, by a bounded look inside."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gateway.domain.formats import FileKind

# In this order: the first name that stands in the directory tells.
_KINDS = (
    ("EncryptedPackage", FileKind.ENCRYPTED_OFFICE),  # [MS-OFFCRYPTO] §2.3.4.4
    ("__properties_version1.0", FileKind.OUTLOOK),  # [MS-OXMSG] §2.4
    *((name, FileKind.OLE_MACRO) for name in ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros")),
    ("WordDocument", FileKind.DOC),
    ("Workbook", FileKind.XLS),
    ("Book", FileKind.XLS),
    ("PowerPoint Document", FileKind.PPT),
)
_MAX_SECTORS = 256  # of the directory: 1,024 entries and more
_DIRECTORY_ENTRY = 128
_END, _NO_SECTOR = 0xFFFFFFFE, 0xFFFFFFFA
_STREAM, _ROOT = 2, 5
_SHORT_STREAM = 4_096  # bytes; shorter ones lie in the stream of the root
_GLOBALS = 4 << 20  # bytes of a workbook before its first sheet
_BOUND_SHEET, _END_OF_SUBSTREAM = 0x0085, 0x000A  # [MS-XLS] §2.4.28, §2.4.103
_MACRO_SHEETS = frozenset({1, 6})  # Excel 4.0 macros, VBA module
# VbaInfoContainer with its atom, [MS-PPT] §2.4.10 and §2.4.11; behind it a reference, then fHasMacros.
_PPT_MACROS = bytes.fromhex("1f00ff0314000000020000040c000000")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A storage or stream of the directory."""

    name: str
    kind: int
    start: int  # its first sector
    size: int


def kind_of_compound_file(path: Path) -> FileKind:
    """The kind by the streams and storages in the directory ([MS-CFB] §2.6); UNKNOWN for anything else.

    A VBA project has a storage or stream of its own in Word and Excel ([MS-OVBA] §2.2.1), in PowerPoint a
    record that says so; macros of Excel 4.0 are sheets.
    """
    with path.open("rb") as file:
        compound = _Compound(file)
        names = {entry.name for entry in compound.entries}
        kind = next((kind for name, kind in _KINDS if name in names), FileKind.UNKNOWN)
        macros = (kind is FileKind.XLS and _has_macro_sheet(compound)) or (
            kind is FileKind.PPT and _says_macros(file)
        )
    return FileKind.OLE_MACRO if macros else kind


def _has_macro_sheet(compound: "_Compound") -> bool:
    streams = (compound.stream(name, _GLOBALS) for name in ("Workbook", "Book"))
    return any(_names_macro_sheet(data) for data in streams if data)


def _names_macro_sheet(data: bytes) -> bool:
    """Reads the records of a workbook's globals: type, length, content. In doubt there is one."""
    at = 0
    while at + 10 <= len(data):
        record, length = struct.unpack_from("<2H", data, at)
        if record == _END_OF_SUBSTREAM:
            return False
        if record == _BOUND_SHEET and data[at + 9] in _MACRO_SHEETS:
            return True
        at += 4 + length
    return True


def _says_macros(file: BinaryIO) -> bool:
    """Whether a record anywhere in the file says that the presentation has macros."""
    file.seek(0)
    data = file.read()
    at = data.find(_PPT_MACROS)
    while at >= 0:
        flag = at + len(_PPT_MACROS) + 4
        if any(data[flag : flag + 4]):
            return True
        at = data.find(_PPT_MACROS, at + 1)
    return False


class _Compound:
    """A compound file as far as its header reaches: 109 sectors of the allocation table, seven megabytes and more."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._header = file.read(512)
        self._shift = 0
        self.entries: list[_Entry] = []
        if len(self._header) < 512:
            return
        shift = struct.unpack_from("<H", self._header, 30)[0]
        if shift not in {9, 12}:
            return
        self._shift = shift
        self._fat = struct.unpack_from("<109I", self._header, 76)
        directory = self._chain(self._number(48), _MAX_SECTORS << shift)
        self.entries = [
            entry
            for at in range(0, len(directory), _DIRECTORY_ENTRY)
            if (entry := _entry(directory[at : at + _DIRECTORY_ENTRY])) is not None
        ]

    def stream(self, name: str, limit: int) -> bytes:
        """The first `limit` bytes of the stream of this name; empty when there is none."""
        found = next((e for e in self.entries if e.name == name and e.kind == _STREAM), None)
        if found is None:
            return b""
        size = min(found.size, limit)
        if found.size >= _SHORT_STREAM:
            return self._chain(found.start, size)[:size]
        return self._short(found.start)[:size]

    def _short(self, start: int) -> bytes:
        """A stream in pieces of 64 bytes, [MS-CFB] §2.4."""
        root = next((entry for entry in self.entries if entry.kind == _ROOT), None)
        table = self._chain(self._number(60), _MAX_SECTORS << self._shift)
        pool = self._chain(root.start, _MAX_SECTORS << self._shift) if root else b""
        out, piece = b"", start
        for _ in range(_SHORT_STREAM // 64):
            if piece >= _NO_SECTOR or len(table) < piece * 4 + 4:
                break
            out += pool[piece * 64 : piece * 64 + 64]
            (piece,) = struct.unpack_from("<I", table, piece * 4)
        return out

    def _number(self, place: int) -> int:
        return int(struct.unpack_from("<I", self._header, place)[0])

    def _chain(self, sector: int, limit: int) -> bytes:
        """The bytes of a chain of sectors, `limit` at most and a sector more."""
        out: list[bytes] = []
        for _ in range((limit >> self._shift) + 1):
            data = self._sector(sector)
            if not data:
                break
            out.append(data)
            sector = self._next(sector)
        return b"".join(out)

    def _next(self, sector: int) -> int:
        """The sector after this one; end of chain where the table does not reach."""
        per_sector = 1 << (self._shift - 2)
        place, offset = divmod(sector, per_sector)
        if place >= len(self._fat) or self._fat[place] >= _NO_SECTOR:
            return _END
        table = self._sector(self._fat[place])
        if len(table) < offset * 4 + 4:
            return _END
        return int(struct.unpack_from("<I", table, offset * 4)[0])

    def _sector(self, number: int) -> bytes:
        if number >= _NO_SECTOR:
            return b""
        self._file.seek((number + 1) << self._shift)
        return self._file.read(1 << self._shift)


def _entry(data: bytes) -> _Entry | None:
    if len(data) < _DIRECTORY_ENTRY or data[66] not in {1, _STREAM, _ROOT}:
        return None
    length: int = struct.unpack_from("<H", data, 64)[0]
    name = data[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    start, size = struct.unpack_from("<2I", data, 116)
    return _Entry(name, data[66], start, size)
